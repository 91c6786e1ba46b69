import { expect, test } from 'vitest'
import type { ContainerStatus, PodSpec, PodStatus } from '#api/generated/types.ts'
import { makePod } from '../testing/fixture.ts'
import { makeStatus, type StatusWord } from '../testing/records.ts'
import { terminatedStatus } from './terminated-status.ts'

const SPEC: PodSpec = {
  initContainers: [{ name: 'i' }, { name: 'j' }],
  containers: [{ name: 'a' }],
}
const LOST = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
}
const stateOf = ({ state }: ContainerStatus): string =>
  state?.terminated === undefined
    ? Object.keys(state ?? {}).join()
    : state.terminated.reason === LOST.reason
      ? 'lost'
      : `exit ${state.terminated.exitCode}`

const statusOf = (
  inits: readonly StatusWord[],
  main: StatusWord,
  phase = 'Running',
): PodStatus => ({
  phase,
  ...(inits.length === 0
    ? {}
    : {
        initContainerStatuses: inits.map((word, index) =>
          makeStatus(index === 0 ? 'i' : 'j', word),
        ),
      }),
  containerStatuses: [makeStatus('a', main)],
})

// The rows follow TerminatePod and hasPodInitialized in pkg/kubelet/status/status_manager.go (v1.36).
test.for<
  readonly [
    what: string,
    inits: readonly StatusWord[],
    main: StatusWord,
    inits: string,
    main: string,
  ]
>([
  ['all ran', [0, 0], 'running', 'exit 0 exit 0', 'lost'],
  ['it has ended', [0, 0], 1, 'exit 0 exit 0', 'exit 1'],
  ['the first is at work', ['running', 'waiting'], 'waiting', 'lost waiting', 'waiting'],
  ['the second is at work', [0, 'running'], 'waiting', 'exit 0 lost', 'waiting'],
  ['none has begun', ['waiting', 'waiting'], 'waiting', 'lost waiting', 'waiting'],
  [
    'the second waits for its next try',
    [0, 'waiting after 1'],
    'waiting',
    'exit 0 lost',
    'waiting',
  ],
  ['the last ended well', [0, 0], 'waiting', 'exit 0 exit 0', 'lost'],
  ['the last failed', [0, 1], 'waiting', 'exit 0 exit 1', 'waiting'],
  ['the app waits for its next try', [0, 0], 'waiting after 1', 'exit 0 exit 0', 'lost'],
])('when a Pod is over: %s', ([, inits, main, initsAfter, mainAfter]) => {
  const status = statusOf(inits, main)
  const after = terminatedStatus({ ...makePod('web', SPEC), status }, status, false)
  expect((after.initContainerStatuses ?? []).map(stateOf).join(' ')).toBe(initsAfter)
  expect((after.containerStatuses ?? []).map(stateOf).join(' ')).toBe(mainAfter)
  expect(after.phase).toBe('Failed')
})

test('a container that nothing is known of has ended with 137, not ready and not started', () => {
  const status = statusOf([], 'ready')
  const pod = { ...makePod('web', { containers: [{ name: 'a' }] }), status }
  expect(terminatedStatus(pod, status, false)).toEqual({
    phase: 'Failed',
    containerStatuses: [
      { ...makeStatus('a', 'ready'), ready: false, started: false, state: { terminated: LOST } },
    ],
  })
})

test('a sidecar that runs as the last of the init containers has let the app begin', () => {
  const spec: PodSpec = {
    initContainers: [{ name: 'i' }, { name: 'j', restartPolicy: 'Always' }],
    containers: [{ name: 'a' }],
  }
  const appOf = (last: StatusWord): string => {
    const status = statusOf([0, last], 'waiting')
    const after = terminatedStatus({ ...makePod('web', spec), status }, status, false)
    return (after.containerStatuses ?? []).map(stateOf).join()
  }
  expect([appOf('running'), appOf('unstarted'), appOf(0)]).toEqual(['lost', 'waiting', 'waiting'])
})

test.for([
  ['Running', false, 'Failed'],
  ['Running', true, 'Running'],
  ['Succeeded', false, 'Succeeded'],
  ['Failed', false, 'Failed'],
  ['Pending', false, 'Failed'],
] as const)('the phase %s of a Pod (static: %s) becomes %s', ([phase, isStatic, expected]) => {
  const status = statusOf([], 0, phase)
  const pod = { ...makePod('web', { containers: [{ name: 'a' }] }), status }
  expect(terminatedStatus(pod, status, isStatic).phase).toBe(expected)
})
