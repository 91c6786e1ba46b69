// What kubectl says of broken YAML, against the recorded words of its parser.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { goYamlMessage } from './go-yaml-message.ts'
import { parseYaml } from './parse-yaml.ts'

const said = (text: string): string => {
  const broken = parseYaml(text).diagnostics.find(({ severity }) => severity === 'error')
  if (broken === undefined) return ''
  const { line, message } = goYamlMessage(text, broken)
  return `yaml: ${line === 0 ? '' : `line ${line}: `}${message}`
}

test.for([
  ['kind: [\n', 'yaml: line 1: did not find expected node content'],
  ['a: 1\nb: [\n', 'yaml: line 2: did not find expected node content'],
  ['a: b\n  c: d\n', 'yaml: line 2: mapping values are not allowed in this context'],
  ['a:\n\tb: c\n', 'yaml: line 2: found character that cannot start any token'],
  ['a: 1\n---\nb: 1\n  c: 2\n', 'yaml: line 2: mapping values are not allowed in this context'],
] as const)('%j', ([text, words]) => {
  expect(said(text)).toBe(words)
})

interface Recorded {
  readonly text: string
  readonly error?: string
}

test('of texts that were recorded, most are said as there', () => {
  const url = new URL('../../conformance/yaml/recorded.json', import.meta.url)
  const recorded = JSON.parse(readFileSync(url, 'utf8')) as readonly Recorded[]
  const prefix = 'error converting YAML to JSON: '
  const broken = recorded.filter(({ error = '' }) => error.startsWith(`${prefix}yaml: `))
  const same = broken.filter(({ text, error = '' }) => said(text) === error.slice(prefix.length))
  expect(broken.length).toBeGreaterThan(50)
  expect(same.length / broken.length).toBeGreaterThan(0.6)
})
