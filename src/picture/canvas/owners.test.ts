// Owners of Pods in the picture: families, bands, pips, and their places.
import { expect, test } from 'vitest'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import { type Box, contains, overlaps } from './box.ts'
import type { CanvasGraph, OwnerPicture } from './canvas-graph.ts'
import { createGraphFold, graphOf } from './graph-of.ts'
import { layout } from './layout.ts'
import { pipsOf, pipsText } from './pips.ts'
import { planSeats } from './seats.ts'

const worlds = new Map<string, ReturnType<typeof run>>()

function run(id: string) {
  const files = GALLERY.find((entry) => entry.id === id)?.files ?? []
  return runScenario(files).cluster.world
}

function worldOf(id: string) {
  const world = worlds.get(id) ?? run(id)
  worlds.set(id, world)
  return world
}

function graphAt(id: string, timeMs: number): CanvasGraph {
  const world = worldOf(id)
  const at = world.journal.findLastIndex((entry) => entry.timeMs <= timeMs)
  return graphOf(world.stateAt(at))
}

const ownerNamed = ({ owners }: CanvasGraph, pattern: RegExp): OwnerPicture => {
  const owner = owners.find(({ key }) => pattern.test(key))
  if (owner === undefined) throw new Error(`no owner ${pattern}`)
  return owner
}

test('a rollout is two revisions below one Deployment, inside their band', () => {
  const graph = graphAt('rollout', 20_600)
  const web = ownerNamed(graph, /^Deployment/)
  expect(web.band).toEqual({ least: 5, most: 8, available: 5, total: 8 })
  expect(web.state).toEqual({ word: 'Progressing', tone: 'wait' })
  const revisions = graph.owners.filter(({ parent }) => parent === web.key)
  expect(revisions.map(({ order, active }) => [order, active])).toEqual([
    [2, true],
    [1, true],
  ])
  const [newest] = revisions
  expect(graph.podsOf.get(newest?.key ?? '')).toHaveLength(3)
})

test('a stalled rollout says so, and the old revision is kept when it is over', () => {
  expect(ownerNamed(graphAt('rollout-stuck', 170_000), /^Deployment/).state.word).toBe('Stalled')
  const old = ownerNamed(graphAt('rollout', 59_000), /web-75fd8bfb69/)
  expect(old.active).toBe(false)
})

test('the Pods of a StatefulSet stand in their order with their claims', () => {
  const graph = graphAt('stateful-set', 8_000)
  const db = ownerNamed(graph, /^StatefulSet/)
  const pips = pipsOf(db, graph.podsOf.get(db.key) ?? [], 12)
  expect(pips.kind === 'row' ? pips.pips.map(({ label }) => label) : []).toEqual(['0', '1', '2'])
  expect(db.places[0]?.claims).toEqual(['Bound'])
  expect(pipsText(pips)).toContain('db-2: not made yet')
})

test('a budget is shown at whom it protects', () => {
  const shop = ownerNamed(graphAt('drain-budget', 25_000), /^Deployment/)
  expect(shop.guards.map(({ text }) => text)).toEqual(['budget: 1 may go'])
  const busy = ownerNamed(graphAt('autoscaler', 80_000), /^Deployment/)
  expect(busy.guards[0]?.text).toMatch(/^cpu: 200%\/50% → 5$/)
})

test('more Pods than there is room for fold to a bar with a part for each state', () => {
  const graph = graphAt('rollout', 20_600)
  const owner = ownerNamed(graph, /web-75fd8bfb69/)
  const [pod] = graph.podsOf.get(owner.key) ?? []
  if (pod === undefined) throw new Error('no Pod')
  const many = Array.from({ length: 1000 }, (_, index) => ({
    ...pod,
    id: `${index}`,
    state: index < 900 ? pod.state : ({ word: 'Pending', tone: 'wait' } as const),
  }))
  const pips = pipsOf({ ...owner, desired: 1200 }, many, 12)
  expect(pips).toMatchObject({ kind: 'bar', total: 1200 })
  expect(pipsText(pips)).toBe('900 Running, 100 Pending, 200 not made yet')
})

const CASES = [
  'rollout',
  'rollout-stuck',
  'stateful-set',
  'cron-forbid',
  'node-dies',
  'two-workloads',
]

test.for(CASES)('no box of %s lies on another, and the picture is folded as made anew', (id) => {
  const { journal, stateAt } = worldOf(id)
  const plan = planSeats(journal)
  const fold = createGraphFold()
  for (let at = 0; at < journal.length; at += 37) {
    const world = stateAt.call(worldOf(id), at)
    const graph = fold(world)
    expect(graph).toEqual(graphOf(world))
    for (const form of ['wide', 'narrow'] as const) {
      const places = layout(graph, plan, form)
      const boxes = [...places.owners.values(), ...places.bands.values(), ...places.nodes.values()]
      const whole: Box = { x: 0, y: 0, width: places.width, height: places.height }
      for (const [index, box] of boxes.entries()) {
        expect(contains(whole, box)).toBe(true)
        expect(boxes.slice(index + 1).filter((other) => overlaps(box, other))).toEqual([])
      }
      for (const { key, parent } of graph.owners)
        if (parent === null) expect(places.owners.has(key)).toBe(true)
    }
  }
})
