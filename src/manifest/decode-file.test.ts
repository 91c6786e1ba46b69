import { expect, test } from 'vitest'
import { createPrng, type Prng } from '#lib/prng.ts'
import type { YamlPath } from '#yaml/types.ts'
import { createFileMemory, decodeFile, type DecodedFile } from './decode-file.ts'

/** Documents of every kind that is read in its own way. */
const PIECES = [
  'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: main\n    image: nginx\n',
  '# a comment before\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec: {containers: [{name: x, image: nginx}]}\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name:glued\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata: &m {name: c}\ndata: {a: &t "1", b: *t}\n',
  '{"apiVersion": "v1",\n\t"kind": "ConfigMap",\n\t"metadata": {"name": "d"}}\n',
  'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: e}}\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: f, name: g}\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: h}\ndata: {key: "a\\/b"}\n',
  '\n',
  'kind: [\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: i}\n...\nrest: 1\n',
]
const SEPARATORS = ['---\n', '---\n', '--- # next\n', '---\n---\n', '--- |\n']
const PATHS: readonly YamlPath[] = [
  [],
  ['metadata'],
  ['metadata', 'name'],
  ['spec', 'containers', 0, 'image'],
  ['nowhere', 'at', 'all'],
]

const pick = <T>(prng: Prng, list: readonly T[]): T => list[prng.next(list.length)] as T

const textOf = (prng: Prng): string =>
  (prng.next(4) === 0 ? '\ufeff' : '') +
  Array.from({ length: 1 + prng.next(6) }, () => pick(prng, PIECES)).join(pick(prng, SEPARATORS))

/** Something is put in or taken out at a place. */
function edited(prng: Prng, text: string): string {
  const at = prng.next(text.length + 1)
  const put = pick(prng, ['x', '\n', ' ', '---\n', pick(prng, PIECES), ''])
  return text.slice(0, at) + put + text.slice(at + prng.next(3))
}

const seen = ({ diagnostics, documents }: DecodedFile) => ({
  diagnostics,
  documents: documents.map(({ objects, ...rest }) => ({
    ...rest,
    objects: objects.map(({ object, ranges }) => ({
      object,
      places: PATHS.map((path) => [ranges.valueAt(path), ranges.keyAt(path), ranges.nearest(path)]),
    })),
  })),
})

test('what is remembered of earlier texts changes nothing in how a text is read, in 150 series of edits', () => {
  const differ: number[] = []
  for (let seed = 1; seed <= 150; seed += 1) {
    const prng = createPrng(`remembered ${seed}`)
    const memory = createFileMemory()
    let text = textOf(prng)
    for (let edit = 0; edit < 8; edit += 1) {
      const file = { path: 'manifests/all.yaml', text }
      const remembered = JSON.stringify(seen(memory.decode(file)))
      if (remembered !== JSON.stringify(seen(decodeFile(file)))) differ.push(seed)
      text = edited(prng, text)
    }
  }
  expect(differ).toEqual([])
})

test('a document whose text stays is not read again, wherever it stands', () => {
  const memory = createFileMemory()
  const [pod = '', other = ''] = PIECES
  const decode = (text: string) => memory.decode({ path: 'manifests/all.yaml', text })
  const first = decode(`${pod}---\n${other}`)
  const second = decode(`${pod}${pod}---\n${other}`)
  const objectOf = ({ documents }: DecodedFile) => documents.at(-1)?.objects[0]?.object
  expect(objectOf(second)).toBe(objectOf(first))
  expect(second.documents.at(-1)?.objects[0]?.ranges.valueAt(['metadata'])?.start.line).toBe(19)
})

test('a kustomization is known by the name of its file, and says at its fields what is not done', () => {
  const text = 'resources: [web.yaml]\nnamePrefix: prod-\nimages: [{name: nginx, newTag: "1.27"}]\n'
  for (const path of [
    'manifests/base-kustomization.yaml',
    'kustomization.yml',
    'a/Kustomization',
  ]) {
    const [document] = decodeFile({ path, text }).documents
    expect(document?.refusal).toBeNull()
    const said = document?.diagnostics.map(({ severity, message, range }) => [
      severity,
      range.start.line,
      message.split(',')[0],
    ])
    expect(said).toEqual([
      ['info', 1, 'this Kustomization is read by kustomize'],
      ['warning', 3, 'kustomize changes the manifests by images'],
      ['warning', 2, 'kustomize changes the manifests by namePrefix'],
    ])
  }
  expect(decodeFile({ path: 'web.yaml', text }).documents[0]?.refusal).toContain('kind not set')
})
