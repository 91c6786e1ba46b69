// The tables of all kinds: a kind without one is a compile error.
import { definedKind } from '#api/meta/custom-kind.ts'
import type { CustomResourceDefinition } from '#api/generated/types.ts'
import {
  type ApiObject,
  type BuiltInKind,
  isBuiltIn,
  type Kind,
  type ObjectOf,
} from '#api/meta/object.ts'
import { configMapPrinter } from './config-map.ts'
import { horizontalPodAutoscalerPrinter } from './horizontal-pod-autoscaler.ts'
import { cronJobPrinter } from './cron-job.ts'
import { jobPrinter } from './job.ts'
import { controllerRevisionPrinter } from './controller-revision.ts'
import { customPrinter } from './custom.ts'
import { daemonSetPrinter } from './daemon-set.ts'
import { podDisruptionBudgetPrinter } from './pod-disruption-budget.ts'
import { replicationControllerPrinter } from './replication-controller.ts'
import { priorityClassPrinter } from './priority-class.ts'
import { statefulSetPrinter } from './stateful-set.ts'
import { deploymentPrinter } from './deployment.ts'
import { eventPrinter } from './event.ts'
import { namespacePrinter } from './namespace.ts'
import { nodePrinter } from './node.ts'
import { persistentVolumePrinter } from './persistent-volume.ts'
import { persistentVolumeClaimPrinter } from './persistent-volume-claim.ts'
import { podPrinter } from './pod.ts'
import type { Printer } from './printer.ts'
import { replicaSetPrinter } from './replica-set.ts'
import { secretPrinter } from './secret.ts'
import { servicePrinter } from './service.ts'
import { serviceAccountPrinter } from './service-account.ts'
import { storageClassPrinter } from './storage-class.ts'
import { storedPrinters } from './stored-kinds.ts'

type Printers = { readonly [K in BuiltInKind]: Printer<ObjectOf<K>> }

const PRINTERS: Printers = {
  Pod: podPrinter,
  Node: nodePrinter,
  ConfigMap: configMapPrinter,
  Secret: secretPrinter,
  Service: servicePrinter,
  Namespace: namespacePrinter,
  PersistentVolumeClaim: persistentVolumeClaimPrinter,
  PersistentVolume: persistentVolumePrinter,
  ServiceAccount: serviceAccountPrinter,
  ReplicaSet: replicaSetPrinter,
  Deployment: deploymentPrinter,
  StatefulSet: statefulSetPrinter,
  DaemonSet: daemonSetPrinter,
  Job: jobPrinter,
  ControllerRevision: controllerRevisionPrinter,
  CronJob: cronJobPrinter,
  HorizontalPodAutoscaler: horizontalPodAutoscalerPrinter,
  PriorityClass: priorityClassPrinter,
  ReplicationController: replicationControllerPrinter,
  PodDisruptionBudget: podDisruptionBudgetPrinter,
  StorageClass: storageClassPrinter,
  Event: eventPrinter,
  ...storedPrinters,
}

/** How objects of a kind are printed; those that definitions bring with the columns that these name. */
export function printerOf(
  kind: Kind,
  definitions: readonly CustomResourceDefinition[] = [],
): Printer<ApiObject> {
  const printer: unknown = isBuiltIn(kind)
    ? PRINTERS[kind]
    : customPrinter(definitions.find((definition) => definedKind(definition) === kind))
  // The table pairs each kind with its own; this says so to the compiler.
  return printer as Printer<ApiObject>
}
