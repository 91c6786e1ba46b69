// `kubeadm init` on the machine of a control plane that was reset: phase after phase, with what each prints and writes.
// Follows cmd/kubeadm/app/cmd/init.go, cmd/phases/init and util/apiclient/wait.go (v1.36).
import { KUBELET_CONF, KUBELET_CONFIG } from '#runtime/filesystem/disk.ts'
import type { Task } from '#sim/task.ts'
import { addressOf } from '../hosts.ts'
import {
  CONFIG,
  failed,
  JOIN_ARGUMENTS,
  type Kubeadm,
  KUBELET,
  KUBERNETES,
  MANIFESTS,
  originalOf,
  PKI,
  say,
  switchKubelet,
  take,
  TOKEN,
  write,
} from './parts.ts'

const PULL_MS = 4000
const CERTIFICATE_MS = 120
const HEALTHZ_MS = 500
const LOOK_MS = 500
const MOST_LOOKS = 480
const UPLOAD_MS = 300

const COMPONENTS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const

/** Sets the control plane up anew; the exit code. */
export function* setUp(kubeadm: Kubeadm): Task<number> {
  say(
    kubeadm,
    '[preflight] Pulling images required for setting up a Kubernetes cluster',
    '[preflight] This might take a minute or two, depending on the speed of your internet connection',
    "[preflight] You can also perform this action beforehand using 'kubeadm config images pull'",
  )
  yield* take(kubeadm, PULL_MS)
  yield* certs(kubeadm)
  yield* kubeconfig(kubeadm)
  yield* manifests(kubeadm)
  yield* kubeletStart(kubeadm)
  if (!(yield* waitControlPlane(kubeadm))) return 1
  yield* inTheCluster(kubeadm)
  return 0
}

const addressIn = ({ parts: { host, node } }: Kubeadm): string =>
  addressOf(host.past.state(), node) ?? ''

/** What stood there when the cluster was set up for the first time, or an empty file. */
function writeOriginal(kubeadm: Kubeadm, path: string, otherwise = ''): void {
  write(kubeadm, path, originalOf(kubeadm, path) ?? otherwise)
}

function* certs(kubeadm: Kubeadm): Task<void> {
  const { node } = kubeadm.parts
  const ip = addressIn(kubeadm)
  say(kubeadm, `[certs] Using certificateDir folder "${PKI}"`)
  const names: readonly (readonly [name: string, ips: string])[] = [
    ['ca', ''],
    [
      'apiserver',
      `DNS names [${[node, 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'].toSorted().join(' ')}] and IPs [10.96.0.1 ${ip}]`,
    ],
    ['apiserver-kubelet-client', ''],
    ['front-proxy-ca', ''],
    ['front-proxy-client', ''],
    ['etcd/ca', ''],
    [
      'etcd/server',
      `DNS names [${[node, 'localhost'].toSorted().join(' ')}] and IPs [${ip} 127.0.0.1 ::1]`,
    ],
    [
      'etcd/peer',
      `DNS names [${[node, 'localhost'].toSorted().join(' ')}] and IPs [${ip} 127.0.0.1 ::1]`,
    ],
    ['etcd/healthcheck-client', ''],
    ['apiserver-etcd-client', ''],
  ]
  for (const [name, signed] of names) {
    say(kubeadm, `[certs] Generating "${name}" certificate and key`)
    if (signed !== '') say(kubeadm, `[certs] ${name} serving cert is signed for ${signed}`)
    writeOriginal(kubeadm, `${PKI}/${name}.crt`)
    writeOriginal(kubeadm, `${PKI}/${name}.key`)
    yield* take(kubeadm, CERTIFICATE_MS)
  }
  say(kubeadm, '[certs] Generating "sa" key and public key')
  writeOriginal(kubeadm, `${PKI}/sa.key`)
  writeOriginal(kubeadm, `${PKI}/sa.pub`)
}

function* kubeconfig(kubeadm: Kubeadm): Task<void> {
  say(kubeadm, `[kubeconfig] Using kubeconfig folder "${KUBERNETES}"`)
  for (const name of ['admin', 'super-admin', 'kubelet', 'controller-manager', 'scheduler']) {
    say(kubeadm, `[kubeconfig] Writing "${name}.conf" kubeconfig file`)
    writeOriginal(kubeadm, `${KUBERNETES}/${name}.conf`, name === 'kubelet' ? KUBELET_CONF : '')
  }
  yield* take(kubeadm, CERTIFICATE_MS)
}

function* manifests(kubeadm: Kubeadm): Task<void> {
  say(kubeadm, `[etcd] Creating static Pod manifest for local etcd in "${MANIFESTS}"`)
  writeOriginal(kubeadm, `${MANIFESTS}/etcd.yaml`)
  say(kubeadm, `[control-plane] Using manifest folder "${MANIFESTS}"`)
  for (const name of COMPONENTS) {
    say(kubeadm, `[control-plane] Creating static Pod manifest for "${name}"`)
    writeOriginal(kubeadm, `${MANIFESTS}/${name}.yaml`)
  }
  yield* take(kubeadm, 0)
}

function* kubeletStart(kubeadm: Kubeadm): Task<void> {
  say(
    kubeadm,
    `[kubelet-start] Writing kubelet environment file with flags to file "${KUBELET}/kubeadm-flags.env"`,
    `[kubelet-start] Writing kubelet configuration to file "${KUBELET}/instance-config.yaml"`,
    '[patches] Applied patch of type "application/strategic-merge-patch+json" to target "kubeletconfiguration"',
    `[kubelet-start] Writing kubelet configuration to file "${CONFIG}"`,
    '[kubelet-start] Starting the kubelet',
  )
  write(kubeadm, `${KUBELET}/kubeadm-flags.env`, 'KUBELET_KUBEADM_ARGS=""\n')
  writeOriginal(kubeadm, CONFIG, KUBELET_CONFIG)
  yield* switchKubelet(kubeadm, 'started')
}

/** Waits until the components answer; false when one does not within four minutes, which was said. */
function* waitControlPlane(kubeadm: Kubeadm): Task<boolean> {
  const { host } = kubeadm.parts
  say(
    kubeadm,
    `[wait-control-plane] Waiting for the kubelet to boot up the control plane as static Pods from directory "${MANIFESTS}"`,
    '[kubelet-check] Waiting for a healthy kubelet at http://127.0.0.1:10248/healthz. This can take up to 4m0s',
  )
  yield* take(kubeadm, HEALTHZ_MS)
  say(
    kubeadm,
    `[kubelet-check] The kubelet is healthy after ${HEALTHZ_MS}ms`,
    '[control-plane-check] Waiting for healthy control plane components. This can take up to 4m0s',
    `[control-plane-check] Checking kube-apiserver at https://${addressIn(kubeadm)}:6443/livez`,
    '[control-plane-check] Checking kube-controller-manager at https://127.0.0.1:10257/healthz',
    '[control-plane-check] Checking kube-scheduler at https://127.0.0.1:10259/livez',
  )
  const missing = new Set<string>(COMPONENTS)
  const fromMs = host.clock.nowMs
  for (let looks = 0; missing.size > 0 && looks < MOST_LOOKS; looks += 1) {
    yield* take(kubeadm, LOOK_MS)
    for (const name of missing) {
      const component = host.past.state().get(`Component/${name}`)
      const isHealthy =
        component?.kind === 'Component' &&
        component.state !== 'stopped' &&
        component.refusal === null
      if (!isHealthy) continue
      missing.delete(name)
      say(
        kubeadm,
        `[control-plane-check] ${name} is healthy after ${(host.clock.nowMs - fromMs) / 1000}s`,
      )
    }
  }
  if (missing.size === 0) return true
  for (const name of missing)
    say(kubeadm, `[control-plane-check] ${name} is not healthy after 4m0s`)
  failed(
    kubeadm,
    'error execution phase wait-control-plane: failed while waiting for the control plane to start',
  )
  return false
}

/** What is put into the cluster when its API server answers. */
function* inTheCluster(kubeadm: Kubeadm): Task<void> {
  const { node } = kubeadm.parts
  const ip = addressIn(kubeadm)
  const role = 'node-role.kubernetes.io/control-plane'
  say(
    kubeadm,
    '[upload-config] Storing the configuration used in ConfigMap "kubeadm-config" in the "kube-system" Namespace',
    '[kubelet] Creating a ConfigMap "kubelet-config" in namespace kube-system with the configuration for the kubelets in the cluster',
    '[upload-certs] Skipping phase. Please see --upload-certs',
    `[mark-control-plane] Marking the node ${node} as control-plane by adding the labels: [${role} node.kubernetes.io/exclude-from-external-load-balancers]`,
    `[mark-control-plane] Marking the node ${node} as control-plane by adding the taints [${role}:NoSchedule]`,
    `[bootstrap-token] Using token: ${TOKEN}`,
    '[bootstrap-token] Configuring bootstrap tokens, cluster-info ConfigMap, RBAC Roles',
    '[bootstrap-token] Configured RBAC rules to allow Node Bootstrap tokens to get nodes',
    '[bootstrap-token] Configured RBAC rules to allow Node Bootstrap tokens to post CSRs in order for nodes to get long term certificate credentials',
    '[bootstrap-token] Configured RBAC rules to allow the csrapprover controller automatically approve CSRs from a Node Bootstrap Token',
    '[bootstrap-token] Configured RBAC rules to allow certificate rotation for all node client certificates in the cluster',
    '[bootstrap-token] Configured RBAC rules to allow the API server kubelet client certificate to access the kubelet API',
    '[bootstrap-token] Creating the "cluster-info" ConfigMap in the "kube-public" namespace',
    `[kubelet-finalize] Updating "${KUBERNETES}/kubelet.conf" to point to a rotatable kubelet client certificate and key`,
    '[addons] Applied essential addon: CoreDNS',
    '[addons] Applied essential addon: kube-proxy',
  )
  yield* take(kubeadm, UPLOAD_MS)
  say(kubeadm, doneOf(`kubeadm join ${ip}:6443 --token ${TOKEN} \\\n\t${JOIN_ARGUMENTS} `))
}

const doneOf = (join: string): string => `
Your Kubernetes control-plane has initialized successfully!

To start using your cluster, you need to run the following as a regular user:

  mkdir -p $HOME/.kube
  sudo cp -i ${KUBERNETES}/admin.conf $HOME/.kube/config
  sudo chown $(id -u):$(id -g) $HOME/.kube/config

Alternatively, if you are the root user, you can run:

  export KUBECONFIG=${KUBERNETES}/admin.conf

You should now deploy a pod network to the cluster.
Run "kubectl apply -f [podnetwork].yaml" with one of the options listed at:
  https://kubernetes.io/docs/concepts/cluster-administration/addons/

Then you can join any number of worker nodes by running the following on each as root:

${join}`
