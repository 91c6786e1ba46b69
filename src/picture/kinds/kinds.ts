// The pictures of all kinds: a kind without one is an error of the compiler.
import {
  type ApiObject,
  type BuiltInKind,
  isBuiltIn,
  type Kind,
  KINDS,
  type ObjectOf,
} from '#api/meta/object.ts'
import { podReferences, type Reference } from '#api/core/pod-references.ts'
import { podSpecOf } from '#api/core/pod-spec-of.ts'
import { isCustomKind, shownKind } from '#api/meta/custom-kind.ts'
import { configMapPicture } from './config-map.ts'
import { horizontalPodAutoscalerPicture } from './horizontal-pod-autoscaler.ts'
import { cronJobPicture } from './cron-job.ts'
import { jobPicture } from './job.ts'
import { controllerRevisionPicture } from './controller-revision.ts'
import { daemonSetPicture } from './daemon-set.ts'
import { podDisruptionBudgetPicture } from './pod-disruption-budget.ts'
import { replicationControllerPicture } from './replication-controller.ts'
import { priorityClassPicture } from './priority-class.ts'
import { statefulSetPicture } from './stateful-set.ts'
import { deploymentPicture } from './deployment.ts'
import { eventPicture } from './event.ts'
import { namespacePicture } from './namespace.ts'
import { nodePicture } from './node.ts'
import { persistentVolumePicture } from './persistent-volume.ts'
import { persistentVolumeClaimPicture } from './persistent-volume-claim.ts'
import { podPicture } from './pod.ts'
import { replicaSetPicture } from './replica-set.ts'
import { secretPicture } from './secret.ts'
import { servicePicture } from './service.ts'
import { serviceAccountPicture } from './service-account.ts'
import { storageClassPicture } from './storage-class.ts'
import { customPicture, storedPictures } from './stored-kinds.ts'
import type { KindPicture } from './kind-picture.ts'

type Pictures = { readonly [K in BuiltInKind]: KindPicture<ObjectOf<K>> }

const PICTURES: Pictures = {
  Pod: podPicture,
  Node: nodePicture,
  ConfigMap: configMapPicture,
  Secret: secretPicture,
  Service: servicePicture,
  Namespace: namespacePicture,
  PersistentVolumeClaim: persistentVolumeClaimPicture,
  PersistentVolume: persistentVolumePicture,
  ServiceAccount: serviceAccountPicture,
  ReplicaSet: replicaSetPicture,
  Deployment: deploymentPicture,
  StatefulSet: statefulSetPicture,
  DaemonSet: daemonSetPicture,
  Job: jobPicture,
  ControllerRevision: controllerRevisionPicture,
  CronJob: cronJobPicture,
  HorizontalPodAutoscaler: horizontalPodAutoscalerPicture,
  PriorityClass: priorityClassPicture,
  ReplicationController: replicationControllerPicture,
  PodDisruptionBudget: podDisruptionBudgetPicture,
  StorageClass: storageClassPicture,
  Event: eventPicture,
  ...storedPictures,
}

/** What the page says of an object. The table pairs each kind with its own; this says so to the compiler. */
export function pictureOf<T extends ApiObject>({ kind }: T): KindPicture<T> {
  return (isBuiltIn(kind) ? PICTURES[kind] : customPicture(kind)) as unknown as KindPicture<T>
}

/** Where the canvas draws the objects of a kind; null for those that it does not, and for what is no kind. */
export function placeOfKind(kind: string): KindPicture<ApiObject>['place'] {
  if (isCustomKind(kind)) return customPicture(kind).place
  return isBuiltIn(kind) ? PICTURES[kind].place : null
}

/** What the owners are that an owner of a kind owns itself. */
export function childrenOfKind(kind: string): KindPicture<ApiObject>['children'] {
  return isBuiltIn(kind) ? PICTURES[kind].children : null
}

/** Whether an object of a kind watches over owners. */
export const isGuard = (kind: string): boolean => isBuiltIn(kind) && PICTURES[kind].guard !== null

/** Whether an object of a kind is drawn where it is named and missing, although it has no line where it is there. */
export const isGhost = (kind: string): boolean => isBuiltIn(kind) && PICTURES[kind].ghost

/** All that an object names that should be there. */
export function referencesOf(object: ApiObject): readonly Reference[] {
  const spec = podSpecOf(object)?.spec
  const inPods = spec === undefined ? [] : podReferences(spec, object.metadata.namespace)
  return [...inPods, ...pictureOf(object).refersTo(object)]
}

/** The kinds of objects that watch over owners. */
export const GUARDS: readonly Kind[] = Object.values(KINDS).flatMap(({ kind }) =>
  isGuard(kind) ? [kind] : [],
)

/** The kinds that the outline lists beside the nodes: first those that have Pods. */
export const OUTLINED: readonly Kind[] = Object.values(KINDS)
  .flatMap(({ kind }) => (PICTURES[kind].outline === null ? [] : [kind]))
  .toSorted((a, b) => Number(placeOfKind(b) === 'owner') - Number(placeOfKind(a) === 'owner'))

/** How a line of the API server calls a kind. */
export function labelOfKind(kind: string): string {
  return isBuiltIn(kind) ? PICTURES[kind].label : shownKind(kind)
}
