import { expect, test } from 'vitest'
import { findResults, goJson, goSyntax, printed } from './evaluate.ts'
import { parsePath } from './parse.ts'
import { relaxedPath } from './relaxed.ts'

const OBJECT = {
  kind: 'List',
  items: [
    { metadata: { name: 'a', labels: { app: 'x', 'a.b/c': 'd' } }, spec: { n: 1, on: true } },
    { metadata: { name: 'b' }, spec: { n: 5, ports: [80, 443] }, note: null },
  ],
  text: '<&>',
}

function run(template: string): string {
  const parsed = parsePath(template)
  if (!parsed.ok) return `! ${parsed.message}`
  const found = findResults(parsed.parts, OBJECT)
  if (!found.ok) return `! ${found.message}`
  return found.value.map((values) => values.map((value) => printed(value)).join(' ')).join('')
}

test.each([
  ['plain', 'plain'],
  ['{.kind}', 'List'],
  ['{$.kind}{@.kind}', 'ListList'],
  ['kind: {.kind}!', 'kind: List!'],
  ['{.nothing}', ''],
  ['{.items[*].metadata.name}', 'a b'],
  ['{.items..name}', 'a b'],
  ['{.items[0].metadata.name}', 'a'],
  ['{.items[-1].metadata.name}', 'b'],
  ['{.items[-1:].metadata.name}', 'b'],
  ['{.items[0:2:2].metadata.name}', 'a'],
  ['{.items[0,1].metadata.name}', 'a b'],
  [
    `{.items[0]['metadata','spec']}`,
    '{"name":"a","labels":{"app":"x","a.b/c":"d"}} {"n":1,"on":true}',
  ],
  [`{.items[0].metadata['name']}`, 'a'],
  [String.raw`{.items[0].metadata.labels.a\.b/c}`, 'd'],
  ['{.items[0].metadata.labels}', '{"app":"x","a.b/c":"d"}'],
  ['{.items[1].spec.ports}', '[80,443]'],
  ['{.items[1].spec.ports[*]}', '80 443'],
  ['{.items[1].note}', 'null'],
  ['{.items[0].spec.on}', 'true'],
  ['{range .items[*]}{.metadata.name}={.spec.n}{"\\n"}{end}.', 'a=1\nb=5\n.'],
  ['{range .none[*]}{.x}{"never"}{end}done', 'done'],
  ['{range .items[*]}{range .spec.ports[*]}<{@}>{end}{.metadata.name} {end}', 'a <80><443>b '],
  ['{.items[?(@.spec.n==1)].metadata.name}', 'a'],
  ['{.items[?(@.spec.n>1)].metadata.name}', 'b'],
  ['{.items[?(@.spec.n<=5)].metadata.name}', 'a b'],
  ['{.items[?(@.metadata.name!="a")].metadata.name}', 'b'],
  [`{.items[?(@.metadata.name=='a')].spec.n}`, '1'],
  ['{.items[?(@.metadata.labels)].metadata.name}', 'a'],
  ['{.items[?(@.spec.on==true)].metadata.name}', 'a'],
  [`{'a\\tb'}{"\\u0041"}`, 'a\tbA'],
  ['{.items[5].metadata.name}', '! array index out of bounds: index 5, length 2'],
  ['{.kind[0]}', '! string is not array or slice'],
  ['{.items[?(@.spec.n=="1")].metadata.name}', '! incompatible types for comparison'],
  ['{.items[?(@.spec.n~1)]}', ''],
  ['{~}', "! unrecognized character in action: U+007E '~'"],
  ['{end}', '! not in range, nothing to end'],
  ['{fly}', '! unrecognized identifier fly'],
  ['{.kind', '! unclosed action'],
  ['{.items[}', '! unterminated array'],
  ['{.items[x]}', '! invalid array index x'],
  ['{.items[?(@.a]}', '! unterminated filter'],
  ['{"open}', '! unterminated quoted string'],
  ['{....}', '! invalid multiple recursive descent'],
  ['{1.2.3}', '! cannot parse number 1.2.3'],
])('%s finds %j', (template, text) => expect(run(template)).toBe(text))

test('what is printed as JSON is safe in HTML, as Go writes it', () => {
  expect(goJson({ text: OBJECT.text })).toBe(String.raw`{"text":"\u003c\u0026\u003e"}`)
})

test('hostile templates are bounded', () => {
  expect(run('{..'.repeat(5000))).toMatch(/^! /)
  expect(run(`${'{.items[?('.repeat(40)}@.a${')]}'.repeat(40)}`)).toMatch(/^! /)
  expect(run('x'.repeat(20_000))).toBe('! a template has at most 10000 characters')
})

test.each([
  ['metadata.name', '{.metadata.name}'],
  ['.metadata.name', '{.metadata.name}'],
  ['{.metadata.name}', '{.metadata.name}'],
  ['{metadata.name}', '{.metadata.name}'],
  ['', ''],
  ['{{a}}', null],
])('%j as a relaxed path', (text, path) => expect(relaxedPath(text)).toBe(path))

test.each([
  ['{.nothing}', 'nothing is not found'],
  ['{.items[*].metadata.labels.app}', null],
  ['{.items[0].note}', 'note is not found'],
  ['{range .items[*]}{.spec.ports}{end}', 'ports is not found'],
  ['{.items[?(@.nothing)].kind}', null],
  ['{.items[?(@.nothing==1)].kind}', 'nothing is not found'],
])('where keys may not be missing: %s', (template, message) => {
  const parsed = parsePath(template)
  const found = findResults(parsed.ok ? parsed.parts : [], OBJECT, true)
  expect(found.ok ? null : found.message).toBe(message)
})

test('a value as Go writes it in its own syntax', () => {
  expect(goSyntax({ b: [1, true, null], a: 'x"y', c: {} })).toBe(
    'map[string]interface {}{"a":"x\\"y", "b":[]interface {}{1, true, interface {}(nil)}, "c":map[string]interface {}{}}',
  )
})
