// The user that a container's processes run as, from the securityContext and the image.
// Follows pkg/kubelet/kuberuntime/security_context.go (v1.36), verifyRunAsNonRoot and
// determineEffectiveSecurityContext.
import type { Container, ContainerUser, Pod } from '#api/generated/types.ts'
import type { ImageUser } from '#runtime/cri.ts'
import { formatPod } from './context.ts'

/** Why a container that must not run as root would do so, or null. */
export function verifyRunAsNonRoot(
  pod: Pod,
  container: Container,
  { uid, username }: ImageUser,
): string | null {
  const own = container.securityContext
  const shared = pod.spec?.securityContext
  if ((own?.runAsNonRoot ?? shared?.runAsNonRoot) !== true) return null
  const user = own?.runAsUser ?? shared?.runAsUser
  const where = `(pod: "${formatPod(pod)}", container: ${container.name})`
  if (user === 0) return `container's runAsUser breaks non-root policy ${where}`
  if (user !== undefined) return null
  if (uid === 0) return `container has runAsNonRoot and image will run as root ${where}`
  if (uid === null && username !== '')
    return `container has runAsNonRoot and image has non-numeric user (${username}), cannot verify user is non-root ${where}`
  return null
}

/** The `user` of a container's status, as the runtime reports it; `imageUser` is the number of the image's own. */
export function containerUser(pod: Pod, container: Container, imageUser: number): ContainerUser {
  const own = container.securityContext
  const shared = pod.spec?.securityContext
  const gid = own?.runAsGroup ?? shared?.runAsGroup ?? imageUser
  const { supplementalGroups = [], fsGroup } = shared ?? {}
  const groups = [gid, ...(fsGroup === undefined ? [] : [fsGroup]), ...supplementalGroups]
  return {
    linux: {
      gid,
      supplementalGroups: [...new Set(groups)],
      uid: own?.runAsUser ?? shared?.runAsUser ?? imageUser,
    },
  }
}
