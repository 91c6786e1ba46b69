// The order in which Jobs give up Pods: those that are least far first.
// Follows pkg/controller/controller_utils.go (v1.36), ActivePods.
import { getPodCondition, isPodReady } from '#api/core/pod-condition.ts'
import type { Pod } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'

const PHASE_ORDER = ['Pending', 'Unknown', 'Running']

/** Negative when `a` is given up before `b`. The first rule that tells them apart decides. */
export function compareActivePods(a: Pod, b: Pod): number {
  const rules: readonly (() => number)[] = [
    () => Number(isAssigned(a)) - Number(isAssigned(b)),
    () => phaseRank(a) - phaseRank(b),
    () => Number(isPodReady(a.status)) - Number(isPodReady(b.status)),
    () =>
      isPodReady(a.status) && isPodReady(b.status) ? compareAge(readySince(a), readySince(b)) : 0,
    () => mostRestarts(b) - mostRestarts(a),
    () => compareAge(a.metadata.creationTimestamp, b.metadata.creationTimestamp),
  ]
  for (const rule of rules) {
    const order = rule()
    if (order !== 0) return order
  }
  return 0
}

const isAssigned = ({ spec }: Pod): boolean => (spec?.nodeName ?? '') !== ''
const phaseRank = ({ status }: Pod): number => PHASE_ORDER.indexOf(status?.phase ?? '')
const readySince = ({ status }: Pod): string | undefined =>
  getPodCondition(status, 'Ready')?.lastTransitionTime

/** The later first; a missing time is the latest. */
function compareAge(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0
  if (a === undefined) return -1
  return b === undefined ? 1 : msOfTime(b) - msOfTime(a)
}

function mostRestarts({ status }: Pod): number {
  const counts = (status?.containerStatuses ?? []).map(({ restartCount }) => restartCount)
  return Math.max(0, ...counts)
}
