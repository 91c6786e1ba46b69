// The kinds that Kubernetes 1.36 has, and what can be said of a document whose kind the simulator does not store.
import { isBuiltIn, KINDS } from '#api/meta/object.ts'

/** Kinds by apiVersion, as `kubectl api-resources` of a plain cluster lists them. */
const BUILT_IN: Readonly<Record<string, string>> = {
  v1: 'Binding ComponentStatus ConfigMap Endpoints Event LimitRange List Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount',
  'admissionregistration.k8s.io/v1':
    'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/v1': 'CustomResourceDefinition',
  'apiregistration.k8s.io/v1': 'APIService',
  'apps/v1': 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet',
  'authentication.k8s.io/v1': 'SelfSubjectReview TokenRequest TokenReview',
  'authorization.k8s.io/v1':
    'LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview',
  'autoscaling/v1': 'HorizontalPodAutoscaler Scale',
  'autoscaling/v2': 'HorizontalPodAutoscaler',
  'batch/v1': 'CronJob Job',
  'certificates.k8s.io/v1': 'CertificateSigningRequest',
  'coordination.k8s.io/v1': 'Lease',
  'discovery.k8s.io/v1': 'EndpointSlice',
  'events.k8s.io/v1': 'Event',
  'flowcontrol.apiserver.k8s.io/v1': 'FlowSchema PriorityLevelConfiguration',
  'networking.k8s.io/v1': 'IPAddress Ingress IngressClass NetworkPolicy ServiceCIDR',
  'node.k8s.io/v1': 'RuntimeClass',
  'policy/v1': 'Eviction PodDisruptionBudget',
  'rbac.authorization.k8s.io/v1': 'ClusterRole ClusterRoleBinding Role RoleBinding',
  'resource.k8s.io/v1': 'DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice',
  'scheduling.k8s.io/v1': 'PriorityClass',
  'storage.k8s.io/v1':
    'CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass',
}

/** Documents that are files of a tool and never sent to the API server. */
const TOOL_FILES: Readonly<Record<string, string>> = {
  'kubelet.config.k8s.io': 'a configuration file of the kubelet',
  'kubeadm.k8s.io': 'a configuration file of kubeadm',
  'kustomize.config.k8s.io': 'read by kustomize',
  'kind.x-k8s.io': 'a configuration file of kind',
  'kubescheduler.config.k8s.io': 'a configuration file of the scheduler',
  'audit.k8s.io': 'a configuration file of the API server',
  'apiserver.config.k8s.io': 'a configuration file of the API server',
}

const apiVersionsByKind = new Map<string, string[]>()
for (const [apiVersion, kinds] of Object.entries(BUILT_IN)) {
  for (const kind of kinds.split(' ')) {
    apiVersionsByKind.set(kind, [...(apiVersionsByKind.get(kind) ?? []), apiVersion])
  }
}

export const BUILT_IN_KINDS: readonly string[] = [...apiVersionsByKind.keys()].toSorted()

/** The apiVersions under which Kubernetes has a kind; empty for an unknown kind. */
export function apiVersionsOf(kind: string): readonly string[] {
  return apiVersionsByKind.get(kind) ?? []
}

const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''

const BUILT_IN_GROUPS: ReadonlySet<string> = new Set(Object.keys(BUILT_IN).map(groupOf))

/** What is written in an older version, in the form of the one that is stored. */
export function convertedToStored(
  kind: string,
  record: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const apiVersion = String(record['apiVersion'])
  const conversions = isBuiltIn(kind) ? KINDS[kind].conversions : {}
  return Object.hasOwn(conversions, apiVersion)
    ? (conversions[apiVersion]?.(record) ?? record)
    : record
}

export type KindVerdict =
  | { readonly verdict: 'simulated' }
  /** It exists, and the simulator leaves it out, for the reason given. */
  | { readonly verdict: 'left-out'; readonly message: string }
  /** It exists where somebody has defined it. */
  | { readonly verdict: 'custom' }
  | { readonly verdict: 'unknown' }

/** What the simulator does with documents of this kind and apiVersion. */
export function judgeKind(kind: string, apiVersion: string): KindVerdict {
  if (isBuiltIn(kind)) {
    const { apiVersion: stored, conversions } = KINDS[kind]
    const isTaken = stored === apiVersion || Object.hasOwn(conversions, apiVersion)
    if (isTaken) return { verdict: 'simulated' }
  }
  if (apiVersionsOf(kind).includes(apiVersion)) {
    const message = `${kind} is not simulated yet and is left out`
    return { verdict: 'left-out', message }
  }
  const group = groupOf(apiVersion)
  const tool = Object.hasOwn(TOOL_FILES, group) ? TOOL_FILES[group] : undefined
  if (tool !== undefined) {
    const message = `this ${kind} is ${tool}, not an object of the API server, and is left out`
    return { verdict: 'left-out', message }
  }
  // A definition can only bring a group that is a domain.
  const isCustom = group.includes('.') && !BUILT_IN_GROUPS.has(group)
  return { verdict: isCustom ? 'custom' : 'unknown' }
}
