// Objects are only created in namespaces that exist and stay, and the namespaces of the cluster itself are not deleted.
// Follows k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import { notFound } from '../statuses.ts'
import { type AdmissionPlugin, namespaceOf, refuse } from './admission-types.ts'

const IMMORTAL = ['default', 'kube-system', 'kube-public']

const isNamespace = ({ kind }: ApiObject): boolean => kind === 'Namespace'

export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  handles: () => true,
  admit({ object, operation, context }) {
    const isDeleted = operation === 'DELETE'
    if (isDeleted && isNamespace(object) && IMMORTAL.includes(object.metadata.name ?? '')) {
      return refuse(object, 'this namespace may not be deleted')
    }
    const name = namespaceOf(object)
    if (name === '' || isDeleted) return { object }
    const namespace = context.namespace(name)
    if (namespace === undefined) return { refusal: notFound('Namespace', name) }
    const isGoing =
      namespace.metadata.deletionTimestamp !== undefined ||
      namespace.status?.phase === 'Terminating'
    if (!isGoing || operation !== 'CREATE') return { object }
    return refuse(
      object,
      `unable to create new content in namespace ${name} because it is being terminated`,
    )
  },
  validate: () => null,
}
