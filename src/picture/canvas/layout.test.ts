import { expect, test } from 'vitest'
import type { JournalEntry } from '#client/world.ts'
import { createPrng } from '#lib/prng.ts'
import { contains, overlaps, sameBox, type Box } from './box.ts'
import type { CanvasGraph } from './canvas-graph.ts'
import { createGraphFold, graphOf } from './graph-of.ts'
import { createLayouter, layout, type CanvasLayout, type Form, type PodPlaces } from './layout.ts'
import { planSeats } from './seats.ts'
import { crowd } from './testing/crowd.ts'
import { worldAt } from './testing/fixture.ts'
import { shopFront } from './testing/shop-front.ts'

const shop = shopFront().entries
const CASES: readonly (readonly [string, readonly JournalEntry[], Form])[] = [
  ['the shop front', shop, 'wide'],
  ['the shop front on a phone', shop, 'narrow'],
  ...[1, 2, 5, 12, 30, 45, 300, 2000].map(
    (pods) => [`${pods} Pods`, crowd(pods, 3), 'wide'] as const,
  ),
  ['45 Pods on a phone', crowd(45, 2), 'narrow'],
  ['500 Pods on many nodes', crowd(500, 40), 'wide'],
  ['200 Pods on many nodes on a phone', crowd(200, 40), 'narrow'],
]

interface Placed extends Omit<CanvasLayout, 'pods' | 'trayBoxes'> {
  readonly pods: ReadonlyMap<string, Box>
  readonly trayBoxes: ReadonlyMap<string, Box>
}

/** The places with those of all Pods, one after the other. */
function placed(graph: CanvasGraph, places: CanvasLayout): Placed {
  const boxesOf = (of: PodPlaces): ReadonlyMap<string, Box> =>
    new Map(
      graph.pods.flatMap(({ id }) => {
        const box = of.get(id)
        return box === undefined ? [] : [[id, box] as const]
      }),
    )
  return { ...places, pods: boxesOf(places.pods), trayBoxes: boxesOf(places.trayBoxes) }
}

function placesAt(entries: readonly JournalEntry[], id: number, form: Form): Placed {
  const graph = graphOf(worldAt(entries, id))
  return placed(graph, layout(graph, planSeats(entries), form))
}

test.for(CASES)('nothing overlaps in the picture of %s', ([, entries, form]) => {
  for (let id = 0; id < entries.length; id += 1) {
    const places = placesAt(entries, id, form)
    const frames = [
      places.apiServer,
      places.tray,
      ...places.nodes.values(),
      ...places.owners.values(),
    ]
    expectApart(frames)
    expectApart([...places.pods.values()])
    const whole = { x: 0, y: 0, width: places.width, height: places.height }
    for (const frame of frames) expect(contains(whole, frame)).toBe(true)
  }
})

test.for(CASES)(
  'every Pod lies on its node or in the tray in the picture of %s',
  ([, entries, form]) => {
    const graph = graphOf(worldAt(entries, entries.length - 1))
    const places = layout(graph, planSeats(entries), form)
    for (const pod of graph.pods) {
      const box = places.pods.get(pod.id)
      const frame = pod.nodeName === null ? places.tray : places.nodes.get(pod.nodeName)
      if (box === undefined) expect(pod.nodeName).toBeNull()
      else expect(frame !== undefined && contains(frame, box)).toBe(true)
    }
  },
)

test('nothing that stays on its node moves from moment to moment', () => {
  const first = placesAt(shop, 0, 'wide')
  const seen = new Map<string, Box>()
  for (let id = 0; id < shop.length; id += 1) {
    const places = placesAt(shop, id, 'wide')
    expect([places.width, places.height]).toEqual([first.width, first.height])
    for (const [name, box] of places.nodes) expect(box).toEqual(first.nodes.get(name))
    for (const [pod, box] of places.pods) {
      const inTray = overlaps(box, places.tray)
      const key = `${pod} ${inTray}`
      expect(sameBox(box, seen.get(key) ?? box)).toBe(true)
      seen.set(key, box)
    }
  }
})

test('a Pod on a node remembers where it lay in the tray', () => {
  const { entries, moments } = shopFront()
  const id = 'pod:default/web:0000-web'
  const before = placesAt(entries, moments.pending, 'wide').pods.get(id)
  expect(placesAt(entries, moments.bound, 'wide').trayBoxes.get(id)).toEqual(before)
})

test('a picture for a phone is one column', () => {
  const places = placesAt(shop, shop.length - 1, 'narrow')
  expect(places.width).toBeLessThan(520)
  expect(places.height).toBeGreaterThan(placesAt(shop, shop.length - 1, 'wide').height)
})

test('a crowd on a phone has about the form of a phone', () => {
  const entries = crowd(500, 40)
  const { width, height } = placesAt(entries, entries.length - 1, 'narrow')
  expect(width / height).toBeGreaterThan(0.4)
  expect(width / height).toBeLessThan(1)
})

test('places do not depend on the picture that was placed before', () => {
  const prng = createPrng('places')
  for (const entries of [shop, crowd(45, 2), crowd(300, 3)]) {
    const plan = planSeats(entries)
    const paint = createGraphFold()
    const place = createLayouter()
    for (let jump = 0; jump < 20; jump += 1) {
      const form = prng.next(2) === 0 ? 'wide' : 'narrow'
      const graph = paint(worldAt(entries, prng.next(entries.length)))
      expect(placed(graph, place(graph, plan, form))).toEqual(
        placed(graph, layout(graph, plan, form)),
      )
    }
  }
})

/** Sorted by their left edge, so that a thousand boxes are compared quickly. */
function expectApart(boxes: readonly Box[]): void {
  const sorted = boxes.toSorted((a, b) => a.x - b.x)
  for (const [index, box] of sorted.entries()) {
    for (let next = index + 1; next < sorted.length; next += 1) {
      const other = sorted[next]
      if (other === undefined || other.x >= box.x + box.width) break
      if (overlaps(box, other)) expect(other).not.toEqual(box)
      if (overlaps(box, other))
        throw new Error(`${JSON.stringify(box)} lies on ${JSON.stringify(other)}`)
    }
  }
}
