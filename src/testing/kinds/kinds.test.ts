// That a kind of fault is held as a kind: by more than the one example with which it was found.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseYaml } from '#yaml/parse-yaml.ts'
import { readAgreed } from '../conformance/agreed.ts'
import { readCases, type WildCase } from '../wild/read-case.ts'

interface KindOfFault {
  readonly kind: string
  /** Names of files of src/testing/wild, and what stands in the head of each. */
  readonly wild?: Readonly<Record<string, readonly string[]>>
  /** Recordings that the engine agrees with, by suite. */
  readonly kubelet?: readonly string[]
  readonly api?: readonly string[]
}

const LEAST = 4
const ROOT = join(import.meta.dirname, '../../..')
const KINDS = read(readFileSync(join(import.meta.dirname, 'kinds.yaml'), 'utf8'))

function read(text: string): readonly KindOfFault[] {
  const { documents, diagnostics } = parseYaml(text)
  expect(diagnostics).toEqual([])
  return documents[0]?.value as unknown as readonly KindOfFault[]
}

/** Whether a case says what is right of something that is called so. */
function speaksOf(one: WildCase, name: string): boolean {
  const { pods = {}, containers = {}, refused = [], events = [], check = [], kubectl = [] } = one
  if (Object.hasOwn(pods, name) || Object.hasOwn(containers, name)) return true
  const texts = [...refused, ...events, ...check, ...kubectl.map(({ run }) => run)]
  return texts.some((text) => text.includes(name))
}

test('every kind of fault has an example and three others', () => {
  const few = KINDS.filter(({ wild = {}, kubelet = [], api = [] }) => {
    const examples = [
      ...Object.entries(wild).flatMap(([file, names]) => names.map((name) => `${file} ${name}`)),
      ...kubelet,
      ...api,
    ]
    return new Set(examples).size < LEAST
  })
  expect(few).toEqual([])
  expect(new Set(KINDS.map(({ kind }) => kind)).size).toBe(KINDS.length)
})

test('what is named of situations in the wild says there what is right', () => {
  const cases = readCases(join(import.meta.dirname, '../wild'))
  const missing = KINDS.flatMap(({ wild = {} }) =>
    Object.entries(wild).flatMap(([file, names]) => {
      const found = cases.filter((one) => one.file === `${file}.yaml`)
      if (found.length !== 1) return [`there are ${found.length} files ${file}.yaml`]
      return names
        .filter((name) => !found.some((one) => speaksOf(one, name)))
        .map((name) => `${file}.yaml says nothing of ${name}`)
    }),
  )
  expect(missing).toEqual([])
})

test('what is named of recordings agrees with them', () => {
  const agreed = readAgreed(ROOT)
  const missing = KINDS.flatMap(({ kubelet = [], api = [] }) => [
    ...kubelet.filter((name) => agreed['kubelet']?.includes(name) !== true),
    ...api.filter((name) => agreed['api']?.includes(name) !== true),
  ])
  expect(missing).toEqual([])
})
