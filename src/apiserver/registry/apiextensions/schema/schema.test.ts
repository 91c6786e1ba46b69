import { expect, test } from 'vitest'
import { errorText } from '#api/meta/field-error.ts'
import { compilePattern } from './go-regex.ts'
import { prune, pruneNulls, setSchemaDefaults } from './prune.ts'
import type { Schema } from './schema.ts'
import { hasFormat } from './string-formats.ts'
import { validateValue } from './validate-value.ts'

const STEP: Schema = {
  type: 'object',
  properties: { name: { type: 'string' }, seconds: { type: 'integer', default: 30 } },
}
const SCHEMA: Schema = {
  type: 'object',
  properties: {
    steps: { type: 'array', items: STEP },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    note: { type: 'string', nullable: true },
  },
}

test('what a schema does not know is dropped and named by its place', () => {
  const value = {
    kind: 'A',
    steps: [{ name: 'a', color: 1 }],
    free: { any: [1] },
    labels: { a: 'b' },
    size: 1,
  }
  expect(prune(value, SCHEMA, true)).toEqual({
    value: { kind: 'A', steps: [{ name: 'a' }], free: { any: [1] }, labels: { a: 'b' } },
    unknown: ['size', 'steps[0].color'],
  })
})

test('defaults reach into lists, and nulls make room for them', () => {
  const complete = setSchemaDefaults(
    pruneNulls({ steps: [{ name: 'a', seconds: null }], note: null, labels: null }, SCHEMA),
    SCHEMA,
  )
  expect(complete).toEqual({ steps: [{ name: 'a', seconds: 30 }], note: null })
  expect(setSchemaDefaults(complete, SCHEMA)).toEqual(complete)
})

test('what was wrong before and did not change is let through', () => {
  const schema: Schema = { type: 'object', properties: { a: { type: 'integer', maximum: 3 } } }
  const texts = (value: unknown, old?: unknown): readonly string[] =>
    validateValue(value, schema, { old }).map(errorText)
  expect(texts({ a: 5 }, { a: 5 })).toEqual([])
  expect(texts({ a: 6 }, { a: 5 })).toEqual([
    'a: Invalid value: 6: a in body should be less than or equal to 3',
  ])
})

test.for([
  ['(a', 'error parsing regexp: missing closing ): `(a`'],
  ['a)', 'error parsing regexp: unexpected ): `a)`'],
  ['^(?!a)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?!`'],
  ['(a)\\1', 'error parsing regexp: invalid escape sequence: `\\1`'],
  ['*a', 'error parsing regexp: missing argument to repetition operator: `*`'],
] as const)('the pattern %s is refused: %s', ([pattern, problem]) => {
  expect(compilePattern(pattern)).toEqual({ ok: false, problem })
})

test.for([
  ['(?i)^abc$', 'ABC', true],
  ['[[:alpha:]]+', '12', false],
  ['\\Aab\\z', 'ab', true],
  // Endless for a matcher that goes back: it is not looked at.
  ['^(a+)+$', `${'a'.repeat(60)}b`, true],
] as const)('%s on %s is %s', ([pattern, text, expected]) => {
  const compiled = compilePattern(pattern)
  expect(compiled.ok && compiled.matches(text)).toBe(expected)
})

test.for([
  ['date', '2024-02-29', true],
  ['date', '2023-02-29', false],
  ['date-time', '2026-01-01T00:00:00+01:00', true],
  ['duration', '1h30m', true],
  ['duration', '3 days', true],
  ['uuid', '7f3c1e0a5d2b4c6e9f8a0123456789ab', true],
  ['isbn', '978-0321751041', true],
  ['isbn10', '0321751043', true],
  ['creditcard', '4111 1111 1111 1111', true],
  ['creditcard', '4111 1111 1111 1112', false],
  ['cidr', '10.0.0.0/8', true],
  ['mac', '00:00:5e:00:53:01', true],
  ['hexcolor', '#FFF', true],
  ['rgbcolor', 'rgb(255,255,255)', true],
  ['k8s-short-name', 'A', false],
] as const)('of the format %s: %s is %s', ([format, text, expected]) => {
  expect(hasFormat(format, text)).toBe(expected)
})
