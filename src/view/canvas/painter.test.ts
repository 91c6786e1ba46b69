import { expect, test } from 'vitest'
import { worldStateOf } from '#client/world.ts'
import { EMPTY_GRAPH } from '#picture/canvas/canvas-graph.ts'
import { EMPTY_PLAN, planSeats } from '#picture/canvas/seats.ts'
import { crowd } from '#picture/canvas/testing/crowd.ts'
import { createPainter, type Picture } from './painter.ts'
import { momentAt, worldAt } from '#picture/canvas/testing/fixture.ts'
import { shopFront } from '#picture/canvas/testing/shop-front.ts'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import { runScenario } from '#scenario/run-scenario.ts'

const { entries, moments } = shopFront()
const at = (entryId: number) => momentAt(entries, entryId)

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
    const { graph, nodes } = paint(at(id), 'wide')
    const other = createPainter()(at(id), 'wide')
    expect({ graph, nodes }).toEqual({ graph: other.graph, nodes: other.nodes })
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
  const nothing = { world: worldStateOf([]), plan: EMPTY_PLAN, happening: EMPTY_GRAPH }
  expect(createPainter()(nothing, 'wide').nodes).toEqual([])
})

test('of thousands of Pods the frame of one node and the box of their owner are made again when one of them changes', () => {
  const journal = crowd(2000, 20)
  const paint = createPainter()
  const plan = planSeats(journal)
  const world = worldAt(journal, journal.length - 1)
  const elementsOf = ({ frames, nodes }: Picture) => [...frames, ...nodes]
  const before = elementsOf(paint({ world, plan, happening: EMPTY_GRAPH }, 'wide'))
  const objects = new Map(world)
  const pod = objects.get('Pod/default/web-00000')
  if (pod?.kind !== 'Pod') throw new Error('the crowd has no such Pod')
  objects.set('Pod/default/web-00000', { ...pod, status: { phase: 'Failed' } })
  const after = elementsOf(
    paint({ world: worldStateOf(objects), plan, happening: EMPTY_GRAPH }, 'wide'),
  )
  expect(after.filter((node) => !before.includes(node)).map(({ id }) => id)).toEqual([
    'Node//worker-1',
    // Its bar has a part for those that failed.
    'ReplicaSet.apps/default/web',
  ])
})

test('while a rollout lasts its Pods are marked as of the old or the new revision, and no longer', () => {
  const { world } = runScenario(GALLERY.find(({ id }) => id === 'rollout')?.files ?? []).cluster
  const plan = planSeats(world.journal)
  const paint = createPainter()
  const sidesAt = (timeMs: number) => {
    const entry = world.journal.findLastIndex((one) => one.timeMs <= timeMs)
    const { nodes } = paint({ world: world.stateAt(entry), plan, happening: EMPTY_GRAPH }, 'wide')
    return nodes
      .flatMap((node) => (node.type === 'pod' ? [node.data.revision ?? 'unmarked'] : []))
      .toSorted()
  }
  expect(sidesAt(19_000)).toEqual(Array(6).fill('unmarked'))
  expect(sidesAt(20_600)).toEqual([...Array(3).fill('new'), ...Array(5).fill('old')])
  expect(sidesAt(59_000)).toEqual(Array(6).fill('unmarked'))
})
