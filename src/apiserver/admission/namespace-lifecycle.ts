// Objects are only created in namespaces that exist and stay.
// Follows k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go (v1.36).
import type { Kind } from '#api/meta/object.ts'
import { notFound } from '../statuses.ts'
import type { AdmissionPlugin } from './admission-types.ts'
import { namespaceOf, refuse } from './admission-types.ts'

const IMMORTAL = ['default', 'kube-system', 'kube-public']

/** True for the namespaces that a cluster cannot do without. */
export function isProtectedNamespace(kind: Kind, name: string): boolean {
  return kind === 'Namespace' && IMMORTAL.includes(name)
}

export const namespaceLifecycle = {
  name: 'NamespaceLifecycle',
  admit(object, context) {
    const name = namespaceOf(object)
    if (name === '') return { object }
    const namespace = context.namespace(name)
    if (namespace === undefined) return { refusal: notFound('Namespace', name) }
    const isGoing =
      namespace.metadata.deletionTimestamp !== undefined ||
      namespace.status?.phase === 'Terminating'
    if (!isGoing) return { object }
    return refuse(
      object,
      `unable to create new content in namespace ${name} because it is being terminated`,
    )
  },
} satisfies AdmissionPlugin
