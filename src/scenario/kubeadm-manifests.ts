// The static Pods that `kubeadm init` writes for the control plane: four files in the folder of the kubelet.
// Follows cmd/kubeadm/app/phases/controlplane/manifests.go and phases/etcd/local.go (v1.36).
import type { Pod, Probe, Volume } from '#api/generated/types.ts'
import type { StaticControlPlane, StaticControlPlaneNode } from '#cluster/types.ts'
import { compareText } from '#lib/compare.ts'
import { printYaml } from '#yaml/print-yaml.ts'

const FOLDER = '/etc/kubernetes/manifests'
const PKI = '/etc/kubernetes/pki'
const VERSION = 'v1.36.2'
const LOCALHOST = '127.0.0.1'
const ETCD_CLIENTS = 2379
const ETCD_PEERS = 2380

interface Row {
  readonly name: string
  readonly image: string
  readonly arguments: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly requests: Readonly<Record<string, string>>
  readonly probe: {
    readonly port: number
    readonly scheme: 'HTTP' | 'HTTPS'
    readonly host: string
    readonly live: string
    readonly ready?: string
    readonly startup: string
  }
  readonly mounts: readonly Mount[]
}

interface Mount {
  readonly name: string
  readonly path: string
  readonly type: 'DirectoryOrCreate' | 'FileOrCreate'
  readonly readOnly: boolean
}

const folder = (name: string, path: string, readOnly = true): Mount => {
  return { name, path, type: 'DirectoryOrCreate', readOnly }
}
const CERTIFICATES = [folder('ca-certs', '/etc/ssl/certs'), folder('k8s-certs', PKI)]
const kubeconfig = (path: string): Mount => {
  return { name: 'kubeconfig', path, type: 'FileOrCreate', readOnly: true }
}

/** The files and images of the control plane on a node. */
export function kubeadmControlPlane(node: StaticControlPlaneNode): StaticControlPlane {
  const rows = [etcd(node), apiServer(node), controllerManager(), scheduler()]
  return {
    images: rows.map(({ image }) => image),
    files: rows.map((row) => {
      return { path: `${FOLDER}/${row.name}.yaml`, content: printYaml(podOf(row)) }
    }),
  }
}

function etcd({ name, ip }: StaticControlPlaneNode): Row {
  const own = `https://${ip}:${ETCD_CLIENTS}`
  const peer = `https://${ip}:${ETCD_PEERS}`
  return {
    name: 'etcd',
    image: 'registry.k8s.io/etcd:3.6.8-0',
    annotations: { 'kubeadm.kubernetes.io/etcd.advertise-client-urls': own },
    arguments: {
      'advertise-client-urls': own,
      'cert-file': `${PKI}/etcd/server.crt`,
      'client-cert-auth': 'true',
      'data-dir': '/var/lib/etcd',
      'feature-gates': 'InitialCorruptCheck=true',
      'initial-advertise-peer-urls': peer,
      'initial-cluster': `${name}=${peer}`,
      'key-file': `${PKI}/etcd/server.key`,
      'listen-client-urls': `https://${LOCALHOST}:${ETCD_CLIENTS},${own}`,
      'listen-metrics-urls': `http://${LOCALHOST}:2381`,
      'listen-peer-urls': peer,
      name,
      'peer-cert-file': `${PKI}/etcd/peer.crt`,
      'peer-client-cert-auth': 'true',
      'peer-key-file': `${PKI}/etcd/peer.key`,
      'peer-trusted-ca-file': `${PKI}/etcd/ca.crt`,
      'snapshot-count': '10000',
      'trusted-ca-file': `${PKI}/etcd/ca.crt`,
      'watch-progress-notify-interval': '5s',
    },
    requests: { cpu: '100m', memory: '100Mi' },
    probe: {
      port: 2381,
      scheme: 'HTTP',
      host: LOCALHOST,
      live: '/livez',
      ready: '/readyz',
      startup: '/readyz',
    },
    mounts: [
      folder('etcd-data', '/var/lib/etcd', false),
      folder('etcd-certs', `${PKI}/etcd`, false),
    ],
  }
}

function apiServer({ ip }: StaticControlPlaneNode): Row {
  return {
    name: 'kube-apiserver',
    image: `registry.k8s.io/kube-apiserver:${VERSION}`,
    annotations: {
      'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint': `${ip}:6443`,
    },
    arguments: {
      'advertise-address': ip,
      'allow-privileged': 'true',
      'authorization-mode': 'Node,RBAC',
      'client-ca-file': `${PKI}/ca.crt`,
      'enable-admission-plugins': 'NodeRestriction',
      'enable-bootstrap-token-auth': 'true',
      'etcd-cafile': `${PKI}/etcd/ca.crt`,
      'etcd-certfile': `${PKI}/apiserver-etcd-client.crt`,
      'etcd-keyfile': `${PKI}/apiserver-etcd-client.key`,
      'etcd-servers': `https://${LOCALHOST}:${ETCD_CLIENTS}`,
      'kubelet-client-certificate': `${PKI}/apiserver-kubelet-client.crt`,
      'kubelet-client-key': `${PKI}/apiserver-kubelet-client.key`,
      'kubelet-preferred-address-types': 'InternalIP,ExternalIP,Hostname',
      'proxy-client-cert-file': `${PKI}/front-proxy-client.crt`,
      'proxy-client-key-file': `${PKI}/front-proxy-client.key`,
      'requestheader-allowed-names': 'front-proxy-client',
      'requestheader-client-ca-file': `${PKI}/front-proxy-ca.crt`,
      'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
      'requestheader-group-headers': 'X-Remote-Group',
      'requestheader-username-headers': 'X-Remote-User',
      'secure-port': '6443',
      'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
      'service-account-key-file': `${PKI}/sa.pub`,
      'service-account-signing-key-file': `${PKI}/sa.key`,
      'service-cluster-ip-range': '10.96.0.0/12',
      'tls-cert-file': `${PKI}/apiserver.crt`,
      'tls-private-key-file': `${PKI}/apiserver.key`,
    },
    requests: { cpu: '250m' },
    probe: {
      port: 6443,
      scheme: 'HTTPS',
      host: ip,
      live: '/livez',
      ready: '/readyz',
      startup: '/livez',
    },
    mounts: CERTIFICATES,
  }
}

function controllerManager(): Row {
  const config = '/etc/kubernetes/controller-manager.conf'
  return {
    name: 'kube-controller-manager',
    image: `registry.k8s.io/kube-controller-manager:${VERSION}`,
    arguments: {
      'allocate-node-cidrs': 'true',
      'authentication-kubeconfig': config,
      'authorization-kubeconfig': config,
      'bind-address': LOCALHOST,
      'client-ca-file': `${PKI}/ca.crt`,
      'cluster-cidr': '10.244.0.0/16',
      'cluster-name': 'kubernetes',
      'cluster-signing-cert-file': `${PKI}/ca.crt`,
      'cluster-signing-key-file': `${PKI}/ca.key`,
      controllers: '*,bootstrapsigner,tokencleaner',
      kubeconfig: config,
      'leader-elect': 'true',
      'requestheader-client-ca-file': `${PKI}/front-proxy-ca.crt`,
      'root-ca-file': `${PKI}/ca.crt`,
      'service-account-private-key-file': `${PKI}/sa.key`,
      'service-cluster-ip-range': '10.96.0.0/12',
      'use-service-account-credentials': 'true',
    },
    requests: { cpu: '200m' },
    probe: {
      port: 10_257,
      scheme: 'HTTPS',
      host: LOCALHOST,
      live: '/healthz',
      startup: '/healthz',
    },
    mounts: [...CERTIFICATES, kubeconfig(config)],
  }
}

function scheduler(): Row {
  const config = '/etc/kubernetes/scheduler.conf'
  return {
    name: 'kube-scheduler',
    image: `registry.k8s.io/kube-scheduler:${VERSION}`,
    arguments: {
      'authentication-kubeconfig': config,
      'authorization-kubeconfig': config,
      'bind-address': LOCALHOST,
      kubeconfig: config,
      'leader-elect': 'true',
    },
    requests: { cpu: '100m' },
    probe: {
      port: 10_259,
      scheme: 'HTTPS',
      host: LOCALHOST,
      live: '/livez',
      ready: '/readyz',
      startup: '/livez',
    },
    mounts: [kubeconfig(config)],
  }
}

function podOf(row: Row): Pod {
  const { name, annotations, mounts } = row
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(annotations === undefined ? {} : { annotations }),
      labels: { component: name, tier: 'control-plane' },
      name,
      namespace: 'kube-system',
    },
    spec: {
      containers: [
        {
          command: [
            name,
            ...Object.entries(row.arguments).map(([option, value]) => `--${option}=${value}`),
          ],
          image: row.image,
          imagePullPolicy: 'IfNotPresent',
          ...probesOf(row),
          name,
          ports: [{ containerPort: row.probe.port, name: 'probe-port', protocol: 'TCP' }],
          resources: { requests: row.requests },
          volumeMounts: mounts.map(({ name: volume, path, readOnly }) => {
            return { mountPath: path, name: volume, ...(readOnly ? { readOnly } : {}) }
          }),
        },
      ],
      hostNetwork: true,
      priority: 2_000_001_000,
      priorityClassName: 'system-node-critical',
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      volumes: mounts
        .toSorted((a, b) => compareText(a.name, b.name))
        .map((mount): Volume => {
          return { hostPath: { path: mount.path, type: mount.type }, name: mount.name }
        }),
    },
  }
}

/** Follows cmd/kubeadm/app/util/staticpod/utils.go (v1.36): LivenessProbe, ReadinessProbe, StartupProbe. */
function probesOf({
  probe: { live, ready, startup, host, scheme },
}: Row): Pick<
  NonNullable<Pod['spec']>['containers'][number],
  'livenessProbe' | 'readinessProbe' | 'startupProbe'
> {
  const probe = (path: string, timing: Omit<Probe, 'httpGet'>): Probe => {
    return { ...timing, httpGet: { host, path, port: 'probe-port', scheme } }
  }
  const slow = { initialDelaySeconds: 10, periodSeconds: 10, timeoutSeconds: 15 }
  return {
    livenessProbe: probe(live, { failureThreshold: 8, ...slow }),
    ...(ready === undefined
      ? {}
      : {
          readinessProbe: probe(ready, {
            failureThreshold: 3,
            periodSeconds: 1,
            timeoutSeconds: 15,
          }),
        }),
    startupProbe: probe(startup, { failureThreshold: 24, ...slow }),
  }
}
