import { expect, test } from 'vitest'
import { goJsonProblem } from './go-json-problem.ts'

// What the API server of Kubernetes 1.36.2 said of them as patches.
test.each([
  ['{bad', "invalid character 'b' looking for beginning of object key string"],
  ['{', 'unexpected end of JSON input'],
  ['{"a":}', "invalid character '}' looking for beginning of value"],
  ['{"a":1', 'unexpected end of JSON input'],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 b}', "invalid character 'b' after object key:value pair"],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['{"a":nul}', "invalid character '}' in literal null (expecting 'l')"],
  ['{"a":truex}', "invalid character 'x' after object key:value pair"],
  ['{"a":01}', "invalid character '1' after object key:value pair"],
  ['{"a":-x}', "invalid character 'x' in numeric literal"],
  ['{"a":1.x}', "invalid character 'x' after decimal point in numeric literal"],
  ['{"a":1ex}', "invalid character 'x' in exponent of numeric literal"],
  ['{"a":1}x', "invalid character 'x' after top-level value"],
  ['{"a":"b', 'unexpected end of JSON input'],
])('says what is wrong with %s', (text, problem) => expect(goJsonProblem(text)).toBe(problem))

// Of the scanner's source.
test.each([
  ['[1 2]', "invalid character '2' after array element"],
  [String.raw`"\x"`, "invalid character 'x' in string escape code"],
  [String.raw`"\u00g0"`, String.raw`invalid character 'g' in \u hexadecimal character escape`],
  ['"a\nb"', String.raw`invalid character '\n' in string literal`],
  ["'a'", String.raw`invalid character '\'' looking for beginning of value`],
  ['', 'unexpected end of JSON input'],
])('says what is wrong with %j', (text, problem) => expect(goJsonProblem(text)).toBe(problem))

test.each([
  '{}',
  '[]',
  ' {"a": [1, -2.5e+3, {"b": null}, [], {}], "c": {"d": true}} ',
  String.raw`"\u00e9\n\\"`,
  '0',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
])('says nothing of %j', (text) => {
  expect(goJsonProblem(text)).toBeNull()
  expect(() => JSON.parse(text) as unknown).not.toThrow()
})
