import { expect, test } from 'vitest'
import { appContainersOf } from '#api/core/containers.ts'
import type { ContainerStatus, Pod, PodStatus } from '#api/generated/types.ts'
import { makePod } from '../testing/fixture.ts'
import { makeContainer, makeRuntimeStatus } from '../testing/records.ts'
import type { PodRuntimeStatus } from '../pod-runtime-status.ts'
import { containerStatusesOf, type StatusSources, withVerdicts } from './container-status.ts'
import { explainStatusChange } from './explain-status-change.ts'

const SOURCES: StatusSources = {
  startFailure: () => undefined,
  startup: () => undefined,
  hasStartupProbe: () => false,
  isReady: () => true,
}

interface Given {
  readonly sources?: Partial<StatusSources>
  readonly before?: readonly ContainerStatus[]
}

/** The statuses of a Pod, as its probes see them. */
function statusesOf(pod: Pod, runtime: PodRuntimeStatus, { sources, before = [] }: Given = {}) {
  const all = { ...SOURCES, ...sources }
  const conversion = { pod, runtime, sources: all, before, isRestartingAll: false }
  return withVerdicts(pod, containerStatusesOf(conversion), all)
}

const pod = makePod('web', { restartPolicy: 'Always', containers: [{ name: 'b' }, { name: 'a' }] })

test('app containers are sorted by name, and one without a record is being created', () => {
  const { mains } = statusesOf(pod, makeRuntimeStatus())
  expect(mains.map(({ name, state }) => [name, state?.waiting?.reason])).toEqual([
    ['a', 'ContainerCreating'],
    ['b', 'ContainerCreating'],
  ])
})

test('the instance before is the last state, and the attempt is the restart count', () => {
  const status = makeRuntimeStatus(
    makeContainer('a', 1),
    makeContainer('a', 'running', { attempt: 1, startedAtMs: 5000 }),
  )
  expect(statusesOf(pod, status).mains[0]).toEqual({
    containerID: 'containerd://a-1',
    image: 'nginx',
    imageID: 'sha256:nginx',
    lastState: {
      terminated: {
        containerID: 'containerd://a-0',
        exitCode: 1,
        finishedAt: '2026-03-02T10:00:02Z',
        reason: 'Error',
        startedAt: '2026-03-02T10:00:01Z',
      },
    },
    name: 'a',
    ready: true,
    resources: {},
    restartCount: 1,
    started: true,
    state: { running: { startedAt: '2026-03-02T10:00:05Z' } },
    user: { linux: { gid: 0, supplementalGroups: [0], uid: 0 } },
  })
})

test('a failed start makes an ended container wait, and its end the last state', () => {
  const failure = { reason: 'CrashLoopBackOff', message: 'back-off 10s' }
  const sources = { startFailure: () => failure }
  const [a] = statusesOf(pod, makeRuntimeStatus(makeContainer('a', 1)), { sources }).mains
  expect(a?.state).toEqual({ waiting: failure })
  expect(a?.lastState?.terminated?.exitCode).toBe(1)
})

test('a failed start does not change a container that is not to be restarted', () => {
  const sources = { startFailure: () => ({ reason: 'CrashLoopBackOff', message: '' }) }
  const never = makePod('web', { restartPolicy: 'Never', containers: [{ name: 'a' }] })
  const [a] = statusesOf(never, makeRuntimeStatus(makeContainer('a', 1)), { sources }).mains
  expect(a?.state?.terminated?.exitCode).toBe(1)
})

test('a finished init container is ready and not started', () => {
  const withInit = makePod('web', { initContainers: [{ name: 'i' }], containers: [{ name: 'a' }] })
  const [i] = statusesOf(withInit, makeRuntimeStatus(makeContainer('i', 0))).inits
  expect([i?.ready, i?.started]).toEqual([true, false])
})

test('what a container wrote about its end is the message', () => {
  const record = makeContainer('a', 1, { message: 'no space left' })
  const [a] = statusesOf(pod, makeRuntimeStatus(record)).mains
  expect(a?.state?.terminated?.message).toBe('no space left')
})

test('what ended before is remembered when the runtime has removed it', () => {
  const failure = { reason: 'CrashLoopBackOff', message: 'back-off 10s' }
  const runtime = makeRuntimeStatus(makeContainer('a', 1))
  const before = statusesOf(pod, runtime, { sources: { startFailure: () => failure } }).mains
  const deleted = { ...pod, metadata: { ...pod.metadata, deletionTimestamp: 'now' } }
  const [a] = statusesOf(deleted, runtime, { before }).mains
  expect(a?.state?.terminated?.exitCode).toBe(1)
  expect(a?.lastState).toEqual(a?.state)
})

test('an instance that runs goes on as started until its startup probe has seen it', () => {
  const running = makeRuntimeStatus(makeContainer('a', 'running', { attempt: 1 }))
  const [old] = statusesOf(pod, makeRuntimeStatus(makeContainer('a', 'running'))).mains
  const before = old === undefined ? [] : [old]
  const started = (verdict: 'Unknown' | undefined) => {
    const sources = { hasStartupProbe: () => true, startup: () => verdict }
    return statusesOf(pod, running, { before, sources }).mains[0]?.started
  }
  expect([started(undefined), started('Unknown')]).toEqual([true, false])
})

test.for([
  [undefined, 'created', 'the kubelet has taken up the Pod'],
  [undefined, 'running', 'its new mirror had no status yet'],
  ['created', 'running', '`a` is running'],
  ['running', 137, '`a` exited with 137'],
  ['running', 'running', 'its conditions changed'],
] as const)('from %s to %s: %s', ([before, after, text]) => {
  const statusWith = (state: 'created' | 'running' | number) => ({
    startTime: 'then',
    containerStatuses: statusesOf(pod, makeRuntimeStatus(makeContainer('a', state))).mains,
  })
  const old = before === undefined ? {} : statusWith(before)
  expect(explainStatusChange(pod, old, statusWith(after))).toBe(text)
})

const statusOf = (
  pod: Pod,
  states: Readonly<Record<string, ContainerStatus['state']>>,
): PodStatus => ({
  startTime: 'then',
  containerStatuses: appContainersOf(pod).map(({ name }) => ({
    name,
    image: '',
    imageID: '',
    ready: false,
    restartCount: 0,
    state: states[name] ?? { waiting: { reason: 'ContainerCreating' } },
  })),
})

const exited = (exitCode: number, reason = 'Error') => ({ terminated: { exitCode, reason } })
const waits = (reason: string, message?: string) => ({
  waiting: { reason, ...(message === undefined ? {} : { message }) },
})

test.for([
  ['a Pod that never ran', exited(137, 'ContainerStatusUnknown'), '`a` had not been started'],
  ['a wrong command', exited(128, 'StartError'), '`a` could not be started'],
  ['the OOM killer', exited(137, 'OOMKilled'), '`a` exited with 137 (OOMKilled)'],
  ['a crash loop', waits('CrashLoopBackOff', 'x'), '`a` has to wait before its next restart'],
  ['a bad image', waits('ErrImagePull', 'x'), 'the image of `a` could not be pulled'],
  ['a failed hook', waits('PostStartHookError', ''), 'the postStart hook of `a` failed'],
  [
    'a config error',
    waits('CreateContainerConfigError', 'secret "s" not found'),
    '`a` waits: secret "s" not found',
  ],
] as const)('%s is explained', ([, state, text]) => {
  expect(explainStatusChange(pod, statusOf(pod, {}), statusOf(pod, { a: state }))).toBe(text)
})

test('of containers that ended at once the one that failed is named', () => {
  const two = makePod('web', { containers: [{ name: 'a' }, { name: 'b' }] })
  const after = statusOf(two, { a: exited(0, 'Completed'), b: exited(7) })
  expect(explainStatusChange(two, statusOf(two, {}), after)).toBe('`b` exited with 7')
})

test('a verdict of a probe is named as its probe', () => {
  const probe = { tcpSocket: { port: 80 } }
  const probed = makePod('web', { containers: [{ name: 'a', readinessProbe: probe }] })
  const before = statusOf(probed, { a: { running: {} } })
  const [a] = before.containerStatuses ?? []
  const after = a === undefined ? before : { ...before, containerStatuses: [{ ...a, ready: true }] }
  expect(explainStatusChange(probed, before, after)).toBe('the readiness probe of `a` succeeded')
  expect(explainStatusChange(probed, after, before)).toBe('the readiness probe of `a` failed')
})
