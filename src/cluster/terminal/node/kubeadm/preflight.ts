// What kubeadm looks at before it changes a machine.
// Follows cmd/kubeadm/app/preflight/checks.go (v1.36), RunChecks, of the checks those that can fail here.
import { KUBELET_PORT, noRuntimeService, RUNTIME_SOCKET } from '#api/runtime/kubelet-reach.ts'
import { machineAt, sandboxesOn } from '../runtime-records.ts'
import { isThere, type Kubeadm, KUBERNETES, MANIFESTS, PKI } from './parts.ts'

interface Problem {
  readonly check: string
  readonly problem: string
}

const COMPONENTS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'] as const
const PORTS: Readonly<Record<(typeof COMPONENTS)[number], readonly number[]>> = {
  'kube-apiserver': [6443],
  'kube-scheduler': [10_259],
  'kube-controller-manager': [10_257],
  etcd: [2379, 2380],
}

function files(kubeadm: Kubeadm, paths: readonly string[]): readonly Problem[] {
  return paths
    .filter((path) => isThere(kubeadm, path))
    .map((path) => ({
      check: `FileAvailable-${path.replaceAll('/', '-')}`,
      problem: `${path} already exists`,
    }))
}

const port = (number: number): Problem => ({
  check: `Port-${number}`,
  problem: `Port ${number} is in use`,
})

function kubeletPort({ parts: { host, node } }: Kubeadm): readonly Problem[] {
  return machineAt(host.past.state(), node)?.kubelet === 'running' ? [port(KUBELET_PORT)] : []
}

/** Follows ContainerRuntimeCheck. */
function runtime({ parts: { host, node } }: Kubeadm): readonly Problem[] {
  if (machineAt(host.past.state(), node)?.containerd !== 'stopped') return []
  const problem = `could not connect to the container runtime: failed to create new CRI runtime service: ${noRuntimeService(RUNTIME_SOCKET)}`
  return [{ check: 'CRI', problem }]
}

/** Why the node cannot join a cluster. */
export function joinProblems(kubeadm: Kubeadm): readonly Problem[] {
  return [
    ...runtime(kubeadm),
    ...files(kubeadm, [`${KUBERNETES}/kubelet.conf`, `${KUBERNETES}/bootstrap-kubelet.conf`]),
    ...kubeletPort(kubeadm),
    ...files(kubeadm, [`${PKI}/ca.crt`]),
  ]
}

/** Why no control plane can be set up on the node. */
export function initProblems(kubeadm: Kubeadm): readonly Problem[] {
  const { host, node } = kubeadm.parts
  const running = sandboxesOn(host.past.state(), node).filter(({ state }) => state === 'ready')
  const portsOf = (component: (typeof COMPONENTS)[number]): readonly Problem[] =>
    running.some(({ pod }) => pod.name === `${component}-${node}`) ? PORTS[component].map(port) : []
  return [
    ...portsOf('kube-apiserver'),
    ...portsOf('kube-scheduler'),
    ...portsOf('kube-controller-manager'),
    ...files(
      kubeadm,
      COMPONENTS.map((name) => `${MANIFESTS}/${name}.yaml`),
    ),
    ...runtime(kubeadm),
    ...kubeletPort(kubeadm),
    ...portsOf('etcd'),
  ]
}

/** Prints what is wrong, leaving aside what is to be ignored; true when that is nothing. */
export function passes(kubeadm: Kubeadm, problems: readonly Problem[]): boolean {
  const { invocation, flags } = kubeadm
  const ignored = flags.value('ignore-preflight-errors').toLowerCase().split(',')
  const isIgnored = ({ check }: Problem): boolean =>
    ignored.includes('all') || ignored.includes(check.toLowerCase())
  for (const one of problems.filter(isIgnored))
    invocation.stderr.write(`\t[WARNING ${one.check}]: ${one.problem}\n`)
  const fatal = problems.filter((one) => !isIgnored(one))
  if (fatal.length === 0) return true
  const lines = fatal.map(({ check, problem }) => `\t[ERROR ${check}]: ${problem}\n`)
  invocation.stderr.write(
    `[preflight] Some fatal errors occurred:\n${lines.join('')}[preflight] If you know what you are doing, you can make a check non-fatal with \`--ignore-preflight-errors=...\`\n`,
  )
  return false
}
