// `kubeadm reset`: the machine is as before `init` or `join`; its Node object stays.
// Follows cmd/kubeadm/app/cmd/phases/reset (v1.36).
import { klogLine } from '#runtime/text/klog-line.ts'
import type { Task } from '#sim/task.ts'
import { sandboxesOn } from '../runtime-records.ts'
import {
  isConfirmed,
  isThere,
  type Kubeadm,
  KUBELET,
  KUBERNETES,
  MANIFESTS,
  PKI,
  say,
  switchKubelet,
  take,
} from './parts.ts'

const ETCD_DATA = '/var/lib/etcd'
const STOP_MS = 400
const REMOVE_MS = 900

const CONFS = 'admin super-admin kubelet bootstrap-kubelet controller-manager scheduler'
  .split(' ')
  .map((name) => `${KUBERNETES}/${name}.conf`)

const BY_HAND = `
The reset process does not perform cleanup of CNI plugin configuration,
network filtering rules and kubeconfig files.

For information on how to perform this cleanup manually, please see:
    https://k8s.io/docs/reference/setup-tools/kubeadm/kubeadm-reset/
`

export function* reset(kubeadm: Kubeadm): Task<number> {
  const { flags, parts } = kubeadm
  if (!flags.has('f', 'force')) {
    warn(
      kubeadm,
      'preflight.go:57',
      "WARNING: Changes made to this host by 'kubeadm init' or 'kubeadm join' will be reverted.",
    )
    if (!(yield* isConfirmed(kubeadm, 'reset'))) return 1
  }
  say(kubeadm, '[preflight] Running pre-flight checks')
  if (!isThere(kubeadm, `${MANIFESTS}/etcd.yaml`))
    warn(
      kubeadm,
      'removeetcdmember.go:106',
      'No kubeadm config, using etcd pod spec to get data directory',
    )
  say(
    kubeadm,
    `[reset] Deleted contents of the etcd data directory: ${ETCD_DATA}`,
    '[reset] Stopping the kubelet service',
  )
  yield* switchKubelet(kubeadm, 'stopped')
  yield* take(kubeadm, STOP_MS)
  say(kubeadm, `[reset] Unmounting mounted directories in "${KUBELET}"`)
  const pods = sandboxesOn(parts.host.past.state(), parts.node).map(({ id }) => id)
  if (pods.length > 0) {
    const words = ['rmp', '-f', ...pods]
    const atMs = parts.host.acting.nextMs()
    // What crictl prints is not kubeadm's.
    yield* parts.host.acting.perform({ verb: 'crictl', atMs, node: parts.node, words }, () => {})
  }
  yield* take(kubeadm, REMOVE_MS)
  const folders = [MANIFESTS, KUBELET, PKI]
  say(
    kubeadm,
    `[reset] Deleting contents of directories: [${folders.join(' ')}]`,
    `[reset] Deleting files: [${CONFS.join(' ')}]`,
  )
  const { tree } = parts.disk
  for (const { path } of tree.files()) {
    const isKubeadms =
      folders.some((folder) => path.startsWith(`${folder}/`)) || CONFS.includes(path)
    if (isKubeadms) tree.remove(path)
  }
  yield* take(kubeadm, 0)
  say(kubeadm, BY_HAND)
  return 0
}

function warn({ invocation, parts }: Kubeadm, place: string, text: string): void {
  const line = klogLine(parts.host.clock.nowMs, `W${place}] [reset] ${text}`)
  invocation.stderr.write(`${line.replace('       1 ', '    4711 ')}\n`)
}
