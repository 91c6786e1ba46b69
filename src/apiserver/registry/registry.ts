// The kinds that the API server stores, by kind and group: one line each. Which versions of a kind are served is
// part of its names.
import { simplified } from '#lib/simplified.ts'
import type { GroupKind } from '#api/meta/kind-info.ts'
import { type ApiObject, type BuiltInKind, infoOf, type ObjectOf } from '#api/meta/object.ts'
import { horizontalPodAutoscalerStrategy } from './autoscaling/horizontal-pod-autoscaler/strategy.ts'
import { cronJobStrategy } from './batch/cron-job/strategy.ts'
import { jobStrategy } from './batch/job/strategy.ts'
import { controllerRevisionStrategy } from './apps/controller-revision/strategy.ts'
import { daemonSetStrategy } from './apps/daemon-set/strategy.ts'
import { statefulSetStrategy } from './apps/stateful-set/strategy.ts'
import { replicationControllerStrategy } from './core/replication-controller/strategy.ts'
import { podDisruptionBudgetStrategy } from './policy/pod-disruption-budget/strategy.ts'
import { priorityClassStrategy } from './scheduling/priority-class/strategy.ts'
import { deploymentStrategy } from './apps/deployment/strategy.ts'
import { replicaSetStrategy } from './apps/replica-set/strategy.ts'
import { configMapStrategy } from './core/config-map/strategy.ts'
import { eventStrategy } from './core/event/strategy.ts'
import { namespaceStrategy } from './core/namespace/strategy.ts'
import { nodeStrategy } from './core/node/strategy.ts'
import { persistentVolumeClaimStrategy } from './core/persistent-volume-claim/strategy.ts'
import { persistentVolumeStrategy } from './core/persistent-volume/strategy.ts'
import { podStrategy } from './core/pod/strategy.ts'
import { secretStrategy } from './core/secret/strategy.ts'
import { serviceAccountStrategy } from './core/service-account/strategy.ts'
import { serviceStrategy } from './core/service/strategy.ts'
import { storageClassStrategy } from './storage/storage-class/strategy.ts'
import { isCustomObject } from '#api/meta/custom-kind.ts'
import { customStrategyOf, type Definitions } from './apiextensions/custom-objects.ts'
import { definitionStrategy } from './apiextensions/strategy.ts'
import { coordinationStrategies } from './coordination/strategies.ts'
import { limitRangeStrategy } from './core/limit-range/strategy.ts'
import { podTemplateStrategy } from './core/pod-template/strategy.ts'
import { resourceQuotaStrategy } from './core/resource-quota/strategy.ts'
import { discoveryStrategies } from './discovery/strategies.ts'
import { networkingStrategies } from './networking/strategies.ts'
import { nodeStrategies } from './node/strategies.ts'
import { rbacStrategies } from './rbac/strategies.ts'
import { storageStrategies } from './storage/strategies.ts'
import { uncheckedStrategies } from './unchecked-strategies.ts'
import type { Strategy } from './strategy.ts'

simplified(
  'warnings-by-kind',
  'only Pods, templates, Services and PersistentVolumes are warned of.',
)

/** Kinds under which the server gives out objects of another group's storage. */
type Views = 'Event.events.k8s.io'
type GroupKindOf<K extends BuiltInKind> = Exclude<Extract<GroupKind, K | `${K}.${string}`>, Views>

/** A kind of the table of kinds that is missing here is an error of the compiler. */
type Registry = { readonly [K in BuiltInKind as GroupKindOf<K>]: Strategy<ObjectOf<K>> }

const REGISTRY: Registry = {
  Pod: podStrategy,
  Node: nodeStrategy,
  ConfigMap: configMapStrategy,
  Secret: secretStrategy,
  Service: serviceStrategy,
  Namespace: namespaceStrategy,
  PersistentVolumeClaim: persistentVolumeClaimStrategy,
  PersistentVolume: persistentVolumeStrategy,
  ServiceAccount: serviceAccountStrategy,
  'ReplicaSet.apps': replicaSetStrategy,
  'Deployment.apps': deploymentStrategy,
  'StatefulSet.apps': statefulSetStrategy,
  'DaemonSet.apps': daemonSetStrategy,
  'Job.batch': jobStrategy,
  'ControllerRevision.apps': controllerRevisionStrategy,
  'CronJob.batch': cronJobStrategy,
  'HorizontalPodAutoscaler.autoscaling': horizontalPodAutoscalerStrategy,
  'PriorityClass.scheduling.k8s.io': priorityClassStrategy,
  ReplicationController: replicationControllerStrategy,
  'PodDisruptionBudget.policy': podDisruptionBudgetStrategy,
  'StorageClass.storage.k8s.io': storageClassStrategy,
  Event: eventStrategy,
  'CustomResourceDefinition.apiextensions.k8s.io': definitionStrategy,
  LimitRange: limitRangeStrategy,
  ResourceQuota: resourceQuotaStrategy,
  PodTemplate: podTemplateStrategy,
  ...discoveryStrategies,
  ...networkingStrategies,
  ...rbacStrategies,
  ...nodeStrategies,
  ...coordinationStrategies,
  ...storageStrategies,
  ...uncheckedStrategies,
}

const BY_GROUP_KIND: ReadonlyMap<string, unknown> = new Map(Object.entries(REGISTRY))

/**
 * The strategy of an object's kind; that of a kind that came with a definition needs the definitions. The table pairs each kind with its own; this says
 * so to the compiler.
 */
export function strategyOf<T extends ApiObject>(object: T, definitions?: Definitions): Strategy<T> {
  const found: unknown = isCustomObject(object)
    ? customStrategyOf(object, definitions)
    : BY_GROUP_KIND.get(infoOf(object.kind).groupKind)
  return found as Strategy<T>
}
