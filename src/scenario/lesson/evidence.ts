// What one can see of a run: all the words of its files, its journal, its objects and its logs. What a lesson puts into
// backticks has to be among them.
import { statusOf } from '#api/core/pod-status-word.ts'
import type { World } from '#client/world.ts'
import type { ScenarioFile } from '../types.ts'

export interface Evidence {
  has(words: string): boolean
}

/** Reads a run to its end. */
export function evidenceOf(
  { journal }: Pick<World, 'journal'>,
  files: readonly ScenarioFile[],
): Evidence {
  const texts = new Set<string>(files.map(({ text }) => text))
  const seen = new WeakSet<object>()
  for (const { kind, message, because, actor, data, changes } of journal) {
    for (const text of [kind, `${actor} ${message}`, because ?? '']) texts.add(plain(text))
    gather(data, texts, seen)
    for (const { key, after } of changes) {
      texts.add(key)
      if (after?.kind === 'Pod') texts.add(statusOf(after).status)
      gather(after, texts, seen)
    }
  }
  const all = [...texts].join('\n')
  return { has: (words) => all.includes(plain(words)) }
}

/** Names in sentences stand in backticks, which nobody quotes. */
const plain = (text: string): string => text.replaceAll('`', '')

/** All texts, numbers and names of fields below a value. */
function gather(value: unknown, texts: Set<string>, seen: WeakSet<object>): void {
  if (typeof value === 'string') texts.add(value)
  else if (typeof value === 'number' || typeof value === 'boolean') texts.add(String(value))
  if (typeof value !== 'object' || value === null || seen.has(value)) return
  seen.add(value)
  for (const [name, inner] of Object.entries(value)) {
    texts.add(typeof inner === 'string' ? `${name}: ${inner}` : name)
    gather(inner, texts, seen)
  }
}

/** What stands in backticks. */
export function codeSpans(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span)
}
