// Random machines from a seed: Pods of all kinds that write down each of their starts in volumes, files of static Pods that come,
// change and go, mirrors that are deleted, control planes of kubeadm that lose a part, and machines that fail meanwhile.
import { createPrng, type Prng } from '#lib/prng.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { withMachineFaults } from './machine-faults.ts'
import { probingScenario } from './probing-scenario.ts'
import { randomScenario } from './random-scenario.ts'

/** The fault is over after so long. */
const UNTIL_S = 430
/** What is wrong may last some minutes longer: a container that failed waits for up to five. */
const END_S = 900

/** Where the file of a static Pod stands that comes and goes. */
const OWN_FILE = '/etc/kubernetes/manifests/own.yaml'

const pick = <T>(prng: Prng, items: readonly T[]): T => items[prng.next(items.length)] as T

/** The files of the scenario of a seed: the same on every machine. It ends minutes after the last fault. */
export function randomMachines(seed: number): readonly ScenarioFile[] {
  const prng = createPrng(`machines ${seed}`)
  const base = seed % 3 === 0 ? probingScenario(seed) : randomScenario(seed)
  const isKubeadm = seed % 4 === 0 && base.every(({ path }) => path !== 'cluster.yaml')
  const files = [...base, { path: 'manifests/keepers.yaml', text: KEEPERS }]
  const faulty = withMachineFaults(files, seed, { untilS: UNTIL_S, endS: END_S })
  const actions = [...fileActions(prng), ...(isKubeadm ? controlPlaneActions(prng) : [])].join('')
  const head = isKubeadm ? 'controlPlane: kubeadm\n' : ''
  return faulty.map((file) =>
    file.path === 'scenario.yaml' ? { ...file, text: `${head}${file.text}${actions}` } : file,
  )
}

const atMs = (prng: Prng): number => 5000 + prng.next((UNTIL_S - 10) * 1000)

/** What people do to the folder of a node and to the mirrors of what is in it. */
function fileActions(prng: Prng): readonly string[] {
  return Array.from({ length: prng.next(6) }, () => {
    const node = pick(prng, ['worker-1', 'worker-2'])
    const content = JSON.stringify(pick(prng, OWN_FILES))
    const act = pick(prng, [
      `writeFile: { node: ${node}, path: ${OWN_FILE}, content: ${content} }`,
      `writeFile: { node: ${node}, path: ${OWN_FILE}, content: ${content} }`,
      `removeFile: { node: ${node}, path: ${OWN_FILE} }`,
      `delete: pod/own-${node}`,
      `delete: { kind: Pod, name: static-${node}, gracePeriodSeconds: 0 }`,
      `cordon: ${node}`,
      `uncordon: ${node}`,
    ])
    return `- at: ${atMs(prng)}ms\n  ${act}\n`
  })
}

const own = (lines: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: own }\nspec:\n  terminationGracePeriodSeconds: 5\n${lines}`
const OWN_FILES = [
  own('  containers: [{ name: c0, image: "nginx:1.27" }]\n'),
  own('  containers: [{ name: c0, image: "nginx:1.28" }]\n'),
  own(
    '  containers: [{ name: c0, image: "busybox:1.36", command: [sh, -c, "sleep 20; exit 1"] }]\n',
  ),
  own('  containers: [{ name: c0, image: "busybox:1.36", command: [sleep, "9000"] }]\n').replace(
    'name: own',
    'name: own, namespace: nowhere',
  ),
  own('  serviceAccountName: web\n  containers: [{ name: c0, image: "nginx:1.27" }]\n'),
  'kind: Service\napiVersion: v1\nmetadata: { name: own }\n',
  'kind: Pod\n  metadata: {',
]

/** A part of the control plane whose container ends, and its machine, which loses its power for a while. */
function controlPlaneActions(prng: Prng): readonly string[] {
  const part = pick(prng, ['kube-apiserver', 'etcd', 'kube-scheduler', 'kube-controller-manager'])
  const fromMs = atMs(prng)
  const act = pick(prng, [
    `kill: { pod: ${part}-control-plane, namespace: kube-system, container: ${part}, exitCode: 1 }`,
    'reboot: control-plane',
    'kubelet: { node: control-plane, state: restarted }',
    `delete: { kind: Pod, name: ${part}-control-plane, namespace: kube-system }`,
  ])
  return [`- at: ${fromMs}ms\n  ${act}\n`]
}

/** Each start of their containers is a line in each of their volumes. */
const KEEPERS = `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: keeper }
spec:
  selector: { matchLabels: { app: keeper } }
  template:
    metadata: { labels: { app: keeper } }
    spec:
      terminationGracePeriodSeconds: 1
      volumes:
      - { name: disk, emptyDir: {} }
      - { name: memory, emptyDir: { medium: Memory } }
      - { name: host, hostPath: { path: /var/keeper, type: DirectoryOrCreate } }
      containers:
      - name: writer
        image: busybox:1.36
        command: [sh, -c, "echo x >> /disk/log; echo x >> /memory/log; echo x >> /host/log; exec sleep 90000"]
        volumeMounts: [{ name: disk, mountPath: /disk }, { name: memory, mountPath: /memory }, { name: host, mountPath: /host }]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store }
spec:
  serviceName: store
  selector: { matchLabels: { app: store } }
  template:
    metadata: { labels: { app: store } }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - name: writer
        image: busybox:1.36
        command: [sh, -c, "echo x >> /claim/log; exec sleep 90000"]
        volumeMounts: [{ name: claim, mountPath: /claim }]
  volumeClaimTemplates:
  - metadata: { name: claim }
    spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`
