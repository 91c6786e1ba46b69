// What every Kubernetes object has, and how one is named in the journal and in the store.
import { horizontalPodAutoscalerInfo } from '../autoscaling/horizontal-pod-autoscaler-info.ts'
import { cronJobInfo } from '../batch/cron-job-info.ts'
import { jobInfo } from '../batch/job-info.ts'
import { configMapInfo } from '../core/config-map-info.ts'
import { eventInfo } from '../core/event-info.ts'
import { namespaceInfo } from '../core/namespace-info.ts'
import { nodeInfo } from '../core/node-info.ts'
import { persistentVolumeClaimInfo } from '../core/persistent-volume-claim-info.ts'
import { persistentVolumeInfo } from '../core/persistent-volume-info.ts'
import { podInfo } from '../core/pod-info.ts'
import { controllerRevisionInfo } from '../apps/controller-revision-info.ts'
import { daemonSetInfo } from '../apps/daemon-set-info.ts'
import { statefulSetInfo } from '../apps/stateful-set-info.ts'
import { replicationControllerInfo } from '../core/replication-controller-info.ts'
import { podDisruptionBudgetInfo } from '../policy/pod-disruption-budget-info.ts'
import { priorityClassInfo } from '../scheduling/priority-class-info.ts'
import { deploymentInfo } from '../apps/deployment-info.ts'
import { replicaSetInfo } from '../apps/replica-set-info.ts'
import { secretInfo } from '../core/secret-info.ts'
import { serviceAccountInfo } from '../core/service-account-info.ts'
import { serviceInfo } from '../core/service-info.ts'
import { storageClassInfo } from '../storage/storage-class-info.ts'
import type { OwnerReference } from '../generated/types.ts'
import { flat } from '#lib/flat-text.ts'
import { type CustomKind, groupOfVersion, type KindInfo } from './kind-info.ts'
import { STORED_KINDS } from './stored-kinds.ts'
import { customInfo, type CustomObject, isCustomKind, shownKind } from './custom-kind.ts'

/** The kinds that the API server of the simulator stores: one line each. */
export const KINDS = {
  Pod: podInfo,
  Node: nodeInfo,
  ConfigMap: configMapInfo,
  Secret: secretInfo,
  Service: serviceInfo,
  Namespace: namespaceInfo,
  PersistentVolumeClaim: persistentVolumeClaimInfo,
  PersistentVolume: persistentVolumeInfo,
  ServiceAccount: serviceAccountInfo,
  ReplicaSet: replicaSetInfo,
  Deployment: deploymentInfo,
  StatefulSet: statefulSetInfo,
  DaemonSet: daemonSetInfo,
  Job: jobInfo,
  ControllerRevision: controllerRevisionInfo,
  CronJob: cronJobInfo,
  HorizontalPodAutoscaler: horizontalPodAutoscalerInfo,
  PriorityClass: priorityClassInfo,
  ReplicationController: replicationControllerInfo,
  PodDisruptionBudget: podDisruptionBudgetInfo,
  StorageClass: storageClassInfo,
  Event: eventInfo,
  ...STORED_KINDS,
} as const

type Kinds = typeof KINDS
/** A kind that Kubernetes brings; the others come with definitions, at run time. */
export type BuiltInKind = keyof Kinds
export type Kind = BuiltInKind | CustomKind
type BuiltIns = { readonly [K in BuiltInKind]: Kinds[K] extends KindInfo<infer T> ? T : never }
interface Customs {
  readonly [kind: CustomKind]: CustomObject
}
type Objects = BuiltIns & Customs
export type ObjectOf<K extends Kind> = Objects[K]
export type ApiObject = Objects[Kind]

/**
 * 'Pod/default/web', 'ReplicaSet.apps/default/web' outside the core group, or 'Node//worker-1' for kinds without a
 * namespace.
 */
export type ObjectKey = string

const BY_GROUP_KIND: ReadonlyMap<string, Kind> = new Map(
  Object.values(KINDS).map(({ groupKind, kind }) => [groupKind, kind]),
)

/** True when `kind` is one of Kubernetes' own, and no definition has to bring it. */
export function isBuiltIn(kind: string): kind is BuiltInKind {
  return Object.hasOwn(KINDS, kind)
}

/** True when `kind` is one that is stored. */
export function isKind(kind: string): kind is Kind {
  return isBuiltIn(kind) || isCustomKind(kind)
}

/** How a kind is called and looked up. */
export function infoOf<K extends Kind>(kind: K): KindInfo<ObjectOf<K>> {
  // The tables pair each kind with its own; this says so to the compiler.
  return (isBuiltIn(kind) ? KINDS[kind] : customInfo(kind as CustomKind)) as unknown as KindInfo<
    ObjectOf<K>
  >
}

/** The keys of a kind that were asked for, by namespace and name: each is asked for dozens of times. */
interface MadeKeys {
  readonly groupKind: string
  readonly namespaced: boolean
  readonly places: Map<string, Map<string, ObjectKey>>
}

const MADE_KEYS = new Map<Kind, MadeKeys>(
  Object.values(KINDS).map(({ kind, groupKind, namespaced }) => [
    kind,
    { groupKind, namespaced, places: new Map() },
  ]),
)

function madeKeysOf(kind: Kind): MadeKeys {
  const known = MADE_KEYS.get(kind)
  if (known !== undefined) return known
  const { groupKind, namespaced } = infoOf(kind)
  const made = { groupKind, namespaced, places: new Map() }
  MADE_KEYS.set(kind, made)
  return made
}

const MOST_MADE_KEYS = 100_000
let madeKeys = 0

/** The key of a kind, namespace and name. */
export function objectKey(kind: Kind, namespace: string | undefined, name: string): ObjectKey {
  const made = madeKeysOf(kind)
  const place = made.namespaced ? (namespace ?? 'default') : ''
  const known = made.places.get(place)?.get(name)
  if (known !== undefined) return known
  const key = flat(`${made.groupKind}/${place}/${name}`)
  if (madeKeys >= MOST_MADE_KEYS) {
    for (const { places } of MADE_KEYS.values()) places.clear()
    madeKeys = 0
  }
  madeKeys += 1
  const names = made.places.get(place) ?? new Map<string, ObjectKey>()
  made.places.set(place, names)
  names.set(name, key)
  return key
}

/** How the keys of a kind begin, or those of one namespace of it; that of a kind without namespaces is left out. */
export function keyPrefix(kind: Kind, namespace?: string): string {
  const { groupKind, namespaced } = infoOf(kind)
  if (namespace === undefined) return `${groupKind}/`
  return `${groupKind}/${namespaced ? namespace : ''}/`
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

/** A definition can only bring a group that is a domain. */
const isCustomGroup = (groupKind: string): groupKind is CustomKind =>
  /^\w+\.[^/]+\./.test(groupKind)

/** The kind of a key; undefined when it is not the key of an API object. */
export function kindOfKey(key: ObjectKey): Kind | undefined {
  const groupKind = key.slice(0, key.indexOf('/'))
  return BY_GROUP_KIND.get(groupKind) ?? (isCustomGroup(groupKind) ? groupKind : undefined)
}

/** The key of the object that a reference of an object in `namespace` names, whether or not its kind is stored. */
export function keyOfOwner(
  { apiVersion, kind, name }: Pick<OwnerReference, 'apiVersion' | 'kind' | 'name'>,
  namespace: string | undefined,
): ObjectKey {
  const group = groupOfVersion(apiVersion)
  const groupKind = group === '' ? kind : `${kind}.${group}`
  const known = BY_GROUP_KIND.get(groupKind)
  return known === undefined
    ? `${groupKind}/${namespace ?? 'default'}/${name}`
    : objectKey(known, namespace, name)
}

/** The key as it is written now: links of earlier versions leave out the group. Other texts stay as they are. */
export function currentKey(key: ObjectKey): ObjectKey {
  const end = key.indexOf('/')
  const kind = key.slice(0, end)
  return isBuiltIn(kind) ? `${KINDS[kind].groupKind}${key.slice(end)}` : key
}

/** 'Pod `web`', or 'Pod `shop/web`' outside the default namespace: how sentences name an object. */
export function nameInSentence(object: ApiObject): string {
  const { name = '', namespace = 'default' } = object.metadata
  const isShort = namespace === 'default' || !infoOf(object.kind).namespaced
  return `${shownKind(object.kind)} \`${isShort ? name : `${namespace}/${name}`}\``
}
