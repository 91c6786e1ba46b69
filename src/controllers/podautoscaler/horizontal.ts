// Sets the number of replicas of a workload by what its Pods use.
// Follows pkg/controller/podautoscaler/horizontal.go (v1.36).
import type { HorizontalPodAutoscaler, MetricStatus, Pod, Scale } from '#api/generated/types.ts'
import { parseLabelSelector } from '#api/meta/label-selector-text.ts'
import { groupOfVersion } from '#api/meta/kind-info.ts'
import { isKind, type Kind, keyOf, objectKey, parseKey, infoOf } from '#api/meta/object.ts'
import { isCustomKind } from '#api/meta/custom-kind.ts'
import type { ApiResult } from '#api/meta/status.ts'
import { equal } from '#lib/equal.ts'
import { simplified } from '#lib/simplified.ts'
import type { Controller } from '../controller.ts'
import { defineController, type SyncResult, watching } from '../define-controller.ts'
import {
  type Draft,
  type HorizontalRun,
  type Remembered,
  setCondition,
  updateStatusIfNeeded,
  warn,
} from './autoscaler-status.ts'
import { computeReplicasForMetric, podsSelected, type Subject } from './compute-metric.ts'
import { type Memory, normalizeDesiredReplicas, storeScaleEvent } from './normalize-replicas.ts'

simplified(
  'hpa-rest',
  'an autoscaler that has found the same for more than five minutes looks again only when a Pod, its target or what a container does changes; its Events are not repeated meanwhile.',
)

const SYNC_PERIOD_MS = 15_000
/** All windows look back five minutes or less, unless `behavior` says more. */
const STEADY_MS = 315_000

export const horizontalPodAutoscalerController: Controller = defineController<
  Map<string, Remembered>
>({
  name: 'horizontal-pod-autoscaler-controller',
  source: 'horizontal-pod-autoscaler',
  state: () => new Map(),
  watches: [
    {
      start: (run) =>
        run.metrics?.watch((namespace) => {
          for (const one of run.lister('HorizontalPodAutoscaler').list(namespace)) wake(run, one)
        }) ?? (() => {}),
    },
    watching('HorizontalPodAutoscaler', ({ type, object, old }, run: HorizontalRun) => {
      // Its own status is no news.
      if (type === 'DELETED') run.state.delete(keyOf(object))
      else if (type === 'ADDED' || !equal(old?.spec, object.spec)) wake(run, object)
      return []
    }),
    watching('Pod', ({ object }, run: HorizontalRun) => {
      const { namespace = 'default' } = object.metadata
      for (const one of run.lister('HorizontalPodAutoscaler').list(namespace)) wake(run, one)
      return []
    }),
    watchingTargets('Deployment'),
    watchingTargets('ReplicaSet'),
    watchingTargets('StatefulSet'),
  ],
  sync(run, key) {
    const { namespace = '', name = '' } = parseKey(key) ?? {}
    const autoscaler = run.lister('HorizontalPodAutoscaler').get(namespace, name)
    return autoscaler === undefined ? 'done' : reconcileAutoscaler(run, key, autoscaler)
  },
})

function watchingTargets(kind: 'Deployment' | 'ReplicaSet' | 'StatefulSet') {
  return watching(kind, ({ object }, run: HorizontalRun) => {
    const { namespace = 'default', name } = object.metadata
    for (const one of run.lister('HorizontalPodAutoscaler').list(namespace)) {
      const { scaleTargetRef } = one.spec
      if (scaleTargetRef.kind === kind && scaleTargetRef.name === name) wake(run, one)
    }
    return []
  })
}

/** Asks for the next look, at its time: one every 15 s. */
function wake(run: HorizontalRun, autoscaler: HorizontalPodAutoscaler): void {
  const key = keyOf(autoscaler)
  const { nowMs } = run.clock
  const known = run.state.get(key)
  const memory = known ?? newMemory(nowMs)
  run.state.set(key, memory)
  memory.steadySinceMs = nowMs
  run.enqueue(key, untilNextMs(memory, nowMs))
}

const newMemory = (nowMs: number): Remembered => ({
  firstMs: nowMs,
  steadySinceMs: nowMs,
  lastMs: nowMs,
  recommendations: [],
  scaleUps: [],
  scaleDowns: [],
})

function untilNextMs({ firstMs }: Remembered, nowMs: number): number {
  return SYNC_PERIOD_MS - ((nowMs - firstMs) % SYNC_PERIOD_MS)
}

function reconcileAutoscaler(
  run: HorizontalRun,
  key: string,
  autoscaler: HorizontalPodAutoscaler,
): SyncResult {
  const { nowMs } = run.clock
  const memory = run.state.get(key) ?? newMemory(nowMs)
  run.state.set(key, memory)
  const draft: Draft = { autoscaler, conditions: autoscaler.status?.conditions ?? [] }
  const changed = look(run, draft, memory)
  memory.lastMs = nowMs
  if (changed) memory.steadySinceMs = nowMs
  return nowMs - memory.steadySinceMs > steadyMs(autoscaler)
    ? 'done'
    : { againInMs: untilNextMs(memory, nowMs) }
}

/** After so long without a change nothing that is remembered can make a difference. */
function steadyMs({ spec }: HorizontalPodAutoscaler): number {
  const { scaleUp, scaleDown } = spec.behavior ?? {}
  const windows = [scaleUp, scaleDown].flatMap((rules) => [
    rules?.stabilizationWindowSeconds ?? 0,
    ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds),
  ])
  return Math.max(STEADY_MS, ...windows.map((seconds) => seconds * 1000 + SYNC_PERIOD_MS))
}

/** One look; true when something has changed. */
function look(run: HorizontalRun, draft: Draft, memory: Remembered): boolean {
  const { nowMs } = run.clock
  const target = targetOf(run, draft)
  if (target === null) return updateStatusIfNeeded(run, draft, {})
  setCondition(
    draft,
    {
      type: 'AbleToScale',
      status: 'True',
      reason: 'SucceededGetScale',
      message: "the HPA controller was able to get the target's current scale",
    },
    nowMs,
  )
  const current = target.scale.spec?.replicas ?? 0
  if (memory.recommendations.length === 0) {
    memory.recommendations = [{ value: current, atMs: nowMs }]
  }
  const decided = decide(run, draft, { target, current, memory })
  if (decided === null) return true
  const { desired, reason, metrics } = decided
  if (desired === current) {
    return updateStatusIfNeeded(run, draft, { current, desired, metrics })
  }
  return rescale(run, draft, { target, current, desired, reason, metrics, memory })
}

interface Target {
  readonly kind: Kind
  readonly scale: Scale
}

/** What is to be scaled; null when it cannot be found, which is said. */
function targetOf(run: HorizontalRun, draft: Draft): Target | null {
  const { metadata, spec } = draft.autoscaler
  const { kind, name, apiVersion = '' } = spec.scaleTargetRef
  const group = groupOfVersion(apiVersion)
  const known = isKind(kind) && infoOf(kind).group === group ? kind : null
  const result =
    known === null ? null : run.client.getScale(known, metadata.namespace ?? 'default', name)
  if (known !== null && result?.ok === true) return { kind: known, scale: result.object }
  const error = whyNoScale(known, result) ?? `no matches for kind "${kind}" in group "${group}"`
  warn(run, draft, 'FailedGetScale', error)
  const message = `the HPA controller was unable to get the target's current scale: ${error}`
  setCondition(
    draft,
    { type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message },
    run.clock.nowMs,
  )
  return null
}

/** Why there is no scale of a kind that is known; null when it is not. */
function whyNoScale(kind: Kind | null, result: ApiResult<Scale> | null): string | null {
  if (kind === null || result === null || result.ok) return null
  const hasScale = isCustomKind(kind) || infoOf(kind).subresources.includes('scale')
  return hasScale ? result.status.message : 'the server could not find the requested resource'
}

interface Decided {
  readonly desired: number
  readonly reason: string
  readonly metrics: readonly MetricStatus[]
}

/** The number of replicas that should be; null when no metric says anything, and that is written. */
function decide(
  run: HorizontalRun,
  draft: Draft,
  {
    target,
    current,
    memory,
  }: { readonly target: Target; readonly current: number; readonly memory: Memory },
): Decided | null {
  const { nowMs } = run.clock
  const { minReplicas = 1, maxReplicas } = draft.autoscaler.spec
  if (current === 0) {
    const message = 'scaling is disabled since the replica count of the target is zero'
    setCondition(
      draft,
      { type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled', message },
      nowMs,
    )
    return { desired: 0, reason: '', metrics: [] }
  }
  if (current > maxReplicas) {
    const reason = 'Current number of replicas above Spec.MaxReplicas'
    return { desired: maxReplicas, reason, metrics: [] }
  }
  if (current < minReplicas) {
    const reason = 'Current number of replicas below Spec.MinReplicas'
    return { desired: minReplicas, reason, metrics: [] }
  }
  const computed = computeReplicasForMetrics(run, draft, { target, current })
  if ('error' in computed) {
    updateStatusIfNeeded(run, draft, { current, metrics: computed.metrics })
    warn(run, draft, 'FailedComputeMetricsReplicas', computed.error)
    return null
  }
  const { replicas, name, metrics } = computed
  let reason = ''
  if (replicas > current) reason = `${name} above target`
  if (replicas < current) reason = 'All metrics below target'
  const normalized = normalizeDesiredReplicas(draft.autoscaler, memory, {
    current,
    desired: replicas,
    nowMs,
  })
  const { ableToScale, limited } = normalized
  setCondition(draft, { type: 'AbleToScale', status: 'True', ...ableToScale }, nowMs)
  setCondition(
    draft,
    {
      type: 'ScalingLimited',
      status: limited.isLimited ? 'True' : 'False',
      reason: limited.reason,
      message: limited.message,
    },
    nowMs,
  )
  return { desired: normalized.replicas, reason, metrics }
}

type ComputedAll =
  | { readonly replicas: number; readonly name: string; readonly metrics: readonly MetricStatus[] }
  | { readonly error: string; readonly metrics: readonly MetricStatus[] }

/** The largest proposal of all metrics. With one that fails nothing is made smaller. */
function computeReplicasForMetrics(
  run: HorizontalRun,
  draft: Draft,
  { target, current }: { readonly target: Target; readonly current: number },
): ComputedAll {
  const { autoscaler } = draft
  const { nowMs } = run.clock
  const { metrics: specs = [] } = autoscaler.spec
  const selector = parseLabelSelector(target.scale.status?.selector ?? '')
  const inactive = (reason: string, message: string): void =>
    setCondition(draft, { type: 'ScalingActive', status: 'False', reason, message }, nowMs)
  if (selector === undefined) {
    warn(run, draft, 'SelectorRequired', 'selector is required')
    inactive('InvalidSelector', "the HPA target's scale is missing a selector")
    return { error: 'selector is required', metrics: [] }
  }
  const remembered = run.state.get(keyOf(autoscaler))
  if (remembered !== undefined) remembered.selector = selector
  const pods = run.lister('Pod').list(autoscaler.metadata.namespace ?? 'default')
  const rivals = selecting(run, autoscaler, podsSelected(pods, selector))
  if (rivals.length > 1) {
    const error = `pods by selector ${target.scale.status?.selector ?? ''} are controlled by multiple HPAs: [${rivals.join(' ')}]`
    warn(run, draft, 'AmbiguousSelector', error)
    inactive('AmbiguousSelector', error)
    return { error, metrics: [] }
  }
  const subject: Subject = {
    autoscaler,
    selector,
    pods: podsSelected(pods, selector),
    currentReplicas: current,
    metrics: run.metrics,
    nowMs,
  }
  let best: { readonly replicas: number; readonly name: string } | null = null
  const failures: { readonly reason: string; readonly message: string; readonly error: string }[] =
    []
  const metrics: MetricStatus[] = []
  for (const spec of specs) {
    const computed = computeReplicasForMetric(spec, subject)
    if ('error' in computed) {
      warn(run, draft, computed.reason, computed.message)
      failures.push(computed)
      metrics.push({ type: '' })
      continue
    }
    metrics.push(computed.status)
    if (best === null || best.replicas === 0 || computed.replicas > best.replicas) best = computed
  }
  const [first] = failures
  const error = `invalid metrics (${failures.length} invalid out of ${specs.length}), first error is: ${first?.error ?? ''}`
  if (best === null || (first !== undefined && best.replicas < current)) {
    const message = `the HPA was unable to compute the replica count: ${first?.message ?? ''}`
    inactive(first?.reason ?? '', message)
    return { error, metrics }
  }
  const message = `the HPA was able to successfully calculate a replica count from ${best.name}`
  setCondition(
    draft,
    { type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound', message },
    nowMs,
  )
  return { ...best, metrics }
}

/**
 * The autoscalers that some of the Pods belong to, as each of them has last found its target: of one that has not looked yet
 * nobody knows. Upstream: hpasControllingPodsUnderSelector.
 */
function selecting(
  run: HorizontalRun,
  { metadata }: HorizontalPodAutoscaler,
  pods: readonly Pod[],
): readonly string[] {
  return [...run.state].flatMap(([key, { selector }]) => {
    const { namespace = '', name = '' } = parseKey(key) ?? {}
    if (namespace !== (metadata.namespace ?? 'default') || selector === undefined) return []
    return podsSelected(pods, selector).length > 0 ? [`${namespace}/${name}`] : []
  })
}

function rescale(
  run: HorizontalRun,
  draft: Draft,
  {
    target,
    current,
    desired,
    reason,
    metrics,
    memory,
  }: Decided & {
    readonly target: Target
    readonly current: number
    readonly memory: Memory
  },
): boolean {
  const { autoscaler } = draft
  const { nowMs } = run.clock
  const { name } = autoscaler.spec.scaleTargetRef
  const { namespace = 'default' } = autoscaler.metadata
  const said = run.narration({
    message: `scaled ${target.kind} \`${name}\` from ${current} to ${desired}`,
    because: reason,
    level: 'step',
    kind: 'SuccessfulRescale',
    objects: [objectKey(target.kind, namespace, name), keyOf(autoscaler)],
  })
  const scale = { ...target.scale, spec: { ...target.scale.spec, replicas: desired } }
  const result = run.client.updateScale(target.kind, namespace, name, scale, said)
  if (!result.ok) {
    const { message } = result.status
    warn(run, draft, 'FailedRescale', `New size: ${desired}; reason: ${reason}; error: ${message}`)
    const text = `the HPA controller was unable to update the target scale: ${message}`
    setCondition(
      draft,
      { type: 'AbleToScale', status: 'False', reason: 'FailedUpdateScale', message: text },
      nowMs,
    )
    updateStatusIfNeeded(run, draft, { current, metrics })
    return true
  }
  const message = `the HPA controller was able to update the target scale to ${desired}`
  setCondition(
    draft,
    { type: 'AbleToScale', status: 'True', reason: 'SucceededRescale', message },
    nowMs,
  )
  run.report(autoscaler, {
    type: 'Normal',
    reason: 'SuccessfulRescale',
    message: `New size: ${desired}; reason: ${reason}`,
  })
  storeScaleEvent(autoscaler, memory, { before: current, after: desired, nowMs })
  updateStatusIfNeeded(run, draft, { current, desired, metrics, hasScaled: true })
  return true
}
