import { expect, test } from 'vitest'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { createFileMemory } from '#manifest/decode-file.ts'
import { checkScenario } from '#scenario/check-scenario.ts'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import { parseScenario } from '#scenario/parse-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { createTreeMemory } from './tree-memory.ts'

const manifest = (text: string): readonly ScenarioFile[] => [{ path: 'manifests/all.yaml', text }]
const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: web, image: "nginx:1.27" }] }\n`
const NODE = 'apiVersion: v1\nkind: Node\nmetadata: { name: UPPER }\n'
const CUSTOM = 'apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: one }\n'

/** The tree of files as a check leaves it, and as it is read without one; null where it is not kept. */
function both(files: readonly ScenarioFile[]) {
  const memory = createFileMemory()
  const trees = createTreeMemory()
  trees.keep(files, checkScenario(files, admitInEmptyCluster(), memory.decode))
  return {
    kept: trees.of(structuredClone(files)),
    read: parseScenario(files, memory.decode),
    trees,
  }
}

test.each(GALLERY.map(({ id, files }) => [id, files] as const))(
  'what a run of %s begins with is the same, checked or read',
  (_, files) => {
    const { kept, read } = both(files)
    expect(kept === null ? null : { ...kept, diagnostics: [] }).toEqual(
      kept === null ? null : { ...read, diagnostics: [] },
    )
  },
)

test('most lessons are kept', () => {
  const kept = GALLERY.filter(({ files }) => both(files).kept !== null)
  expect(kept.length).toBeGreaterThan(GALLERY.length / 2)
})

test.each([
  ['a Pod that is refused', pod('Wrong')],
  ['a Node that is refused', `${NODE}---\n${pod('web')}`],
  [
    'a Node that is refused behind all that can be said of a file',
    `${Array.from({ length: 600 }, (_, at) => pod(`p${at}`).replace('nginx:1.27', 'example.com/own:1')).join('---\n')}---\n${NODE}`,
  ],
  ['an object of a kind that nobody defined', `${pod('web')}---\n${CUSTOM}`],
])('%s is read again', (_, text) => {
  expect(both(manifest(text)).kept).toBeNull()
})

test('a tree is of its files alone', () => {
  const { trees } = both(manifest(pod('web')))
  expect(trees.of(manifest(pod('web')))).not.toBeNull()
  expect(trees.of(manifest(pod('other')))).toBeNull()
  expect(trees.of([...manifest(pod('web')), { path: 'a.yaml', text: '' }])).toBeNull()
})
