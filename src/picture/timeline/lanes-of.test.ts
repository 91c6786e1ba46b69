import { describe, expect, test } from 'vitest'
import type { ContainerState, Pod } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { JournalEntry, WorldObject } from '#client/world.ts'
import type { Lane } from './lane.ts'
import { lanesOf } from './lanes-of.ts'

const pod = (
  states: readonly (ContainerState | null)[],
  part: Partial<Pod['metadata']> = {},
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u1', ...part },
  spec: {
    initContainers: [{ name: 'proxy', restartPolicy: 'Always' }, { name: 'wait' }],
    containers: [{ name: 'app', image: 'nginx' }],
  },
  status: {
    phase: 'Pending',
    initContainerStatuses: [status('proxy', states[0]), status('wait', states[1])],
    containerStatuses: [status('app', states[2])],
  },
})

const status = (name: string, state: ContainerState | null | undefined) => ({
  name,
  image: '',
  imageID: '',
  ready: false,
  restartCount: 0,
  ...(state === null || state === undefined ? {} : { state }),
})

const instance = (name: string, part: Partial<ContainerRecord>): ContainerRecord => ({
  kind: 'ContainerInstance',
  id: `${name}-0`,
  nodeName: 'worker-1',
  sandboxId: 's',
  pod: { namespace: 'default', name: 'web', uid: 'u1' },
  name,
  attempt: 0,
  image: '',
  imageId: '',
  state: 'running',
  createdAtMs: 0,
  startedAtMs: 0,
  finishedAtMs: null,
  exitCode: null,
  signal: null,
  reason: '',
  message: '',
  activity: '',
  ...part,
})

function journal(
  ...changes: readonly (readonly [timeMs: number, key: string, after: WorldObject | undefined])[]
): readonly JournalEntry[] {
  return changes.map(([timeMs, key, after], id) => ({
    id,
    timeMs,
    actor: '',
    message: '',
    because: null,
    cause: null,
    level: 'step',
    kind: '',
    objects: [key],
    data: null,
    changes: [{ key, before: undefined, after }],
  }))
}

const WEB = 'Pod/default/web'
const keyOf = (record: ContainerRecord): string => `ContainerInstance/worker-1/${record.id}`
const started = (record: ContainerRecord, timeMs: number) =>
  [timeMs, keyOf(record), record] as const
const segmentsOf = (lanes: readonly Lane[], name: string) =>
  lanes.find((lane) => lane.name === name)?.segments.map((s) => [s.fromMs, s.toMs, s.kind, s.label])

test('a Pod has a lane, followed by its containers in their order', () => {
  const lanes = lanesOf(journal([0, WEB, pod([])]), 1000)
  expect(lanes.map(({ name, role, number }) => [name, role, number])).toEqual([
    ['web', 'pod', null],
    ['proxy', 'sidecar', 1],
    ['wait', 'init', 2],
    ['app', 'app', null],
  ])
})

describe('a container lane', () => {
  const wait = instance('wait', { createdAtMs: 90 })
  test('goes from waiting to running to exited', () => {
    const lanes = lanesOf(
      journal(
        [10, WEB, pod([null, { waiting: { reason: 'PodInitializing' } }])],
        started(wait, 100),
        [600, keyOf(wait), { ...wait, state: 'exited', exitCode: 0, reason: 'Completed' }],
      ),
      1000,
    )
    expect(segmentsOf(lanes, 'wait')).toEqual([
      [10, 100, 'waiting', 'PodInitializing'],
      [100, 600, 'running', 'running'],
      [600, 1000, 'exited', 'exited 0'],
    ])
  })

  test('shows the back-off between two instances', () => {
    const first = instance('app', { id: 'a' })
    const second = instance('app', { id: 'b', attempt: 1, createdAtMs: 10_000 })
    const lanes = lanesOf(
      journal(
        [0, WEB, pod([])],
        started(first, 100),
        [200, keyOf(first), { ...first, state: 'exited', exitCode: 137, reason: 'OOMKilled' }],
        [300, WEB, pod([null, null, { waiting: { reason: 'CrashLoopBackOff' } }])],
        started(second, 10_200),
      ),
      12_000,
    )
    expect(segmentsOf(lanes, 'app')).toEqual([
      [100, 200, 'running', 'running'],
      [200, 300, 'failed', 'OOMKilled'],
      [300, 10_200, 'backoff', 'CrashLoopBackOff'],
      [10_200, 12_000, 'running', 'running'],
    ])
    expect(lanes.find(({ name }) => name === 'app')?.selectKey).toBe('ContainerInstance/worker-1/b')
  })

  test('shows how long an image was pulled', () => {
    const images = (pulling: readonly string[]): WorldObject => ({
      kind: 'Images',
      nodeName: 'worker-1',
      images: [],
      pulling,
    })
    const sandbox: WorldObject = {
      kind: 'Sandbox',
      id: 's',
      nodeName: 'worker-1',
      pod: { namespace: 'default', name: 'web', uid: 'u1' },
      attempt: 0,
      state: 'ready',
      hostNetwork: false,
      ip: '',
      createdAtMs: 10,
      ports: [],
    }
    const lanes = lanesOf(
      journal(
        [0, WEB, pod([null, null, { waiting: { reason: 'ContainerCreating' } }])],
        [10, 'Sandbox/worker-1/s', sandbox],
        [20, 'ContainerInstance/worker-1/p', instance('proxy', {})],
        [20, 'ContainerInstance/worker-1/w', instance('wait', { state: 'exited', exitCode: 0 })],
        [50, 'Images/worker-1', images(['docker.io/library/nginx'])],
        [450, 'Images/worker-1', images([])],
      ),
      500,
    )
    expect(segmentsOf(lanes, 'app')).toEqual([
      [0, 50, 'waiting', 'ContainerCreating'],
      [50, 450, 'pull', 'pulling image'],
      [450, 500, 'waiting', 'ContainerCreating'],
    ])
  })

  test('ends when the Pod is gone', () => {
    const lanes = lanesOf(
      journal(
        [0, WEB, pod([null, null, { waiting: { reason: 'ContainerCreating' } }])],
        [700, WEB, undefined],
      ),
      1000,
    )
    expect(segmentsOf(lanes, 'app')).toEqual([[0, 700, 'waiting', 'ContainerCreating']])
    expect(segmentsOf(lanes, 'web')).toEqual([[0, 700, 'waiting', 'Init:0/2']])
  })
})

test('a Pod of the same name made later has lanes of its own, before those of the one that is gone', () => {
  const lanes = lanesOf(
    journal([0, WEB, pod([])], [500, WEB, undefined], [600, WEB, pod([], { uid: 'u2' })]),
    1000,
  )
  expect(lanes.filter(({ role }) => role === 'pod').map(({ id }) => id)).toEqual(['u2', 'u1'])
})

test('a static Pod and its mirror are one', () => {
  const mirror = pod([], { uid: 'other', annotations: { 'kubernetes.io/config.mirror': 'u1' } })
  const lanes = lanesOf(journal(started(instance('app', {}), 100), [200, WEB, mirror]), 1000)
  expect(lanes.filter(({ role }) => role === 'pod')).toHaveLength(1)
  expect(segmentsOf(lanes, 'app')).toEqual([[100, 1000, 'running', 'running']])
})

test('nothing after the asked time is read', () => {
  expect(lanesOf(journal([2000, WEB, pod([])]), 1000)).toEqual([])
})
