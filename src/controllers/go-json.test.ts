import { expect, test } from 'vitest'
import { goJson } from './go-json.ts'

/** What encoding/json writes of maps of Go: keys in order, and characters of HTML and of line ends in escapes. */
test.for<readonly [unknown, string]>([
  [null, 'null'],
  [undefined, 'null'],
  [0, '0'],
  [true, 'true'],
  ['', '""'],
  ['a "b" \\ \n', String.raw`"a \"b\" \\ \n"`],
  ['<a> & b', String.raw`"\u003ca\u003e \u0026 b"`],
  ['a\u2028b\u2029c', String.raw`"a\u2028b\u2029c"`],
  ['é 日本', '"é 日本"'],
  [[], '[]'],
  [[1, [2], null], '[1,[2],null]'],
  [{}, '{}'],
  [{ b: 1, a: { d: [], c: 'x' }, B: 2 }, '{"B":2,"a":{"c":"x","d":[]},"b":1}'],
  [{ '<': '>' }, String.raw`{"\u003c":"\u003e"}`],
])('%j', ([value, text]) => {
  expect(goJson(value)).toBe(text)
})
