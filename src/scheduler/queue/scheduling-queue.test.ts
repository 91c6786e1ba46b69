import { expect, test } from 'vitest'
import type { Pod } from '#api/generated/types.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import type { ClusterEvent } from '../framework/events.ts'
import { nodeResourcesFit } from '../plugins/node-resources/fit.ts'
import { prioritySort } from '../plugins/queue-sort/priority-sort.ts'
import { schedulingGates } from '../plugins/scheduling-gates/scheduling-gates.ts'
import { taintToleration } from '../plugins/taint-toleration/taint-toleration.ts'
import { backoffDurationMs, backoffExpiryMs, isBackingOff } from './backoff.ts'
import { createSchedulingQueue, MAX_IN_UNSCHEDULABLE_MS } from './scheduling-queue.ts'
import type { QueuedPod } from './scheduling-queue.ts'

function start() {
  let nowMs = 0
  let wakes = 0
  const timers = new Map<number, { readonly timeMs: number; readonly uid: string }>()
  const queue = createSchedulingQueue({
    nowMs: () => nowMs,
    cause: () => null,
    less: prioritySort.less,
    preEnqueue: schedulingGates.preEnqueue,
    eventsOf: new Map(
      [nodeResourcesFit, taintToleration, schedulingGates].map(({ name, eventsToRegister }) => [
        name,
        eventsToRegister,
      ]),
    ),
    wake: () => {
      wakes += 1
    },
    setTimer: (delayMs, uid) => {
      const id = timers.size + 1
      timers.set(id, { timeMs: nowMs + delayMs, uid })
      return id
    },
    cancelTimer: (id) => void timers.delete(id),
  })
  return {
    queue,
    timers,
    wakes: () => wakes,
    at(timeMs: number) {
      nowMs = timeMs
    },
    popName: () => queue.pop()?.pod.metadata.name,
    reject(name: string, ...plugins: readonly string[]): QueuedPod | undefined {
      const entry = queue.pop()
      expect(entry?.pod.metadata.name).toBe(name)
      if (entry !== undefined) queue.addUnschedulable(entry, new Set(plugins))
      return entry
    },
  }
}

const deleted = (pod: Pod): ClusterEvent => ({
  resource: 'Pod',
  actions: ['Delete'],
  before: pod,
  after: undefined,
})
const placed = makePod('placed', { spec: { nodeName: 'a' } })

const DURATIONS = [
  [0, 0],
  [1, 1000],
  [2, 2000],
  [3, 4000],
  [4, 8000],
  [5, 10_000],
  [99, 10_000],
] as const

test.for(DURATIONS)('after %i failures a Pod rests %i ms', ([failures, durationMs]) => {
  expect(backoffDurationMs(failures)).toBe(durationMs)
})

test('a rest ends with the second in which it expires', () => {
  const expiryMs = backoffExpiryMs(300, 1)
  expect(expiryMs).toBe(1000)
  expect([999, 1000, 1999, 2000].map((nowMs) => isBackingOff(1, expiryMs, nowMs))).toEqual([
    true,
    true,
    true,
    false,
  ])
})

test('Pods come out by priority and then by arrival', () => {
  const { queue, popName } = start()
  for (const [name, priority] of [
    ['a', 0],
    ['b', 5],
    ['c', 0],
    ['d', 5],
  ] as const) {
    queue.add(makePod(name, { spec: { priority } }))
  }
  expect([popName(), popName(), popName(), popName(), popName()]).toEqual([
    'b',
    'd',
    'a',
    'c',
    undefined,
  ])
})

test('a deleted Pod does not come out', () => {
  const { queue, popName } = start()
  for (const name of ['a', 'b']) queue.add(makePod(name))
  queue.delete('uid-of-a')
  expect(queue.ready).toBe(1)
  expect([popName(), popName()]).toEqual(['b', undefined])
})

test('a rejected Pod waits for an event that concerns the plugin that rejected it', () => {
  const { queue, popName, reject } = start()
  queue.add(makePod('web'))
  reject('web', 'TaintToleration')
  queue.moveOn(deleted(placed))
  expect(popName()).toBeUndefined()
  queue.moveOn({ resource: 'Node', actions: ['Add'], before: undefined, after: makeNode('a') })
  expect(popName()).toBe('web')
})

test('an event that changes nothing for the Pod leaves it where it is', () => {
  const { queue, popName, reject } = start()
  queue.add(makePod('web', { requests: { cpu: 99 } }))
  reject('web', 'NodeResourcesFit')
  queue.moveOn({ resource: 'Node', actions: ['Add'], before: undefined, after: makeNode('a') })
  expect(popName()).toBeUndefined()
})

test('a Pod that rests comes after all others and before nothing', () => {
  const { queue, popName, reject } = start()
  queue.add(makePod('first', { spec: { priority: 9 } }))
  reject('first', 'NodeResourcesFit')
  queue.moveOn(deleted(placed))
  expect(queue.get('uid-of-first')?.place).toBe('backoff')
  queue.add(makePod('second'))
  expect([popName(), popName()]).toEqual(['second', 'first'])
})

test('a Pod that has rested is ordered by priority again', () => {
  const { queue, popName, reject, at } = start()
  queue.add(makePod('first', { spec: { priority: 9 } }))
  reject('first', 'NodeResourcesFit')
  queue.moveOn(deleted(placed))
  at(2000)
  queue.add(makePod('second'))
  expect([popName(), popName()]).toEqual(['first', 'second'])
})

test('a waiting Pod is tried again after five minutes, once', () => {
  const { queue, timers, popName, reject, at } = start()
  queue.add(makePod('web'))
  reject('web', 'NodeResourcesFit')
  expect([...timers.values()]).toEqual([{ timeMs: MAX_IN_UNSCHEDULABLE_MS, uid: 'uid-of-web' }])
  at(MAX_IN_UNSCHEDULABLE_MS)
  queue.flush('uid-of-web')
  timers.clear()
  reject('web', 'NodeResourcesFit')
  expect(timers.size).toBe(0)
  queue.moveOn(deleted(placed))
  expect(popName()).toBe('web')
})

test('a Pod whose attempt failed by a fault is tried again by a timer only', () => {
  const { queue, timers, popName } = start()
  queue.add(makePod('web'))
  const entry = queue.pop()
  if (entry !== undefined) queue.addErrored(entry)
  queue.moveOn(deleted(placed))
  expect(popName()).toBeUndefined()
  expect([...timers.values()]).toEqual([{ timeMs: 2000, uid: 'uid-of-web' }])
  queue.flush('uid-of-web')
  expect(popName()).toBe('web')
})

test('a gated Pod wakes nobody until its gates are gone', () => {
  const { queue, popName, wakes } = start()
  const gated = makePod('web', { spec: { schedulingGates: [{ name: 'g' }] } })
  queue.add(gated)
  queue.moveOn(deleted(placed))
  expect([popName(), wakes()]).toEqual([undefined, 0])
  queue.update(gated, makePod('web'), ['UpdatePodSchedulingGatesEliminated'])
  expect([wakes(), popName()]).toEqual([1, 'web'])
})

test('a change of the waiting Pod itself is an event for it', () => {
  const { queue, popName, reject } = start()
  const pod = makePod('web')
  queue.add(pod)
  reject('web', 'TaintToleration')
  queue.update(pod, { ...pod, status: { phase: 'Pending', conditions: [] } }, [])
  expect(popName()).toBeUndefined()
  queue.update(pod, makePod('web', { spec: { tolerations: [{ operator: 'Exists' }] } }), [
    'UpdatePodTolerations',
  ])
  expect(popName()).toBe('web')
})

test('an event may concern some of the Pods only', () => {
  const { queue, popName, reject } = start()
  for (const [name, priority] of [
    ['a', 9],
    ['b', 5],
  ] as const) {
    queue.add(makePod(name, { spec: { priority } }))
    reject(name, 'NodeResourcesFit')
  }
  queue.moveOn(deleted(placed), (pod) => (pod.spec?.priority ?? 0) <= 5)
  expect([popName(), popName()]).toEqual(['b', undefined])
})

test('a Pod for which there was no node at all waits for any change of a node, and for nothing else', () => {
  const { queue, popName, reject } = start()
  queue.add(makePod('web'))
  reject('web')
  queue.moveOn(deleted(placed))
  expect(popName()).toBeUndefined()
  queue.moveOn({
    resource: 'Node',
    actions: ['UpdateNodeAllocatable'],
    before: makeNode('a'),
    after: makeNode('a'),
  })
  expect(popName()).toBe('web')
})

test('a Pod that was deleted while it was tried does not come back', () => {
  const { queue, timers, popName } = start()
  for (const name of ['a', 'b']) queue.add(makePod(name))
  const [first, second] = [queue.pop(), queue.pop()]
  for (const name of ['a', 'b']) queue.delete(`uid-of-${name}`)
  if (first !== undefined) queue.addUnschedulable(first, new Set(['NodeResourcesFit']))
  if (second !== undefined) queue.addErrored(second)
  queue.moveOn(deleted(placed))
  expect([popName(), timers.size, queue.get('uid-of-a')]).toEqual([undefined, 0, undefined])
})

test('each rejection makes the rest longer, and a fault between two does not', () => {
  const { queue, timers, reject, at } = start()
  queue.add(makePod('web'))
  const restsUntil = (fromMs: number): number => {
    at(fromMs)
    const entry = reject('web', 'NodeResourcesFit')
    queue.moveOn(deleted(placed))
    expect(entry?.place).toBe('backoff')
    for (let nowMs = fromMs; nowMs < fromMs + 60_000; nowMs += 1000) {
      at(nowMs)
      queue.add(makePod('other', { spec: { priority: -1 } }))
      const first = queue.pop()
      if (first?.pod.metadata.name === 'web') {
        queue.delete('uid-of-other')
        queue.addErrored(first)
        const due = [...timers.values()].at(-1)
        timers.clear()
        at(due?.timeMs ?? 0)
        queue.flush('uid-of-web')
        return nowMs - fromMs
      }
      queue.delete('uid-of-other')
    }
    return -1
  }
  // The rest ends with the second in which it expires.
  expect([restsUntil(0), restsUntil(100_000), restsUntil(200_000)]).toEqual([2000, 3000, 5000])
})

test('faults in a row make the wait for the timer longer, and a rejection between them does not', () => {
  const { queue, timers, at } = start()
  queue.add(makePod('web'))
  const waits = (nowMs: number, fault: boolean): number => {
    at(nowMs)
    const entry = queue.pop()
    if (entry === undefined) return -1
    if (fault) queue.addErrored(entry)
    else queue.addUnschedulable(entry, new Set(['NodeResourcesFit']))
    const due = [...timers.values()].at(-1)
    queue.flush('uid-of-web')
    timers.clear()
    return (due?.timeMs ?? nowMs) - nowMs
  }
  expect([waits(0, true), waits(10_000, true), waits(20_000, true)]).toEqual([2000, 3000, 5000])
  expect(waits(30_000, false)).toBe(MAX_IN_UNSCHEDULABLE_MS)
  expect(waits(1_000_000, true)).toBe(2000)
})

test('attempts are counted, and a timer of a Pod that is being tried does nothing', () => {
  const { queue, popName } = start()
  queue.add(makePod('web'))
  const entry = queue.pop()
  expect([entry?.attempts, entry?.place, queue.ready]).toEqual([1, 'inFlight', 0])
  queue.flush('uid-of-web')
  queue.flush('uid-of-nobody')
  expect(popName()).toBeUndefined()
})
