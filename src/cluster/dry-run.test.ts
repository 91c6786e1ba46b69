import { expect, test } from 'vitest'
import type { Pod, PriorityClass, ResourceQuota } from '#api/generated/types.ts'
import { admitInEmptyCluster, createDryRunMemory } from './dry-run.ts'

const HIGH: PriorityClass = {
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name: 'high' },
  value: 1000,
}
const POD: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { priorityClassName: 'high', containers: [{ name: 'main', image: 'nginx:1' }] },
}

test('a Pod may name a class that an earlier document of the files makes', () => {
  expect(admitInEmptyCluster()(POD).refusal?.message).toBe(
    'pods "web" is forbidden: no PriorityClass with name high was found',
  )
  const admit = admitInEmptyCluster()
  expect(admit(HIGH).refusal).toBeNull()
  expect(admit(POD)).toMatchObject({ refusal: null, object: { spec: { priority: 1000 } } })
})

test('what is applied once more keeps the name that the volume of its token has', () => {
  const admit = admitInEmptyCluster()
  admit(HIGH)
  admit(POD)
  expect(admit(POD).onUpdate).toEqual([])
  const [said] = admit({
    ...POD,
    spec: { ...POD.spec, containers: [{ name: 'b', image: 'x' }] },
  }).onUpdate
  expect(said?.message).toContain('this change of it is refused')
  expect(said?.message).not.toContain('kube-api-access')
})

const plainPod = (name: string, namespace = 'default'): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace },
  spec: { containers: [{ name: 'main', image: 'nginx:1' }] },
})
const FEW: ResourceQuota = {
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'few' },
  spec: { hard: { pods: '2' } },
}

test('a quota counts what is applied together with it, once, and nothing of another time', () => {
  const admit = admitInEmptyCluster()
  const refusal = (pod: Pod): string | undefined => admit(pod).refusal?.message
  expect(refusal(plainPod('before'))).toBeUndefined()
  admit(FEW)
  expect(refusal(plainPod('fits'))).toBeUndefined()
  expect(refusal(plainPod('fits'))).toBeUndefined()
  expect(refusal(plainPod('more'))).toBe(
    'pods "more" is forbidden: exceeded quota: few, requested: pods=1, used: pods=2, limited: pods=2',
  )
  expect(refusal(plainPod('elsewhere', 'kube-system'))).toBeUndefined()
  admit.later()
  expect(refusal(plainPod('more'))).toBeUndefined()
})

test('what quotas have counted is not remembered from a text that had other Pods', () => {
  const memory = createDryRunMemory()
  const [one, two, three] = [plainPod('one'), plainPod('two'), plainPod('three')]
  const first = admitInEmptyCluster(memory)
  for (const object of [one, two, FEW]) first(object)
  expect(first(three).refusal).not.toBeNull()
  const second = admitInEmptyCluster(memory)
  for (const object of [one, FEW]) second(object)
  expect(second(three).refusal).toBeNull()
})
