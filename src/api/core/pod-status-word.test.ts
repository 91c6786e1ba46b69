import { expect, test } from 'vitest'
import type { ContainerStatus, Pod, PodSpec, PodStatus } from '#api/generated/types.ts'
import { timeOf } from '../meta/time.ts'
import { statusOf } from './pod-status-word.ts'

const spec: PodSpec = {
  initContainers: [{ name: 'i' }, { name: 's', restartPolicy: 'Always' }],
  containers: [{ name: 'a' }, { name: 'b' }],
}

const status = (name: string, more: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name,
  image: '',
  imageID: '',
  ready: false,
  restartCount: 0,
  state: { waiting: { reason: 'PodInitializing' } },
  ...more,
})
const running = (name: string, ready = true) =>
  status(name, { ready, started: true, state: { running: {} } })
const ended = (name: string, exitCode: number, reason?: string) =>
  status(name, { state: { terminated: { exitCode, ...(reason === undefined ? {} : { reason }) } } })
const waiting = (name: string, reason: string) => status(name, { state: { waiting: { reason } } })

interface Case {
  readonly name: string
  readonly status: PodStatus
  readonly deleted?: boolean
  readonly word: string
  readonly ready: string
}

const initsDone = [ended('i', 0, 'Completed'), running('s')]
const ready = { conditions: [{ type: 'Ready', status: 'True' }] }
const initialized = { conditions: [{ type: 'Initialized', status: 'True' }] }

const cases: readonly Case[] = [
  { name: 'not scheduled', status: { phase: 'Pending' }, word: 'Pending', ready: '0/3' },
  {
    name: 'gated',
    status: {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
    },
    word: 'SchedulingGated',
    ready: '0/3',
  },
  {
    name: 'first init container runs',
    status: { phase: 'Pending', initContainerStatuses: [running('i', false), status('s')] },
    word: 'Init:0/2',
    ready: '0/3',
  },
  {
    name: 'first init container is done',
    status: { phase: 'Pending', initContainerStatuses: [ended('i', 0), status('s')] },
    word: 'Init:1/2',
    ready: '0/3',
  },
  {
    name: 'init container failed',
    status: { phase: 'Pending', initContainerStatuses: [ended('i', 1, 'Error'), status('s')] },
    word: 'Init:Error',
    ready: '0/3',
  },
  {
    name: 'init container failed without a reason',
    status: { phase: 'Pending', initContainerStatuses: [ended('i', 3), status('s')] },
    word: 'Init:ExitCode:3',
    ready: '0/3',
  },
  {
    name: 'init container backs off',
    status: {
      phase: 'Pending',
      initContainerStatuses: [waiting('i', 'CrashLoopBackOff'), status('s')],
    },
    word: 'Init:CrashLoopBackOff',
    ready: '0/3',
  },
  {
    name: 'initialized, containers are being made',
    status: {
      phase: 'Pending',
      initContainerStatuses: initsDone,
      containerStatuses: [status('a'), status('b')],
    },
    word: 'PodInitializing',
    ready: '1/3',
  },
  {
    name: 'running',
    status: {
      phase: 'Running',
      ...ready,
      initContainerStatuses: initsDone,
      containerStatuses: [running('a'), running('b')],
    },
    word: 'Running',
    ready: '3/3',
  },
  {
    name: 'one backs off, and the first in order has the last word',
    status: {
      phase: 'Running',
      initContainerStatuses: initsDone,
      containerStatuses: [waiting('a', 'ErrImagePull'), waiting('b', 'CrashLoopBackOff')],
    },
    word: 'ErrImagePull',
    ready: '1/3',
  },
  {
    name: 'one completed, one runs and is ready',
    status: {
      phase: 'Running',
      initContainerStatuses: initsDone,
      containerStatuses: [ended('a', 0, 'Completed'), running('b')],
    },
    word: 'NotReady',
    ready: '2/3',
  },
  {
    name: 'completed and failed',
    status: {
      phase: 'Failed',
      initContainerStatuses: [ended('i', 0), ended('s', 0)],
      containerStatuses: [ended('a', 0, 'Completed'), ended('b', 1, 'Error')],
    },
    word: 'Error',
    ready: '0/3',
  },
  {
    name: 'a restarting sidecar does not hide the app once initialized',
    status: {
      phase: 'Running',
      ...initialized,
      initContainerStatuses: [ended('i', 0), waiting('s', 'CrashLoopBackOff')],
      containerStatuses: [running('a'), running('b')],
    },
    word: 'Init:CrashLoopBackOff',
    ready: '2/3',
  },
  {
    name: 'evicted',
    status: { phase: 'Failed', reason: 'Evicted' },
    word: 'Evicted',
    ready: '0/3',
  },
  {
    name: 'being deleted',
    status: {
      phase: 'Running',
      initContainerStatuses: initsDone,
      containerStatuses: [running('a')],
    },
    deleted: true,
    word: 'Terminating',
    ready: '2/3',
  },
  {
    name: 'deleted on a lost node',
    status: { phase: 'Running', reason: 'NodeLost' },
    deleted: true,
    word: 'Unknown',
    ready: '0/3',
  },
]

test.for(cases)('$name: $word $ready', ({ status, deleted, word, ready }) => {
  const metadata =
    deleted === true ? { name: 'web', deletionTimestamp: timeOf(0) } : { name: 'web' }
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec, status }
  const cells = statusOf(pod)
  expect([cells.status, `${cells.ready}/${cells.total}`]).toEqual([word, ready])
})

test('restarts of finished init containers no longer count once the Pod is initialized', () => {
  const restarted = (
    one: ContainerStatus,
    restartCount: number,
    atMs: number,
  ): ContainerStatus => ({
    ...one,
    restartCount,
    lastState: { terminated: { exitCode: 1, finishedAt: timeOf(atMs) } },
  })
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec }
  const initializing: PodStatus = {
    phase: 'Pending',
    initContainerStatuses: [restarted(running('i', false), 2, 5000), status('s')],
  }
  expect(statusOf({ ...pod, status: initializing })).toMatchObject({
    restarts: 2,
    lastRestartMs: 5000,
  })
  const done: PodStatus = {
    phase: 'Running',
    initContainerStatuses: [
      restarted(ended('i', 0, 'Completed'), 2, 5000),
      restarted(running('s'), 1, 6000),
    ],
    containerStatuses: [restarted(running('a'), 3, 7000), running('b')],
  }
  expect(statusOf({ ...pod, status: done })).toMatchObject({ restarts: 4, lastRestartMs: 7000 })
})
