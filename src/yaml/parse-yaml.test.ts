import { expect, test } from 'vitest'
import { MAX_DOCUMENTS, MAX_TEXT, parseYaml } from './parse-yaml.ts'
import { MAX_DIAGNOSTICS } from './problems.ts'
import type { Diagnostic, Range } from './types.ts'

const valueOf = (text: string): unknown => parseYaml(text).documents[0]?.value
const valuesOf = (text: string): readonly unknown[] =>
  parseYaml(text).documents.map(({ value }) => value)
const under = (text: string, range: Range | undefined): string | undefined =>
  range === undefined ? undefined : text.slice(range.start.offset, range.end.offset)
const errorsOf = (text: string): readonly Diagnostic[] =>
  parseYaml(text).diagnostics.filter(({ severity }) => severity === 'error')

// Each right side is what a Go program with sigs.k8s.io/yaml v1.6.0 answered.
const SCALARS: readonly (readonly [string, unknown])[] = [
  ['0644', 420],
  ['0o644', 420],
  ['0O17', 15],
  ['08', 8],
  ['0_7', 7],
  ['-0644', -420],
  ['0x10', 16],
  ['0X1F', 31],
  ['0x_1f', 31],
  ['0x', '0x'],
  ['0b101', 5],
  ['-0b11', -3],
  ['0b102', '0b102'],
  ['+12', 12],
  ['-0', 0],
  ['1_000', 1000],
  ['1_', 1],
  ['_1', '_1'],
  ['1_000.5', 1000.5],
  ['1.', 1],
  ['.5', 0.5],
  ['.5_0', 0.5],
  ['._1', '._1'],
  ['-.5', -0.5],
  ['+.5', 0.5],
  ['1e3', 1000],
  ['1E-2', 0.01],
  ['1e400', '1e400'],
  ['.', '.'],
  ['22:22', '22:22'],
  ['1:30:00', '1:30:00'],
  ['2001-01-01', '2001-01-01'],
  ['2001-1-2', '2001-1-2'],
  ['1.2.3', '1.2.3'],
  ['yes', true],
  ['on', true],
  ['y', true],
  ['Off', false],
  ['n', false],
  ['NO', false],
  ['yEs', 'yEs'],
  ['~', null],
  ['Null', null],
  ['nULL', 'nULL'],
  ['=', '='],
  ['"yes"', 'yes'],
  ["'0644'", '0644'],
  ['!!str 12', '12'],
  ['!!float 1', 1],
  ['!!timestamp 2001-01-01', '2001-01-01'],
  ['!!binary aGVsbG8=', 'hello'],
  ['!Foo bar', 'bar'],
]

test.for(SCALARS)('reads the scalar %s as go-yaml does', ([source, value]) => {
  expect(valueOf(`a: ${source}`)).toStrictEqual({ a: value })
})

test('makes keys texts, as JSON needs them', () => {
  expect(valueOf('1.5: a\n1e3: b\n0x10: c\ny: d\n2001-01-01: e\n')).toStrictEqual({
    '16': 'c',
    '1000': 'b',
    '1.5': 'a',
    true: 'd',
    '2001-01-01': 'e',
  })
})

test('merges in the order of the text, as go-yaml does', () => {
  const base = 'base: &b {x: 1, z: 2}\n'
  expect(valueOf(`${base}a: {x: 5, <<: *b}\nc: {<<: *b, x: 7}`)).toMatchObject({
    a: { x: 1, z: 2 },
    c: { x: 7, z: 2 },
  })
  expect(valueOf('a: {<<: [{x: 1}, {x: 2, z: 3}]}')).toStrictEqual({ a: { x: 1, z: 3 } })
})

test('reads flow style, JSON and KYAML like block style', () => {
  const value = { a: { b: [1, { c: 'd' }] } }
  expect(valueOf('a:\n  b:\n  - 1\n  - c: d\n')).toStrictEqual(value)
  expect(valueOf('{"a": {"b": [1, {"c": "d"}]}}')).toStrictEqual(value)
  expect(valueOf('---\n{\n  a: {\n    b: [1, {\n      c: "d",\n    }],\n  },\n}\n')).toStrictEqual(
    value,
  )
  expect(valueOf('{\n\t"a": {\n\t\t"b": [1, {"c": "d"}]\n\t}\n}')).toStrictEqual(value)
})

test('gives the place of every key and value', () => {
  const text =
    'spec:\n  containers:\n  - name: "web"\n    args: [a, {b: c}]\n    text: |\n      x\n      y\n'
  const { ranges } = parseYaml(text).documents[0] ?? { ranges: null }
  const value = (...path: (string | number)[]) => under(text, ranges?.valueAt(path))
  const key = (...path: (string | number)[]) => under(text, ranges?.keyAt(path))
  expect(value('spec', 'containers', 0, 'name')).toBe('"web"')
  expect(key('spec', 'containers', 0, 'name')).toBe('name')
  expect(value('spec', 'containers', 0, 'args')).toBe('[a, {b: c}]')
  expect(value('spec', 'containers', 0, 'args', 1)).toBe('{b: c}')
  expect(value('spec', 'containers', 0, 'args', 1, 'b')).toBe('c')
  expect(value('spec', 'containers', 0, 'text')).toBe('      x\n      y')
  expect(value('spec', 'containers')).toBe(text.slice(text.indexOf('- name')).trimEnd())
  expect(key('spec', 'containers', 0)).toBeUndefined()
  expect(value('spec', 'volumes')).toBeUndefined()
  expect(ranges?.valueAt(['spec', 'containers', 0, 'name'])?.start).toStrictEqual({
    offset: text.indexOf('"web"'),
    line: 3,
    column: 11,
  })
})

test('points at something short when a path does not exist or spans lines', () => {
  const text =
    'spec:\n  containers:\n  - name: web\n    image:\n    ports:\n    - containerPort: 80\n      name: a\n'
  const { ranges } = parseYaml(text).documents[0] ?? { ranges: null }
  const nearest = (...path: (string | number)[]) => under(text, ranges?.nearest(path))
  expect(nearest('spec', 'containers', 0, 'image')).toBe('image')
  expect(nearest('spec', 'containers', 0, 'ports')).toBe('ports')
  expect(nearest('spec', 'containers', 0, 'command')).toBe('name: web')
  expect(nearest('spec', 'volumes', 0, 'name')).toBe('spec')
  expect(nearest('metadata', 'name')).toBe('spec:')
})

test('counts lines and columns the same with CRLF and a byte order mark', () => {
  const { documents } = parseYaml('\uFEFFa: 1\r\nb: 2\r\n')
  expect(documents[0]?.value).toStrictEqual({ a: 1, b: 2 })
  expect(documents[0]?.ranges.valueAt(['b'])?.start).toMatchObject({ line: 2, column: 4 })
})

test('keeps an error in its own document', () => {
  const { documents, diagnostics } = parseYaml('a: 1\n---\nb: [1\n---\nc: 3\n')
  expect(documents.map(({ value }) => value)).toStrictEqual([{ a: 1 }, { c: 3 }])
  expect(diagnostics).toHaveLength(1)
  expect(diagnostics[0]?.range.start).toMatchObject({ line: 3, column: 4 })
  expect(documents[1]?.ranges.valueAt(['c'])?.start).toMatchObject({ line: 5, column: 4 })
})

test('skips what holds nothing', () => {
  for (const text of ['', ' \n\n', '# only\n# comments\n', '---\n---\n# x\n---\n', '\uFEFF']) {
    expect(parseYaml(text)).toStrictEqual({ documents: [], diagnostics: [] })
  }
  // What stands after ... is not read, and said.
  expect(valuesOf('# head\n---\n# c\na: 1\n---\n---\nb: 2\n...\nc: 3\n')).toStrictEqual([
    { a: 1 },
    { b: 2 },
  ])
})

test('refuses directives, which kubectl cuts off', () => {
  const text = '%YAML 1.1\n---\na: 1\n'
  expect(errorsOf(text).map(({ range }) => under(text, range))).toEqual(['%YAML'])
})

test('lets the last of duplicate keys win, with a warning at the key', () => {
  const { documents, diagnostics } = parseYaml('a: 1\nb: {c: 1, c: 2}\na: 3\n')
  expect(documents[0]?.value).toStrictEqual({ a: 3, b: { c: 2 } })
  expect(
    diagnostics.map(({ severity, message, range }) => [severity, message, range.start.line]),
  ).toStrictEqual([
    ['warning', 'duplicate key "c" in this mapping: the last one wins', 2],
    ['warning', 'duplicate key "a" in this mapping: the last one wins', 3],
  ])
})

test('takes keys with the names of object internals as plain keys', () => {
  const value = valueOf(
    '__proto__: {polluted: yes}\nconstructor: 1\ntoString: 2\na: {<<: {__proto__: 3}}\n',
  )
  expect(Object.keys(value as object)).toStrictEqual(['__proto__', 'constructor', 'toString', 'a'])
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('warns of a missing space after a colon', () => {
  const { diagnostics } = parseYaml('spec:\n  replicas:3\n')
  expect(
    diagnostics.map(({ message, range }) => [message, range.start.line, range.start.column]),
  ).toStrictEqual([['a space is missing after the colon: write "replicas: 3"', 2, 3]])
  expect(parseYaml('image: nginx:1.27\nurl:\n  http://x\nargs: [a:b]\n').diagnostics).toStrictEqual(
    [],
  )
})

test('expands aliases, but not without end', () => {
  expect(valueOf('a: &x {b: 1}\nc: *x\n')).toStrictEqual({ a: { b: 1 }, c: { b: 1 } })
  const levels = Array.from(
    { length: 30 },
    (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`,
  )
  const bomb = parseYaml(`a0: &a0 [x]\n${levels.join('\n')}\n`)
  expect(bomb.documents).toStrictEqual([])
  expect(bomb.diagnostics.map(({ message }) => message)).toStrictEqual([
    'excessive aliasing: the aliases stand for more than 100000 values',
  ])
})

test('shares the bound on aliases between the documents of a text', () => {
  const big = `a: &a [${Array(60_000).fill('1').join(',')}]\nb: *a\n`
  expect(parseYaml(`${big}---\n${big}`).documents).toHaveLength(1)
})

test('refuses aliases that contain themselves and aliases that nest too deep', () => {
  expect(errorsOf('a: &x [*x]\n').map(({ message }) => message)).toStrictEqual([
    'anchor "x" contains itself',
  ])
  const deep = `${'['.repeat(60)}1${']'.repeat(60)}`
  const chain = `a: &a ${deep}\nb: ${'['.repeat(60)}*a${']'.repeat(60)}\n`
  expect(errorsOf(chain).map(({ message }) => message)).toStrictEqual([
    'the text is nested more than 100 levels deep',
  ])
})

// Message, line and column of the one error of each text.
const BROKEN: readonly (readonly [string, string, number, number])[] = [
  ['a:\n\tb: 1\n', 'tabs cannot be used for indentation: use spaces', 2, 1],
  ['a:\n  b: 1\n\tc: 2\n', 'tabs cannot be used for indentation: use spaces', 3, 1],
  ['a:\n  - x: 1\n  \ty: 2\n', 'tabs cannot be used for indentation: use spaces', 3, 3],
  ['a: 1\nb: "x\nc: 2\n', 'the quote " that opens here is not closed on this line', 2, 4],
  ["a: 'x\n", "the quote ' that opens here is not closed on this line", 1, 4],
  ['a: "nginx\nb: "x"\n', 'the quote " that opens here is not closed on this line', 1, 4],
  ['a: [1, 2\nb: 3\n', 'this [ is never closed', 1, 4],
  ['a: {b: 1\n', 'this { is never closed', 1, 4],
  ['a: {b: 1 c: 2}\n', 'a comma is missing between two entries of a { } or [ ]', 1, 11],
  ['a: 1\nfoo\nb: 2\n', 'this line has no colon: write it as "key: value"', 2, 1],
  ['a: 1\nfoo', 'this line has no colon: write it as "key: value"', 2, 1],
  ['a: 1\nb:2\nc: 3\n', 'a space is missing after the colon: write "b: 2"', 2, 1],
  [
    'a: b: c\n',
    'mapping values are not allowed in this context: a value that contains ": " needs quotes',
    1,
    4,
  ],
  ['a: @x\n', 'a value cannot start with @: put it in quotes', 1, 4],
  ['a: `x`\n', 'a value cannot start with `: put it in quotes', 1, 4],
  [
    'a: *.example.com\n',
    'unknown anchor ".example.com": a text that starts with * needs quotes',
    1,
    4,
  ],
  [
    'a: "x" y\n',
    'there is text after the closing quote: quote the whole value, or none of it',
    1,
    8,
  ],
  ['a: - b\n', 'a list cannot start on the line of its key: start it on the next line', 1, 4],
  [
    'a: 1\n  b: 2\n',
    'this line does not line up: the keys of one mapping start in the same column',
    2,
    4,
  ],
  [
    'a:\n- b: 1\n c: 2\n',
    'this line does not line up: the keys of this item start in column 3',
    3,
    2,
  ],
  ['  a: 1\nb: 2\n', 'this line does not belong to what is above it: check its indentation', 2, 1],
  [
    'a: {{ .Values.x }}\n',
    'template expressions like {{ .Values.x }} are not YAML: render the template first, or put the value in quotes',
    1,
    4,
  ],
  [
    'a: {{ .Release.Name }}-web\n',
    'template expressions like {{ .Values.x }} are not YAML: render the template first, or put the value in quotes',
    1,
    4,
  ],
  [
    '{{- if .x }}\na: 1\n{{- end }}\n',
    'template expressions like {{ .Values.x }} are not YAML: render the template first, or put the value in quotes',
    1,
    1,
  ],
  ['a: .inf\n', '.inf is not a number that JSON knows', 1, 4],
  ['~: 1\n', 'a key cannot be null', 1, 1],
  ['{b: 1}: 2\n', 'a key must be a text, not a mapping or a list', 1, 1],
  ['a: !!int abc\n', 'cannot decode "abc" as a !!int', 1, 4],
  ['a: "\\q"\n', 'unknown escape after \\ in double quotes: write \\\\ for a backslash', 1, 6],
  ['a: x\u0007y\n', 'control characters are not allowed: U+0007', 1, 5],
  ['a: \ud800\n', 'control characters are not allowed: U+D800', 1, 4],
]

test.for(BROKEN)('explains %j', ([text, message, line, column]) => {
  const { diagnostics, documents } = parseYaml(text)
  expect(documents).toStrictEqual([])
  expect(diagnostics.map((one) => one.message)).toStrictEqual([message])
  expect(diagnostics[0]?.range.start).toMatchObject({ line, column })
})

test('says in one sentence that a binary file is not text', () => {
  const { documents, diagnostics } = parseYaml('\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0')
  expect(documents).toStrictEqual([])
  expect(diagnostics.map(({ message }) => message)).toStrictEqual([
    'this is not text: it has a NUL character here',
  ])
})

test('answers at once for a text of 5 MB and for nesting of 10,000 levels', () => {
  expect(
    parseYaml('a: 1\n'.repeat(8_388_608)).diagnostics.map(({ message }) => message),
  ).toStrictEqual(['this text is 40.0 MiB long; at most 32 MiB is read: leave some of it out'])
  for (const text of [
    '['.repeat(10_000),
    '- '.repeat(10_000),
    '{a: '.repeat(10_000),
    '? '.repeat(10_000),
  ]) {
    expect(errorsOf(text)[0]?.message).toBe('the text is nested more than 100 levels deep')
  }
  const nested = Array.from({ length: 2000 }, (_, level) => `${' '.repeat(level)}a:\n`).join('')
  expect(nested.length).toBeLessThan(MAX_TEXT)
  expect(errorsOf(nested)[0]?.message).toBe('the text is nested more than 100 levels deep')
})

test('reads at most 60000 documents and reports at most 200 problems', () => {
  const many = parseYaml('a: 1\n---\n'.repeat(MAX_DOCUMENTS + 5))
  expect(many.documents).toHaveLength(MAX_DOCUMENTS)
  expect(many.diagnostics[0]?.message).toBe(
    'only the first 60000 documents are read, and this text has 60005: leave some out',
  )
  const doubled = parseYaml('a: 1\n'.repeat(50_000))
  expect(doubled.diagnostics).toHaveLength(MAX_DIAGNOSTICS + 1)
  expect(doubled.diagnostics.at(-1)?.message).toBe('more than 200 problems; the rest is not shown')
})

test('never throws, whatever the text', () => {
  const parts = [
    'a',
    ':',
    ' ',
    '\n',
    '-',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    '|',
    '>',
    '&a',
    '*a',
    '<<',
    '?',
    '#',
    '!',
    '!!map',
    '\t',
    ',',
    '%',
    '@',
    '---',
    '...',
    '0',
    '\r',
  ]
  let state = 7
  for (let round = 0; round < 4000; round += 1) {
    let text = ''
    for (let length = 0; length < 12; length += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      text += parts[(state >>> 8) % parts.length]
    }
    const { documents, diagnostics } = parseYaml(text)
    const ordered = [...documents, ...diagnostics].every(
      ({ range }) => range.start.offset <= range.end.offset && range.end.offset <= text.length,
    )
    expect([text, ordered]).toStrictEqual([text, true])
  }
})
