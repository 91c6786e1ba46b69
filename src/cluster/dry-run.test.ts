import { expect, test } from 'vitest'
import type { Pod, PriorityClass } from '#api/generated/types.ts'
import { admitInEmptyCluster } from './dry-run.ts'

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
