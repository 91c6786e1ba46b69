import { describe, expect, test } from 'vitest'
import type { Pod, PodDisruptionBudget, PodStatus } from '#api/generated/types.ts'
import { createClock } from '#sim/clock.ts'
import { stageWith } from '#testing/conformance/api-stage.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'

const inShop = (name: string) => makePod(name, { labels: { app: 'shop' } })

test('a deletion asks for the version that it names', () => {
  const server = stageWith([inShop('a')], createClock())
  const { resourceVersion = '' } = server.get('Pod', 'default', 'a')?.metadata ?? {}
  const stale = server.delete('Pod', 'default', 'a', { resourceVersion: '1' }, BY_TEST)
  expect(stale).toMatchObject({
    ok: false,
    status: {
      code: 409,
      message: `Operation cannot be fulfilled on Pod "a": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    },
  })
  expect(server.delete('Pod', 'default', 'a', { resourceVersion }, BY_TEST).ok).toBe(true)
})

test('a collection is deleted object by object', () => {
  const server = stageWith([inShop('a'), makePod('other'), inShop('b')], createClock())
  const labelSelector = { matchLabels: { app: 'shop' } }
  const deleted = server.deleteCollection('Pod', { labelSelector }, {}, () => BY_TEST)
  expect(deleted.map(({ metadata }) => metadata.name)).toEqual(['a', 'b'])
  expect(server.list('Pod').map(({ metadata }) => metadata.name)).toEqual(['other'])
})

test('a Pod has no scale', () => {
  const server = stageWith([inShop('a')], createClock())
  expect(server.getScale('Pod', 'default', 'a')).toMatchObject({ ok: false, status: { code: 404 } })
})

test('a list and a watch take the selected objects only', () => {
  const server = stageWith([inShop('a'), makePod('other')], createClock())
  const labelSelector = { matchLabels: { app: 'shop' } }
  expect(server.list('Pod', { labelSelector }).map(({ metadata }) => metadata.name)).toEqual(['a'])
  const heard: string[] = []
  server.watch('Pod', ({ type, object }) => heard.push(`${type} ${object.metadata.name}`), {
    labelSelector,
  })
  const other = server.get('Pod', 'default', 'other')
  if (other === undefined) return expect.unreachable()
  const labels = { app: 'shop' }
  server.update({ ...other, metadata: { ...other.metadata, labels } }, BY_TEST)
  expect(heard).toEqual(['ADDED other'])
})

describe('an eviction asks the budget of the Pod', () => {
  const BUDGET: PodDisruptionBudget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'shop' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'shop' } } },
    status: { currentHealthy: 2, desiredHealthy: 1, disruptionsAllowed: 1, observedGeneration: 1 },
  }
  const ready: PodStatus = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
  const running = (name: string): Pod => ({
    ...makePod(name, { labels: { app: 'shop' }, spec: { nodeName: 'n1' } }),
    status: ready,
  })

  test('and takes a disruption from it', () => {
    const server = stageWith([running('a'), running('b'), BUDGET], createClock())
    expect(server.evict('default', 'a', {}, BY_TEST).ok).toBe(true)
    expect(server.get('PodDisruptionBudget', 'default', 'shop')?.status).toMatchObject({
      disruptionsAllowed: 0,
      disruptedPods: { a: expect.any(String) },
      conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' }],
    })
    expect(server.evict('default', 'b', {}, BY_TEST)).toMatchObject({
      ok: false,
      status: {
        code: 429,
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
      },
    })
    expect(server.get('Pod', 'default', 'b')?.metadata.deletionTimestamp).toBeUndefined()
  })

  test('but not for a Pod that ends already, and then writes nothing', () => {
    const server = stageWith([running('a'), BUDGET], createClock())
    server.evict('default', 'a', {}, BY_TEST)
    const before = server.get('Pod', 'default', 'a')
    expect(server.evict('default', 'a', {}, BY_TEST).ok).toBe(true)
    expect(server.get('Pod', 'default', 'a')).toBe(before)
  })

  test('when the Pod is the one that is meant', () => {
    const server = stageWith([running('a'), BUDGET], createClock())
    const { resourceVersion = '' } = server.get('Pod', 'default', 'a')?.metadata ?? {}
    const stale = server.evict('default', 'a', { resourceVersion: '1' }, BY_TEST)
    expect(stale).toMatchObject({ ok: false, status: { code: 409 } })
    expect(server.get('Pod', 'default', 'a')?.status).toMatchObject(ready)
    expect(server.evict('default', 'a', { resourceVersion }, BY_TEST).ok).toBe(true)
  })
})

test('the counts of a budget are not negative', () => {
  const budget: PodDisruptionBudget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'shop', namespace: 'default' },
  }
  const server = stageWith([budget], createClock())
  const status = { disruptionsAllowed: -1 }
  expect(server.updateStatus({ ...budget, status }, BY_TEST)).toMatchObject({
    ok: false,
    status: {
      message:
        'PodDisruptionBudget.policy "shop" is invalid: status.disruptionsAllowed: Invalid value: -1: must be greater than or equal to 0',
    },
  })
})
