// What a Job makes of a Pod that failed.
// Follows pkg/controller/job/pod_failure_policy.go (v1.36).
import type {
  ContainerStatus,
  Pod,
  PodFailurePolicy,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyRule,
} from '#api/generated/types.ts'

export interface PolicyMatch {
  /** Why the whole Job fails; null when it does not. */
  readonly failJob: string | null
  /** Whether the failure counts. */
  readonly counts: boolean
  /** Whether the index of the Pod fails for good. */
  readonly failsIndex: boolean
}

const COUNTED: PolicyMatch = { failJob: null, counts: true, failsIndex: false }

/** What the first rule says that a failed Pod matches; without one the failure counts. */
export function matchPodFailurePolicy(policy: PodFailurePolicy | undefined, pod: Pod): PolicyMatch {
  for (const [index, rule] of (policy?.rules ?? []).entries()) {
    const matched = matchedBy(rule, pod)
    if (matched === null) continue
    if (rule.action === 'Ignore') return { ...COUNTED, counts: false }
    if (rule.action === 'FailIndex') return { ...COUNTED, failsIndex: true }
    if (rule.action === 'Count') return COUNTED
    if (rule.action === 'FailJob') {
      return { ...COUNTED, failJob: `${matched} matching FailJob rule at index ${index}` }
    }
  }
  return COUNTED
}

/** What of the Pod matches a rule, as the beginning of a sentence; null when nothing does. */
function matchedBy(
  { onExitCodes, onPodConditions }: PodFailurePolicyRule,
  pod: Pod,
): string | null {
  const { namespace = 'default', name = '' } = pod.metadata
  if (onExitCodes !== undefined) {
    const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {}
    const found = [...containerStatuses, ...initContainerStatuses].find((status) =>
      matchesExitCode(status, onExitCodes),
    )
    if (found === undefined) return null
    return `Container ${found.name} for pod ${namespace}/${name} failed with exit code ${found.state?.terminated?.exitCode ?? 0}`
  }
  const condition = (pod.status?.conditions ?? []).find(({ type, status }) =>
    onPodConditions?.some((pattern) => pattern.type === type && pattern.status === status),
  )
  return condition === undefined ? null : `Pod ${namespace}/${name} has condition ${condition.type}`
}

function matchesExitCode(
  { name, state }: ContainerStatus,
  { containerName, operator, values }: PodFailurePolicyOnExitCodesRequirement,
): boolean {
  const exitCode = state?.terminated?.exitCode ?? 0
  if (exitCode === 0 || (containerName !== undefined && containerName !== name)) return false
  if (operator === 'In') return values.includes(exitCode)
  return operator === 'NotIn' && !values.includes(exitCode)
}
