// Under which key the store of a real API server has an object: some refusals name it.
// Follows pkg/kubeapiserver/default_storage_factory_builder.go and k8s.io/apiserver/pkg/registry/generic/registry/store.go (v1.36).
import { isCustomKind } from '#api/meta/custom-kind.ts'
import { type ApiObject, infoOf } from '#api/meta/object.ts'

/** Resources that are kept under another name than their own. */
const SPECIAL: Readonly<Record<string, string>> = {
  replicationcontrollers: 'controllers',
  endpoints: 'services/endpoints',
  nodes: 'minions',
  services: 'services/specs',
  ingresses: 'ingress',
}
/** What other servers in the same program keep is below their group. */
const GROUPED: ReadonlySet<string> = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io'])

/** '/registry/services/specs/default/web'. */
export function storageKeyOf({ kind, metadata }: ApiObject): string {
  const { resource, group, namespaced } = infoOf(kind)
  const { name = '', namespace = 'default' } = metadata
  const isGrouped = isCustomKind(kind) || GROUPED.has(group)
  const prefix = isGrouped ? `${group}/${resource}` : (SPECIAL[resource] ?? resource)
  return ['/registry', prefix, ...(namespaced ? [namespace] : []), name].join('/')
}
