// `kubeadm` on a node: what sets a machine up, and takes it out of its cluster again. What it changes becomes actions of the
// scenario: files that are written, and a kubelet that is started and stopped.
// Follows cmd/kubeadm/app/cmd (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { Command } from '#runtime/process/command.ts'
import type { Task } from '#sim/task.ts'
import { addressOf } from '../hosts.ts'
import type { NodeHost } from '../node-host.ts'
import { init } from './init.ts'
import { join } from './join.ts'
import { failed, JOIN_ARGUMENTS, type Kubeadm, readWords, say, TOKEN, VERSION } from './parts.ts'
import { reset } from './reset.ts'
import { upgrade } from './upgrade.ts'

simplified(
  'kubeadm',
  '`kubeadm` has join (of a worker), reset, upgrade plan and apply (of its phases that of the static Pods), token create and generate, version, config images list, and init on the machine of the control plane after a reset, where what etcd held is there again, with those of its phases by name that write the static Pods. Every well-formed token is taken and none is stored, certificates are empty files, what emptyDir volumes hold outlives a reset, and another release than that of the cluster cannot be had.',
)

const VALUED =
  'token discovery-token tls-bootstrap-token discovery-token-ca-cert-hash node-name config ignore-preflight-errors cri-socket apiserver-advertise-address apiserver-bind-port certificate-key pod-network-cidr service-cidr kubernetes-version control-plane-endpoint image-repository ttl usages description groups kubeconfig v o output patches'.split(
    ' ',
  )

const COMMANDS: Readonly<Record<string, (kubeadm: Kubeadm) => Task<number> | number>> = {
  init,
  join,
  reset,
  upgrade,
  token,
  version,
  config,
}

/** Makes the program for one line. */
export function kubeadmOf(parts: NodeHost): Command {
  return function* (invocation): Task<number> {
    const [command = '', ...words] = invocation.args
    const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined
    if (run === undefined) {
      const problem =
        command === ''
          ? `one of ${Object.keys(COMMANDS).join(', ')} is missing`
          : `unknown command "${command}" for "kubeadm"`
      return failed({ invocation }, problem)
    }
    const result = run({ parts, invocation, ...readWords(words, VALUED) })
    return typeof result === 'number' ? result : yield* result
  }
}

function token(kubeadm: Kubeadm): number {
  const { args, flags, parts } = kubeadm
  const [what = '', given = TOKEN] = args
  if (what === 'generate') say(kubeadm, TOKEN)
  else if (what !== 'create')
    return failed(kubeadm, `unknown command "${what}" for "kubeadm token"`)
  else if (flags.has('print-join-command')) {
    const ip = addressOf(parts.host.past.state(), parts.node) ?? ''
    say(kubeadm, `kubeadm join ${ip}:6443 --token ${given} ${JOIN_ARGUMENTS} `)
  } else say(kubeadm, given)
  return 0
}

function version(kubeadm: Kubeadm): number {
  const isShort = kubeadm.flags.value('o') === 'short' || kubeadm.flags.value('output') === 'short'
  say(
    kubeadm,
    isShort
      ? VERSION
      : `kubeadm version: &version.Info{Major:"1", Minor:"36", EmulationMajor:"", EmulationMinor:"", MinCompatibilityMajor:"", MinCompatibilityMinor:"", GitVersion:"${VERSION}", GitTreeState:"clean", Compiler:"gc", Platform:"linux/amd64"}`,
  )
  return 0
}

const IMAGES = [
  `kube-apiserver:${VERSION}`,
  `kube-controller-manager:${VERSION}`,
  `kube-scheduler:${VERSION}`,
  `kube-proxy:${VERSION}`,
  'coredns/coredns:v1.14.2',
  'pause:3.10.2',
  'etcd:3.6.8-0',
]

function config(kubeadm: Kubeadm): number {
  const [what = '', how = ''] = kubeadm.args
  if (what !== 'images' || how !== 'list')
    return failed(
      kubeadm,
      `of "kubeadm config" only "images list" is simulated, not "${what} ${how}"`,
    )
  say(kubeadm, ...IMAGES.map((image) => `registry.k8s.io/${image}`))
  return 0
}
