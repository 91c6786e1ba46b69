// Advice on schedules and autoscalers that the API server takes, and of which nothing comes.
import { nextTime } from '#api/batch/cron/next-time.ts'
import { parseCronSchedule } from '#api/batch/cron/parse-schedule.ts'
import { podSpecOf } from '#api/core/pod-spec-of.ts'
import type { HorizontalPodAutoscaler } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { EPOCH_MS } from '#api/meta/time.ts'
import type { Advice, LintedObject } from './lint.ts'

/** A schedule that no calendar fulfils. */
export function neverDue(object: ApiObject): readonly Advice[] {
  if (object.kind !== 'CronJob') return []
  const parsed = parseCronSchedule(object.spec?.schedule ?? '')
  if ('problem' in parsed || nextTime(parsed.schedule, EPOCH_MS) !== null) return []
  const message =
    'no day of the next five years is like this: the schedule is taken, and no Job is ever started'
  return [{ severity: 'warning', message, path: ['spec', 'schedule'] }]
}

/** An autoscaler that measures a share of what its Pods ask for, when they ask for nothing. */
export function unmeasurable(
  objects: readonly LintedObject[],
): readonly (Advice & { readonly index: number })[] {
  return objects.flatMap(({ object }, index) =>
    object.kind === 'HorizontalPodAutoscaler'
      ? adviceOf(object, objects).map((advice) => ({ ...advice, index }))
      : [],
  )
}

function adviceOf(
  { metadata, spec }: HorizontalPodAutoscaler,
  objects: readonly LintedObject[],
): readonly Advice[] {
  const { scaleTargetRef: reference, metrics = [] } = spec ?? {}
  const target = objects.find(
    ({ object }) =>
      object.kind === reference?.kind &&
      object.metadata.name === reference.name &&
      (object.metadata.namespace ?? 'default') === (metadata.namespace ?? 'default'),
  )
  const pod = target === undefined ? null : podSpecOf(target.object)
  if (pod === null || reference === undefined) return []
  const name = (resource: string): string | undefined =>
    (pod.spec.containers ?? []).find(
      ({ resources }) =>
        resources?.requests?.[resource] === undefined &&
        resources?.limits?.[resource] === undefined,
    )?.name
  const say = (resource: string, path: Advice['path']): readonly Advice[] => {
    const container = name(resource)
    if (container === undefined || pod.spec.resources?.requests?.[resource] !== undefined) return []
    const message = `container \`${container}\` of ${reference.kind} \`${reference.name}\` asks for no ${resource}: a share of it cannot be measured, and the autoscaler does nothing but report FailedGetResourceMetric`
    return [{ severity: 'warning', message, path }]
  }
  if (metrics.length === 0) return say('cpu', ['spec', 'scaleTargetRef'])
  return metrics.flatMap(({ resource }, index) =>
    resource?.target?.averageUtilization === undefined
      ? []
      : say(resource.name, ['spec', 'metrics', index, 'resource', 'name']),
  )
}
