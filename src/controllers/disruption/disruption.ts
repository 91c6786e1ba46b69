// Counts what each PodDisruptionBudget protects, and how many of its Pods may be disrupted now.
// Follows pkg/controller/disruption/disruption.go (v1.36).
import { isTerminalPod } from '#api/core/containers.ts'
import {
  getPodCondition,
  isPodReady,
  observedBy,
  setPodCondition,
} from '#api/core/pod-condition.ts'
import type { Condition, Pod, PodDisruptionBudget } from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { keyOf, nameInSentence, parseKey } from '#api/meta/object.ts'
import { msOfTime, timeOf } from '#api/meta/time.ts'
import { equal } from '#lib/equal.ts'
import { defineController, type Run, type SyncResult, watching } from '../define-controller.ts'
import { goSelector } from '../go-selector.ts'
import { type Expected, expectedPodCount } from './expected-pods.ts'

const ALLOWED = 'DisruptionAllowed'
/** A Pod that was evicted and is still there counts again after so long. */
const DELETION_TIMEOUT_MS = 120_000
const STALE_CONDITION_MS = 120_000
/** A budget that is to be looked at again goes once more through the queue of those that failed. */
const RECHECK_DELAY_MS = 5
const POD_KEY = 'pod:'
/** Keys of Pods that several budgets are about. */
const TORN_KEY = 'torn:'

type BudgetRun = Run<null>
type BudgetStatus = NonNullable<PodDisruptionBudget['status']>

export const disruptionController = defineController<null>({
  name: 'disruption-controller',
  source: 'controllermanager',
  state: () => null,
  watches: [
    watching('PodDisruptionBudget', ({ type, object }) =>
      type === 'DELETED' ? [] : [keyOf(object)],
    ),
    watching('Pod', ({ object }, run) => {
      const staleInMs = staleConditionInMs(object, run.clock.nowMs)
      if (staleInMs !== undefined) run.enqueue(`${POD_KEY}${keyOf(object)}`, staleInMs)
      // A budget that a Pod has left by its labels is not told, nor one whose controllers ask for another number.
      const [first, second] = budgetsOf(run, object)
      if (first === undefined) return []
      return second === undefined ? [keyOf(first)] : [keyOf(first), `${TORN_KEY}${keyOf(object)}`]
    }),
  ],
  sync(run, key) {
    if (key.startsWith(POD_KEY)) return syncStaleCondition(run, key.slice(POD_KEY.length))
    if (key.startsWith(TORN_KEY)) return syncTorn(run, key.slice(TORN_KEY.length))
    return syncBudget(run, key)
  },
})

const selects = ({ spec }: PodDisruptionBudget, { metadata }: Pod): boolean =>
  matchesLabelSelector(spec?.selector, metadata.labels)

const budgetsOf = (run: BudgetRun, pod: Pod): readonly PodDisruptionBudget[] =>
  run
    .lister('PodDisruptionBudget')
    .list(pod.metadata.namespace ?? 'default')
    .filter((budget) => selects(budget, pod))

/** Says of a Pod that several budgets are about it. Upstream: getPdbForPod. */
function syncTorn(run: BudgetRun, key: string): SyncResult {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const pod = run.lister('Pod').get(namespace, name)
  const [first, second] = pod === undefined ? [] : budgetsOf(run, pod)
  if (pod === undefined || first === undefined || second === undefined) return 'done'
  const chosen = first.metadata.name ?? ''
  const message = `Pod "${namespace}"/"${name}" matches multiple PodDisruptionBudgets.  Chose "${chosen}" arbitrarily.`
  run.report(pod, { type: 'Warning', reason: 'MultiplePodDisruptionBudgets', message })
  return 'done'
}

function syncBudget(run: BudgetRun, key: string): SyncResult {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const budget = run.lister('PodDisruptionBudget').get(namespace, name)
  if (budget === undefined) return 'done'
  const pods = run
    .lister('Pod')
    .list(namespace)
    .filter((pod) => selects(budget, pod))
  if (pods.length === 0)
    run.report(budget, { type: 'Normal', reason: 'NoPods', message: 'No matching pods found' })
  const expected = expectedPodCount(run, budget, pods)
  if (typeof expected === 'string') return failSafe(run, budget, expected)
  sayUnmanaged(run, budget, expected)
  const { disrupted, recheckMs } = disruptedPods(run, budget, pods)
  const currentHealthy = pods.filter(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined &&
      disrupted[pod.metadata.name ?? ''] === undefined &&
      isPodReady(pod.status),
  ).length
  const status = statusFor(run, budget, { expected, currentHealthy, disrupted })
  if (!write(run, budget, status, countsInSentence(expected, currentHealthy))) return 'retry'
  return recheckMs === undefined
    ? 'done'
    : { againInMs: recheckMs - run.clock.nowMs + RECHECK_DELAY_MS }
}

/** '1 of its 3 Pods is healthy and 2 have to be'. */
function countsInSentence({ expectedCount, desiredHealthy }: Expected, healthy: number): string {
  if (expectedCount === 0)
    return `it has no Pods, and ${desiredHealthy} ${desiredHealthy === 1 ? 'has' : 'have'} to be healthy`
  const pods = `${healthy} of its ${expectedCount} ${expectedCount === 1 ? 'Pod' : 'Pods'}`
  const haveTo = desiredHealthy === 1 ? 'has to' : 'have to'
  return `${pods} ${healthy === 1 ? 'is' : 'are'} healthy and ${desiredHealthy} ${haveTo} be`
}

function sayUnmanaged(run: BudgetRun, budget: PodDisruptionBudget, { unmanaged }: Expected): void {
  if (unmanaged.length === 0) return
  run.report(budget, {
    type: 'Warning',
    reason: 'UnmanagedPods',
    message: `Pods selected by this PodDisruptionBudget (selector: ${goSelector(budget.spec?.selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`,
  })
}

interface Disrupted {
  readonly disrupted: Readonly<Record<string, string>>
  /** When the first of them counts again. */
  readonly recheckMs: number | undefined
}

/** Pods whose eviction was allowed, and that are not yet seen to go. */
function disruptedPods(
  run: BudgetRun,
  { status, metadata }: PodDisruptionBudget,
  pods: readonly Pod[],
): Disrupted {
  const disrupted: Record<string, string> = {}
  let recheckMs: number | undefined
  for (const pod of pods) {
    const { name = '', deletionTimestamp } = pod.metadata
    const since = status?.disruptedPods?.[name]
    if (since === undefined || deletionTimestamp !== undefined) continue
    const endMs = msOfTime(since) + DELETION_TIMEOUT_MS
    if (endMs < run.clock.nowMs) {
      const message = `Pod was expected by PDB ${metadata.namespace}/${metadata.namespace} to be deleted but it wasn't`
      run.report(pod, { type: 'Warning', reason: 'NotDeleted', message })
      continue
    }
    disrupted[name] = since
    recheckMs = Math.min(recheckMs ?? endMs, endMs)
  }
  return { disrupted, recheckMs }
}

interface Counts {
  readonly expected: Expected
  readonly currentHealthy: number
  readonly disrupted: Readonly<Record<string, string>>
}

function statusFor(
  run: BudgetRun,
  { metadata, status = {} as BudgetStatus }: PodDisruptionBudget,
  { expected, currentHealthy, disrupted }: Counts,
): BudgetStatus {
  const { expectedCount, desiredHealthy } = expected
  const left = currentHealthy - desiredHealthy
  const disruptionsAllowed = expectedCount <= 0 ? 0 : Math.max(0, left)
  const observedGeneration = metadata.generation ?? 0
  const isAllowed = disruptionsAllowed > 0
  const condition = {
    type: ALLOWED,
    status: isAllowed ? 'True' : 'False',
    reason: isAllowed ? 'SufficientPods' : 'InsufficientPods',
    message: '',
    observedGeneration,
  }
  return {
    currentHealthy,
    desiredHealthy,
    disruptionsAllowed,
    expectedPods: expectedCount,
    observedGeneration,
    ...(Object.keys(disrupted).length === 0 ? {} : { disruptedPods: disrupted }),
    conditions: withCondition(status.conditions ?? [], condition, run.clock.nowMs),
  }
}

/** Follows SetStatusCondition of k8s.io/apimachinery/pkg/api/meta/conditions.go. */
function withCondition(
  conditions: readonly Condition[],
  next: Omit<Condition, 'lastTransitionTime'>,
  nowMs: number,
): readonly Condition[] {
  const old = conditions.find(({ type }) => type === next.type)
  const isSame = old?.status === next.status
  const condition = {
    ...next,
    lastTransitionTime: isSame ? old.lastTransitionTime : timeOf(nowMs),
  }
  return old === undefined
    ? [...conditions, condition]
    : conditions.map((one) => (one === old ? condition : one))
}

/** What cannot be counted allows nothing. */
function failSafe(run: BudgetRun, budget: PodDisruptionBudget, why: string): SyncResult {
  const { status = {} as BudgetStatus } = budget
  run.report(budget, {
    type: 'Warning',
    reason: 'CalculateExpectedPodCountFailed',
    message: `Failed to calculate the number of expected pods: ${why}`,
  })
  const condition = {
    type: ALLOWED,
    status: 'False',
    reason: 'SyncFailed',
    message: why,
    ...(status.observedGeneration === undefined
      ? {}
      : { observedGeneration: status.observedGeneration }),
  }
  const conditions = withCondition(status.conditions ?? [], condition, run.clock.nowMs)
  return write(run, budget, { ...status, disruptionsAllowed: 0, conditions }, why)
    ? 'done'
    : 'retry'
}

function write(
  run: BudgetRun,
  budget: PodDisruptionBudget,
  status: BudgetStatus,
  because: string,
): boolean {
  if (equal(status, budget.status)) return true
  const allowed = status.disruptionsAllowed
  return run.client.updateStatus(
    { ...budget, status },
    run.narration({
      message: `allows ${allowed === 1 ? '1 disruption' : `${allowed} disruptions`} of ${nameInSentence(budget)}`,
      because,
      level: 'detail',
      kind: 'BudgetCounted',
    }),
  ).ok
}

/** In how many milliseconds a Pod that was to be disrupted counts as spared; undefined when it was not, or is going. */
function staleConditionInMs(pod: Pod, nowMs: number): number | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return undefined
  const condition = getPodCondition(pod.status, 'DisruptionTarget')
  // A kubelet may take its time until the Pod goes.
  const isOfKubelet = condition?.reason === 'TerminationByKubelet'
  if (condition?.status !== 'True' || isOfKubelet || isTerminalPod(pod)) return undefined
  const since = msOfTime(condition.lastTransitionTime ?? '')
  return Math.max(0, since + STALE_CONDITION_MS - nowMs)
}

function syncStaleCondition(run: BudgetRun, key: string): SyncResult {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const pod = run.lister('Pod').get(namespace, name)
  const staleInMs = pod === undefined ? undefined : staleConditionInMs(pod, run.clock.nowMs)
  if (pod === undefined || staleInMs === undefined) return 'done'
  if (staleInMs > 0) return { againInMs: staleInMs }
  const condition = observedBy(pod, { type: 'DisruptionTarget', status: 'False' })
  return run.client.updateStatus(
    { ...pod, status: setPodCondition(pod.status ?? {}, condition, run.clock.nowMs) },
    run.narration({
      message: `took the condition DisruptionTarget from ${nameInSentence(pod)}`,
      because: 'it was to be deleted two minutes ago, and is still there',
      level: 'detail',
      kind: 'DisruptionTarget',
    }),
  ).ok
    ? 'done'
    : 'retry'
}
