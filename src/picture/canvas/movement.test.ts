import { expect, test } from 'vitest'
import { type JournalEntry, worldStateOf } from '#client/world.ts'
import { focusOf, movementOf, movingEntry } from './movement.ts'
import { createSeatPlanner } from './seats.ts'
import { worldAt } from './testing/fixture.ts'
import { shopFront } from './testing/shop-front.ts'

const { entries, moments } = shopFront()
const planner = createSeatPlanner()
planner.take(entries)
const { boundAt } = planner
const movementAt = (id: number) => movementOf(worldAt(entries, id), entries[id] ?? null, boundAt)

test('a Pod that was bound moves', () => {
  expect(movementAt(moments.bound)).toEqual({
    kind: 'bound',
    entryId: moments.bound,
    podId: 'pod:default/web:0000-web',
  })
})

test('data moves along the wire of the container that writes', () => {
  expect(movementAt(moments.write)).toMatchObject({
    kind: 'volume',
    podId: 'pod:default/web:0000-web',
    container: 'fetch-site',
    volume: 'site',
    direction: 'write',
    path: '/site/index.html',
  })
})

test('a call goes from container to container', () => {
  expect(movementAt(moments.call)).toMatchObject({
    kind: 'call',
    fromContainer: 'metrics',
    toContainer: 'nginx',
    address: 'localhost:80',
    outcome: '200 OK',
  })
})

test('nothing moves when nothing says so', () => {
  expect(movementAt(moments.init)).toBeNull()
  expect(movementOf(worldStateOf([]), null, boundAt)).toBeNull()
})

test('of the entries of one moment the step that moves something counts, then the newest detail', () => {
  const at = (id: number, rest: Partial<JournalEntry>): JournalEntry => ({
    ...(entries[0] ?? never()),
    changes: [],
    id,
    timeMs: 5,
    level: 'detail',
    kind: 'Other',
    ...rest,
  })
  const step = at(1, { kind: 'Call', level: 'step' })
  const earlier = at(0, { kind: 'VolumeWrite', timeMs: 4 })
  expect(movingEntry([earlier, step, at(2, { kind: 'VolumeRead' })], 2, new Map())?.id).toBe(1)
  expect(movingEntry([earlier, at(1, { kind: 'VolumeRead' }), at(2, {})], 2, new Map())?.id).toBe(1)
  expect(movingEntry([earlier, at(1, {}), at(2, {})], 2, new Map())?.id).toBe(2)
  expect(movingEntry([], -1, new Map())).toBeNull()
})

test('the picture points at the container that the last step is about, and else at the Pod', () => {
  const world = worldAt(entries, moments.init)
  const step = (objects: readonly string[]): JournalEntry => ({
    ...(entries[0] ?? never()),
    objects,
  })
  const detail: JournalEntry = { ...step([]), level: 'detail' }
  const instance = 'ContainerInstance/worker-1/web-fetch-site'
  const podId = 'pod:default/web:0000-web'
  expect(focusOf(world, [step(['Pod/default/web', instance]), detail], 1)).toEqual({
    podId,
    container: 'fetch-site',
  })
  expect(focusOf(world, [step(['Pod/default/web', 'Node//worker-1'])], 0)).toEqual({
    podId,
    container: null,
  })
  expect(focusOf(world, [step(['Node//worker-1'])], 0)).toBeNull()
  expect(focusOf(world, [detail], 0)).toBeNull()
})

function never(): never {
  throw new Error('the journal is empty')
}
