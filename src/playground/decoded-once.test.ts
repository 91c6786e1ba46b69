// How often a document is decoded: the figure stands in ARCHITECTURE.md.
import { expect, test } from 'vitest'
import { decode } from '#manifest/decode.ts'
import { createFileMemory } from '#manifest/decode-file.ts'
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
