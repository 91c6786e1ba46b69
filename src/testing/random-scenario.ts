// Random scenarios from a seed: small clusters with Pods that start, wait, clash, fail and are deleted.
import { createPrng, type Prng } from '#lib/prng.ts'
import type { ScenarioFile } from '#scenario/types.ts'

const IMAGES = [
  'nginx:1.27',
  'busybox:1.36',
  'redis:7',
  'example.com/own/app:v1',
  'nosuch/image:typo',
] as const
const POLICIES = ['Always', 'OnFailure', 'Never'] as const

const pick = <T>(prng: Prng, items: readonly T[]): T => items[prng.next(items.length)] as T
const chance = (prng: Prng, part: number, of: number): boolean => prng.next(of) < part

/** The files of the scenario of a seed: the same on every machine. */
export function randomScenario(seed: number): readonly ScenarioFile[] {
  const prng = createPrng(`scenario ${seed}`)
  const pods = Array.from({ length: 1 + prng.next(4) }, (_, index) => podText(prng, `pod-${index}`))
  const replicaSet = chance(prng, 1, 2) ? [replicaSetText(prng)] : []
  const files: ScenarioFile[] = [
    { path: 'scenario.yaml', text: scenarioText(prng, seed, pods.length, replicaSet.length > 0) },
    { path: 'manifests/all.yaml', text: [CONFIG, ...pods, ...replicaSet].join('---\n') },
  ]
  if (chance(prng, 1, 3)) files.push({ path: 'cluster.yaml', text: clusterText(prng) })
  if (chance(prng, 1, 3)) {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: static }\nspec:\n  volumes: [{ name: data, emptyDir: {} }]\n${containersText(prng, 'containers', 1)}`
    files.push({ path: 'nodes/worker-1/etc/kubernetes/manifests/static.yaml', text })
  }
  return files
}

const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata: { name: config }
data: { KEY: value, file.txt: text }
`

function clusterText(prng: Prng): string {
  const node = (index: number): string =>
    `apiVersion: v1\nkind: Node\nmetadata: { name: worker-${index} }\nstatus: { capacity: { cpu: "${1 + prng.next(3)}", memory: ${1 + prng.next(4)}Gi, pods: "${3 + prng.next(8)}" } }\n`
  return Array.from({ length: 1 + prng.next(3) }, (_, index) => node(index + 1)).join('---\n')
}

function scenarioText(prng: Prng, seed: number, pods: number, owned: boolean): string {
  const actions: string[] = []
  if (chance(prng, 1, 2))
    actions.push(`- at: ${5 + prng.next(40)}s\n  delete: pod/pod-${prng.next(pods)}`)
  if (owned && chance(prng, 1, 2)) {
    actions.push(
      `- at: ${5 + prng.next(60)}s\n  scale: { kind: ReplicaSet, name: set, replicas: ${prng.next(5)} }`,
    )
  }
  if (chance(prng, 1, 3)) {
    actions.push(
      `- at: ${10 + prng.next(30)}s\n  kill: { pod: pod-0, container: c0, exitCode: ${prng.next(3)} }`,
    )
  }
  const list = actions.length === 0 ? '' : `actions:\n${actions.join('\n')}\n`
  return `title: random ${seed}\nseed: ${seed}\nuntil: 2m\n${list}`
}

function podText(prng: Prng, name: string): string {
  const inits = prng.next(3)
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: a${prng.next(2)} } }
spec:
  restartPolicy: ${pick(prng, POLICIES)}
  terminationGracePeriodSeconds: ${prng.next(12)}
  volumes: [{ name: data, emptyDir: {} }, { name: config, configMap: { name: config } }]
${inits === 0 ? '' : containersText(prng, 'initContainers', inits)}${containersText(prng, 'containers', 1 + prng.next(3))}`
}

function replicaSetText(prng: Prng): string {
  return `apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: set }
spec:
  replicas: ${1 + prng.next(4)}
  selector: { matchLabels: { app: set } }
  template:
    metadata: { labels: { app: set } }
    spec:
      terminationGracePeriodSeconds: 3
      containers: [{ name: c0, image: "nginx:1.27", resources: { requests: { cpu: ${100 * (1 + prng.next(5))}m } } }]
`
}

function containersText(prng: Prng, field: 'containers' | 'initContainers', count: number): string {
  const prefix = field === 'containers' ? 'c' : 'i'
  const list = Array.from({ length: count }, (_, index) =>
    containerText(prng, `${prefix}${index}`, field),
  ).join('')
  return `  ${field}:\n${list}`
}

function containerText(prng: Prng, name: string, field: 'containers' | 'initContainers'): string {
  const sidecar = field === 'initContainers' && chance(prng, 1, 4)
  const lines = [
    `  - name: ${name}`,
    `    image: ${pick(prng, IMAGES)}`,
    ...(sidecar ? ['    restartPolicy: Always'] : []),
    `    command: [sh, -c, "${commandText(prng)}"]`,
    `    volumeMounts: [{ name: data, mountPath: /data }]`,
    `    resources: { requests: { cpu: ${50 * prng.next(6)}m, memory: ${32 * prng.next(5)}Mi } }`,
  ]
  const bare = field === 'containers' && chance(prng, 1, 3)
  if (bare)
    lines.splice(
      lines.findIndex((line) => line.includes('command:')),
      1,
    )
  return `${lines.join('\n')}\n`
}

function commandText(prng: Prng): string {
  const scripts = [
    `sleep ${1 + prng.next(20)}; exit ${prng.next(3)}`,
    'echo hello >> /data/log; sleep 3600',
    `while true; do date >> /data/log; sleep ${1 + prng.next(5)}; done`,
    "trap 'exit 0' TERM; while true; do sleep 1; done",
    'exit 0',
    'exit 1',
    'cat /data/log || exit 2; sleep 5',
    'nc -l -p 8080',
    'until nslookup nowhere; do sleep 3; done',
  ]
  return pick(prng, scripts)
}
