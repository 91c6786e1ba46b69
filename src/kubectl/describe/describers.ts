// The descriptions of all kinds. A kind that is in no table is described by its fields.
// Follows describerMap and searchEvents of k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import { shownKind } from '#api/meta/custom-kind.ts'
import type { Event } from '#api/generated/types.ts'
import { MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import {
  type ApiObject,
  type BuiltInKind,
  infoOf,
  isBuiltIn,
  type ObjectOf,
} from '#api/meta/object.ts'
import { describeHorizontalPodAutoscaler } from './autoscaling.ts'
import { describeCronJob, describeJob } from './batch.ts'
import { type DescribeContext, type Describer, describeEvents } from './common.ts'
import { describeConfigMap, describeSecret } from './config.ts'
import { describeGeneric } from './generic.ts'
import {
  describeLimitRange,
  describeNamespace,
  describePriorityClass,
  describeQuota,
} from './namespace.ts'
import {
  describeEndpoints,
  describeEndpointSlice,
  describeIngress,
  describeIngressClass,
  describeIpAddress,
  describeService,
  describeServiceCidr,
} from './network.ts'
import { describeNetworkPolicy } from './network-policy.ts'
import { describeNode } from './node.ts'
import { describePod } from './pod.ts'
import { describeBinding, describeRole, describeServiceAccount } from './rbac.ts'
import {
  describeCsiNode,
  describePersistentVolume,
  describePersistentVolumeClaim,
  describeStorageClass,
  describeVolumeAttributesClass,
} from './storage.ts'
import {
  describeDaemonSet,
  describeDeployment,
  describePodDisruptionBudget,
  describeReplicaSet,
  describeReplicationController,
  describeStatefulSet,
} from './workloads.ts'
import { createWriter } from './writer.ts'

type Describers = { readonly [K in BuiltInKind]?: Describer<ObjectOf<K>> }

const DESCRIBERS: Describers = {
  Pod: describePod,
  ReplicationController: describeReplicationController,
  Secret: describeSecret,
  Service: describeService,
  ServiceAccount: describeServiceAccount,
  Node: describeNode,
  LimitRange: describeLimitRange,
  ResourceQuota: describeQuota,
  PersistentVolume: describePersistentVolume,
  PersistentVolumeClaim: describePersistentVolumeClaim,
  Namespace: describeNamespace,
  Endpoints: describeEndpoints,
  ConfigMap: describeConfigMap,
  EndpointSlice: describeEndpointSlice,
  HorizontalPodAutoscaler: describeHorizontalPodAutoscaler,
  Ingress: describeIngress,
  IngressClass: describeIngressClass,
  ServiceCIDR: describeServiceCidr,
  IPAddress: describeIpAddress,
  Job: describeJob,
  CronJob: describeCronJob,
  StatefulSet: describeStatefulSet,
  Deployment: describeDeployment,
  DaemonSet: describeDaemonSet,
  ReplicaSet: describeReplicaSet,
  StorageClass: describeStorageClass,
  CSINode: describeCsiNode,
  VolumeAttributesClass: describeVolumeAttributesClass,
  PodDisruptionBudget: describePodDisruptionBudget,
  Role: describeRole,
  ClusterRole: describeRole,
  RoleBinding: describeBinding,
  ClusterRoleBinding: describeBinding,
  NetworkPolicy: describeNetworkPolicy,
  PriorityClass: describePriorityClass,
}

/** Kinds whose description ends without Events, also where they are asked for. */
const WITHOUT_EVENTS: ReadonlySet<string> = new Set([
  'Secret',
  'LimitRange',
  'ResourceQuota',
  'Namespace',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'NetworkPolicy',
])

/** The description of an object, with its Events where `showEvents` says so. */
export function describeObject(
  object: ApiObject,
  context: DescribeContext,
  showEvents: boolean,
): string {
  const writer = createWriter()
  // The table holds each describer under its own kind.
  const describe = ((isBuiltIn(object.kind) ? DESCRIBERS[object.kind] : undefined) ??
    describeGeneric) as Describer<ApiObject>
  describe(writer, object, context)
  if (showEvents && !WITHOUT_EVENTS.has(object.kind))
    describeEvents(writer, searchEvents(object, context), context.nowMs)
  return writer.text()
}

function searchEvents(object: ApiObject, { reader }: DescribeContext): readonly Event[] {
  const { name = '', namespace = '', annotations = {} } = object.metadata
  const place = infoOf(object.kind).namespaced ? { namespace } : {}
  const uids = uidsOf(object, annotations[MIRROR_POD_ANNOTATION])
  return reader.list('Event', place).filter(
    ({ involvedObject: about }) =>
      (about.name ?? '') === name &&
      (about.namespace ?? '') === (infoOf(object.kind).namespaced ? namespace : '') &&
      // A Pod is asked for without its kind.
      (object.kind === 'Pod' || about.kind === shownKind(object.kind)) &&
      uids.includes(about.uid ?? ''),
  )
}

/** A kubelet names its Node by the name, and a static Pod by the hash of its file. */
function uidsOf({ kind, metadata }: ApiObject, mirror: string | undefined): readonly string[] {
  const { uid = '', name = '' } = metadata
  if (kind === 'Node') return [uid, name]
  return [kind === 'Pod' && mirror !== undefined ? mirror : uid]
}
