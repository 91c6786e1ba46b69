import { expect, test } from 'vitest'
import { contains } from './box.ts'
import { drawnFrame } from './drawn-frame.ts'
import { graphOf } from './graph-of.ts'
import { layout, type Form } from './layout.ts'
import { planSeats } from './seats.ts'
import { crowd } from './testing/crowd.ts'
import { worldAt } from './testing/fixture.ts'
import { shopFront } from './testing/shop-front.ts'

test.for([
  ['the shop front', shopFront().entries, 'wide'],
  ['the shop front on a phone', shopFront().entries, 'narrow'],
  ['twelve Pods', crowd(12, 3), 'wide'],
  ['45 Pods', crowd(45, 3), 'wide'],
] as const)(
  'a frame tells nothing of the Pods that will come, and holds those that are there: %s',
  ([, entries, form]: readonly [string, ReturnType<typeof crowd>, Form]) => {
    const plan = planSeats(entries)
    for (let id = 0; id < entries.length; id += 1) {
      const graph = graphOf(worldAt(entries, id))
      const places = layout(graph, plan, form)
      const empty = new Set<string>()
      for (const { name } of graph.nodes) {
        const room = places.nodes.get(name)
        expect(room).toBeDefined()
        if (room === undefined) continue
        const pods = graph.podsOn.get(name) ?? []
        const frame = drawnFrame(room, pods, places)
        expect(contains(room, frame)).toBe(true)
        if (pods.length === 0) empty.add(`${frame.width}×${frame.height}`)
        for (const pod of pods) {
          const box = places.pods.get(pod.id)
          if (box !== undefined) expect(contains(frame, box)).toBe(true)
        }
      }
      expect(empty.size).toBeLessThan(2)
    }
  },
)

test('the order of the nodes does not say which of them Pods will come to', () => {
  const { entries } = shopFront()
  const graph = graphOf(worldAt(entries, 0))
  const names = [...layout(graph, planSeats(entries), 'narrow').nodes.keys()]
  const isControlPlane = (name: string): boolean => name.startsWith('control-plane')
  expect(names).toEqual([
    ...names.filter((name) => !isControlPlane(name)).toSorted(),
    ...names.filter(isControlPlane),
  ])
})
