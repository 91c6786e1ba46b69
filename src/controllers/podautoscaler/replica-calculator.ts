// How many replicas a measured value asks for.
// Follows pkg/controller/podautoscaler/replica_calculator.go and metrics/utilization.go (v1.36).
import { isSidecar } from '#api/core/containers.ts'
import { getPodCondition } from '#api/core/pod-condition.ts'
import { arePodLevelRequestsSet, podResourceList } from '#api/core/pod-requests.ts'
import type { Pod } from '#api/generated/types.ts'
import { milliValue } from '#api/meta/quantity.ts'
import { msOfTime } from '#api/meta/time.ts'

const CPU_INITIALIZATION_PERIOD_MS = 300_000
const DELAY_OF_INITIAL_READINESS_STATUS_MS = 30_000

/** By how much a ratio may be off before anything is done. */
export interface Tolerances {
  readonly scaleDown: number
  readonly scaleUp: number
}

export interface PodMetric {
  /** In thousandths. */
  readonly value: number
  readonly timestampMs: number
  readonly windowMs: number
}

/** By the name of the Pod. */
export type PodMetricsInfo = ReadonlyMap<string, PodMetric>

/** What is measured, and of which Pods. `resource` is '' for metrics that are none. */
export interface Measured {
  readonly pods: readonly Pod[]
  readonly metrics: PodMetricsInfo
  readonly resource: string
  readonly currentReplicas: number
  readonly tolerances: Tolerances
  readonly nowMs: number
}

export type Proposal =
  | { readonly replicas: number; readonly utilization: number; readonly raw: number }
  | { readonly problem: string }

const isWithin = ({ scaleDown, scaleUp }: Tolerances, ratio: number): boolean =>
  1 - scaleDown <= ratio && ratio <= 1 + scaleUp

interface Groups {
  readonly ready: number
  readonly unready: ReadonlySet<string>
  readonly missing: ReadonlySet<string>
  readonly ignored: ReadonlySet<string>
}

/** Which Pods count: those that are about to start or to go do not, or count as using nothing. */
function groupPods({ pods, metrics, resource, nowMs }: Measured): Groups {
  const unready = new Set<string>()
  const missing = new Set<string>()
  const ignored = new Set<string>()
  let ready = 0
  for (const pod of pods) {
    const { name = '', deletionTimestamp } = pod.metadata
    const metric = metrics.get(name)
    if (deletionTimestamp !== undefined || pod.status?.phase === 'Failed') ignored.add(name)
    else if (pod.status?.phase === 'Pending') unready.add(name)
    else if (metric === undefined) missing.add(name)
    else if (resource === 'cpu' && isUnready(pod, metric, nowMs)) unready.add(name)
    else ready += 1
  }
  return { ready, unready, missing, ignored }
}

/** What a Pod uses while it starts says little. */
function isUnready({ status }: Pod, metric: PodMetric, nowMs: number): boolean {
  const condition = getPodCondition(status, 'Ready')
  if (condition === undefined || status?.startTime === undefined) return true
  const startMs = msOfTime(status.startTime)
  const sinceMs = msOfTime(condition.lastTransitionTime ?? status.startTime)
  const isFalse = condition.status === 'False'
  if (startMs + CPU_INITIALIZATION_PERIOD_MS > nowMs) {
    return isFalse || metric.timestampMs < sinceMs + metric.windowMs
  }
  return isFalse && startMs + DELAY_OF_INITIAL_READINESS_STATUS_MS > sinceMs
}

/** The requests of each Pod, in thousandths, or which of them lacks one. */
function calculateRequests(
  pods: readonly Pod[],
  container: string,
  resource: string,
): ReadonlyMap<string, number> | string {
  const requests = new Map<string, number>()
  for (const pod of pods) {
    const { metadata, spec } = pod
    const { name = '' } = metadata
    if (arePodLevelRequestsSet(pod) && container === '') {
      const podLevel = podResourceList(pod, 'requests')[resource]
      if (podLevel === undefined) return `missing pod-level request for ${resource} in Pod ${name}`
      requests.set(name, milliValue(podLevel))
      continue
    }
    const sidecars = (spec?.initContainers ?? []).filter(isSidecar)
    const all = [...(spec?.containers ?? []), ...sidecars]
    const chosen = container === '' ? all : all.filter((one) => one.name === container)
    if (container !== '' && chosen.length === 0) {
      return `container ${container} not found in Pod ${name}`
    }
    let sum = 0
    for (const one of chosen) {
      const request = one.resources?.requests?.[resource]
      if (request === undefined) {
        return `missing request for ${resource} in container ${one.name} of Pod ${name}`
      }
      sum += milliValue(request)
    }
    requests.set(name, sum)
  }
  return requests
}

interface Ratio {
  readonly ratio: number
  readonly utilization: number
  readonly raw: number
}

/** How the measured values of Pods stand to a target; null when nothing fits together. */
type RatioOf = (metrics: PodMetricsInfo) => Ratio | null

function utilizationRatio(requests: ReadonlyMap<string, number>, target: number): RatioOf {
  return (metrics) => {
    let used = 0
    let asked = 0
    let count = 0
    for (const [name, { value }] of metrics) {
      const request = requests.get(name)
      if (request === undefined) continue
      used += value
      asked += request
      count += 1
    }
    if (asked === 0) return null
    const utilization = Math.trunc((used * 100) / asked)
    return { ratio: utilization / target, utilization, raw: Math.trunc(used / count) }
  }
}

const usageRatio =
  (target: number): RatioOf =>
  (metrics) => {
    const total = [...metrics.values()].reduce((sum, { value }) => sum + value, 0)
    const raw = Math.trunc(total / metrics.size)
    return { ratio: raw / target, utilization: 0, raw }
  }

const NO_PODS = 'no pods returned by selector while calculating replica count'
const NO_METRICS = 'did not receive metrics for targeted pods (pods might be unready)'
const NO_MATCH = 'no metrics returned matched known pods'

/** The replicas that a share of what Pods ask for needs. */
export function getResourceReplicas(
  measured: Measured,
  target: { readonly utilization: number; readonly container: string },
): Proposal {
  if (measured.pods.length === 0) return { problem: NO_PODS }
  const groups = groupPods(measured)
  const metrics = ofReadyPods(measured, groups)
  if (metrics.size === 0) return { problem: NO_METRICS }
  const requests = calculateRequests(measured.pods, target.container, measured.resource)
  if (typeof requests === 'string') return { problem: requests }
  const fallback = Math.max(100, target.utilization)
  return propose(measured, groups, {
    metrics,
    ratioOf: utilizationRatio(requests, target.utilization),
    ofMissing: (name) => Math.trunc(((requests.get(name) ?? 0) * fallback) / 100),
  })
}

/** The replicas that an amount for each Pod needs, in thousandths. */
export function getMetricReplicas(measured: Measured, target: number): Proposal {
  if (measured.pods.length === 0) return { problem: NO_PODS }
  const groups = groupPods(measured)
  const metrics = ofReadyPods(measured, groups)
  if (metrics.size === 0) return { problem: NO_METRICS }
  return propose(measured, groups, {
    metrics,
    ratioOf: usageRatio(target),
    ofMissing: () => target,
  })
}

function ofReadyPods({ metrics }: Measured, { ignored, unready }: Groups): Map<string, PodMetric> {
  return new Map([...metrics].filter(([name]) => !ignored.has(name) && !unready.has(name)))
}

function propose(
  { currentReplicas, tolerances, nowMs }: Measured,
  { ready, unready, missing }: Groups,
  how: {
    readonly metrics: Map<string, PodMetric>
    readonly ratioOf: RatioOf
    readonly ofMissing: (name: string) => number
  },
): Proposal {
  const { metrics, ratioOf, ofMissing } = how
  const first = ratioOf(metrics)
  if (first === null) return { problem: NO_MATCH }
  const { ratio, utilization, raw } = first
  const proposal = (replicas: number): Proposal => ({ replicas, utilization, raw })
  const growsWithUnready = unready.size > 0 && ratio > 1
  if (!growsWithUnready && missing.size === 0) {
    return proposal(isWithin(tolerances, ratio) ? currentReplicas : Math.ceil(ratio * ready))
  }
  const assume = (names: ReadonlySet<string>, valueOf: (name: string) => number): void => {
    for (const name of names) {
      metrics.set(name, { value: valueOf(name), timestampMs: nowMs, windowMs: 0 })
    }
  }
  // Of what is not known the less convenient is assumed.
  if (ratio < 1) assume(missing, ofMissing)
  else if (ratio > 1) assume(missing, () => 0)
  if (growsWithUnready) assume(unready, () => 0)
  const second = ratioOf(metrics)
  if (second === null) return { problem: NO_MATCH }
  const turns = (ratio < 1 && second.ratio > 1) || (ratio > 1 && second.ratio < 1)
  if (isWithin(tolerances, second.ratio) || turns) return proposal(currentReplicas)
  const replicas = Math.ceil(second.ratio * metrics.size)
  const isOdd =
    (second.ratio < 1 && replicas > currentReplicas) ||
    (second.ratio > 1 && replicas < currentReplicas)
  return proposal(isOdd ? currentReplicas : replicas)
}
