import { expect, test } from 'vitest'
import type { Node } from '../generated/types.ts'
import { timeOf } from '../meta/time.ts'
import { leaseAt, withHeartbeats } from './node-lease.ts'

test.for([
  ['at its start', { fromMs: 1000, untilMs: null }, 1000, 1000, 1000],
  ['before the next renewal', { fromMs: 1000, untilMs: null }, 10_999, 1000, 1000],
  ['at the next renewal', { fromMs: 1000, untilMs: null }, 11_000, 11_000, 1000],
  ['after five minutes', { fromMs: 1000, untilMs: null }, 301_500, 301_000, 301_000],
  ['of a kubelet that ran before', { fromMs: -4000, untilMs: null }, 0, -4000, -4000],
  ['of a kubelet that has stopped', { fromMs: 0, untilMs: 25_000 }, 99_000, 20_000, 0],
  ['in the past of a stop', { fromMs: 0, untilMs: 25_000 }, 15_000, 10_000, 0],
] as const)('the lease %s', ([, rule, nowMs, renewTimeMs, statusTimeMs]) => {
  expect(leaseAt(rule, nowMs)).toMatchObject({ renewTimeMs, statusTimeMs })
})

test('what was heard of a node shows in its conditions, unless nothing is known', () => {
  const condition = (type: string, status: string) => ({
    type,
    status,
    lastHeartbeatTime: timeOf(5000),
  })
  const node: Node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'a' },
    status: { conditions: [condition('Ready', 'True'), condition('DiskPressure', 'Unknown')] },
  }
  const lease = { renewTimeMs: 301_000, statusTimeMs: 300_000, isRenewed: true }
  const times = (shown: Node) =>
    shown.status?.conditions?.map(({ lastHeartbeatTime }) => lastHeartbeatTime)
  expect(times(withHeartbeats(node, lease))).toEqual([timeOf(300_000), timeOf(5000)])
  expect(withHeartbeats(node, undefined)).toBe(node)
  expect(withHeartbeats(node, { ...lease, statusTimeMs: 0 })).toBe(node)
})
