// `kubeadm init`, which is refused on a machine that is part of a cluster, and those phases of it that write the files of the
// control plane anew. Follows cmd/kubeadm/app/cmd/init.go and cmd/phases/init (v1.36).
import type { Task } from '#sim/task.ts'
import { initProblems, passes } from './preflight.ts'
import { failed, type Kubeadm, MANIFESTS, originalOf, say, take, VERSION, write } from './parts.ts'
import { setUp } from './set-up.ts'

const CHECKS_MS = 1200
const WRITE_MS = 200

const COMPONENTS: Readonly<Record<string, string>> = {
  apiserver: 'kube-apiserver',
  'controller-manager': 'kube-controller-manager',
  scheduler: 'kube-scheduler',
}

export function* init(kubeadm: Kubeadm): Task<number> {
  const [phase, ...rest] = kubeadm.args
  if (phase === 'phase') return yield* initPhase(kubeadm, rest)
  if (phase !== undefined) return failed(kubeadm, `unknown command "${phase}" for "kubeadm init"`)
  say(
    kubeadm,
    `[init] Using Kubernetes version: ${VERSION}`,
    '[preflight] Running pre-flight checks',
  )
  yield* take(kubeadm, CHECKS_MS)
  if (!passes(kubeadm, initProblems(kubeadm)))
    return failed(kubeadm, 'error execution phase preflight: preflight checks failed')
  if (originalOf(kubeadm, `${MANIFESTS}/etcd.yaml`) !== undefined) return yield* setUp(kubeadm)
  return failed(
    kubeadm,
    'a second control plane is not simulated: there is one cluster, whose objects are kept also while its API server is away',
  )
}

function* initPhase(kubeadm: Kubeadm, [phase = '', which = '']: readonly string[]): Task<number> {
  const { parts } = kubeadm
  if (phase === 'etcd' && which === 'local') {
    say(kubeadm, `[etcd] Creating static Pod manifest for local etcd in "${MANIFESTS}"`)
    return yield* writeOriginals(kubeadm, ['etcd'])
  }
  const names = which === 'all' ? Object.values(COMPONENTS) : [COMPONENTS[which] ?? '']
  if (phase !== 'control-plane' || names.includes('')) {
    return failed(
      kubeadm,
      `of the phases of init only "control-plane all|apiserver|controller-manager|scheduler" and "etcd local" are simulated, not "${phase} ${which}" on ${parts.node}`,
    )
  }
  if (which === 'all') say(kubeadm, `[control-plane] Using manifest folder "${MANIFESTS}"`)
  for (const name of names)
    say(kubeadm, `[control-plane] Creating static Pod manifest for "${name}"`)
  return yield* writeOriginals(kubeadm, names)
}

/** Writes the files of the control plane as kubeadm wrote them. */
export function* writeOriginals(kubeadm: Kubeadm, names: readonly string[]): Task<number> {
  yield* take(kubeadm, WRITE_MS)
  for (const name of names) {
    const path = `${MANIFESTS}/${name}.yaml`
    const content = originalOf(kubeadm, path)
    if (content === undefined)
      return failed(
        kubeadm,
        `${kubeadm.parts.node} has no control plane of its own in this scenario: with \`controlPlane: kubeadm\` it has`,
      )
    write(kubeadm, path, content)
  }
  yield* take(kubeadm, 0)
  return 0
}
