// `kubeadm upgrade`: the static Pods of the control plane, one after the other.
// Follows cmd/kubeadm/app/phases/upgrade/staticpods.go and cmd/phases/upgrade (v1.36).
import { EPOCH_MS } from '#api/meta/time.ts'
import { type Task, wait } from '#sim/task.ts'
import { addressOf } from '../hosts.ts'
import {
  failed,
  isConfirmed,
  type Kubeadm,
  MANIFESTS,
  originalOf,
  say,
  take,
  VERSION,
  write,
} from './parts.ts'

const ORDER = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const
const CHECKS_MS = 1500
const LOOK_MS = 1000
const MOST_LOOKS = 300
const CONFIG_HASH = 'kubernetes.io/config.hash'

export function* upgrade(kubeadm: Kubeadm): Task<number> {
  const [what, version = ''] = kubeadm.args
  if (what === 'plan') return yield* plan(kubeadm)
  if (what !== 'apply')
    return failed(kubeadm, `unknown command "${what ?? ''}" for "kubeadm upgrade"`)
  if (version === '')
    return failed(kubeadm, 'missing one or more required arguments. Required arguments: [version]')
  return yield* apply(kubeadm, version)
}

function* apply(kubeadm: Kubeadm, version: string): Task<number> {
  if (!(yield* read(kubeadm))) return 1
  say(
    kubeadm,
    '[upgrade/preflight] Running preflight checks',
    '[upgrade] Running cluster health checks',
  )
  yield* take(kubeadm, CHECKS_MS)
  say(
    kubeadm,
    `[upgrade/preflight] You have chosen to upgrade the cluster version to "${version}"`,
    `[upgrade/versions] Cluster version: ${VERSION}`,
    `[upgrade/versions] kubeadm version: ${VERSION}`,
  )
  if (version !== VERSION) {
    return failed(
      kubeadm,
      `error execution phase preflight: the --version argument is invalid due to these errors:\n\n\t- Specified version to upgrade to "${version}" is higher than the kubeadm version "${VERSION}". Upgrade kubeadm first using the tool you used to install kubeadm\n`,
    )
  }
  if (!kubeadm.flags.has('y', 'yes', 'f', 'force') && !(yield* isConfirmed(kubeadm, 'upgrade')))
    return 1
  say(
    kubeadm,
    `[upgrade/control-plane] Upgrading your static Pod-hosted control plane to version "${VERSION}" (timeout: 5m0s)...`,
  )
  for (const name of ORDER) {
    const code = yield* component(kubeadm, name)
    if (code !== 0) return code
  }
  say(
    kubeadm,
    '[upgrade/control-plane] The control plane instance for this node was successfully upgraded!',
    '',
    `[upgrade] SUCCESS! A control plane node of your cluster was upgraded to "${VERSION}".`,
    '',
    '[upgrade] Now please proceed with upgrading the rest of the nodes by following the right order.',
  )
  return 0
}

/** Writes the file of a component where it is another one, and waits until its mirror shows the new one. */
function* component(kubeadm: Kubeadm, name: (typeof ORDER)[number]): Task<number> {
  const { parts } = kubeadm
  const path = `${MANIFESTS}/${name}.yaml`
  const original = originalOf(kubeadm, path)
  if (original === undefined)
    return failed(
      kubeadm,
      `error execution phase control-plane: ${parts.node} has no static Pods of a control plane`,
    )
  say(kubeadm, `[upgrade/staticpods] Preparing for "${name}" upgrade`)
  const before = contentOf(kubeadm, path)
  if (before === original) {
    say(
      kubeadm,
      `[upgrade/staticpods] Current and new manifests of ${name} are equal, skipping upgrade`,
    )
    return 0
  }
  const backup = `/etc/kubernetes/tmp/kubeadm-backup-manifests-${stampOf(parts.host.clock.nowMs)}/${name}.yaml`
  say(
    kubeadm,
    `[upgrade/staticpods] Moving new manifest to "${path}" and backing up old manifest to "${backup}"`,
    '[upgrade/staticpods] Waiting for the kubelet to restart the component',
    '[upgrade/staticpods] This can take up to 5m0s',
  )
  const hash = hashOf(kubeadm, name)
  if (before !== undefined) write(kubeadm, backup, before)
  write(kubeadm, path, original)
  yield* take(kubeadm, 0)
  for (let looks = 0; hashOf(kubeadm, name) === hash; looks += 1) {
    if (looks === MOST_LOOKS) {
      return failed(
        kubeadm,
        `error execution phase control-plane: couldn't upgrade control plane. kubeadm has tried to recover everything into the earlier state. Errors faced: static Pod hash for component ${name} on Node ${parts.node} did not change after 5m0s`,
      )
    }
    yield* wait(parts.host.sleeper.sleep(LOOK_MS, 'kubeadm'))
  }
  say(kubeadm, `[upgrade/staticpods] Component "${name}" upgraded successfully!`)
  return 0
}

function contentOf({ parts: { disk } }: Kubeadm, path: string): string | undefined {
  const found = disk.tree.get(path)
  return found?.type === 'file' ? found.content : undefined
}

function hashOf({ parts: { host, node } }: Kubeadm, name: string): string | undefined {
  const mirror = host.past.state().get(`Pod/kube-system/${name}-${node}`)
  return mirror?.kind === 'Pod' ? mirror.metadata.annotations?.[CONFIG_HASH] : undefined
}

const stampOf = (nowMs: number): string =>
  new Date(EPOCH_MS + nowMs).toISOString().slice(0, 19).replaceAll(/[T:]/g, '-')

/** Reads what the cluster is like from its API server; false where that does not answer. */
function* read(kubeadm: Kubeadm): Task<boolean> {
  say(
    kubeadm,
    '[upgrade] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...',
    "[upgrade] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.",
  )
  yield* take(kubeadm, 0)
  const { host, node } = kubeadm.parts
  const component = host.past.state().get('Component/kube-apiserver')
  const refusal = component?.kind === 'Component' ? component.refusal : null
  if (refusal === null) return true
  const url = `https://${addressOf(host.past.state(), node) ?? ''}:6443/api/v1/namespaces/kube-system/configmaps/kubeadm-config?timeout=10s`
  const why =
    refusal.how === 'no store'
      ? 'etcdserver: request timed out'
      : `Get "${url}": dial tcp ${refusal.address}: connect: connection refused`
  failed(kubeadm, `[upgrade] FATAL: failed to get config map: ${why}`)
  return false
}

function* plan(kubeadm: Kubeadm): Task<number> {
  say(kubeadm, '[preflight] Running pre-flight checks.')
  if (!(yield* read(kubeadm))) return 1
  say(
    kubeadm,
    '[upgrade] Running cluster health checks',
    '[upgrade] Fetching available versions to upgrade to',
    `[upgrade/versions] Cluster version: ${VERSION.slice(1)}`,
    `[upgrade/versions] kubeadm version: ${VERSION}`,
    `[upgrade/versions] Target version: ${VERSION}`,
  )
  return 0
}
