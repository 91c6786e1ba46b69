import { expect, test } from 'vitest'
import { createPrng } from '#lib/prng.ts'
import { parseYaml } from './parse-yaml.ts'
import { printYaml } from './print-yaml.ts'

test('prints an object as kubectl does', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', labels: {}, annotations: { note: 'a: b', json: '{"a":1}' } },
    spec: {
      containers: [
        { name: 'web', image: 'nginx:1.27', args: ['-c', 'yes', '8080', '*'], env: [] },
        { name: 'b', command: ['sh', '-c', 'echo 1\necho 2\n'], left: undefined },
      ],
      replicas: 3,
      nodeName: null,
    },
  }
  expect(printYaml(pod)).toBe(`apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {}
  annotations:
    note: 'a: b'
    json: '{"a":1}'
spec:
  containers:
  - name: web
    image: nginx:1.27
    args:
    - -c
    - "yes"
    - "8080"
    - '*'
    env: []
  - name: b
    command:
    - sh
    - -c
    - |
      echo 1
      echo 2
  replicas: 3
  nodeName: null
`)
})

const QUOTED: readonly (readonly [string, string])[] = [
  ['web', 'web'],
  ['', '""'],
  ['true', '"true"'],
  ['off', '"off"'],
  ['0644', '"0644"'],
  ['1e3', '"1e3"'],
  ['null', '"null"'],
  ['10.0.0.1', '10.0.0.1'],
  ['2Gi', '2Gi'],
  ['22:22', '"22:22"'],
  ['2001-01-01', '"2001-01-01"'],
  ['<<', "'<<'"],
  ['# no', "'# no'"],
  ["it's", "it's"],
  ["'", "''''"],
  [' a', "' a'"],
  ['a:', "'a:'"],
  ['a\tb', '"a\\tb"'],
  ['a\u0085b', '"a\\u0085b"'],
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['é', 'é'],
]

test.for(QUOTED)('writes %j as %s', ([text, written]) => {
  expect(printYaml({ a: text })).toBe(`a: ${written}\n`)
})

test('chooses block scalars with the right ending', () => {
  expect(printYaml({ a: 'x\ny' })).toBe('a: |-\n  x\n  y\n')
  expect(printYaml({ a: 'x\ny\n' })).toBe('a: |\n  x\n  y\n')
  expect(printYaml({ a: 'x\n\n' })).toBe('a: "x\\n\\n"\n')
})

test('is read back the same, for many texts in every position', () => {
  const alphabet = [
    'a',
    '1',
    '0',
    '-',
    ' ',
    '\n',
    ':',
    '#',
    '"',
    "'",
    '{',
    '[',
    '*',
    '&',
    '!',
    '|',
    '>',
    '%',
    '@',
    '`',
    'y',
    '.',
    '_',
    'e',
    '~',
    '<<',
    '=',
    '\t',
    'é',
    '\u2028',
    '\u0085',
    '😀',
    '\\',
    '?',
    ',',
    'null',
    '2001-01-02',
    '\u0007',
    '\r',
    '---',
    '...',
  ]
  const prng = createPrng('print-yaml')
  for (let round = 0; round < 800; round += 1) {
    const text = Array.from(
      { length: prng.next(6) },
      () => alphabet[prng.next(alphabet.length)],
    ).join('')
    const value = {
      k: text,
      l: [text, [text, []], { n: text, m: { o: text } }],
      [`x${text}`]: { e: {}, f: [{ t: text }] },
    }
    const { documents, diagnostics } = parseYaml(printYaml(value))
    expect(diagnostics).toStrictEqual([])
    expect(documents[0]?.value).toStrictEqual(value)
  }
})
