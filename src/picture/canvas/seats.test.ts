import { expect, test } from 'vitest'
import {
  bind,
  createJournal,
  makeContainer,
  makeMirror,
  makeNode,
  makePod,
  makeSandbox,
} from './testing/fixture.ts'
import { crowd } from './testing/crowd.ts'
import { createSeatPlanner, planSeats } from './seats.ts'
import { shopFront } from './testing/shop-front.ts'

const single = (name: string) => makePod(name, { containers: [makeContainer('a')] })
const double = (name: string) =>
  makePod(name, { containers: [makeContainer('a'), makeContainer('b')] })
const idOf = (name: string) => `pod:default/${name}:0000-${name}`

test('a seat that was left is taken by the next Pod of the same size', () => {
  const journal = createJournal()
  journal.commit({}, [bind(single('one'), 'n'), bind(single('two'), 'n')])
  journal.commit({}, [{ remove: 'Pod/default/one' }])
  journal.commit({}, [bind(double('three'), 'n')])
  journal.commit({}, [bind(single('four'), 'n')])
  const plan = planSeats(journal.entries)
  expect(['one', 'two', 'three', 'four'].map((name) => plan.seatOf.get(idOf(name))?.index)).toEqual(
    [0, 1, 2, 0],
  )
  expect(plan.nodes.get('n')).toHaveLength(3)
})

test('a seat has room from the beginning for a container that is put into its Pod later', () => {
  const journal = createJournal()
  const one = bind(single('one'), 'n')
  journal.commit({}, [one])
  const planner = createSeatPlanner()
  planner.take(journal.entries)
  const before = planner.plan().nodes.get('n')?.[0]?.height ?? 0
  const spec = { ...one.spec, containers: one.spec?.containers ?? [] }
  const ephemeralContainers = [{ name: 'debugger', image: 'busybox' }]
  journal.commit({}, [{ ...one, spec: { ...spec, ephemeralContainers } }])
  planner.take(journal.entries.slice(1))
  expect(planner.plan().nodes.get('n')?.[0]?.height).toBeGreaterThan(before)
  expect(planner.plan()).toEqual(planSeats(journal.entries))
})

test('a Pod leaves the tray when it is bound', () => {
  const journal = createJournal()
  journal.commit({}, [single('one')])
  journal.commit({}, [bind(single('one'), 'n')])
  journal.commit({}, [single('two')])
  const planner = createSeatPlanner()
  planner.take(journal.entries)
  const plan = planner.plan()
  expect([...planner.boundAt]).toEqual([[1, idOf('one')]])
  expect([...plan.trayOf.values()]).toEqual([0, 0])
})

test('the tray has room for all who wait beside a Pod that is refused, not for those who pass', () => {
  const journal = createJournal()
  journal.commit({}, [single('one'), single('two'), single('three')])
  journal.commit({}, [
    bind(single('one'), 'n'),
    bind(single('two'), 'n'),
    bind(single('three'), 'n'),
  ])
  expect(planSeats(journal.entries).trayPeak).toBe(0)
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }]
  journal.commit({}, [{ ...single('four'), status: { phase: 'Pending', conditions } }])
  journal.commit({}, [single('five')])
  expect(planSeats(journal.entries).trayPeak).toBe(2)
})

test('a static Pod keeps its seat while its mirror is deleted and made again', () => {
  const journal = createJournal()
  const mirror = makeMirror('proxy', 'n')
  journal.commit({}, [makeSandbox(mirror, '10.0.0.1')])
  journal.commit({}, [mirror])
  journal.commit({}, [{ remove: 'Pod/default/proxy-n' }])
  journal.commit({}, [bind(single('one'), 'n')])
  journal.commit({}, [mirror])
  const plan = planSeats(journal.entries)
  expect(plan.seatOf.get('static:default/proxy-n')?.index).toBe(0)
  expect(plan.seatOf.get(idOf('one'))?.index).toBe(1)
  expect(plan.staticNodes.has('n')).toBe(true)
})

test('the level of detail follows from the most Pods at one time', () => {
  expect(planSeats(crowd(20, 2)).level).toBe('card')
  expect(planSeats(crowd(21, 2)).level).toBe('chip')
  expect(planSeats(crowd(500, 5)).level).toBe('dot')
  const journal = createJournal()
  for (let index = 0; index < 100; index += 1) {
    journal.commit({}, [bind(single(`job-${index}`), 'n')])
    journal.commit({}, [{ remove: `Pod/default/job-${index}` }])
  }
  expect(planSeats(journal.entries).level).toBe('card')
})

test('the plan does not need what objects were before', () => {
  const { entries } = shopFront()
  const without = entries.map((entry) => ({
    ...entry,
    changes: entry.changes.map((change) => ({ ...change, before: undefined })),
  }))
  expect(planSeats(without)).toEqual(planSeats(entries))
})

test('a plan that grows with the journal is the plan of the whole journal', () => {
  for (const entries of [shopFront().entries, crowd(21, 2), crowd(200, 3)]) {
    const planner = createSeatPlanner()
    for (const [index, entry] of entries.entries()) {
      planner.take([entry])
      expect(planner.plan()).toEqual(planSeats(entries.slice(0, index + 1)))
    }
  }
})

test('on many Nodes Pods are dots from the beginning, however few of them have come', () => {
  const levelOn = (nodes: number) => {
    const journal = createJournal()
    journal.commit(
      {},
      Array.from({ length: nodes }, (_, index) => makeNode(`n${index}`)),
    )
    journal.commit({}, [bind(single('one'), 'n0')])
    return planSeats(journal.entries).level
  }
  expect(levelOn(200)).toBe('card')
  expect(levelOn(201)).toBe('dot')
})
