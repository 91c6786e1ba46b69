import { expect, test } from 'vitest'
import { makeContainer, makeNode, makePod } from '#testing/make-objects.ts'
import { makeSnapshot } from '#testing/run-plugin.ts'
import { imageLocalityScore } from './image-locality.ts'

const MEBIBYTE = 1024 * 1024
const withImages = (name: string, images: Readonly<Record<string, number>>) =>
  makeNode(name, {
    images: Object.entries(images).map(([image, mebibytes]) => ({
      names: [image],
      sizeBytes: mebibytes * MEBIBYTE,
    })),
  })
const podOf = (...images: readonly string[]) =>
  makePod('web', { spec: { containers: images.map((image) => makeContainer('c', {}, { image })) } })

const CASES: readonly (readonly [
  string,
  readonly string[],
  Readonly<Record<string, number>>,
  number,
])[] = [
  ['an image of 500 MiB on one of four nodes', ['app:1'], { 'app:1': 500 }, 10],
  ['no image there', ['app:1'], { 'other:1': 500 }, 0],
  ['another tag is another image', ['app:1'], { 'app:2': 900 }, 0],
  ['a missing tag means latest', ['app'], { 'app:latest': 500 }, 10],
  ['a port of a registry is no tag', ['reg:5000/app'], { 'reg:5000/app:latest': 500 }, 10],
  ['an image below the threshold', ['app:1'], { 'app:1': 92 }, 0],
  ['very large images are capped', ['app:1'], { 'app:1': 9000 }, 100],
  ['two containers need twice as much', ['app:1', 'b:1'], { 'app:1': 500 }, 5],
]

test.for(CASES)('%s', ([, wanted, held, expected]) => {
  const nodes = [withImages('a', held), makeNode('b'), makeNode('c'), makeNode('d')]
  const snapshot = makeSnapshot(nodes)
  const [first] = snapshot.nodes
  expect(first === undefined ? -1 : imageLocalityScore(podOf(...wanted), first, snapshot)).toBe(
    expected,
  )
})

test('an image that is on every node counts in full', () => {
  const snapshot = makeSnapshot(['a', 'b'].map((name) => withImages(name, { 'app:1': 500 })))
  expect(snapshot.nodes.map((node) => imageLocalityScore(podOf('app:1'), node, snapshot))).toEqual([
    48, 48,
  ])
})
