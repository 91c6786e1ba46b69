// Against pkg/api/v1/pod/util.go, IsPodAvailable, and FindMinNextPodAvailabilityCheck of pkg/controller/controller_utils.go (v1.36).
import { expect, test } from 'vitest'
import type { Pod } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { makePod } from '#testing/make-objects.ts'
import { availableInMs, isPodAvailable, nextAvailableInMs } from './pod-availability.ts'

const NOW_MS = 100_000

const pod = (sinceMs: number | undefined, status = 'True'): Pod =>
  makePod('web', {
    status: {
      phase: 'Running',
      conditions: [
        {
          type: 'Ready',
          status,
          ...(sinceMs === undefined ? {} : { lastTransitionTime: timeOf(sinceMs) }),
        },
      ],
    },
  })

test.for<readonly [string, Pod, number, number | null]>([
  ['not ready', pod(0, 'False'), 0, null],
  ['not ready, whatever the time', pod(0, 'False'), 10, null],
  ['ready, and no time is asked for', pod(NOW_MS), 0, 0],
  ['ready, nobody knows since when, and no time is asked for', pod(undefined), 0, 0],
  ['ready, nobody knows since when', pod(undefined), 10, null],
  ['ready since just now', pod(NOW_MS), 10, 10_000],
  ['ready for a while', pod(NOW_MS - 4000), 10, 6000],
  ['ready just so long', pod(NOW_MS - 10_000), 10, 0],
  ['ready for longer', pod(0), 10, 0],
  ['without conditions', makePod('web'), 0, null],
])('%s', ([, given, seconds, expected]) => {
  expect(availableInMs(given, seconds, NOW_MS)).toBe(expected)
  expect(isPodAvailable(given, seconds, NOW_MS)).toBe(expected === 0)
})

test('the next that becomes available', () => {
  const next = (...pods: readonly Pod[]) => nextAvailableInMs(pods, 10, NOW_MS)
  expect(next()).toBeNull()
  expect(next(pod(0), pod(0, 'False'))).toBeNull()
  expect(next(pod(0), pod(NOW_MS - 2000), pod(NOW_MS - 7000), pod(NOW_MS))).toBe(3000)
})
