import { expect, test } from 'vitest'
import type { HorizontalPodAutoscaler, HPAScalingPolicy } from '#api/generated/types.ts'
import { type Memory, normalizeDesiredReplicas, storeScaleEvent } from './normalize-replicas.ts'

type Spec = HorizontalPodAutoscaler['spec']
type Events = Memory['scaleUps']

const NOW = 1_000_000
const ago = (value: number, ms: number): Events => [{ value, atMs: NOW - ms }]
const autoscaler = (spec: Partial<Spec>): HorizontalPodAutoscaler => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web' },
  spec: { maxReplicas: 10, scaleTargetRef: { kind: 'Deployment', name: 'web' }, ...spec },
})
const memoryOf = (some: Partial<Memory>): Memory => ({
  recommendations: [],
  scaleUps: [],
  scaleDowns: [],
  ...some,
})

/** `replicas able limited`, with a `!` when it is. */
function normalized(
  spec: Partial<Spec>,
  [current, desired]: readonly [number, number],
  past: Partial<Memory>,
): string {
  const { replicas, ableToScale, limited } = normalizeDesiredReplicas(
    autoscaler(spec),
    memoryOf(past),
    { current, desired, nowMs: NOW },
  )
  return `${replicas} ${ableToScale.reason} ${limited.reason}${limited.isLimited ? '!' : ''}`
}

const WINDOW = 300_000

test.for<readonly [string, Partial<Spec>, readonly [number, number], Events, string]>([
  ['as recommended', {}, [3, 5], [], '5 ReadyForNewScale DesiredWithinRange'],
  ['four from one', {}, [1, 5], [], '4 ReadyForNewScale ScaleUpLimit!'],
  ['four are within', {}, [1, 4], [], '4 ReadyForNewScale DesiredWithinRange'],
  ['twice as many', {}, [3, 7], [], '6 ReadyForNewScale ScaleUpLimit!'],
  ['just twice as many', {}, [3, 6], [], '6 ReadyForNewScale DesiredWithinRange'],
  ['no more than the most', {}, [6, 11], [], '10 ReadyForNewScale TooManyReplicas!'],
  ['when both limits are the same', {}, [5, 11], [], '10 ReadyForNewScale TooManyReplicas!'],
  ['just the most', {}, [6, 10], [], '10 ReadyForNewScale DesiredWithinRange'],
  ['no fewer than the least', { minReplicas: 2 }, [5, 1], [], '2 ReadyForNewScale TooFewReplicas!'],
  ['just the least', { minReplicas: 2 }, [5, 2], [], '2 ReadyForNewScale DesiredWithinRange'],
  ['one, if nothing is said of it', {}, [5, 0], [], '1 ReadyForNewScale TooFewReplicas!'],
  [
    'as many as were recommended five minutes ago',
    {},
    [8, 3],
    ago(8, WINDOW),
    '8 ScaleDownStabilized DesiredWithinRange',
  ],
  ['but no longer ago', {}, [8, 3], ago(8, WINDOW + 1), '3 ReadyForNewScale DesiredWithinRange'],
  ['fewer do not count', {}, [8, 6], ago(3, 1000), '6 ReadyForNewScale DesiredWithinRange'],
])('without rules: %s', ([, spec, numbers, recommendations, expected]) => {
  expect(normalized(spec, numbers, { recommendations })).toBe(expected)
})

const pods = (value: number, periodSeconds = 60): HPAScalingPolicy => ({
  type: 'Pods',
  value,
  periodSeconds,
})
const percent = (value: number, periodSeconds = 60): HPAScalingPolicy => ({
  type: 'Percent',
  value,
  periodSeconds,
})
const up = (policies: readonly HPAScalingPolicy[], selectPolicy?: string): Partial<Spec> => ({
  behavior: {
    scaleUp: { policies: [...policies], ...(selectPolicy === undefined ? {} : { selectPolicy }) },
  },
})
const down = (policies: readonly HPAScalingPolicy[], selectPolicy?: string): Partial<Spec> => ({
  behavior: {
    scaleDown: {
      stabilizationWindowSeconds: 0,
      policies: [...policies],
      ...(selectPolicy === undefined ? {} : { selectPolicy }),
    },
  },
})
const windows = (upSeconds: number, downSeconds?: number): Partial<Spec> => ({
  behavior: {
    scaleUp: { stabilizationWindowSeconds: upSeconds, policies: [pods(100)] },
    scaleDown: {
      policies: [pods(100)],
      ...(downSeconds === undefined ? {} : { stabilizationWindowSeconds: downSeconds }),
    },
  },
})
const UP_LIMIT = 'ReadyForNewScale ScaleUpLimit!'
const DOWN_LIMIT = 'ReadyForNewScale ScaleDownLimit!'
const FREE = 'ReadyForNewScale DesiredWithinRange'

test.for<readonly [string, Partial<Spec>, readonly [number, number], Partial<Memory>, string]>([
  ['so many Pods more', up([pods(4)]), [3, 9], {}, `7 ${UP_LIMIT}`],
  ['just so many', up([pods(4)]), [3, 7], {}, `7 ${FREE}`],
  ['so many percent more, rounded up', up([percent(50)]), [3, 9], {}, `5 ${UP_LIMIT}`],
  ['the greater change', up([pods(4), percent(100)]), [3, 9], {}, `7 ${UP_LIMIT}`],
  ['the smaller change', up([pods(4), percent(100)], 'Min'), [3, 9], {}, `6 ${UP_LIMIT}`],
  ['none', up([pods(4)], 'Disabled'), [3, 9], {}, `3 ${UP_LIMIT}`],
  [
    'what came within the period counts',
    up([pods(4)]),
    [4, 9],
    { scaleUps: ago(3, 59_999) },
    `5 ${UP_LIMIT}`,
  ],
  [
    'what came before does not',
    up([pods(4)]),
    [4, 9],
    { scaleUps: ago(3, 60_000) },
    `8 ${UP_LIMIT}`,
  ],
  ['what went counts too', up([pods(4)]), [4, 9], { scaleDowns: ago(1, 1) }, `9 ${FREE}`],
  ['never fewer than there are', up([pods(4)]), [4, 9], { scaleUps: ago(9, 1) }, `4 ${UP_LIMIT}`],
  ['the most of all', up([pods(40)]), [4, 11], {}, '10 ReadyForNewScale TooManyReplicas!'],
  ['when both are the same', up([pods(6)]), [4, 11], {}, '10 ReadyForNewScale TooManyReplicas!'],
  ['so many Pods fewer', down([pods(2)]), [8, 1], {}, `6 ${DOWN_LIMIT}`],
  ['just so many fewer', down([pods(2)]), [8, 6], {}, `6 ${FREE}`],
  ['so many percent fewer, rounded down', down([percent(25)]), [7, 1], {}, `5 ${DOWN_LIMIT}`],
  ['the greater change down', down([pods(1), percent(50)]), [8, 1], {}, `4 ${DOWN_LIMIT}`],
  ['the smaller one', down([pods(1), percent(50)], 'Min'), [8, 1], {}, `7 ${DOWN_LIMIT}`],
  ['none down', down([pods(1)], 'Disabled'), [8, 1], {}, `8 ${DOWN_LIMIT}`],
  [
    'what went within the period counts',
    down([pods(4)]),
    [6, 1],
    { scaleDowns: ago(3, 59_999) },
    `5 ${DOWN_LIMIT}`,
  ],
  [
    'never more than there are',
    down([pods(4)]),
    [6, 1],
    { scaleDowns: ago(9, 1) },
    `6 ${DOWN_LIMIT}`,
  ],
  [
    'the least of all',
    { minReplicas: 2, ...down([percent(100)]) },
    [6, 1],
    {},
    '2 ReadyForNewScale TooFewReplicas!',
  ],
  ['as many as there are', up([pods(4)]), [4, 4], {}, `4 ${FREE}`],
  [
    'up only when it was so throughout the window',
    windows(60),
    [3, 6],
    { recommendations: ago(3, 59_999) },
    '3 ScaleUpStabilized DesiredWithinRange',
  ],
  ['and not before it', windows(60), [3, 6], { recommendations: ago(3, 60_000) }, `6 ${FREE}`],
  [
    'to the lowest of the window',
    windows(60),
    [3, 6],
    { recommendations: ago(5, 1) },
    '5 ScaleUpStabilized DesiredWithinRange',
  ],
  [
    'down only when it was so for five minutes',
    windows(0),
    [6, 2],
    { recommendations: ago(6, WINDOW - 1) },
    '6 ScaleDownStabilized DesiredWithinRange',
  ],
  ['and not before them', windows(0), [6, 2], { recommendations: ago(6, WINDOW) }, `2 ${FREE}`],
  [
    'down by a window of its own',
    windows(0, 30),
    [6, 2],
    { recommendations: ago(6, 29_999) },
    '6 ScaleDownStabilized DesiredWithinRange',
  ],
  ['and not before that', windows(0, 30), [6, 2], { recommendations: ago(6, 30_000) }, `2 ${FREE}`],
])('with rules: %s', ([, spec, numbers, past, expected]) => {
  expect(normalized(spec, numbers, past)).toBe(expected)
})

test('what was recommended is remembered as long as a window needs it', () => {
  const kept = (spec: Partial<Spec>, ms: number): number => {
    const memory = memoryOf({ recommendations: ago(3, ms) })
    normalizeDesiredReplicas(autoscaler(spec), memory, { current: 3, desired: 3, nowMs: NOW })
    expect(memory.recommendations.at(-1)).toEqual({ value: 3, atMs: NOW })
    return memory.recommendations.length
  }
  expect([kept({}, WINDOW), kept({}, WINDOW + 1)]).toEqual([2, 1])
  expect([kept(windows(0, 30), 30_000), kept(windows(0, 30), 30_001)]).toEqual([2, 1])
  expect([kept(windows(60, 30), 60_000), kept(windows(60, 30), 60_001)]).toEqual([2, 1])
})

test('changes are remembered as long as the longest period of their rules', () => {
  const stored = (spec: Partial<Spec>, [before, after]: readonly [number, number], ms: number) => {
    const memory = memoryOf({ scaleUps: ago(1, ms), scaleDowns: ago(1, ms) })
    storeScaleEvent(autoscaler(spec), memory, { before, after, nowMs: NOW })
    return [memory.scaleUps, memory.scaleDowns].map((all) =>
      all.map(({ value, atMs }) => [value, NOW - atMs]),
    )
  }
  const rules = up([pods(1, 60), pods(1, 90)])
  expect(stored(rules, [3, 5], 90_000)).toEqual([
    [
      [1, 90_000],
      [2, 0],
    ],
    [[1, 90_000]],
  ])
  expect(stored(rules, [3, 5], 90_001)).toEqual([[[2, 0]], [[1, 90_001]]])
  expect(stored(down([pods(1, 60)]), [5, 3], 60_000)).toEqual([
    [[1, 60_000]],
    [
      [1, 60_000],
      [2, 0],
    ],
  ])
  expect(stored(rules, [5, 3], 1)).toEqual([[[1, 1]], [[2, 0]]])
  expect(stored({}, [3, 5], 1)).toEqual([[[1, 1]], [[1, 1]]])
})

/** The words of upstream's setCondition in horizontal.go, by their reasons. */
test.for<
  readonly [string, Partial<Spec>, readonly [number, number], Partial<Memory>, string, string]
>([
  [
    'nothing',
    {},
    [3, 5],
    {},
    'recommended size matches current size',
    'the desired count is within the acceptable range',
  ],
  [
    'a faster rise',
    {},
    [3, 9],
    {},
    'recommended size matches current size',
    'the desired replica count is increasing faster than the maximum scale rate',
  ],
  [
    'the most',
    {},
    [8, 11],
    {},
    'recommended size matches current size',
    'the desired replica count is more than the maximum replica count',
  ],
  [
    'the least',
    {},
    [3, 0],
    {},
    'recommended size matches current size',
    'the desired replica count is less than the minimum replica count',
  ],
  [
    'an earlier one',
    {},
    [8, 3],
    { recommendations: ago(8, 1000) },
    'recent recommendations were higher than current one, applying the highest recent recommendation',
    'the desired count is within the acceptable range',
  ],
  [
    'an earlier one on the way up',
    {
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 60,
          policies: [{ type: 'Pods', value: 9, periodSeconds: 60 }],
        },
      },
    },
    [3, 5],
    { recommendations: ago(3, 1000) },
    'recent recommendations were lower than current one, applying the lowest recent recommendation',
    'the desired count is within the acceptable range',
  ],
  [
    'a faster fall',
    {
      behavior: {
        scaleDown: {
          stabilizationWindowSeconds: 0,
          policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
        },
      },
    },
    [8, 3],
    {},
    'recommended size matches current size',
    'the desired replica count is decreasing faster than the maximum scale rate',
  ],
])('what is said when it is held back by %s', ([, spec, [current, desired], past, able, limit]) => {
  const wanted = { current, desired, nowMs: NOW }
  const { ableToScale, limited } = normalizeDesiredReplicas(
    autoscaler(spec),
    memoryOf(past),
    wanted,
  )
  expect([ableToScale.message, limited.message]).toEqual([able, limit])
})
