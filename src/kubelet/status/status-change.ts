// Whether a status of a Pod may and need take the place of the one before.
// Follows pkg/kubelet/status/status_manager.go (v1.36), isPodStatusByKubeletEqual and
// checkContainerStateTransition.
import { appContainersOf, initContainersOf, isSidecar } from '#api/core/containers.ts'
import type {
  Container,
  ContainerStatus,
  Pod,
  PodCondition,
  PodStatus,
} from '#api/generated/types.ts'
import { equalBut } from '#lib/equal.ts'
import { allContainersCouldRestart } from '../restart-all-containers.ts'
import { restartAfterExit } from '../restart-policy.ts'
import { isOwnedByKubelet } from './conditions.ts'

/** True when two statuses say the same; times of conditions, and conditions of others, do not count. */
export function isEqualByKubelet(before: PodStatus, now: PodStatus): boolean {
  const [was, is] = [ownOf(before), ownOf(now)]
  const isSame =
    was.length === is.length &&
    is.every((condition) => {
      const old = was.find(({ type }) => type === condition.type)
      return old !== undefined && wordsOf(old) === wordsOf(condition)
    })
  return isSame && equalBut(before, now, 'conditions')
}

function ownOf({ conditions = [] }: PodStatus): readonly PodCondition[] {
  return conditions.filter(({ type }) => isOwnedByKubelet(type))
}

function wordsOf({ status, reason = '', message = '' }: PodCondition): string {
  return `${status} ${reason} ${message}`
}

/** True when a container that has ended for good would be said not to have ended. */
export function isIllegalTransition(pod: Pod, before: PodStatus, now: PodStatus): boolean {
  if ((pod.spec?.restartPolicy ?? 'Always') === 'Always' || allContainersCouldRestart(pod))
    return false
  const goesBack = (
    containers: readonly Container[],
    was: readonly ContainerStatus[] = [],
    is: readonly ContainerStatus[] = [],
  ): boolean =>
    containers.some((container) => {
      const old = was.find(({ name }) => name === container.name)?.state?.terminated
      if (old === undefined || isSidecar(container)) return false
      if (old.exitCode !== 0 && pod.spec?.restartPolicy === 'OnFailure') return false
      if (restartAfterExit(pod, container, old.exitCode).restart) return false
      const next = is.find(({ name }) => name === container.name)
      return next !== undefined && next.state?.terminated === undefined
    })
  return (
    goesBack(appContainersOf(pod), before.containerStatuses, now.containerStatuses) ||
    goesBack(initContainersOf(pod), before.initContainerStatuses, now.initContainerStatuses)
  )
}
