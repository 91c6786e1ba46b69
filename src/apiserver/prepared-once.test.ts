// How often a request is prepared: the figure stands in ARCHITECTURE.md.
import { afterEach, expect, test, vi } from 'vitest'
import type { ReplicaSet } from '#api/generated/types.ts'
import type { WorldObject } from '#client/world.ts'
import { createPrng } from '#lib/prng.ts'
import { createClock } from '#sim/clock.ts'
import { createWorld } from '#sim/world.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { createApiServer } from './api-server.ts'
import { replicaSetStrategy } from './registry/apps/replica-set/strategy.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const CACHE: ReplicaSet = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'cache', namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: 'cache' } },
    template: {
      metadata: { labels: { app: 'cache' } },
      spec: { containers: [{ name: 'main', image: 'redis:7' }] },
    },
  },
}

const STEPS = [
  'setDefaults',
  'prepareForCreate',
  'validate',
  'prepareForUpdate',
  'validateUpdate',
] as const

test('an object is defaulted, prepared and validated once when it is created, and once when it is replaced', () => {
  const server = createApiServer(createWorld<WorldObject>(createClock()), createPrng(1))
  server.bootstrap(
    [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }],
    BY_TEST,
  )
  const spies = STEPS.map((step) => vi.spyOn(replicaSetStrategy, step))
  const counts = (): unknown =>
    Object.fromEntries(STEPS.map((step, index) => [step, spies[index]?.mock.calls.length]))

  const created = server.create(CACHE, BY_TEST)
  expect(created.ok).toBe(true)
  expect(counts()).toEqual({
    setDefaults: 1,
    prepareForCreate: 1,
    validate: 1,
    prepareForUpdate: 0,
    validateUpdate: 0,
  })

  const spec = Object.assign({}, CACHE.spec, { replicas: 3 })
  expect(server.update({ ...CACHE, spec }, BY_TEST)).toMatchObject({
    ok: true,
    object: { spec: { replicas: 3 }, metadata: { generation: 2 } },
  })
  expect(counts()).toEqual({
    setDefaults: 2,
    prepareForCreate: 1,
    validate: 1,
    prepareForUpdate: 1,
    validateUpdate: 1,
  })
})
