// An admission context that answers from a list of objects, with generated values that tests know.
import type { ApiObject, Kind, ObjectOf } from '#api/meta/object.ts'
import type { AdmissionContext } from '../admit-types.ts'

export const SUFFIX = 'abcde'
export const CLUSTER_IP = '10.96.0.10'
const NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

const namespace = (name: string): ObjectOf<'Namespace'> => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
})
const account = (name: string, where: string): ObjectOf<'ServiceAccount'> => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: where },
})

/** A cluster with the standard namespaces, with the default ServiceAccount in each, and with `objects`. */
export function fixedContext(objects: readonly ApiObject[] = []): AdmissionContext {
  const isKind = <K extends Kind>(kind: K, object: ApiObject): object is ObjectOf<K> =>
    object.kind === kind
  const all = <K extends Kind>(kind: K): ObjectOf<K>[] =>
    objects.flatMap((object) => (isKind(kind, object) ? [object] : []))
  return {
    nowMs: 0,
    namespace: (name) =>
      all('Namespace').find(({ metadata }) => metadata.name === name) ??
      (NAMESPACES.includes(name) ? namespace(name) : undefined),
    serviceAccount: (where, name) =>
      all('ServiceAccount').find(
        ({ metadata }) => metadata.name === name && (metadata.namespace ?? 'default') === where,
      ) ?? (name === 'default' ? account(name, where) : undefined),
    priorityClasses: () => all('PriorityClass'),
    storageClasses: () => all('StorageClass'),
    services: () => all('Service'),
    list: (kind, namespace) =>
      all(kind).filter(
        ({ metadata }) =>
          namespace === undefined || (metadata.namespace ?? 'default') === namespace,
      ),
    suffix: () => SUFFIX,
    clusterIp: () => CLUSTER_IP,
  }
}
