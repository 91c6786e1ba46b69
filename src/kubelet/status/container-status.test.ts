import { expect, test } from 'vitest'
import { makePod } from '../testing/fixture.ts'
import { makeContainer, makeRuntimeStatus } from '../testing/records.ts'
import { containerStatusesOf, type StatusSources } from './container-status.ts'
import { explainStatusChange } from './explain-status-change.ts'

const sources: StatusSources = {
  startFailure: () => undefined,
  terminationMessage: () => '',
  isStarted: () => true,
  isReady: () => true,
}
const pod = makePod('web', { restartPolicy: 'Always', containers: [{ name: 'b' }, { name: 'a' }] })

test('app containers are sorted by name, and one without a record is being created', () => {
  const { mains } = containerStatusesOf(pod, makeRuntimeStatus(), sources)
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
  expect(containerStatusesOf(pod, status, sources).mains[0]).toEqual({
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
    restartCount: 1,
    started: true,
    state: { running: { startedAt: '2026-03-02T10:00:05Z' } },
  })
})

test('a failed start makes an ended container wait, and its end the last state', () => {
  const failure = { reason: 'CrashLoopBackOff', message: 'back-off 10s' }
  const failing = { ...sources, startFailure: () => failure }
  const [a] = containerStatusesOf(pod, makeRuntimeStatus(makeContainer('a', 1)), failing).mains
  expect(a?.state).toEqual({ waiting: failure })
  expect(a?.lastState?.terminated?.exitCode).toBe(1)
})

test('a failed start does not change a container that is not to be restarted', () => {
  const failing = { ...sources, startFailure: () => ({ reason: 'CrashLoopBackOff', message: '' }) }
  const never = makePod('web', { restartPolicy: 'Never', containers: [{ name: 'a' }] })
  const [a] = containerStatusesOf(never, makeRuntimeStatus(makeContainer('a', 1)), failing).mains
  expect(a?.state?.terminated?.exitCode).toBe(1)
})

test('a finished init container is ready and not started', () => {
  const withInit = makePod('web', { initContainers: [{ name: 'i' }], containers: [{ name: 'a' }] })
  const [i] = containerStatusesOf(withInit, makeRuntimeStatus(makeContainer('i', 0)), sources).inits
  expect([i?.ready, i?.started]).toEqual([true, false])
})

test('what a container wrote about its end is the message', () => {
  const writing = { ...sources, terminationMessage: () => 'no space left' }
  const [a] = containerStatusesOf(pod, makeRuntimeStatus(makeContainer('a', 1)), writing).mains
  expect(a?.state?.terminated?.message).toBe('no space left')
})

test.for([
  [undefined, 'running', 'the kubelet has taken up the Pod'],
  ['created', 'running', '`a` is running'],
  ['running', 137, '`a` exited with 137'],
  ['running', 'running', 'its conditions changed'],
] as const)('from %s to %s: %s', ([before, after, text]) => {
  const statusWith = (state: 'created' | 'running' | number) => ({
    startTime: 'then',
    containerStatuses: containerStatusesOf(
      pod,
      makeRuntimeStatus(makeContainer('a', state)),
      sources,
    ).mains,
  })
  const old = before === undefined ? {} : statusWith(before)
  expect(explainStatusChange(old, statusWith(after))).toBe(text)
})
