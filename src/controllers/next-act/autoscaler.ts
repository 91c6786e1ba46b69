// The next act of a HorizontalPodAutoscaler, and what a PodDisruptionBudget would answer to an eviction.
import type { HorizontalPodAutoscaler, PodDisruptionBudget } from '#api/generated/types.ts'
import { acts, countRow, type NextAct, rests } from './next-act.ts'

/** What the autoscaler will do when it measures the next time. */
export function nextActOfAutoscaler({ spec, status }: HorizontalPodAutoscaler): NextAct {
  const target = `${spec.scaleTargetRef.kind} \`${spec.scaleTargetRef.name}\``
  const { currentReplicas = 0, desiredReplicas = 0, conditions = [] } = status ?? {}
  const said = (type: string) => conditions.find((condition) => condition.type === type)
  const able = [said('AbleToScale'), said('ScalingActive')].find((one) => one?.status === 'False')
  const rows = [
    countRow('replicas', desiredReplicas, currentReplicas),
    {
      name: 'bounds',
      desired: `${spec.minReplicas ?? 1} to ${spec.maxReplicas}`,
      observed: String(currentReplicas),
      difference: '',
    },
  ]
  if (able !== undefined) return rests(`${able.reason ?? ''}: ${able.message ?? ''}`, { rows })
  if (status === undefined) return acts(`Measure the Pods of ${target}`, 'it is new', { rows })
  const limited = said('ScalingLimited')
  const why = limited?.status === 'True' ? `; ${limited.message ?? ''}` : ''
  return acts(
    `Measure the Pods of ${target} again, within 15 s`,
    `it has ${currentReplicas} and wants ${desiredReplicas}${why}`,
    { rows },
  )
}

/** What the budget lets happen. */
export function nextActOfBudget({ spec, status }: PodDisruptionBudget): NextAct {
  const {
    disruptionsAllowed = 0,
    currentHealthy = 0,
    desiredHealthy = 0,
    expectedPods = 0,
  } = status ?? {}
  const rows = [
    {
      name: 'healthy',
      desired: `≥ ${desiredHealthy}`,
      observed: `${currentHealthy} of ${expectedPods}`,
      difference: disruptionsAllowed > 0 ? `room for ${disruptionsAllowed}` : 'no room',
    },
  ]
  if (expectedPods === 0) return rests('it protects no Pod: its selector matches none', { rows })
  const asked =
    spec?.maxUnavailable === undefined
      ? `at least ${spec?.minAvailable ?? 0} of ${expectedPods} must be available`
      : `at most ${spec.maxUnavailable} of ${expectedPods} may be missing`
  return disruptionsAllowed === 0
    ? acts('Refuse every eviction', `${asked}, and ${currentHealthy} are`, { rows })
    : acts(
        `Grant ${disruptionsAllowed} ${disruptionsAllowed === 1 ? 'eviction' : 'evictions'}`,
        `${asked}, and ${currentHealthy} are. It says nothing about Pods that are deleted or whose node dies`,
        { rows },
      )
}
