// The user that a container's processes run as, from the securityContext and the image.
// Follows pkg/kubelet/kuberuntime/security_context.go (v1.36), verifyRunAsNonRoot and
// determineEffectiveSecurityContext.
import { simplified } from '#lib/simplified.ts'
import type { Container, ContainerUser, Pod } from '#api/generated/types.ts'
import { formatPod } from './context.ts'

simplified(
  'image-users',
  'an image is taken to run as root unless its name says `nonroot`, `unprivileged` or `rootless`.',
  { fields: ['SecurityContext.runAsNonRoot', 'PodSecurityContext.runAsNonRoot'] },
)

const NON_ROOT_IMAGE = /nonroot|unprivileged|rootless/
/** What images without root use most. */
const NON_ROOT_USER = 65_532

/** Why a container that must not run as root would do so, or null. */
export function verifyRunAsNonRoot(pod: Pod, container: Container): string | null {
  const own = container.securityContext
  const shared = pod.spec?.securityContext
  if ((own?.runAsNonRoot ?? shared?.runAsNonRoot) !== true) return null
  const user = own?.runAsUser ?? shared?.runAsUser
  const where = `(pod: "${formatPod(pod)}", container: ${container.name})`
  if (user === 0) return `container's runAsUser breaks non-root policy ${where}`
  if (user !== undefined || NON_ROOT_IMAGE.test(container.image ?? '')) return null
  return `container has runAsNonRoot and image will run as root ${where}`
}

/** The `user` of a container's status, as the runtime reports it. */
export function containerUser(pod: Pod, container: Container): ContainerUser {
  const own = container.securityContext
  const shared = pod.spec?.securityContext
  const imageUser = NON_ROOT_IMAGE.test(container.image ?? '') ? NON_ROOT_USER : 0
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
