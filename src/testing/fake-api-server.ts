// The API server with a judge that lets everything pass: what is created is stored as it is. For tests of
// components, which then depend on their own rules only.
import type { ApiObject } from '#api/meta/object.ts'
import { timeOf } from '#api/meta/time.ts'
import { createApiServer } from '#apiserver/api-server.ts'
import { normalForm } from '#api/meta/normal-form.ts'
import type { Judge } from '#apiserver/server-parts.ts'
import { statusOf } from '#apiserver/statuses.ts'
import type { Client } from '#client/client.ts'
import { createNodeLeases, type NodeLeases } from '#client/node-leases.ts'
import { createClusterWorld, type World } from '#client/world.ts'
import { equal } from '#lib/equal.ts'
import { createPrng } from '#lib/prng.ts'
import { createClock } from '#sim/clock.ts'
import type { Clock } from '#sim/clock.ts'
import type { Narration } from '#sim/world.ts'

export interface FakeApiServer {
  readonly clock: Clock
  readonly world: World
  readonly client: Client
  readonly leases: NodeLeases
  /** Makes every later create of a Pod fail with this message; null ends it. */
  refusePods(message: string | null): void
  /** Creates objects in the name of the test. */
  apply(...objects: readonly ApiObject[]): void
  /** Runs timers until nothing is due by `toMs`. */
  runUntil(toMs: number): void
}

export const BY_TEST: Narration = {
  actor: 'test',
  message: 'changed something',
  level: 'detail',
  kind: 'Test',
}

/** Makes an empty one on its own clock. UIDs count up from 1. */
export function createFakeApiServer(): FakeApiServer {
  const clock = createClock()
  const world: World = createClusterWorld(clock)
  let refusal: string | null = null
  const client = createApiServer(
    world,
    createPrng(1),
    judgeOf(clock, () => refusal),
  )
  return {
    clock,
    world,
    client,
    leases: createNodeLeases(world),
    refusePods(message) {
      refusal = message
    },
    apply(...objects) {
      for (const object of objects) client.create(object, BY_TEST)
    },
    runUntil(toMs) {
      for (let next = clock.nextMs(); next !== null && next <= toMs; next = clock.nextMs()) {
        clock.step()
      }
      if (clock.nowMs < toMs) clock.skipTo(toMs)
    },
  }
}

/** Lets everything pass but Pods, as long as there is a message. Objects keep the identity that they bring; names count up. */
function judgeOf(clock: Clock, refusalOfPods: () => string | null): Judge {
  let uids = 0
  let names = 0
  const named = <T extends ApiObject>(object: T): T => {
    const { name = '', generateName = '' } = object.metadata
    if (name !== '' || generateName === '') return object
    names += 1
    return { ...object, metadata: { ...object.metadata, name: `${generateName}${names}` } }
  }
  const pass = <T extends ApiObject>(object: T) =>
    ({ object, errors: [], refusal: null, warnings: [] }) as const
  return {
    identityOf({ metadata }) {
      uids += 1
      const { uid = `uid-${uids}`, creationTimestamp = timeOf(clock.nowMs) } = metadata
      return { uid, creationTimestamp }
    },
    mutate: ({ object }) => ({ object, refusal: null }),
    create(object) {
      const message = object.kind === 'Pod' ? refusalOfPods() : null
      const refusal = message === null ? null : statusOf('Forbidden', message)
      return { ...pass(named(object)), refusal }
    },
    update(next, old) {
      const asked = normalForm(next.kind, next)
      const kept = 'status' in old ? { ...asked, status: old.status } : asked
      const { resourceVersion } = old.metadata
      const version = resourceVersion === undefined ? {} : { resourceVersion }
      const object = { ...kept, metadata: { ...kept.metadata, ...version } }
      return pass(equal(object, old) ? old : object)
    },
    updateStatus: pass,
  }
}
