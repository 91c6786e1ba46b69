// The lines around those that `grep` finds: -A, -B and -C.

export interface Context {
  readonly before: number
  readonly after: number
}

/** What the options ask for; a text that is no number is given back. */
export function contextOf(values: ReadonlyMap<string, string>): Context | string {
  const texts = ['A', 'B', 'C'].flatMap((letter) => values.get(letter) ?? [])
  const wrong = texts.find((text) => !/^\d+$/.test(text))
  if (wrong !== undefined) return wrong
  const both = values.get('C') ?? '0'
  return { before: Number(values.get('B') ?? both), after: Number(values.get('A') ?? both) }
}

export interface Shown {
  readonly line: string
  readonly index: number
  readonly isHit: boolean
}

/** Takes lines in their order and gives those that are to be shown after each; null stands between two groups. */
export function contextReader({
  before,
  after,
}: Context): (line: string, isHit: boolean) => readonly (Shown | null)[] {
  let index = -1
  let lastShown = -1
  let left = 0
  let earlier: readonly Shown[] = []
  return (line, isHit) => {
    index += 1
    const one = { line, index, isHit }
    if (!isHit && left === 0) {
      earlier = before === 0 ? [] : [...earlier, one].slice(-before)
      return []
    }
    left = isHit ? after : left - 1
    const group = [...earlier, one]
    const first = group[0]?.index ?? index
    const isApart = before + after > 0 && lastShown >= 0 && first > lastShown + 1
    earlier = []
    lastShown = index
    return isApart ? [null, ...group] : group
  }
}
