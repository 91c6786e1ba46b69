// What a quota counts, and when, against pkg/controller/resourcequota/resource_quota_controller.go (v1.36).
import { expect, test } from 'vitest'
import type { Pod, ResourceQuota } from '#api/generated/types.ts'
import { BY_TEST, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { done, runningAt, startController } from '#testing/start-controller.ts'
import { resourceQuotaController } from './resourcequota.ts'

const quota = (
  hard: Record<string, string>,
  spec: Partial<ResourceQuota['spec']> = {},
): ResourceQuota => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'limits', namespace: 'default' },
  spec: { hard, ...spec },
})
const HARD = { pods: '5', 'requests.cpu': '4', configmaps: '9' }

const pod = (name: string, cpu = '500m'): Pod =>
  makePod(name, { requests: { cpu }, status: runningAt(0) })

const used = ({ client }: FakeApiServer) =>
  client.get('ResourceQuota', 'default', 'limits')?.status?.used

function start() {
  const server = startController(resourceQuotaController)
  server.apply(pod('a'), pod('b', '1'), quota(HARD))
  server.runUntil(1000)
  return server
}

test('a new quota counts what is there', () => {
  const server = start()
  expect(used(server)).toEqual({ pods: '2', 'requests.cpu': '1500m', configmaps: '0' })
  expect(server.client.get('ResourceQuota', 'default', 'limits')?.status?.hard).toEqual(HARD)
  expect(done(server)).toEqual([
    'resourcequota-controller detail QuotaCounted: counted what ResourceQuota `limits` limits: pods 2 of 5, requests.cpu 1500m of 4, configmaps 0 of 9',
  ])
})

test('what comes is counted by admission, and what goes here', () => {
  const server = start()
  server.apply(pod('c'))
  server.runUntil(2000)
  expect(used(server)).toMatchObject({ pods: '2' })
  server.client.delete('Pod', 'default', 'a', { gracePeriodSeconds: 0 }, BY_TEST)
  server.runUntil(3000)
  expect(used(server)).toEqual({ pods: '2', 'requests.cpu': '1500m', configmaps: '0' })
  server.client.delete('Pod', 'default', 'b', { gracePeriodSeconds: 0 }, BY_TEST)
  server.runUntil(4000)
  expect(used(server)).toEqual({ pods: '1', 'requests.cpu': '500m', configmaps: '0' })
})

test('a Pod that has ended uses nothing, and one that only changes is no news', () => {
  const server = start()
  const found = server.client.get('Pod', 'default', 'a')
  if (found === undefined) throw new Error('it is gone')
  const before = done(server).length
  server.client.updateStatus({ ...found, status: { ...found.status, message: 'still' } }, BY_TEST)
  server.runUntil(2000)
  expect(done(server)).toHaveLength(before)
  const now = server.client.get('Pod', 'default', 'a') ?? found
  server.client.updateStatus({ ...now, status: { phase: 'Succeeded' } }, BY_TEST)
  server.runUntil(3000)
  expect(used(server)).toEqual({ pods: '1', 'requests.cpu': '1', configmaps: '0' })
})

test('other limits count anew, and what is limited no more is left out', () => {
  const server = start()
  const found = server.client.get('ResourceQuota', 'default', 'limits')
  if (found === undefined) throw new Error('it is gone')
  server.client.update({ ...found, spec: { hard: { pods: '1', secrets: '3' } } }, BY_TEST)
  server.runUntil(2000)
  expect(used(server)).toEqual({ pods: '2', secrets: '0' })
})

test('a quota of another namespace counts its own', () => {
  const server = start()
  const other = quota({ pods: '1' })
  server.apply({ ...other, metadata: { name: 'limits', namespace: 'shop' } })
  server.runUntil(2000)
  expect(server.client.get('ResourceQuota', 'shop', 'limits')?.status?.used).toEqual({ pods: '0' })
})

test('with a scope only Pods of that kind count, and one that comes to another scope is given back', () => {
  const server = startController(resourceQuotaController)
  server.apply(pod('a'), makePod('best'), quota({ pods: '5' }, { scopes: ['NotTerminating'] }))
  server.runUntil(1000)
  expect(used(server)).toEqual({ pods: '2' })
  const found = server.client.get('Pod', 'default', 'a')
  if (found === undefined) throw new Error('it is gone')
  const spec = { containers: [], ...found.spec, activeDeadlineSeconds: 10 }
  server.client.update({ ...found, spec }, BY_TEST)
  server.runUntil(2000)
  expect(used(server)).toEqual({ pods: '1' })
})
