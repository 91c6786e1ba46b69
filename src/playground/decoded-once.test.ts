// How often a document is decoded: the figure stands in ARCHITECTURE.md.
import { expect, test } from 'vitest'
import { decode } from '#manifest/decode.ts'
import { createFileMemory } from '#manifest/decode-file.ts'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { createEngine } from './engine.ts'

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: main, image: nginx}]}\n`

/** An engine that counts the documents that it decodes. */
function countingEngine() {
  const counted = { documents: 0 }
  const memory = createFileMemory((document) => {
    counted.documents += 1
    return decode(document)
  })
  return { engine: createEngine(memory), counted }
}

test('a document is decoded once per rest of the keyboard, though it is checked and run', () => {
  const { engine, counted } = countingEngine()
  const files = [{ path: 'manifests/a.yaml', text: `${pod('a')}---\n${pod('b')}` }]
  engine.check(files)
  const chunks = [...engine.run({ run: 1, files, untilMs: 5_000 })]
  expect(chunks.at(-1)?.done?.message ?? null).toBeNull()
  expect(counted.documents).toBe(2)
})

test('when one file changes, only its documents are decoded', () => {
  const { engine, counted } = countingEngine()
  const other = { path: 'manifests/b.yaml', text: pod('b') }
  engine.check([{ path: 'manifests/a.yaml', text: pod('a') }, other])
  expect(counted.documents).toBe(2)
  const { diagnostics } = engine.check([{ path: 'manifests/a.yaml', text: 'kind: Pod' }, other])
  expect(counted.documents).toBe(3)
  expect(diagnostics.map(({ message }) => message)).toContain(
    'error validating data: apiVersion not set',
  )
})

test('when one document of a file changes, only that one is decoded', () => {
  const { engine, counted } = countingEngine()
  const check = (...texts: readonly string[]) =>
    engine.check([{ path: 'manifests/a.yaml', text: texts.join('---\n') }])
  check(pod('a'), pod('b'))
  const { places } = check(pod('a-longer-name') + '# one line more\n', pod('b'))
  expect(counted.documents).toBe(3)
  expect(places.map(({ key, startLine }) => [key, startLine])).toEqual([
    ['Pod/default/a-longer-name', 1],
    ['Pod/default/b', 7],
  ])
})

/** Texts as they come while somebody types: each line of the first manifest is lost for a moment. */
function edits(files: readonly ScenarioFile[]): readonly (readonly ScenarioFile[])[] {
  const first = files.find(({ path }) => path.startsWith('manifests/'))
  if (first === undefined) return []
  const lines = first.text.split('\n').slice(0, 12)
  return lines.map((line) => {
    const text = first.text.replace(`${line}\n`, '')
    return files.map((file) => (file === first ? { ...first, text } : file))
  })
}

test.each(GALLERY.map(({ id, files }) => ({ id, files })))(
  'what is kept of earlier texts of $id changes nothing in what is said of a text',
  ({ files }) => {
    const kept = createEngine()
    for (const text of [files, ...edits(files), files])
      expect(kept.check(text)).toEqual(createEngine().check(text))
  },
)

test('a Pod is admitted anew when what it needs comes or goes in another document', () => {
  const engine = createEngine()
  const wants = pod('a').replace('spec: {', 'spec: {priorityClassName: high, ')
  const high =
    'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high}\nvalue: 1\n'
  const messages = (...texts: readonly string[]) =>
    engine
      .check([{ path: 'manifests/a.yaml', text: texts.join('---\n') }])
      .diagnostics.filter(({ severity }) => severity === 'error')
      .map(({ message }) => message)
  const refusal = 'pods "a" is forbidden: no PriorityClass with name high was found'
  expect(messages(wants)).toEqual([refusal])
  expect(messages(high, wants)).toEqual([])
  expect(messages(wants, high)).toEqual([refusal])
  expect(messages(high, wants)).toEqual([])
  // The same name once more: what may not change is said, as it is the first time.
  const other = wants.replace('nginx', 'nginx, command: [x]')
  const warnings = () =>
    engine
      .check([{ path: 'manifests/a.yaml', text: [high, wants, other].join('---\n') }])
      .diagnostics.filter(({ message }) => message.includes('is refused'))
  expect(warnings()).toHaveLength(1)
  expect(warnings()).toHaveLength(1)
})
