import { expect, test } from 'vitest'
import type { Pod } from '#api/generated/types.ts'
import { missedEvents } from './missed-events.ts'
import type { WatchEvent } from './selection.ts'

const pod = (name: string, uid: string, version: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', uid, resourceVersion: String(version) },
})
const added = (object: Pod): WatchEvent<Pod> => ({ type: 'ADDED', object, old: undefined })
const modified = (old: Pod, object: Pod): WatchEvent<Pod> => ({ type: 'MODIFIED', object, old })
const deleted = (object: Pod): WatchEvent<Pod> => ({ type: 'DELETED', object, old: object })
const [one, two, three] = [pod('a', 'u', 1), pod('a', 'u', 2), pod('a', 'u', 3)] as const

test.for<[string, readonly WatchEvent<Pod>[], readonly WatchEvent<Pod>[]]>([
  ['nothing', [], []],
  ['changes become one', [modified(one, two), modified(two, three)], [modified(one, three)]],
  ['what came and changed has come', [added(one), modified(one, two)], [added(two)]],
  ['what came and went was never there', [added(one), modified(one, two), deleted(two)], []],
  [
    'what changed and went has gone as it was known',
    [modified(one, two), deleted(two)],
    [deleted(one)],
  ],
  [
    'another one of the same name comes after the one that went',
    [deleted(one), added(pod('a', 'v', 4)), modified(pod('a', 'v', 4), pod('a', 'v', 5))],
    [deleted(one), added(pod('a', 'v', 5))],
  ],
  [
    'objects keep the order in which they changed first',
    [
      added(pod('b', 'w', 1)),
      modified(one, two),
      deleted(pod('b', 'w', 1)),
      added(pod('c', 'x', 1)),
    ],
    [modified(one, two), added(pod('c', 'x', 1))],
  ],
])('%s', ([, events, told]) => {
  expect(missedEvents(events)).toEqual(told)
})
