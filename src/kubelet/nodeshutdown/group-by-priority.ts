// Which Pods are ended together when a machine is shut down, and how long that may take.
// Follows pkg/kubelet/nodeshutdown/nodeshutdown_manager.go (v1.36), migrateConfig and groupByPriority.
import { SYSTEM_CRITICAL_PRIORITY } from '#api/scheduling/system-priority-classes.ts'
import type { Pod } from '#api/generated/types.ts'
import type { KubeletConfig, ShutdownGracePeriod } from '../config/kubelet-config.ts'

export interface ShutdownGroup extends ShutdownGracePeriod {
  readonly pods: readonly Pod[]
}

/** The groups of a configuration from the lowest priority up; none where Pods are not waited for. */
export function shutdownPeriods({
  shutdownGracePeriodByPodPriority: byPriority,
  shutdownGracePeriodMs: allMs,
  shutdownGracePeriodCriticalPodsMs: criticalMs,
}: KubeletConfig): readonly ShutdownGracePeriod[] {
  if (byPriority.length > 0) return byPriority.toSorted((a, b) => a.priority - b.priority)
  if (allMs === 0) return []
  return [
    { priority: 0, seconds: Math.floor((allMs - criticalMs) / 1000) },
    { priority: SYSTEM_CRITICAL_PRIORITY, seconds: Math.floor(criticalMs / 1000) },
  ]
}

/** Divides Pods: each goes with the highest group that is not above it, and those below all with the lowest. */
export function groupByPriority(
  periods: readonly ShutdownGracePeriod[],
  pods: readonly Pod[],
): readonly ShutdownGroup[] {
  const groupOf = ({ spec }: Pod): number =>
    Math.max(
      0,
      periods.findLastIndex(({ priority }) => priority <= (spec?.priority ?? 0)),
    )
  return periods.map((period, index) => ({
    ...period,
    pods: pods.filter((pod) => groupOf(pod) === index),
  }))
}
