// Builders of runtime records and of container statuses, for table tests.
import type { ContainerState, ContainerStatus } from '#api/generated/types.ts'
import type { ContainerRecord, SandboxRecord } from '#api/runtime/records.ts'
import type { PodRuntimeStatus } from '../pod-runtime-status.ts'

const POD = { namespace: 'default', name: 'web', uid: 'u' }

/** A sandbox that is ready; its ID is 's' and its attempt. */
export function makeSandbox(overrides: Partial<SandboxRecord> = {}): SandboxRecord {
  const attempt = overrides.attempt ?? 0
  return {
    kind: 'Sandbox',
    id: `s${attempt}`,
    nodeName: 'worker-1',
    pod: POD,
    attempt,
    state: 'ready',
    hostNetwork: false,
    ip: '10.244.1.2',
    createdAtMs: 0,
    ports: [],
    ...overrides,
  }
}

/** 'running', 'created', or an exit code; in sandbox s0 unless the overrides say otherwise. */
export function makeContainer(
  name: string,
  state: 'running' | 'created' | number,
  overrides: Partial<ContainerRecord> = {},
): ContainerRecord {
  const exitCode = typeof state === 'number' ? state : null
  const attempt = overrides.attempt ?? 0
  return {
    kind: 'ContainerInstance',
    id: `${name}-${attempt}`,
    nodeName: 'worker-1',
    sandboxId: 's0',
    pod: POD,
    name,
    attempt,
    image: 'nginx',
    imageId: 'sha256:nginx',
    state: typeof state === 'number' ? 'exited' : state,
    createdAtMs: 0,
    startedAtMs: 1000,
    finishedAtMs: exitCode === null ? null : 2000,
    exitCode,
    signal: null,
    reason: exitCode === null ? '' : exitCode === 0 ? 'Completed' : 'Error',
    message: '',
    activity: '',
    ...overrides,
  }
}

/** What the runtime knows: one ready sandbox and these containers. */
export function makeRuntimeStatus(...containers: readonly ContainerRecord[]): PodRuntimeStatus {
  const sandbox = makeSandbox()
  return { sandboxes: [sandbox], containers, podIp: sandbox.ip }
}

/** 'waiting', 'running', 'unstarted', 'ready', an exit code, or an exit code of the last run: 'waiting after 1'. */
export type StatusWord =
  | 'waiting'
  | 'running'
  | 'unstarted'
  | 'ready'
  | number
  | `waiting after ${number}`

/** The status of a container in one word. */
export function makeStatus(name: string, word: StatusWord): ContainerStatus {
  const isRunning = word === 'running' || word === 'ready' || word === 'unstarted'
  const after = typeof word === 'string' && word.startsWith('waiting after ')
  const state: ContainerState = isRunning
    ? { running: {} }
    : typeof word === 'number'
      ? { terminated: { exitCode: word } }
      : { waiting: {} }
  return {
    name,
    image: 'nginx',
    imageID: '',
    ready: word === 'ready' || word === 0,
    started: word === 'running' || word === 'ready',
    restartCount: 0,
    state,
    lastState: after ? { terminated: { exitCode: Number(word.slice(14)) } } : {},
  }
}
