// How long a Job waits after failures, against pkg/controller/job/backoff_utils.go (v1.36).
import { expect, test } from 'vitest'
import type { ContainerStatus, Pod, PodStatus } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { makePod } from '#testing/make-objects.ts'
import { getFinishedMs, getRemainingMs, newBackoffRecord, NO_FAILURES } from './backoff-utils.ts'

const ended = (name: string, atMs: number): ContainerStatus => ({
  name,
  image: 'x',
  imageID: '',
  ready: false,
  restartCount: 0,
  state: { terminated: { exitCode: 1, finishedAt: timeOf(atMs) } },
})
const running = (name: string): ContainerStatus => ({
  ...ended(name, 0),
  state: { running: { startedAt: timeOf(0) } },
})
const withStatus = (status: PodStatus, metadata: Pod['metadata'] = {}): Pod =>
  makePod('p', {
    status: { phase: 'Failed', ...status },
    metadata: { creationTimestamp: timeOf(1000), ...metadata },
    spec: {
      initContainers: [
        { name: 'setup', image: 'x' },
        { name: 'proxy', image: 'x', restartPolicy: 'Always' },
      ],
    },
  })
const finishedAt = (ms: number): Pod => withStatus({ containerStatuses: [ended('main', ms)] })
const notReady = {
  type: 'Ready',
  status: 'False',
  lastTransitionTime: timeOf(7000),
}
const DELETED = { deletionTimestamp: timeOf(40_000), deletionGracePeriodSeconds: 30 }

test.for<readonly [string, Pod, number]>([
  ['its only container ended', finishedAt(5000), 5000],
  [
    'the last of several ended',
    withStatus({ containerStatuses: [ended('a', 9000), ended('b', 3000)] }),
    9000,
  ],
  [
    'a sidecar ended after the containers',
    withStatus({
      containerStatuses: [ended('main', 5000)],
      initContainerStatuses: [ended('setup', 20_000), ended('proxy', 6000)],
    }),
    6000,
  ],
  [
    'a sidecar ended before the containers',
    withStatus({
      containerStatuses: [ended('main', 5000)],
      initContainerStatuses: [ended('proxy', 4000)],
    }),
    5000,
  ],
  [
    'an init container that still runs does not matter',
    withStatus({
      containerStatuses: [ended('main', 5000)],
      initContainerStatuses: [running('setup')],
    }),
    5000,
  ],
  [
    'a sidecar that still runs: not ready since',
    withStatus({
      containerStatuses: [ended('main', 5000)],
      initContainerStatuses: [running('proxy')],
      conditions: [notReady],
    }),
    7000,
  ],
  [
    'a container that still runs: not ready since',
    withStatus({
      containerStatuses: [ended('a', 9000), running('b')],
      conditions: [notReady],
    }),
    7000,
  ],
  ['not ready counts before the deletion', withStatus({ conditions: [notReady] }, DELETED), 7000],
  [
    'one that is ready counts from when its deletion was asked for',
    withStatus({ conditions: [{ ...notReady, status: 'True' }] }, DELETED),
    10_000,
  ],
  [
    'a deletion without a grace period',
    withStatus({}, { deletionTimestamp: timeOf(40_000) }),
    40_000,
  ],
  ['nothing is known but its creation', withStatus({}), 1000],
])('a Pod has finished: %s', ([, pod, expectedMs]) => {
  expect(getFinishedMs(pod)).toBe(expectedMs)
})

test('a Pod without any time finished at the beginning of all time', () => {
  expect(getFinishedMs(makePod('p'))).toBe(0)
  expect(getFinishedMs(makePod('p', { spec: { containers: [] }, status: {} }))).toBe(0)
})

const BEFORE = { failures: 3, lastFailureMs: 2000 }
const at = (...times: readonly number[]): readonly Pod[] => times.map(finishedAt)

test.for<readonly [string, readonly Pod[], readonly Pod[], object]>([
  ['nothing new', [], [], BEFORE],
  [
    'failures are added, the latest counts',
    [],
    at(9000, 5000),
    { failures: 5, lastFailureMs: 9000 },
  ],
  ['a success forgets all', at(6000), [], NO_FAILURES],
  ['a success forgets what failed before it', at(6000), at(5000), NO_FAILURES],
  ['and what failed with it', at(6000), at(6000), NO_FAILURES],
  [
    'what failed after the last success is left',
    at(6000, 4000),
    at(5000, 9000, 7000),
    { failures: 2, lastFailureMs: 9000 },
  ],
])('failures in a row: %s', ([, succeeded, failed, after]) => {
  expect(newBackoffRecord(BEFORE, succeeded, failed)).toEqual(after)
})

test('the wait doubles from 10 s to 10 minutes, counted from the last failure', () => {
  const left = (failures: number, nowMs: number): number =>
    getRemainingMs({ failures, lastFailureMs: 5000 }, nowMs)
  const waits = [0, 1, 2, 3, 6, 7, 8, 40, 2000].map((failures) => left(failures, 5000) / 1000)
  expect(waits).toEqual([0, 10, 20, 40, 320, 600, 600, 600, 600])
  expect([8000, 14_999, 15_000, 15_001].map((nowMs) => left(1, nowMs))).toEqual([7000, 1, 0, 0])
  expect(getRemainingMs({ failures: 2, lastFailureMs: null }, 0)).toBe(0)
})
