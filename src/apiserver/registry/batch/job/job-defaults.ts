// Follows pkg/apis/batch/v1/defaults.go (v1.36).
import type { JobSpec, PodFailurePolicy } from '#api/generated/types.ts'
import { setDefaultsPodTemplate } from '../../../defaults/pod-defaults.ts'

const BACKOFF_LIMIT = 6
const MAX_INT32 = 2 ** 31 - 1

function setDefaultsPodFailurePolicy(policy: PodFailurePolicy): PodFailurePolicy {
  return {
    ...policy,
    rules: (policy.rules ?? []).map((rule) =>
      rule.onPodConditions === undefined
        ? rule
        : {
            ...rule,
            onPodConditions: rule.onPodConditions.map((pattern) => ({
              ...pattern,
              status: pattern.status || 'True',
            })),
          },
    ),
  }
}

/** What is set in Jobs and in the templates of CronJobs alike. */
export function setDefaultsJobTemplate(spec: JobSpec | undefined): JobSpec {
  const { podFailurePolicy } = spec ?? {}
  return {
    ...spec,
    template: setDefaultsPodTemplate(spec?.template ?? {}),
    ...(podFailurePolicy === undefined
      ? {}
      : { podFailurePolicy: setDefaultsPodFailurePolicy(podFailurePolicy) }),
  }
}

/** What is set in Jobs. Without any number there is one Pod; parallelism alone makes a work queue. */
export function setDefaultsJobSpec(given: JobSpec | undefined): JobSpec {
  const spec = setDefaultsJobTemplate(given)
  const { completions, parallelism, backoffLimitPerIndex, podFailurePolicy } = spec
  const isOne = completions === undefined && parallelism === undefined
  return {
    ...spec,
    ...(isOne ? { completions: 1 } : {}),
    parallelism: parallelism ?? 1,
    backoffLimit:
      spec.backoffLimit ?? (backoffLimitPerIndex === undefined ? BACKOFF_LIMIT : MAX_INT32),
    completionMode: spec.completionMode ?? 'NonIndexed',
    suspend: spec.suspend ?? false,
    podReplacementPolicy:
      spec.podReplacementPolicy ??
      (podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed'),
    manualSelector: spec.manualSelector ?? false,
  }
}
