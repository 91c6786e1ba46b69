import { expect, test } from 'vitest'
import type { Event, Job, ReplicaSet, ReplicationController } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { deletionOf, withPropagation } from './deletion.ts'

const controller = (finalizers?: readonly string[]): ReplicationController => ({
  apiVersion: 'v1',
  kind: 'ReplicationController',
  metadata: { name: 'web', ...(finalizers === undefined ? {} : { finalizers }) },
})
const job: Job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'work' } }
const replicaSet: ReplicaSet = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web' },
}

test('who deletes a ReplicationController or a Job and says nothing more leaves its Pods', () => {
  expect(withPropagation(controller(), undefined).metadata.finalizers).toEqual(['orphan'])
  expect(withPropagation(job, undefined).metadata.finalizers).toEqual(['orphan'])
  expect(withPropagation(controller(), 'Background').metadata.finalizers).toBeUndefined()
  expect(withPropagation(replicaSet, undefined)).toBe(replicaSet)
})

test('what the finalizers say already stays said', () => {
  const before = controller(['foregroundDeletion'])
  expect(withPropagation(before, undefined)).toBe(before)
})

test('nothing can depend on an Event, so it does not wait for dependents, whatever is asked', () => {
  const about = { kind: 'Pod', name: 'web' }
  const event: Event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e', finalizers: ['orphan', 'example.com/held'] },
    involvedObject: about,
  }
  for (const policy of ['Foreground', 'Orphan', undefined] as const)
    expect(withPropagation(event, policy).metadata.finalizers).toEqual(['example.com/held'])
})

test.for<[number | undefined, number | undefined]>([
  [3, 4],
  [1, 2],
  [0, 0],
  [undefined, undefined],
])(
  'a deletion that a finalizer holds back is a change of what is wanted: generation %s becomes %s',
  ([before, after]) => {
    const metadata = { name: 'web', finalizers: ['example.com/held'] }
    const held: ReplicaSet = {
      ...replicaSet,
      metadata: before === undefined ? metadata : { ...metadata, generation: before },
    }
    const going = deletionOf(held, undefined, 5000)
    if (going === 'remove') throw new Error('its finalizer holds it')
    expect(going.metadata.generation).toBe(after)
    expect(going.metadata).toMatchObject({
      deletionTimestamp: timeOf(5000),
      deletionGracePeriodSeconds: 0,
    })
    // Whoever deletes it once more changes nothing.
    expect(deletionOf(going, undefined, 9000)).toBe(going)
    expect(deletionOf(replicaSet, undefined, 5000)).toBe('remove')
  },
)
