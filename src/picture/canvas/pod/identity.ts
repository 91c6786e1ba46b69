// Which Pod of the picture an object or a record belongs to. An ordinary Pod is one from its creation
// to its removal; a static Pod is one as long as its node has a file for it, whatever its mirror does.
import type { Pod } from '#api/generated/types.ts'
import { MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import type { PodRef } from '#api/runtime/records.ts'

/** True for the UID that a kubelet gives a Pod of a file: 32 hex digits without dashes. */
export function isStaticUid(uid: string): boolean {
  return !uid.includes('-')
}

const staticId = (namespace: string, name: string): string => `static:${namespace}/${name}`

/** The id of the picture of a Pod of the API server. A mirror Pod has that of its static Pod. */
export function podIdOf(pod: Pod): string {
  const { name = '', namespace = 'default', uid = '', annotations } = pod.metadata
  if (annotations?.[MIRROR_POD_ANNOTATION] !== undefined) return staticId(namespace, name)
  return `pod:${namespace}/${name}:${uid}`
}

/** The id of the picture that a record of the runtime belongs to. */
export function podIdOfRef(ref: PodRef): string {
  if (isStaticUid(ref.uid)) return staticId(ref.namespace, ref.name)
  return `pod:${ref.namespace}/${ref.name}:${ref.uid}`
}
