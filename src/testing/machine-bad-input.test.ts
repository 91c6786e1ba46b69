// What a person may do to a node that no node should get: a sentence in the right place, nothing lost, nothing frozen.
import { expect, test } from 'vitest'
import type { World } from '#client/world.ts'
import { kubeletLog } from '#cluster/terminal/node/kubelet-log.ts'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { checkScenario } from '#scenario/check-scenario.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { violationsOf } from './invariants.ts'
import { machineViolationsOf } from './machine-faults.ts'

const MANIFESTS = '/etc/kubernetes/manifests'
const CONFIG = '/var/lib/kubelet/config.yaml'
const podText = (name: string, image = 'nginx:1.27'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: app, image: "${image}" }] }\n`

/** Runs actions for `until`, beside an ordinary static Pod `good` on worker-1. */
function run(actions: readonly string[], until: string, files: readonly ScenarioFile[] = []) {
  const list = actions.map((action) => `- ${action}\n`).join('')
  const { cluster, parsed } = runScenario([
    {
      path: 'scenario.yaml',
      text: `until: ${until}\n${list === '' ? '' : `actions:\n${list}`}`,
    },
    { path: `nodes/worker-1${MANIFESTS}/good.yaml`, text: podText('good') },
    ...files,
  ])
  expect(parsed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return { cluster, journal: cluster.journal }
}

const write = (at: string, path: string, content: string): string =>
  `{ at: ${at}, writeFile: { node: worker-1, path: ${path}, content: ${JSON.stringify(content)} } }`

const onNode = (path: string, text: string): ScenarioFile => ({
  path: `nodes/worker-1${path}`,
  text,
})

/** The names of the Pods whose containers run at a time, sorted. */
function running(state: ReturnType<World['stateAt']>): readonly string[] {
  return [...state.values()]
    .flatMap((object) =>
      object.kind === 'ContainerInstance' && object.state === 'running' ? [object.pod.name] : [],
    )
    .toSorted()
}

/** What the disks of the nodes say of files that they cannot keep. */
const fullDisk = (journal: ReturnType<typeof run>['journal']): readonly string[] =>
  journal
    .filter(({ kind }) => kind === 'DiskRefused')
    .map(({ message, because }) => `${message}: ${because ?? ''}`)

/** What the kubelet says of files that it does not take, each once. */
const refusedFiles = (journal: ReturnType<typeof run>['journal']): readonly string[] => [
  ...new Set(
    journal
      .filter(({ kind }) => kind === 'StaticPodRefused')
      .map(({ message, because }) => `${message}: ${because ?? ''}`),
  ),
]

test('a file of 5 MB does not fit on the disk, which says so, and what was there runs on', () => {
  const comment = `# ${'x'.repeat(78)}\n`
  const large = podText('large') + comment.repeat(65_536)
  const { cluster, journal } = run([], '1m', [onNode(`${MANIFESTS}/large.yaml`, large)])
  expect(running(cluster.seek(60_000))).toEqual(['good-worker-1'])
  expect(fullDisk(journal)).toEqual([
    `cannot keep \`${MANIFESTS}/large.yaml\` on its disk: File too large`,
  ])
})

test('a thousand files are more than a disk takes; it says so, and the node runs its 110 Pods', () => {
  const files = Array.from({ length: 998 }, (_, index) =>
    onNode(`${MANIFESTS}/pod-${index}.yaml`, podText(`pod-${index}`)),
  )
  const more = Array.from({ length: 12 }, (_, index) =>
    write('15s', `${MANIFESTS}/more-${index}.yaml`, podText(`more-${index}`)),
  )
  const { cluster, journal } = run(more, '60s', files)
  expect(running(cluster.seek(60_000)).length).toBe(110)
  expect(fullDisk(journal).at(-1)).toContain('on its disk: No space left on device')
}, 120_000)

test('of a file that changes every millisecond the last version runs in the end', () => {
  const edits = Array.from({ length: 200 }, (_, index) =>
    write(
      `${10_000 + index}ms`,
      `${MANIFESTS}/good.yaml`,
      podText('good').replace('name: good', `name: good, labels: { edit: "${index}" }`),
    ),
  )
  const { cluster, journal } = run(edits, '3m')
  const state = cluster.seek(180_000)
  expect(running(state)).toEqual(['good-worker-1'])
  const mirror = state.get('Pod/default/good-worker-1')
  expect(mirror?.kind === 'Pod' && mirror.metadata.labels).toEqual({ edit: '199' })
  expect(violationsOf(journal)).toEqual([])
})

test('two nodes of one name are said where the second stands', () => {
  const node = 'apiVersion: v1\nkind: Node\nmetadata: { name: worker-1 }\n'
  const files = [
    { path: 'scenario.yaml', text: 'until: 10s\n' },
    { path: 'cluster.yaml', text: `${node}---\n${node}` },
  ]
  const { diagnostics } = checkScenario(files, admitInEmptyCluster())
  expect(diagnostics.map(({ path, message }) => `${path}: ${message}`)).toEqual([
    'cluster.yaml: Node "worker-1" is here twice: this one is applied on top of the one before',
  ])
})

test('a configuration whose folder is its own finds itself, and is no Pod', () => {
  const config = `kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\nstaticPodPath: /var/lib/kubelet\n`
  const { cluster, journal } = run([], '1m', [onNode(CONFIG, config)])
  expect(running(cluster.seek(60_000))).toEqual([])
  expect(refusedFiles(journal)).toEqual([expect.stringContaining(CONFIG)])
})

test('a kubelet that is to read the root of its disk reads the files in it, and no folders', () => {
  const config =
    'kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\nstaticPodPath: /\n'
  const { cluster } = run([], '1m', [onNode(CONFIG, config), onNode('/root.yaml', podText('root'))])
  expect(running(cluster.seek(60_000))).toEqual(['root-worker-1'])
})

test('a manifest of another kind is passed over with a sentence', () => {
  const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [] }\n'
  const { cluster, journal } = run([write('10s', `${MANIFESTS}/web.yaml`, service)], '1m')
  expect(running(cluster.seek(60_000))).toEqual(['good-worker-1'])
  expect(refusedFiles(journal)).toEqual([expect.stringMatching(/web\.yaml.*Service/s)])
})

test('power that is switched a hundred times in a second leaves a machine that is on and works', () => {
  const switches = Array.from(
    { length: 100 },
    (_, index) =>
      `{ at: ${10_000 + index * 10}ms, power: { node: worker-1, state: ${index % 2 === 0 ? 'off' : 'on'} } }`,
  )
  const { cluster, journal } = run(switches, '3m')
  expect(running(cluster.seek(180_000))).toEqual(['good-worker-1'])
  expect(violationsOf(journal)).toEqual([])
  expect(machineViolationsOf(journal)).toEqual([])
})

const CONFIGURATION = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n'

test('a kubelet that cannot read its configuration ends, and runs again when the file is mended', () => {
  const { cluster, journal } = run(
    [
      write('20s', CONFIG, `${CONFIGURATION}maxPods: many\n`),
      '{ at: 30s, kubelet: { node: worker-1, state: restarted } }',
      write('55s', CONFIG, `${CONFIGURATION}maxPods: 7\nmaxPodz: 8\npodCIDR: 10.1.0.0/16\n`),
    ],
    '2m',
  )
  const machineAt = (timeMs: number) => {
    const machine = cluster.seek(timeMs).get('Machine/worker-1')
    return machine?.kind === 'Machine' ? machine.kubelet : undefined
  }
  expect([29_000, 40_000, 59_000, 61_000].map(machineAt)).toEqual([
    'running',
    'stopped',
    'stopped',
    'running',
  ])
  expect(running(cluster.seek(45_000))).toEqual(['good-worker-1'])
  const said = journal.filter(
    ({ kind }) => kind.startsWith('KubeletConfig') || kind === 'KubeletFailed',
  )
  expect(said.map(({ message, because }) => `${message}: ${because ?? ''}`)).toEqual([
    `exited with 1: failed to load kubelet config file, path: ${CONFIG}, error: failed to load Kubelet config file ${CONFIG}, error failed to decode: json: cannot unmarshal string into Go struct field KubeletConfiguration.maxPods of type int32`,
    'passes over `maxPodz`: no kubelet has such a setting',
    'does without `podCIDR`: this has no effect here',
  ])
  const node = cluster.seek(70_000).get('Node//worker-1')
  expect(node?.kind === 'Node' && node.status?.allocatable?.['pods']).toBe('7')
  const log = kubeletLog(journal, 'worker-1').lines.map(({ from, text }) => `${from}: ${text}`)
  expect(log.filter((line) => /command failed|FAILURE|lenient/.test(line))).toEqual([
    expect.stringMatching(/^kubelet\[\d+\]: E.* run\.go:72\] "command failed" err="failed to load/),
    'systemd[1]: kubelet.service: Main process exited, code=exited, status=1/FAILURE',
    expect.stringContaining('err="strict decoding error: unknown field \\"maxPodz\\""'),
  ])
})

test.for(['[null, 3]', '[{ key: 5 }]', '[x]', '[{ key: a, effect: Nope }]', '[{ key: a }]'])(
  'with the taints %s a kubelet registers no node, and nothing else is lost',
  (taints) => {
    const text = `kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\nstaticPodPath: ${MANIFESTS}\nregisterWithTaints: ${taints}\n`
    const { cluster } = run(
      [
        '{ at: 10s, kubectl: delete node worker-1 }',
        write('15s', CONFIG, text),
        '{ at: 20s, kubelet: { node: worker-1, state: restarted } }',
      ],
      '2m',
    )
    expect(cluster.world.state.has('Node//worker-1')).toBe(false)
    expect(running(cluster.world.state)).toEqual(['good-worker-1'])
  },
)
