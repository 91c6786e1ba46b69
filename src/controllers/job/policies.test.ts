// What rules make of failures and successes, against pkg/controller/job/pod_failure_policy.go and success_policy.go (v1.36).
import { expect, test } from 'vitest'
import type {
  ContainerStatus,
  Pod,
  PodFailurePolicyRule,
  SuccessPolicyRule,
} from '#api/generated/types.ts'
import { makePod } from '#testing/make-objects.ts'
import { matchPodFailurePolicy } from './pod-failure-policy.ts'
import { matchSuccessPolicy } from './success-policy.ts'

const ended = (name: string, exitCode: number): ContainerStatus => ({
  name,
  image: 'x',
  imageID: '',
  ready: false,
  restartCount: 0,
  state: { terminated: { exitCode } },
})

const POD: Pod = makePod('p', {
  status: {
    phase: 'Failed',
    conditions: [
      { type: 'Ready', status: 'False' },
      { type: 'DisruptionTarget', status: 'True' },
    ],
    initContainerStatuses: [ended('setup', 0), ended('proxy', 7)],
    containerStatuses: [ended('main', 5), ended('side', 0)],
  },
})

const codes = (operator: string, values: readonly number[], containerName?: string) => ({
  onExitCodes: { operator, values, ...(containerName === undefined ? {} : { containerName }) },
})
const condition = (type: string, status: string) => ({ onPodConditions: [{ type, status }] })

/** Of a matching `FailJob` rule, what it says; null when the rule does not match. */
test.for<readonly [Omit<PodFailurePolicyRule, 'action'>, string | null]>([
  [codes('In', [5]), 'Container main for pod default/p failed with exit code 5'],
  [codes('In', [7]), 'Container proxy for pod default/p failed with exit code 7'],
  [codes('In', [1, 7, 5]), 'Container main for pod default/p failed with exit code 5'],
  [codes('In', [1, 2]), null],
  [codes('In', [0]), null],
  [codes('In', [5], 'main'), 'Container main for pod default/p failed with exit code 5'],
  [codes('In', [5], 'proxy'), null],
  [codes('NotIn', [5]), 'Container proxy for pod default/p failed with exit code 7'],
  [codes('NotIn', [5], 'main'), null],
  [codes('NotIn', [1], 'side'), null],
  [codes('NotIn', [1], 'main'), 'Container main for pod default/p failed with exit code 5'],
  [codes('Near', [5]), null],
  [codes('Near', [1]), null],
  [condition('DisruptionTarget', 'True'), 'Pod default/p has condition DisruptionTarget'],
  [condition('DisruptionTarget', 'False'), null],
  [condition('Ready', 'False'), 'Pod default/p has condition Ready'],
  [condition('Ready', 'True'), null],
  [condition('Other', 'True'), null],
  [
    {
      onPodConditions: [
        { type: 'Other', status: 'True' },
        { type: 'Ready', status: 'False' },
      ],
    },
    'Pod default/p has condition Ready',
  ],
  [{ ...codes('In', [1]), ...condition('Ready', 'False') }, null],
  [{}, null],
])('a rule matches a failed Pod or does not: %j', ([rule, said]) => {
  const policy = { rules: [{ action: 'FailJob', ...rule }] }
  expect(matchPodFailurePolicy(policy, POD)).toEqual({
    failJob: said === null ? null : `${said} matching FailJob rule at index 0`,
    counts: true,
    failsIndex: false,
  })
})

const COUNTED = { failJob: null, counts: true, failsIndex: false }

test('the first rule that matches decides', () => {
  const after = (...actions: readonly string[]) => {
    const rules = actions.map((action) => ({ action, ...codes('In', [5]) }))
    return matchPodFailurePolicy(
      { rules: [{ action: 'FailJob', ...codes('In', [1]) }, ...rules] },
      POD,
    )
  }
  const text = 'Container main for pod default/p failed with exit code 5'
  expect(after('Ignore', 'FailJob')).toEqual({ ...COUNTED, counts: false })
  expect(after('FailIndex', 'Ignore')).toEqual({ ...COUNTED, failsIndex: true })
  expect(after('Count', 'FailJob')).toEqual(COUNTED)
  expect(after('FailJob', 'Ignore')).toEqual({
    ...COUNTED,
    failJob: `${text} matching FailJob rule at index 1`,
  })
  expect(after('Unknown', 'FailJob')).toEqual({
    ...COUNTED,
    failJob: `${text} matching FailJob rule at index 2`,
  })
  expect(after()).toEqual(COUNTED)
  expect(matchPodFailurePolicy(undefined, POD)).toEqual(COUNTED)
})

test('a Pod without a status matches nothing', () => {
  const { status: _, ...pod } = POD
  const rules = [codes('NotIn', [1]), condition('Ready', 'False')]
  for (const rule of rules)
    expect(matchPodFailurePolicy({ rules: [{ action: 'Ignore', ...rule }] }, pod)).toEqual(COUNTED)
})

const SUCCEEDED = [
  { first: 0, last: 2 },
  { first: 5, last: 5 },
  { first: 7, last: 9 },
]

/** Which of the rules are met by the indexes 0-2, 5 and 7-9 of ten. */
test.for<readonly [SuccessPolicyRule, boolean]>([
  [{ succeededCount: 7 }, true],
  [{ succeededCount: 1 }, true],
  [{ succeededCount: 8 }, false],
  [{ succeededIndexes: '1' }, true],
  [{ succeededIndexes: '0-2' }, true],
  [{ succeededIndexes: '0-3' }, false],
  [{ succeededIndexes: '3-4,6' }, false],
  [{ succeededIndexes: '1,5,8-9' }, true],
  [{ succeededIndexes: '1,5-6,8-9' }, false],
  [{ succeededIndexes: '0-9', succeededCount: 7 }, true],
  [{ succeededIndexes: '0-9', succeededCount: 8 }, false],
  [{ succeededIndexes: '1-5', succeededCount: 3 }, true],
  [{ succeededIndexes: '1-5', succeededCount: 4 }, false],
  [{ succeededIndexes: '2-7', succeededCount: 3 }, true],
  [{ succeededIndexes: '2-7', succeededCount: 4 }, false],
  [{ succeededIndexes: '' }, false],
  [{}, false],
])('a rule of a success policy: %j', ([rule, isMet]) => {
  const matched = (rules: readonly SuccessPolicyRule[]) =>
    matchSuccessPolicy({ rules }, 10, SUCCEEDED)
  expect(matched([rule])).toBe(isMet ? 'Matched rules at index 0' : null)
  expect(matched([{ succeededCount: 10 }, rule])).toBe(isMet ? 'Matched rules at index 1' : null)
})

test('nothing is met without a success or a rule', () => {
  expect(matchSuccessPolicy({ rules: [{ succeededCount: 0 }] }, 10, [])).toBeNull()
  expect(matchSuccessPolicy({ rules: [] }, 10, SUCCEEDED)).toBeNull()
  expect(matchSuccessPolicy(undefined, 10, SUCCEEDED)).toBeNull()
})
