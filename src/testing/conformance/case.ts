// What the comparison with the recordings finds out about one recorded question.

export type SuiteName = 'api' | 'scheduler' | 'kubelet' | 'controllers' | 'kubectl'

/** 'not simulated' is decided from the question, or from who gave the answer; never from a difference. */
export type Verdict = 'agreed' | 'differed' | 'not simulated'

export interface ConformanceCase {
  readonly suite: SuiteName
  /** The file without its ending; for kubectl with the command after a colon. */
  readonly name: string
  readonly verdict: Verdict
  /** The first difference, or what is not simulated; '' when both agree. */
  readonly detail: string
  /** The explained class that a difference belongs to; undefined when nobody has explained it. */
  readonly classOf?: string
  /** In how many orders of what happens at one moment it was played until it agreed; not there when one is enough. */
  readonly orders?: number
}

/** 'agreed', or 'differed' with the first difference. `undefined` stands for a field that is not there. */
export function compare(
  suite: SuiteName,
  name: string,
  answers: { readonly ours: unknown; readonly theirs: unknown },
): ConformanceCase {
  const detail = firstDifference(answers.ours, answers.theirs, '')
  return { suite, name, verdict: detail === null ? 'agreed' : 'differed', detail: detail ?? '' }
}

/** A case that is left out, and why. */
export function notSimulated(suite: SuiteName, name: string, detail: string): ConformanceCase {
  return { suite, name, verdict: 'not simulated', detail }
}

/** '<path>: ours …, theirs …' of the first place where two answers differ, or null. */
function firstDifference(ours: unknown, theirs: unknown, path: string): string | null {
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    const longest = Math.max(ours.length, theirs.length)
    return firstOf(
      Array.from({ length: longest }, (_, i) => String(i)),
      (key) => firstDifference(ours[Number(key)], theirs[Number(key)], `${path}[${key}]`),
    )
  }
  if (isRecord(ours) && isRecord(theirs)) {
    const keys = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])]
    return firstOf(keys, (key) =>
      firstDifference(ours[key], theirs[key], path === '' ? key : `${path}.${key}`),
    )
  }
  return Object.is(ours, theirs)
    ? null
    : `${path === '' ? 'the answer' : path}: ours ${textOf(ours)}, theirs ${textOf(theirs)}`
}

function firstOf(
  keys: readonly string[],
  differenceAt: (key: string) => string | null,
): string | null {
  for (const key of keys) {
    const difference = differenceAt(key)
    if (difference !== null) return difference
  }
  return null
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
