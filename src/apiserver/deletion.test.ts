import { expect, test } from 'vitest'
import type { Event, Job, ReplicaSet, ReplicationController } from '#api/generated/types.ts'
import { withPropagation } from './deletion.ts'

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
