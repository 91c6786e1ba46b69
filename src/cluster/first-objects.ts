// What a new cluster holds before anybody applies anything.
import { OWN_STORAGE_CLASS } from '#api/storage/own-storage-class.ts'
import type {
  ConfigMap,
  Namespace,
  PriorityClass,
  Service,
  ServiceAccount,
  StorageClass,
} from '#api/generated/types.ts'
import { CLUSTER_DNS_IP } from '#api/core/cluster-dns.ts'
import { simplified } from '#lib/simplified.ts'
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

/** As in a cluster of kind: its volumes are folders of one node, and pin their Pods to it. */
const DEFAULT_CLASS: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name: OWN_STORAGE_CLASS,
    annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
  },
  provisioner: 'rancher.io/local-path',
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
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

const CLUSTER_SERVICE = {
  type: 'ClusterIP',
  sessionAffinity: 'None',
  ipFamilies: ['IPv4'],
  ipFamilyPolicy: 'SingleStack',
  internalTrafficPolicy: 'Cluster',
} as const

/** The API server's own Service; pkg/controlplane/controller/kubernetesservice/controller.go (v1.36). */
const KUBERNETES_SERVICE: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    labels: { component: 'apiserver', provider: 'kubernetes' },
  },
  spec: {
    ...CLUSTER_SERVICE,
    clusterIP: '10.96.0.1',
    clusterIPs: ['10.96.0.1'],
    ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
  },
  status: { loadBalancer: {} },
}

/** As kubeadm makes it; cmd/kubeadm/app/phases/addons/dns/manifests.go (v1.36). */
const DNS_SERVICE: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'kube-dns',
    namespace: 'kube-system',
    labels: {
      'k8s-app': 'kube-dns',
      'kubernetes.io/cluster-service': 'true',
      'kubernetes.io/name': 'CoreDNS',
    },
    annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
  },
  spec: {
    ...CLUSTER_SERVICE,
    clusterIP: CLUSTER_DNS_IP,
    clusterIPs: [CLUSTER_DNS_IP],
    selector: { 'k8s-app': 'kube-dns' },
    ports: [
      { name: 'dns', protocol: 'UDP', port: 53, targetPort: 53 },
      { name: 'dns-tcp', protocol: 'TCP', port: 53, targetPort: 53 },
      { name: 'metrics', protocol: 'TCP', port: 9153, targetPort: 9153 },
    ],
  },
  status: { loadBalancer: {} },
}

const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`

const DNS_CONFIG: ConfigMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'coredns', namespace: 'kube-system' },
  data: { Corefile: COREFILE },
}

const SYSTEM_ACCOUNTS: readonly ServiceAccount[] = ['coredns', 'kube-proxy'].map((name) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: 'kube-system' },
}))

simplified(
  'system-pods',
  'CoreDNS and kube-proxy work without Pods, and so does the control plane unless the scenario says `controlPlane: kubeadm`: kube-system holds their Services, accounts and configuration only.',
)

/** The namespaces of a fresh cluster, its default StorageClass and the PriorityClasses of the system. */
export function firstObjects(): readonly ApiObject[] {
  return [
    ...NAMESPACES.flatMap(namespaceObjects),
    DEFAULT_CLASS,
    ...PRIORITY_CLASSES,
    KUBERNETES_SERVICE,
    DNS_SERVICE,
    DNS_CONFIG,
    ...SYSTEM_ACCOUNTS,
  ]
}
