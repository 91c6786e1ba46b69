// What a new cluster holds before anybody applies anything.
import type {
  ConfigMap,
  Namespace,
  PriorityClass,
  ServiceAccount,
  StorageClass,
} from '#api/generated/types.ts'
import { SYSTEM_PRIORITY_CLASSES } from '#api/scheduling/system-priority-classes.ts'
import type { ApiObject } from '#api/meta/object.ts'

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'] as const

/** A Namespace with what the API server and its controllers put into it. */
export function namespaceObjects(name: string): readonly [Namespace, ServiceAccount, ConfigMap] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    },
    ...namespaceContent(name),
  ]
}

/** The ServiceAccount and the ConfigMap that controllers create in each new Namespace. */
export function namespaceContent(namespace: string): readonly [ServiceAccount, ConfigMap] {
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kube-root-ca.crt', namespace },
      data: { 'ca.crt': '-----BEGIN CERTIFICATE-----\n(simulated)\n-----END CERTIFICATE-----\n' },
    },
  ]
}

const DEFAULT_CLASS: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name: 'standard',
    annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
  },
  provisioner: 'podscape.dev/provisioner',
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
  allowVolumeExpansion: true,
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  'system-cluster-critical':
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  'system-node-critical':
    'Used for system critical pods that must not be moved from their current node.',
}

const PRIORITY_CLASSES: readonly PriorityClass[] = [...SYSTEM_PRIORITY_CLASSES].map(
  ([name, value]) => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name, generation: 1 },
    value,
    preemptionPolicy: 'PreemptLowerPriority',
    description: DESCRIPTIONS[name] ?? '',
  }),
)

/** The namespaces of a fresh cluster, its default StorageClass and the PriorityClasses of the system. */
export function firstObjects(): readonly ApiObject[] {
  return [...NAMESPACES.flatMap(namespaceObjects), DEFAULT_CLASS, ...PRIORITY_CLASSES]
}
