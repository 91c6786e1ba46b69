import { expect, test } from 'vitest'
import { worldStateOf } from '#client/world.ts'
import { createPainter } from './painter.ts'
import { worldAt } from '#picture/canvas/testing/fixture.ts'
import { shopFront } from '#picture/canvas/testing/shop-front.ts'

const { entries, moments } = shopFront()
const at = (entryId: number) => ({ world: worldAt(entries, entryId), entries, entryId })

test('elements that did not change are the same objects in the next picture', () => {
  const paint = createPainter()
  const before = new Map(paint(at(moments.bound), 'wide').nodes.map((node) => [node.id, node]))
  const changed = paint(at(moments.init), 'wide').nodes.filter(
    (node) => before.get(node.id) !== node,
  )
  expect(changed.map((node) => node.id)).toEqual(['pod:default/web:0000-web'])
})

test('a picture does not depend on those painted before', () => {
  const paint = createPainter()
  for (const id of [moments.clash, moments.start, moments.write, moments.pending]) {
    expect(paint(at(id), 'wide')).toEqual(createPainter()(at(id), 'wide'))
  }
})

test('a Pod that was just bound comes from the tray, and not at the moment after', () => {
  const paint = createPainter()
  const fromAt = (id: number) => {
    const node = paint(at(id), 'wide').nodes.find(
      (candidate) => candidate.id === 'pod:default/web:0000-web',
    )
    return node?.type === 'pod' ? node.data.from : undefined
  }
  expect(fromAt(moments.pending)).toBeNull()
  expect(fromAt(moments.bound)?.x).toBeLessThan(0)
  expect(fromAt(moments.init)).toBeNull()
})

test('without a cluster there is nothing to draw', () => {
  expect(
    createPainter()({ world: worldStateOf([]), entries: [], entryId: -1 }, 'wide').nodes,
  ).toEqual([])
})
