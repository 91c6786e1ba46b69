// What the API server sets and clears in a new object, after admission and before validation.
// Follows PrepareForCreate of pkg/registry/core/*/strategy.go and k8s.io/apiserver/pkg/registry/rest/create.go (v1.36).
import { computePodQos } from '#api/core/pod-qos.ts'
import { setPodCondition } from '#api/core/pod-condition.ts'
import type {
  NodeDaemonEndpoints,
  NodeSystemInfo,
  ObjectMeta,
  Pod,
  PodStatus,
} from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { KINDS } from '#api/meta/object.ts'
import { timeOf } from '#api/meta/time.ts'
import type { AdmissionContext } from './admit-types.ts'
import { applyMatchLabelKeys } from './defaults/match-label-keys.ts'
import { setDefaults } from './defaults/set-defaults.ts'

/** What a node says of itself before its kubelet wrote anything. */
const UNKNOWN_NODE_INFO: NodeSystemInfo = {
  architecture: '',
  bootID: '',
  containerRuntimeVersion: '',
  kernelVersion: '',
  kubeProxyVersion: '',
  kubeletVersion: '',
  machineID: '',
  operatingSystem: '',
  osImage: '',
  systemUUID: '',
}
const NO_ENDPOINT: NodeDaemonEndpoints = { kubeletEndpoint: { Port: 0 } }

/** Names are generated from at most this much of generateName. */
const MAX_NAME_BASE = 58

function statusOfNewPod(pod: Pod, nowMs: number): PodStatus {
  const status: PodStatus = { phase: 'Pending', qosClass: computePodQos(pod) }
  if ((pod.spec?.schedulingGates ?? []).length === 0) return status
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  }
  return setPodCondition(status, condition, nowMs)
}

/** The metadata that a client may give; the rest belongs to the server. */
function clientMetadata(object: ApiObject): ObjectMeta {
  const {
    uid: _uid,
    resourceVersion: _resourceVersion,
    creationTimestamp: _creationTimestamp,
    deletionTimestamp: _deletionTimestamp,
    deletionGracePeriodSeconds: _deletionGracePeriodSeconds,
    selfLink: _selfLink,
    managedFields: _managedFields,
    ...metadata
  } = object.metadata ?? {}
  return metadata
}

/** The object as it reached the server: without what only servers write, and in a namespace if its kind has one. */
export function takeIn(object: ApiObject): ApiObject {
  const metadata = clientMetadata(object)
  const { namespaced } = KINDS[object.kind]
  const { namespace, ...rest } = metadata
  return { ...object, metadata: namespaced ? { ...rest, namespace: namespace || 'default' } : rest }
}

function prepareStatus(object: ApiObject, nowMs: number): ApiObject {
  switch (object.kind) {
    case 'Pod': {
      const pod = applyMatchLabelKeys(object)
      return {
        ...pod,
        metadata: { ...pod.metadata, generation: 1 },
        status: statusOfNewPod(pod, nowMs),
      }
    }
    case 'ReplicaSet':
      return { ...object, metadata: { ...object.metadata, generation: 1 }, status: { replicas: 0 } }
    case 'Namespace': {
      const finalizers = object.spec?.finalizers ?? []
      const kept = finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes']
      return { ...object, spec: { ...object.spec, finalizers: kept }, status: { phase: 'Active' } }
    }
    case 'PersistentVolumeClaim':
      return { ...object, status: { phase: 'Pending' } }
    case 'PersistentVolume':
      return { ...object, status: { phase: 'Pending', lastPhaseTransitionTime: timeOf(nowMs) } }
    case 'Service':
      return { ...object, status: { loadBalancer: {} } }
    case 'Node':
      return {
        ...object,
        status: { daemonEndpoints: NO_ENDPOINT, nodeInfo: UNKNOWN_NODE_INFO, ...object.status },
      }
    default:
      return object
  }
}

function withGeneratedName(object: ApiObject, context: AdmissionContext): ApiObject {
  const { name = '', generateName = '' } = object.metadata
  if (name !== '' || generateName === '') return object
  const generated = `${generateName.slice(0, MAX_NAME_BASE)}${context.suffix()}`
  const named = { ...object, metadata: { ...object.metadata, name: generated } }
  // A Namespace carries its name as a label, which is only known now.
  return named.kind === 'Namespace' ? setDefaults(named) : named
}

/** The object with its name, its first status and its generation. */
export function prepareForCreate(object: ApiObject, context: AdmissionContext): ApiObject {
  return withGeneratedName(prepareStatus(object, context.nowMs), context)
}
