// How a verb stands in scenario.yaml when its command line says everything: under its own name with the words
// after it (`label: pod web tier=front`), and always under `kubectl`.
import type { FieldReader } from './fields.ts'
import { joinWords, splitWords } from './flags.ts'
import type { Parsed, TimedAction } from './verb.ts'

const MAX_LINE = 100_000

/** Reads the words of the field; `fallback` stands for an action that cannot be read, which is said there. */
export function readLineOf<A extends TimedAction>(
  reader: FieldReader,
  verb: string,
  parse: (words: readonly string[]) => Parsed<A>,
  fallback: A,
): A {
  const words = splitWords(reader.text(verb, '', MAX_LINE))
  const parsed = words === null ? null : parse(words)
  if (parsed?.ok === true) return parsed.action
  reader.say('error', verb, parsed?.lines.join('\n') ?? 'a quote is left open')
  return fallback
}

/** The action as a line of kubectl. */
export function writeLineOf(words: readonly string[]): Readonly<Record<string, unknown>> {
  return { kubectl: joinWords(words) }
}
