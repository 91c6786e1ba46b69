// How many replicas a measured value asks for, against pkg/controller/podautoscaler/replica_calculator.go (v1.36).
import { expect, test } from 'vitest'
import type { Pod, PodStatus } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { makeContainer, makePod } from '#testing/make-objects.ts'
import { getMetricReplicas, getResourceReplicas, type Measured } from './replica-calculator.ts'

const NOW_MS = 1_000_000
const WINDOW_MS = 60_000

interface Traits {
  /** In thousandths of a CPU; nothing is measured without. */
  readonly uses?: number
  readonly asks?: string
  readonly phase?: string
  readonly isDeleted?: boolean
  readonly startedMs?: number | null
  readonly ready?: string | null
  readonly readySinceMs?: number
  readonly measuredMs?: number
}

const OLD: Traits = { startedMs: 0, ready: 'True', readySinceMs: 1000 }

function podOf(name: string, traits: Traits): Pod {
  const {
    phase = 'Running',
    startedMs,
    ready,
    readySinceMs = 0,
    asks = '100m',
  } = { ...OLD, ...traits }
  const status: PodStatus = {
    phase,
    ...(startedMs === null || startedMs === undefined ? {} : { startTime: timeOf(startedMs) }),
    conditions:
      ready === null || ready === undefined
        ? []
        : [{ type: 'Ready', status: ready, lastTransitionTime: timeOf(readySinceMs) }],
  }
  return makePod(name, {
    requests: { cpu: asks },
    status,
    metadata: traits.isDeleted === true ? { deletionTimestamp: timeOf(0) } : {},
  })
}

function measured(all: readonly Traits[], more: Partial<Measured> = {}): Measured {
  const pods = all.map((traits, at) => podOf(`p${at}`, traits))
  const metrics = new Map(
    all.flatMap(({ uses, measuredMs = NOW_MS }, at) =>
      uses === undefined
        ? []
        : [[`p${at}`, { value: uses, timestampMs: measuredMs, windowMs: WINDOW_MS }] as const],
    ),
  )
  return {
    pods,
    metrics,
    resource: 'cpu',
    currentReplicas: all.length,
    tolerances: { scaleDown: 0.1, scaleUp: 0.1 },
    nowMs: NOW_MS,
    ...more,
  }
}

const times = (count: number, traits: Traits): readonly Traits[] =>
  Array.from({ length: count }, () => traits)
/** What 50 % of the requests needs. */
const half = (of: Measured) => getResourceReplicas(of, { utilization: 50, container: '' })
const replicasOf = (of: Measured) => {
  const found = half(of)
  return 'problem' in found ? found.problem : found.replicas
}

test.for<readonly [string, readonly Traits[], number | string]>([
  ['twice as much as wanted', times(2, { uses: 100 }), 4],
  ['half as much as wanted', times(4, { uses: 25 }), 2],
  ['rounded up', times(3, { uses: 60 }), 4],
  ['within the tolerance above', times(3, { uses: 55 }), 3],
  ['beyond it', times(3, { uses: 56 }), 4],
  ['within the tolerance below', times(20, { uses: 45 }), 20],
  ['beyond it below', times(20, { uses: 44 }), 18],
  ['nothing is used', times(3, { uses: 0 }), 0],
  ['no Pods', [], 'no pods returned by selector while calculating replica count'],
  [
    'nothing is measured',
    times(2, {}),
    'did not receive metrics for targeted pods (pods might be unready)',
  ],
  [
    'all have gone',
    times(2, { uses: 100, isDeleted: true }),
    'did not receive metrics for targeted pods (pods might be unready)',
  ],
  [
    'all wait',
    times(2, { uses: 100, phase: 'Pending' }),
    'did not receive metrics for targeted pods (pods might be unready)',
  ],
  ['one that goes is left out', [...times(2, { uses: 100 }), { uses: 0, isDeleted: true }], 4],
  ['one that failed is left out', [...times(2, { uses: 100 }), { uses: 0, phase: 'Failed' }], 4],
  ['missing: assumed idle when more is needed', [...times(2, { uses: 100 }), {}], 4],
  ['missing: enough with it', [{ uses: 70 }, {}], 2],
  ['missing: assumed busy when less is needed', [...times(3, { uses: 10 }), {}], 3],
  ['missing: nothing changes when all is as wanted', [...times(2, { uses: 50 }), {}], 3],
  [
    'waiting: assumed idle when more is needed',
    [...times(2, { uses: 100 }), { phase: 'Pending' }],
    4,
  ],
  [
    'waiting: does not count when less is needed',
    [...times(4, { uses: 25 }), { phase: 'Pending' }],
    2,
  ],
  ['waiting: the ratio turns, and nothing is done', [{ uses: 60 }, { phase: 'Pending' }], 2],
  ['missing and waiting', [...times(2, { uses: 200 }), {}, { phase: 'Pending' }], 8],
  ['missing: the ratio turns below', [{ uses: 45 }, {}, {}], 3],
])('CPU: %s', ([, all, expected]) => {
  expect(replicasOf(measured(all))).toBe(expected)
})

/** One that works and one that may count as not ready: with it as ready 100 % are used of 50 %, else 200 %. */
test.for<readonly [string, Traits, boolean]>([
  ['ready for long', {}, true],
  ['without a condition', { ready: null }, false],
  ['without a start', { startedMs: null }, false],
  ['young, ready, and measured since', { startedMs: 800_000, readySinceMs: 900_000 }, true],
  [
    'young, ready, and measured to the end of a window',
    { startedMs: 800_000, readySinceMs: 940_000 },
    true,
  ],
  ['young, ready, and measured too early', { startedMs: 800_000, readySinceMs: 941_000 }, false],
  ['young and not ready', { startedMs: 800_000, ready: 'False', readySinceMs: 800_000 }, false],
  ['just young', { startedMs: 701_000, readySinceMs: 999_000 }, false],
  ['just not young', { startedMs: 700_000, readySinceMs: 999_000 }, true],
  ['old and never ready', { startedMs: 500_000, ready: 'False', readySinceMs: 529_000 }, false],
  ['old, was ready once', { startedMs: 500_000, ready: 'False', readySinceMs: 530_000 }, true],
  ['old and unknown', { startedMs: 500_000, ready: 'Unknown', readySinceMs: 501_000 }, true],
])('a Pod is measured or not: %s', ([, traits, counts]) => {
  const of = measured([{ uses: 200 }, { uses: 0, ...traits }])
  expect(half(of)).toMatchObject({
    utilization: counts ? 100 : 200,
    raw: counts ? 100 : 200,
    replicas: 4,
  })
  const alone = measured([{ uses: 100, ...traits }])
  expect(replicasOf(alone)).toBe(
    counts ? 2 : 'did not receive metrics for targeted pods (pods might be unready)',
  )
  // Memory is used from the first moment.
  const memory = measured([{ uses: 100, ...traits }], { resource: 'memory' })
  expect(getMetricReplicas(memory, 50)).toMatchObject({ replicas: 2 })
})

test('what is said of the share and the amount', () => {
  expect(half(measured([{ uses: 100 }, { uses: 51 }]))).toEqual({
    replicas: 3,
    utilization: 75,
    raw: 75,
  })
  expect(
    half(
      measured([
        { uses: 100, asks: '1' },
        { uses: 51, asks: '200m' },
      ]),
    ),
  ).toEqual({ replicas: 1, utilization: 12, raw: 75 })
  expect(getMetricReplicas(measured([{ uses: 100 }, { uses: 51 }]), 50)).toEqual({
    replicas: 3,
    utilization: 0,
    raw: 75,
  })
  expect(half(measured([{ uses: 100, asks: '0' }]))).toEqual({
    problem: 'no metrics returned matched known pods',
  })
})

test('metrics of Pods that are not known do not count', () => {
  const of = measured([{ uses: 100 }])
  const stranger = { value: 900, timestampMs: NOW_MS, windowMs: WINDOW_MS }
  const metrics = new Map([...of.metrics, ['stranger', stranger]])
  expect(half({ ...of, metrics })).toEqual({ replicas: 2, utilization: 100, raw: 100 })
})

test.for<readonly [string, number, number, readonly Traits[], number]>([
  ['more is tolerated above', 0.1, 0.5, times(4, { uses: 75 }), 4],
  ['beyond it', 0.1, 0.5, times(4, { uses: 76 }), 7],
  ['more is tolerated below', 0.5, 0.1, times(4, { uses: 25 }), 4],
  ['beyond it below', 0.5, 0.1, times(4, { uses: 24 }), 2],
  ['nothing is tolerated', 0, 0, times(50, { uses: 51 }), 51],
  ['nothing is tolerated below', 0, 0, times(50, { uses: 49 }), 49],
])('tolerances: %s', ([, scaleDown, scaleUp, all, expected]) => {
  expect(replicasOf(measured(all, { tolerances: { scaleDown, scaleUp } }))).toBe(expected)
})

test('an amount for each Pod', () => {
  const wanted = (all: readonly Traits[], target = 50) => {
    const found = getMetricReplicas(measured(all), target)
    return 'problem' in found ? found.problem : found.replicas
  }
  expect(wanted(times(2, { uses: 100 }))).toBe(4)
  expect(wanted(times(4, { uses: 20 }))).toBe(2)
  // Of one that is missing the target is assumed when less is needed, and nothing when more is.
  expect(wanted([...times(2, { uses: 10 }), {}])).toBe(2)
  expect(wanted([...times(2, { uses: 100 }), {}])).toBe(4)
  expect(wanted([])).toBe('no pods returned by selector while calculating replica count')
  expect(wanted(times(2, {}))).toBe(
    'did not receive metrics for targeted pods (pods might be unready)',
  )
})

test('no more are made than there are because of what is assumed, nor less', () => {
  // The controller may know more Pods than it asked for.
  expect(replicasOf(measured([...times(2, { uses: 100 }), {}], { currentReplicas: 9 }))).toBe(9)
  expect(replicasOf(measured([...times(3, { uses: 10 }), {}], { currentReplicas: 2 }))).toBe(2)
})

const withContainers = (requests: readonly (string | undefined)[]): Pod =>
  makePod('p0', {
    status: podOf('p0', {}).status,
    spec: {
      containers: requests.map((cpu, at) =>
        makeContainer(`c${at}`, cpu === undefined ? undefined : { cpu }),
      ),
      initContainers: [
        makeContainer('setup'),
        makeContainer('proxy', { cpu: '100m' }, { restartPolicy: 'Always' }),
      ],
    },
  })

test('requests are those of all containers with their sidecars, or of one', () => {
  const base = measured([{ uses: 150 }])
  const share = (pod: Pod, container = '') => {
    const found = getResourceReplicas({ ...base, pods: [pod] }, { utilization: 50, container })
    return 'problem' in found ? found.problem : found.utilization
  }
  expect(share(withContainers(['100m', '100m']))).toBe(50)
  expect(share(withContainers(['100m', '50m']), 'c1')).toBe(300)
  expect(share(withContainers(['100m']), 'proxy')).toBe(150)
  expect(share(withContainers(['100m', undefined]))).toBe(
    'missing request for cpu in container c1 of Pod p0',
  )
  expect(share(withContainers(['100m', undefined]), 'c0')).toBe(150)
  expect(share(withContainers(['100m']), 'x')).toBe('container x not found in Pod p0')
  expect(share(withContainers(['100m']), 'setup')).toBe('container setup not found in Pod p0')
  const whole = (requests: Record<string, string>): Pod => {
    const pod = withContainers(['100m', undefined])
    const containers = pod.spec?.containers ?? []
    return { ...pod, spec: { ...pod.spec, containers, resources: { requests } } }
  }
  expect(share(whole({ cpu: '300m' }))).toBe(50)
  expect(share(whole({ memory: '1Gi' }))).toBe(75)
  expect(share(whole({ cpu: '300m' }), 'c0')).toBe(150)
  const silent = makePod('p0', { spec: { resources: { requests: { memory: '1Gi' } } } })
  const { status = {} } = podOf('p0', {})
  expect(share({ ...silent, status })).toBe('missing pod-level request for cpu in Pod p0')
})
