// A made-up journal for tests of the picture and for looking at it while one works on it: the shop
// front of the gallery, a small ReplicaSet, a Pod that fits nowhere, and static Pods.
import type {
  Container,
  ContainerStatus,
  Node,
  Pod,
  PodSpec,
  ReplicaSet,
} from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import type { ContainerRecord, SandboxRecord, VolumeRecord } from '#api/runtime/records.ts'
import {
  type JournalEntry,
  type WorldObject,
  type WorldState,
  worldStateOf,
} from '#client/world.ts'
import { happeningOf } from '../movement.ts'
import { createSeatPlanner } from '../seats.ts'

/** Writes a journal entry by entry, as the simulator does. */
export interface JournalWriter {
  readonly entries: JournalEntry[]
  commit(
    entry: Partial<JournalEntry>,
    objects: readonly (WorldObject | { readonly remove: string })[],
  ): void
}

/** Makes an empty journal; entries are 200 ms apart. */
export function createJournal(): JournalWriter {
  const entries: JournalEntry[] = []
  const state = new Map<string, WorldObject>()
  return {
    entries,
    commit(entry, objects) {
      const changes = objects.map((object) => {
        const key = 'remove' in object ? object.remove : worldKey(object)
        const before = state.get(key)
        const after = 'remove' in object ? undefined : object
        if (after === undefined) state.delete(key)
        else state.set(key, after)
        return { key, before, after }
      })
      entries.push({
        id: entries.length,
        timeMs: entries.length * 200,
        actor: 'test',
        message: '',
        because: null,
        cause: null,
        level: 'step',
        kind: '',
        objects: changes.map((change) => change.key),
        data: null,
        changes,
        ...entry,
      })
    },
  }
}

/** The state after the entry with id `entryId`. */
export function worldAt(entries: readonly JournalEntry[], entryId: number): WorldState {
  const state = new Map<string, WorldObject>()
  for (const entry of entries.slice(0, entryId + 1)) {
    for (const { key, after } of entry.changes) {
      if (after === undefined) state.delete(key)
      else state.set(key, after)
    }
  }
  return worldStateOf(state)
}

/** All that is drawn of the moment after the entry with id `entryId`. */
export function momentAt(entries: readonly JournalEntry[], entryId: number) {
  const planner = createSeatPlanner()
  planner.take(entries)
  const world = worldAt(entries, entryId)
  const happening = happeningOf(world, entries, entryId, planner.boundAt)
  return { world, happening, plan: planner.plan() }
}

function worldKey(object: WorldObject): string {
  switch (object.kind) {
    case 'Sandbox':
    case 'ContainerInstance':
      return `${object.kind}/${object.nodeName}/${object.id}`
    case 'ContainerLog':
      return `ContainerLog/${object.nodeName}/${object.containerId}`
    case 'Volume':
      return `Volume/${object.nodeName}/${object.pod.uid}/${object.name}`
    case 'Images':
    case 'Disk':
    case 'Machine':
      return `${object.kind}/${object.nodeName}`
    case 'Component':
      return `Component/${object.name}`
    default:
      return keyOf(object)
  }
}

/** A Node with 2 cores and 4Gi. */
export function makeNode(name: string, controlPlane = false): Node {
  const role = 'node-role.kubernetes.io/control-plane'
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: controlPlane ? { [role]: '' } : {} },
    spec: controlPlane ? { taints: [{ key: role, effect: 'NoSchedule' }] } : {},
    status: {
      allocatable: { cpu: '2', memory: '4Gi', pods: '110' },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }
}

/** A Pod of the default namespace that waits for the scheduler. */
export function makePod(name: string, spec: PodSpec, metadata: Partial<Pod['metadata']> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: `0000-${name}`, ...metadata },
    spec,
    status: { phase: 'Pending' },
  }
}

/** A container with the cpu and memory that it asks for. */
export function makeContainer(name: string, rest: Partial<Container> = {}): Container {
  return {
    name,
    image: `${name}:1`,
    resources: { requests: { cpu: '100m', memory: '128Mi' } },
    ...rest,
  }
}

export function bind(pod: Pod, nodeName: string): Pod {
  return { ...pod, spec: { containers: [], ...pod.spec, nodeName } }
}

type State = 'waiting' | 'running' | 'done' | 'crash' | 'pull'

const STATES: Readonly<Record<State, Partial<ContainerStatus>>> = {
  waiting: { state: { waiting: { reason: 'PodInitializing' } } },
  running: { state: { running: {} }, ready: true, started: true },
  done: { state: { terminated: { exitCode: 0, reason: 'Completed' } }, ready: true },
  crash: {
    state: {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: 'back-off 10s restarting failed container=metrics pod=web_default(0000-web)',
      },
    },
    restartCount: 2,
  },
  pull: {
    state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "web:2"' } },
  },
}

/** The Pod with the states of its containers, in the order of init and app containers. */
export function withStates(pod: Pod, phase: string, states: readonly State[], ip = ''): Pod {
  const inits = pod.spec?.initContainers ?? []
  const statusOf = (container: Container, index: number): ContainerStatus => ({
    name: container.name,
    image: '',
    imageID: '',
    ready: false,
    restartCount: 0,
    ...STATES[states[index] ?? 'waiting'],
  })
  return {
    ...pod,
    status: {
      ...pod.status,
      phase,
      podIP: ip,
      initContainerStatuses: inits.map(statusOf),
      containerStatuses: (pod.spec?.containers ?? []).map((container, index) =>
        statusOf(container, inits.length + index),
      ),
    },
  }
}

const refOf = (pod: Pod) => ({
  namespace: pod.metadata.namespace ?? 'default',
  name: pod.metadata.name ?? '',
  uid: pod.metadata.annotations?.['kubernetes.io/config.mirror'] ?? pod.metadata.uid ?? '',
})

export function makeSandbox(
  pod: Pod,
  ip: string,
  ports: SandboxRecord['ports'] = [],
): SandboxRecord {
  return {
    kind: 'Sandbox',
    id: `sandbox-${pod.metadata.name}`,
    nodeName: pod.spec?.nodeName ?? '',
    pod: refOf(pod),
    attempt: 0,
    state: 'ready',
    hostNetwork: false,
    ip,
    createdAtMs: 0,
    ports,
  }
}

export function makeInstance(
  pod: Pod,
  name: string,
  rest: Partial<ContainerRecord> = {},
): ContainerRecord {
  return {
    kind: 'ContainerInstance',
    id: `${pod.metadata.name}-${name}`,
    nodeName: pod.spec?.nodeName ?? '',
    sandboxId: `sandbox-${pod.metadata.name}`,
    pod: refOf(pod),
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
    ...rest,
  }
}

export function makeVolume(
  pod: Pod,
  name: string,
  type: string,
  files: readonly string[],
): VolumeRecord {
  return {
    kind: 'Volume',
    nodeName: pod.spec?.nodeName ?? '',
    pod: refOf(pod),
    name,
    type,
    files: files.map((path) => ({ path, bytes: 10 })),
    fileCount: files.length,
  }
}

export function makeReplicaSet(name: string, replicas: number, ready: number): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace: 'default', uid: `0000-rs-${name}` },
    spec: { replicas, selector: { matchLabels: { app: name } } },
    status: { replicas, readyReplicas: ready },
  }
}

/** The mirror of a static Pod that runs on a node. */
export function makeMirror(name: string, nodeName: string, namespace = 'default'): Pod {
  const pod = makePod(
    `${name}-${nodeName}`,
    { nodeName, containers: [makeContainer(name)] },
    {
      namespace,
      annotations: {
        'kubernetes.io/config.source': 'file',
        'kubernetes.io/config.mirror': `ab12${name.length}`.padEnd(32, '0'),
      },
    },
  )
  return withStates(pod, 'Running', ['running'], '172.18.0.2')
}
