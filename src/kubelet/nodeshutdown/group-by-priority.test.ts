import { expect, test } from 'vitest'
import type { Pod } from '#api/generated/types.ts'
import { DEFAULT_KUBELET_CONFIG } from '../config/kubelet-config.ts'
import { groupByPriority, shutdownPeriods } from './group-by-priority.ts'

const pod = (priority?: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: String(priority) },
  spec: { containers: [], ...(priority === undefined ? {} : { priority }) },
})

test('two periods make two groups, none makes none', () => {
  expect(shutdownPeriods(DEFAULT_KUBELET_CONFIG)).toEqual([])
  const config = {
    ...DEFAULT_KUBELET_CONFIG,
    shutdownGracePeriodMs: 30_500,
    shutdownGracePeriodCriticalPodsMs: 10_000,
  }
  expect(shutdownPeriods(config)).toEqual([
    { priority: 0, seconds: 20 },
    { priority: 2_000_000_000, seconds: 10 },
  ])
})

test('a Pod goes with the highest priority that is not above its own, or with the lowest', () => {
  const periods = [10, 1000, 2000].map((priority) => ({ priority, seconds: 1 }))
  const groups = groupByPriority(periods, [-5, undefined, 10, 999, 1000, 1999, 9999].map(pod))
  expect(groups.map(({ pods }) => pods.map(({ metadata }) => metadata.name))).toEqual([
    ['-5', 'undefined', '10', '999'],
    ['1000', '1999'],
    ['9999'],
  ])
})
