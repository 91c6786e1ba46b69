import { expect, test } from 'vitest'
import type { Job, ReplicaSet, ReplicationController } from '#api/generated/types.ts'
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
