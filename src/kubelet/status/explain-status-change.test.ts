import { expect, test } from 'vitest'
import type { ContainerState, ContainerStatus, PodSpec, PodStatus } from '#api/generated/types.ts'
import { makePod } from '../testing/fixture.ts'
import { explainStatusChange, isVerdict } from './explain-status-change.ts'

const SPEC: PodSpec = {
  initContainers: [{ name: 'init' }],
  containers: [
    { name: 'app' },
    { name: 'probed', startupProbe: {}, readinessProbe: {} },
    { name: 'other' },
  ],
}
const RUNNING: ContainerState = { running: {} }
const ended = (exitCode: number, reason = 'Error'): ContainerState => ({
  terminated: { exitCode, reason },
})
const waits = (reason: string, message?: string): ContainerState => ({
  waiting: { reason, ...(message === undefined ? {} : { message }) },
})
const container = (
  name: string,
  state: ContainerState,
  more: Partial<ContainerStatus> = {},
): ContainerStatus => ({
  name,
  image: '',
  imageID: '',
  containerID: `${name}-0`,
  ready: false,
  started: false,
  restartCount: 0,
  state,
  ...more,
})
const status = (
  mains: readonly ContainerStatus[] = [],
  more: Partial<PodStatus> = {},
): PodStatus => ({
  startTime: '2026-03-02T10:00:00Z',
  phase: 'Running',
  containerStatuses: mains,
  ...more,
})
const explain = (before: PodStatus, after: PodStatus): string =>
  explainStatusChange(makePod('web', SPEC), before, after)

test.for<readonly [string, ContainerStatus, ContainerStatus, string]>([
  [
    'it runs',
    container('app', waits('ContainerCreating')),
    container('app', RUNNING),
    '`app` is running',
  ],
  [
    'it runs anew',
    container('app', ended(1)),
    container('app', RUNNING, { restartCount: 1, containerID: 'app-1' }),
    '`app` runs again',
  ],
  [
    'another instance runs, seen without the end of the one before',
    container('app', RUNNING),
    container('app', RUNNING, { restartCount: 1, containerID: 'app-1' }),
    '`app` runs again',
  ],
  ['it ended well', container('app', RUNNING), container('app', ended(0)), '`app` exited with 0'],
  ['it failed', container('app', RUNNING), container('app', ended(3)), '`app` exited with 3'],
  [
    'it had too little memory',
    container('app', RUNNING),
    container('app', ended(137, 'OOMKilled')),
    '`app` exited with 137 (OOMKilled)',
  ],
  [
    'the next instance ended as well',
    container('app', ended(1)),
    container('app', ended(1), { containerID: 'app-1' }),
    '`app` exited with 1',
  ],
  [
    'it is lost',
    container('app', waits('ContainerCreating')),
    container('app', ended(137, 'ContainerStatusUnknown')),
    '`app` had not been started',
  ],
  [
    'its process cannot be started',
    container('app', waits('ContainerCreating')),
    container('app', ended(128, 'StartError')),
    '`app` could not be started',
  ],
  ...(
    [
      ['CrashLoopBackOff', '`app` has to wait before its next restart'],
      ['ErrImagePull', 'the image of `app` could not be pulled'],
      ['ImagePullBackOff', 'the image of `app` is not pulled again before a delay is over'],
      ['ErrImageNeverPull', 'the image of `app` is not on the node and must not be pulled'],
      ['InvalidImageName', 'the image name of `app` cannot be read'],
      ['RunContainerError', 'the process of `app` could not be started'],
      ['RestartingAllContainers', 'all its containers were removed to start anew'],
      ['PostStartHookError', 'the postStart hook of `app` failed'],
      ['PodInitializing', '`app` has to wait for the init containers'],
      ['CreateContainerError', '`app` waits: CreateContainerError'],
    ] as const
  ).map(
    ([reason, said]) =>
      [
        `it waits: ${reason}`,
        container('app', ended(1)),
        container('app', waits(reason)),
        said,
      ] as const,
  ),
  [
    'it waits for something that has a message',
    container('app', waits('ContainerCreating')),
    container('app', waits('CreateContainerConfigError', 'secret "x" not found')),
    '`app` waits: secret "x" not found',
  ],
  [
    'it waits on as before',
    container('app', waits('CrashLoopBackOff', 'a')),
    container('app', waits('CrashLoopBackOff', 'b')),
    'its conditions changed',
  ],
  [
    'it has started',
    container('app', RUNNING),
    container('app', RUNNING, { started: true }),
    '`app` has started',
  ],
  [
    'its startup probe succeeds',
    container('probed', RUNNING),
    container('probed', RUNNING, { started: true, ready: true }),
    'the startup probe of `probed` succeeded',
  ],
  [
    'it has not started any more',
    container('app', RUNNING, { started: true }),
    container('app', RUNNING),
    'its conditions changed',
  ],
  [
    'it is ready',
    container('app', RUNNING),
    container('app', RUNNING, { ready: true }),
    '`app` is ready',
  ],
  [
    'it is not ready any more',
    container('app', RUNNING, { ready: true }),
    container('app', RUNNING),
    '`app` is not ready',
  ],
  [
    'its readiness probe succeeds',
    container('probed', RUNNING),
    container('probed', RUNNING, { ready: true }),
    'the readiness probe of `probed` succeeded',
  ],
  [
    'its readiness probe fails',
    container('probed', RUNNING, { ready: true }),
    container('probed', RUNNING),
    'the readiness probe of `probed` failed',
  ],
])('of a container: %s', ([, before, after, said]) => {
  expect(explain(status([before]), status([after]))).toBe(said)
})

const CREATING = container('app', waits('ContainerCreating'))
const sandbox = (word: string): Partial<PodStatus> => ({
  conditions: [{ type: 'PodReadyToStartContainers', status: word }],
})

test.for<readonly [string, PodStatus, PodStatus, string]>([
  [
    'the kubelet has just heard of it',
    { phase: 'Pending' },
    status([CREATING]),
    'the kubelet has taken up the Pod',
  ],
  [
    'a mirror came to containers that run',
    { phase: 'Pending' },
    status([container('app', RUNNING)]),
    'its new mirror had no status yet',
  ],
  [
    'a mirror came to an init container that has ended',
    { phase: 'Pending' },
    status([CREATING], { initContainerStatuses: [container('init', ended(0))] }),
    'its new mirror had no status yet',
  ],
  [
    'it was refused',
    { phase: 'Pending' },
    { phase: 'Failed', message: 'Pod was rejected: no room' },
    'the node cannot take it',
  ],
  [
    'it was ended with a message',
    status([container('app', RUNNING)]),
    status([container('app', ended(0))], { message: 'The node was low on memory' }),
    'The node was low on memory',
  ],
  [
    'the message is the one from before',
    status([container('app', RUNNING)], { message: 'x' }),
    status([container('app', ended(0))], { message: 'x' }),
    '`app` exited with 0',
  ],
  [
    'two ended, and the second failed',
    status([container('app', RUNNING), container('other', RUNNING)]),
    status([container('app', ended(0)), container('other', ended(2))]),
    '`other` exited with 2',
  ],
  [
    'two ended well',
    status([container('app', RUNNING), container('other', RUNNING)]),
    status([container('app', ended(0)), container('other', ended(0))]),
    '`app` exited with 0',
  ],
  [
    'an init container ended, and an app container waits as before',
    status([CREATING], { initContainerStatuses: [container('init', RUNNING)] }),
    status([CREATING], { initContainerStatuses: [container('init', ended(0))] }),
    '`init` exited with 0',
  ],
  [
    'an ephemeral container runs',
    status([], { ephemeralContainerStatuses: [container('debug', waits('ContainerCreating'))] }),
    status([], { ephemeralContainerStatuses: [container('debug', RUNNING)] }),
    '`debug` is running',
  ],
  [
    'a container that was not in the status before says nothing',
    status([]),
    status([container('app', RUNNING)]),
    'its conditions changed',
  ],
  ['there is a network', status(), status([], sandbox('True')), 'its sandbox is ready'],
  [
    'there is no network any more',
    status([], sandbox('True')),
    status([], sandbox('False')),
    'its sandbox is gone',
  ],
  ['the phase alone', status(), status([], { phase: 'Succeeded' }), 'its phase is Succeeded'],
  ['nothing of these', status(), status(), 'its conditions changed'],
])('of a Pod: %s', ([, before, after, said]) => {
  expect(explain(before, after)).toBe(said)
})

test('what a probe found is told apart', () => {
  expect(isVerdict('the startup probe of `app` succeeded')).toBe(true)
  expect(isVerdict('the readiness probe of `app` failed')).toBe(true)
  expect(isVerdict('`app` is ready')).toBe(false)
  expect(isVerdict('so says the readiness probe of `app`')).toBe(false)
})
