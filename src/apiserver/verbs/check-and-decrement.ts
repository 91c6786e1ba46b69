// Whether a Pod's budget lets it be evicted, and that the budget is spent by it.
// Follows pkg/registry/core/pod/storage/eviction.go (v1.36), getPodDisruptionBudgets and checkAndDecrement, and
// k8s.io/component-helpers/apps/poddisruptionbudget.
import { isPodReady } from '#api/core/pod-condition.ts'
import type { Condition, Pod, PodDisruptionBudget } from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { nameInSentence } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import { timeOf } from '#api/meta/time.ts'
import type { ServerParts } from '../server-parts.ts'
import { statusOf } from '../statuses.ts'

const ALLOWED = 'DisruptionAllowed'
const MAX_DISRUPTED_PODS = 2000
const FINAL_OR_NEW = ['Succeeded', 'Failed', 'Pending']

/** Why a Pod may not be evicted now; null when it may, and then its budget has one disruption less. */
export function checkBudgets(parts: ServerParts, pod: Pod): Status | null {
  const { phase = 'Pending' } = pod.status ?? {}
  // What ends already, or does not run yet, is no further disruption.
  if (FINAL_OR_NEW.includes(phase) || pod.metadata.deletionTimestamp !== undefined) return null
  const [budget, ...more] = parts.store
    .list('PodDisruptionBudget', { namespace: pod.metadata.namespace ?? 'default' })
    .filter(({ spec }) => matchesLabelSelector(spec?.selector, pod.metadata.labels))
  if (budget === undefined) return null
  if (more.length > 0) {
    const text =
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'
    return statusOf('', text)
  }
  return mayGoUnready(pod, budget) ? null : checkAndDecrement(parts, pod, budget)
}

/** A Pod that is not ready counts for nothing: it may go when the others are enough, or when the budget says so. */
function mayGoUnready(pod: Pod, { spec, status = {} }: PodDisruptionBudget): boolean {
  if (isPodReady(pod.status)) return false
  const { currentHealthy = 0, desiredHealthy = 0 } = status
  const isEnough = currentHealthy >= desiredHealthy && desiredHealthy > 0
  return spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow' || isEnough
}

function checkAndDecrement(
  parts: ServerParts,
  pod: Pod,
  budget: PodDisruptionBudget,
): Status | null {
  const { metadata, status = {} } = budget
  const { name = '', generation = 0 } = metadata
  const { observedGeneration, disruptionsAllowed = 0, disruptedPods = {} } = status
  if ((observedGeneration ?? 0) < generation)
    return tooManyRequests(`The disruption budget ${name} is still being processed by the server.`)
  const refuse = (why: string): Status =>
    statusOf('Forbidden', `poddisruptionbudget.policy "${name}" is forbidden: ${why}`)
  if (disruptionsAllowed < 0) return refuse('pdb disruptions allowed is negative')
  if (Object.keys(disruptedPods).length > MAX_DISRUPTED_PODS) {
    return refuse('DisruptedPods map too big - too many evictions not confirmed by PDB controller')
  }
  if (disruptionsAllowed === 0) return tooManyRequests(whyNone(budget))
  const now = timeOf(parts.world.clock.nowMs)
  const left = {
    ...status,
    disruptionsAllowed: disruptionsAllowed - 1,
    disruptedPods: { ...disruptedPods, [pod.metadata.name ?? '']: now },
  }
  parts.store.put(
    { ...budget, status: disruptionsAllowed === 1 ? withInsufficientPods(left, now) : left },
    {
      actor: 'kube-apiserver',
      message: `took a disruption from ${nameInSentence(budget)}`,
      because: `${nameInSentence(pod)} is evicted`,
      level: 'detail',
      kind: 'DisruptionTarget',
    },
  )
  return null
}

function tooManyRequests(cause: string): Status {
  const text = "Cannot evict pod as it would violate the pod's disruption budget."
  const causes = [{ reason: 'DisruptionBudget', message: cause }]
  return { ...statusOf('TooManyRequests', text), causes }
}

/** Why no disruption is allowed. */
function whyNone({ metadata, status = {} }: PodDisruptionBudget): string {
  const { conditions = [], currentHealthy = 0, desiredHealthy = 0 } = status
  const { message = '', reason = '' } =
    conditions.find((one) => one.type === ALLOWED && one.status === 'False') ?? {}
  const none = `The disruption budget ${metadata.name ?? ''} does not allow evicting pods currently`
  if (message !== '' && reason === 'SyncFailed') return `${none} because it failed sync: ${message}`
  if (currentHealthy <= desiredHealthy)
    return `The disruption budget ${metadata.name ?? ''} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
  return message === '' ? none : `${none} (${reason}): ${message}`
}

type BudgetStatus = NonNullable<PodDisruptionBudget['status']>

function withInsufficientPods(status: BudgetStatus, now: string): BudgetStatus {
  const { conditions = [], observedGeneration = 0 } = status
  const old = conditions.find(({ type }) => type === ALLOWED)
  const condition: Condition = {
    type: ALLOWED,
    reason: 'InsufficientPods',
    status: 'False',
    message: '',
    observedGeneration,
    lastTransitionTime: old?.status === 'False' ? old.lastTransitionTime : now,
  }
  return {
    ...status,
    conditions:
      old === undefined
        ? [...conditions, condition]
        : conditions.map((one) => (one === old ? condition : one)),
  }
}
