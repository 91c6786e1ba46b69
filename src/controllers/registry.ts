// The table of contents: the controllers of kube-controller-manager that run, in the order in which
// they start. Follows cmd/kube-controller-manager/app/controller_descriptor.go (v1.36).
import type { Controller } from './controller.ts'
import {
  definitionFinalizer,
  establishingController,
  namingController,
} from './apiextensions/definitions.ts'
import { attachDetachController } from './attachdetach/attach-detach-controller.ts'
import { deploymentController } from './deployment/deployment.ts'
import { disruptionController } from './disruption/disruption.ts'
import { endpointsController } from './endpoint/endpoints.ts'
import { endpointSliceController } from './endpointslice/endpointslice.ts'
import { ephemeralVolumeController } from './ephemeralvolume/ephemeralvolume.ts'
import { garbageCollector } from './garbagecollector/garbagecollector.ts'
import { lateController } from './late.ts'
import { namespaceController } from './namespace/namespace.ts'
import { nodeIpamController } from './nodeipam/range-allocator.ts'
import { nodeLifecycleController } from './nodelifecycle/node-lifecycle-controller.ts'
import { persistentVolumeController } from './persistentvolume/persistentvolume.ts'
import { podGarbageCollector } from './podgc/gc-controller.ts'
import { replicaSetController, replicationController } from './replicaset/replicaset.ts'
import { resourceQuotaController } from './resourcequota/resourcequota.ts'
import { rootCaPublisher } from './serviceaccount/root-ca.ts'
import { serviceAccountController } from './serviceaccount/serviceaccount.ts'
import {
  claimProtectionController,
  volumeProtectionController,
} from './volumeprotection/volumeprotection.ts'
import { taintEvictionController } from './tainteviction/taint-eviction.ts'

/** Those that run inside of kube-apiserver. Follows pkg/apiserver/apiserver.go of k8s.io/apiextensions-apiserver. */
export const API_SERVER_CONTROLLERS: readonly Controller[] = [
  namingController,
  establishingController,
  definitionFinalizer,
]

export const CONTROLLERS: readonly Controller[] = [
  lateController('daemonset-controller'),
  deploymentController,
  replicaSetController,
  replicationController,
  lateController('job-controller'),
  lateController('horizontal-pod-autoscaler-controller'),
  lateController('cronjob-controller'),
  lateController('statefulset-controller'),
  persistentVolumeController,
  attachDetachController,
  ephemeralVolumeController,
  garbageCollector,
  nodeIpamController,
  nodeLifecycleController,
  podGarbageCollector,
  lateController('ttl-after-finished-controller'),
  taintEvictionController,
  endpointsController,
  endpointSliceController,
  resourceQuotaController,
  namespaceController,
  serviceAccountController,
  disruptionController,
  claimProtectionController,
  volumeProtectionController,
  rootCaPublisher,
]
