// What a person made, and what the cluster has for itself.
import type { ApiObject } from '#api/meta/object.ts'

/** Whether a person made it, and not the cluster for itself. */
export function isOwnObject({ kind, metadata: { name, namespace } }: ApiObject): boolean {
  if (namespace === 'kube-system' || name === 'kube-root-ca.crt') return false
  return !(kind === 'Service' && name === 'kubernetes' && namespace === 'default')
}
