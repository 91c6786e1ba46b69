// Taints as they are typed: `key=value:Effect`, `key:Effect`, and with a final `-` to remove them.
// Follows k8s.io/kubectl/pkg/cmd/taint/utils.go (v1.36).
import type { Taint } from '#api/generated/types.ts'
import { isLabelValue, isQualifiedName } from '#api/meta/formats.ts'

const EFFECTS: ReadonlySet<string> = new Set(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])

/** A taint to remove has no effect when all effects of its key are meant. */
export interface TaintSpec {
  readonly key: string
  readonly value?: string
  readonly effect: string
}

export type ParsedTaints =
  | { readonly ok: true; readonly add: readonly TaintSpec[]; readonly remove: readonly TaintSpec[] }
  | { readonly ok: false; readonly message: string }

/** Reads a list of taints; in the words of kubectl what is wrong with the first that is none. */
export function parseTaints(texts: readonly string[]): ParsedTaints {
  const add: TaintSpec[] = []
  const remove: TaintSpec[] = []
  for (const text of texts) {
    const removes = text.endsWith('-')
    const parsed = parseTaint(removes ? text.slice(0, -1) : text)
    if (typeof parsed === 'string') return { ok: false, message: parsed }
    if (removes) {
      remove.push(parsed)
      continue
    }
    if (parsed.effect === '') return { ok: false, message: `invalid taint spec: ${text}` }
    if (add.some((other) => isSameTaint(other, parsed))) {
      const { key, value = '', effect } = parsed
      const message = `duplicated taints with the same key and effect: {${key} ${value} ${effect} <nil>}`
      return { ok: false, message }
    }
    add.push(parsed)
  }
  return { ok: true, add, remove }
}

function parseTaint(text: string): TaintSpec | string {
  const [before = '', effect = '', ...rest] = text.split(':')
  if (rest.length > 0) return `invalid taint spec: ${text}`
  if (text.includes(':') && !EFFECTS.has(effect))
    return `invalid taint effect: ${effect}, unsupported taint effect`
  const [key = '', value, ...more] = text.includes(':') ? before.split('=') : [before]
  if (more.length > 0) return `invalid taint spec: ${text}`
  const problems = [isLabelValue(value ?? ''), isQualifiedName(key)].find((all) => all.length > 0)
  if (problems !== undefined) return `invalid taint spec: ${text}, ${problems.join('; ')}`
  return { key, effect, ...(value === undefined ? {} : { value }) }
}

/** Whether two taints have key and effect in common, which is what tells taints apart. */
export function isSameTaint(
  a: { readonly key: string; readonly effect: string },
  b: { readonly key: string; readonly effect: string },
): boolean {
  return a.key === b.key && a.effect === b.effect
}

/** 'key=value:Effect': a taint as it is typed, and as kubectl prints it. */
export function taintText({ key, value = '', effect }: Taint | TaintSpec): string {
  return `${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}`
}
