// What every Kubernetes object has, and how one is named in the journal and in the store.
import type {
  ConfigMap,
  Event,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
  Secret,
  Service,
  ServiceAccount,
  StorageClass,
} from '#api/generated/types.ts'

/** The kinds that the API server of the simulator stores. */
export type ApiObject =
  | Pod
  | Node
  | ConfigMap
  | Secret
  | Service
  | Namespace
  | PersistentVolumeClaim
  | PersistentVolume
  | ServiceAccount
  | ReplicaSet
  | StorageClass
  | Event
export type Kind = ApiObject['kind']
export type ObjectOf<K extends Kind> = Extract<ApiObject, { kind: K }>

/** 'Pod/default/web', or 'Node//worker-1' for kinds without a namespace. */
export type ObjectKey = string

export interface KindInfo {
  readonly kind: Kind
  readonly apiVersion: string
  /** The plural of the URL, as messages print it: 'pods'. */
  readonly resource: string
  readonly group: string
  readonly namespaced: boolean
}

const info = (kind: Kind, apiVersion: string, resource: string, namespaced = true): KindInfo => ({
  kind,
  apiVersion,
  resource,
  group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '',
  namespaced,
})

export const KINDS: Readonly<Record<Kind, KindInfo>> = {
  Pod: info('Pod', 'v1', 'pods'),
  Node: info('Node', 'v1', 'nodes', false),
  ConfigMap: info('ConfigMap', 'v1', 'configmaps'),
  Secret: info('Secret', 'v1', 'secrets'),
  Service: info('Service', 'v1', 'services'),
  Namespace: info('Namespace', 'v1', 'namespaces', false),
  PersistentVolumeClaim: info('PersistentVolumeClaim', 'v1', 'persistentvolumeclaims'),
  PersistentVolume: info('PersistentVolume', 'v1', 'persistentvolumes', false),
  ServiceAccount: info('ServiceAccount', 'v1', 'serviceaccounts'),
  ReplicaSet: info('ReplicaSet', 'apps/v1', 'replicasets'),
  StorageClass: info('StorageClass', 'storage.k8s.io/v1', 'storageclasses', false),
  Event: info('Event', 'v1', 'events'),
}

/** True when `kind` is one that is stored. */
export function isKind(kind: string): kind is Kind {
  return Object.hasOwn(KINDS, kind)
}

/** The key of a kind, namespace and name. */
export function objectKey(kind: Kind, namespace: string | undefined, name: string): ObjectKey {
  return `${kind}/${KINDS[kind].namespaced ? (namespace ?? 'default') : ''}/${name}`
}

/** The key of an object; its metadata must have a name. */
export function keyOf(object: ApiObject): ObjectKey {
  return objectKey(object.kind, object.metadata.namespace, object.metadata.name ?? '')
}

/** Takes a key apart; undefined when it is not the key of an API object. */
export function parseKey(
  key: ObjectKey,
): { readonly kind: Kind; readonly namespace: string; readonly name: string } | undefined {
  const kind = kindOfKey(key)
  const [, namespace, name] = key.split('/')
  if (kind === undefined || namespace === undefined || name === undefined) return undefined
  return { kind, namespace, name }
}

/** The kind of a key; undefined when it is not the key of an API object. */
export function kindOfKey(key: ObjectKey): Kind | undefined {
  const kind = key.slice(0, key.indexOf('/'))
  return isKind(kind) ? kind : undefined
}

/** 'Pod `web`', or 'Pod `shop/web`' outside the default namespace: how sentences name an object. */
export function nameInSentence(object: ApiObject): string {
  const { name = '', namespace = 'default' } = object.metadata
  return `${object.kind} \`${namespace === 'default' || !KINDS[object.kind].namespaced ? name : `${namespace}/${name}`}\``
}
