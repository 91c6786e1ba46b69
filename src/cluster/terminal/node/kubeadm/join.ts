// `kubeadm join` of a worker: what it writes, and the start of the kubelet, which registers the Node.
// Follows cmd/kubeadm/app/cmd/join.go and cmd/phases/join (v1.36).
import { isApiServerCut } from '#api/runtime/kubelet-reach.ts'
import type { Node } from '#api/generated/types.ts'
import { CA_CERTIFICATE, KUBELET_CONF, KUBELET_CONFIG } from '#runtime/filesystem/disk.ts'
import type { Task } from '#sim/task.ts'
import { machineAt } from '../runtime-records.ts'
import { joinProblems, passes } from './preflight.ts'
import {
  CONFIG,
  failed,
  type Kubeadm,
  KUBELET,
  KUBERNETES,
  PKI,
  say,
  switchKubelet,
  take,
  write,
} from './parts.ts'

const TOKEN = /^[a-z0-9]{6}\.[a-z0-9]{16}$/
const HASH = /^sha256:[0-9a-f]{64}$/
const CHECKS_MS = 900
const HEALTHZ_MS = 500
const BOOTSTRAP_MS = 1000
const BOOTSTRAP_CONF = `${KUBERNETES}/bootstrap-kubelet.conf`

const DONE = `
This node has joined the cluster:
* Certificate signing request was sent to apiserver and a response was received.
* The Kubelet was informed of the new secure connection details.

Run 'kubectl get nodes' on the control-plane to see this node join the cluster.
`

export function* join(kubeadm: Kubeadm): Task<number> {
  const wrong = wrongArguments(kubeadm)
  if (wrong !== null) return failed(kubeadm, wrong)
  say(kubeadm, '[preflight] Running pre-flight checks')
  yield* take(kubeadm, CHECKS_MS)
  if (!passes(kubeadm, joinProblems(kubeadm)))
    return failed(kubeadm, 'error execution phase preflight: preflight checks failed')
  const unreached = whyUnreached(kubeadm)
  if (unreached !== null) return failed(kubeadm, unreached)
  say(
    kubeadm,
    '[preflight] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...',
    "[preflight] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.",
  )
  write(kubeadm, BOOTSTRAP_CONF, bootstrapConf(kubeadm))
  write(kubeadm, `${PKI}/ca.crt`, CA_CERTIFICATE)
  const taken = nameTaken(kubeadm)
  if (taken !== null) {
    yield* take(kubeadm, 0)
    return failed(kubeadm, `error execution phase kubelet-start: ${taken}`)
  }
  yield* startKubelet(kubeadm)
  yield* waitForBootstrap(kubeadm)
  say(kubeadm, DONE)
  return 0
}

function* startKubelet(kubeadm: Kubeadm): Task<void> {
  yield* switchKubelet(kubeadm, 'stopped')
  const instance = `${KUBELET}/instance-config.yaml`
  const environment = `${KUBELET}/kubeadm-flags.env`
  say(
    kubeadm,
    `[kubelet-start] Writing kubelet configuration to file "${instance}"`,
    '[patches] Applied patch of type "application/strategic-merge-patch+json" to target "kubeletconfiguration"',
    `[kubelet-start] Writing kubelet configuration to file "${CONFIG}"`,
    `[kubelet-start] Writing kubelet environment file with flags to file "${environment}"`,
    '[kubelet-start] Starting the kubelet',
  )
  write(
    kubeadm,
    instance,
    'apiVersion: kubelet.config.k8s.io/v1beta1\ncontainerRuntimeEndpoint: unix:///var/run/containerd/containerd.sock\nkind: KubeletConfiguration\n',
  )
  write(kubeadm, CONFIG, KUBELET_CONFIG)
  write(kubeadm, environment, 'KUBELET_KUBEADM_ARGS=""\n')
  yield* switchKubelet(kubeadm, 'started')
}

function* waitForBootstrap(kubeadm: Kubeadm): Task<void> {
  say(
    kubeadm,
    '[kubelet-check] Waiting for a healthy kubelet at http://127.0.0.1:10248/healthz. This can take up to 4m0s',
  )
  yield* take(kubeadm, HEALTHZ_MS)
  say(
    kubeadm,
    `[kubelet-check] The kubelet is healthy after ${HEALTHZ_MS}.${String(kubeadm.parts.node.length * 7919).padStart(6, '0')}ms`,
    '[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap',
  )
  yield* take(kubeadm, BOOTSTRAP_MS)
  write(kubeadm, `${KUBERNETES}/kubelet.conf`, KUBELET_CONF)
  kubeadm.parts.disk.tree.remove(BOOTSTRAP_CONF)
  yield* take(kubeadm, 0)
}

function wrongArguments({ args, flags }: Kubeadm): string | null {
  const [endpoint = '', ...more] = args
  if (more.length > 0) return `accepts at most 1 arg(s), received ${args.length}`
  const token = flags.value('token') || flags.value('discovery-token')
  if (endpoint === '' || token === '')
    return 'discovery: Invalid value: "": bootstrapToken or file must be set'
  if (!TOKEN.test(token))
    return `discovery.bootstrapToken.token: Invalid value: "${token}": the bootstrap token is invalid`
  const hash = flags.value('discovery-token-ca-cert-hash')
  if (hash === '' && !flags.has('discovery-token-unsafe-skip-ca-verification'))
    return 'discovery.bootstrapToken: Invalid value: "": using token-based discovery without caCertHashes can be unsafe. Set unsafeSkipCAVerification as true in your kubeadm config file or pass --discovery-token-unsafe-skip-ca-verification flag to continue'
  if (hash !== '' && !HASH.test(hash))
    return 'invalid public key hash, expected "format:hex-value". Known format(s) are: sha256'
  return null
}

/** Why nobody answers at the address of the API server; null when it does. */
function whyUnreached({ parts: { host, node }, args }: Kubeadm): string | null {
  const [endpoint = ''] = args
  const state = host.past.state()
  const component = state.get('Component/kube-apiserver')
  const refusal = component?.kind === 'Component' ? component.refusal : null
  const isCut = machineAt(state, node)?.network === 'cut' || isApiServerCut(state, node)
  if (refusal === null && !isCut) return null
  const why = isCut
    ? 'i/o timeout'
    : `connect: ${refusal?.how === 'no route' ? 'no route to host' : 'connection refused'}`
  return `error execution phase preflight: couldn't validate the identity of the API Server: failed to request the cluster-info ConfigMap: Get "https://${endpoint}/api/v1/namespaces/kube-public/configmaps/cluster-info?timeout=10s": dial tcp ${endpoint}: ${why}`
}

/** Why the name of the machine cannot be that of a new Node; null when it can. */
function nameTaken({ parts: { host, node } }: Kubeadm): string | null {
  const found = host.past.state().get(`Node//${node}`) as Node | undefined
  const isReady = found?.status?.conditions?.some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  )
  if (isReady !== true) return null
  return `a Node with name "${node}" and status "Ready" already exists in the cluster. You must delete the existing Node or change the name of this new joining Node`
}

function bootstrapConf({ args, flags }: Kubeadm): string {
  const token = flags.value('token') || flags.value('tls-bootstrap-token')
  return `apiVersion: v1
clusters:
- cluster:
    server: https://${args[0] ?? ''}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: tls-bootstrap-token-user
  name: tls-bootstrap-token-user@kubernetes
current-context: tls-bootstrap-token-user@kubernetes
kind: Config
users:
- name: tls-bootstrap-token-user
  user:
    token: ${token}
`
}
