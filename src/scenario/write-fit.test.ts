import { expect, test } from 'vitest'
import type { Pod } from '#api/generated/types.ts'
import { keyOfOwner, type ObjectKey } from '#api/meta/object.ts'
import type { Fit } from '#api/scheduler/fit-change.ts'
import { wouldFit } from '#scheduler/would-fit/would-fit.ts'
import { startScenario } from './run-scenario.ts'
import type { ScenarioFile } from './types.ts'
import { writeFit } from './write-fit.ts'

const UNTIL_MS = 20_000

function podsAfter(files: readonly ScenarioFile[]) {
  const run = startScenario(files, { untilMs: UNTIL_MS })
  run.advance(UNTIL_MS)
  const { state } = run.cluster.world
  const pods = state.under('Pod/').filter((one): one is Pod => one.kind === 'Pod')
  return { state, pods, run }
}

/** The Pod, and what owns it. */
function keysOf(pod: Pod, state: ReturnType<typeof podsAfter>['state']): readonly ObjectKey[] {
  const { namespace = 'default', name = '' } = pod.metadata
  const keys = [`Pod/${namespace}/${name}`]
  for (let at = pod.metadata; ;) {
    const [owner] = at.ownerReferences ?? []
    if (owner === undefined) return keys
    const key = keyOfOwner(owner, namespace)
    keys.push(key)
    const object = state.get(key)
    if (object === undefined || !('metadata' in object)) return keys
    at = object.metadata
  }
}

const waiting = (pods: readonly Pod[]): readonly Pod[] =>
  pods.filter(({ spec }) => (spec?.nodeName ?? '') === '')

/** Every fit for the first Pod that waits, each with the files in which it was carried out. */
function fitsOf(files: readonly ScenarioFile[]) {
  const { state, pods } = podsAfter(files)
  const [pod] = waiting(pods)
  if (pod === undefined) throw new Error('every Pod has a node')
  const keys = keysOf(pod, state)
  return wouldFit(state, pod).fits.map((fit) => ({
    fit,
    files: writeFit(files, { keys, changes: fit.changes, atMs: 1000 }),
  }))
}

const kindsOf = ({ changes }: Fit): string => changes.map(({ kind }) => kind).join(' + ')

const TWO_NODES = `apiVersion: v1
kind: Node
metadata: {name: worker-1}
spec:
  taints:
  - {key: disk, value: slow, effect: NoSchedule}
status: {capacity: {cpu: "4", memory: 8Gi, pods: "110"}}
---
apiVersion: v1
kind: Node
metadata: {name: worker-2, labels: {disk: ssd}}
status: {capacity: {cpu: "2", memory: 4Gi, pods: "110"}}
`

const FOUR_NODES = `${TWO_NODES}---
apiVersion: v1
kind: Node
metadata: {name: worker-3}
spec: {unschedulable: true}
status: {capacity: {cpu: "4", memory: 8Gi, pods: "110"}}
---
apiVersion: v1
kind: Node
metadata: {name: worker-4}
status: {capacity: {cpu: "1", memory: 8Gi, pods: "110"}}
`

const SITUATIONS: readonly (readonly [
  name: string,
  manifest: string,
  fits: readonly string[],
  cluster?: string,
])[] = [
  [
    'a Pod in block style that asks for too much',
    `# The report of the night.
apiVersion: v1
kind: Pod
metadata:
  name: report
spec:
  containers:
  - name: app   # asks for a lot
    image: nginx:1.27
    resources:
      requests:
        cpu: "3"   # three
        memory: 64Mi
`,
    ['uncordon', 'request', 'toleration', 'node'],
    FOUR_NODES,
  ],
  [
    'a Deployment in flow style with a selector that no node has',
    `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {nodeSelector: {disk: nvme}, containers: [{name: app, image: "nginx:1.27"}]}}}}
`,
    ['selector', 'label', 'node'],
  ],
  [
    'a selector of two, in a list of other tolerations',
    `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  nodeSelector:
    disk: ssd
    zone: far
  tolerations:
  - key: other
    operator: Exists
  containers:
  - {name: app, image: "nginx:1.27"}
`,
    ['selector', 'label', 'node'],
    TWO_NODES,
  ],
]

test.for(SITUATIONS)(
  '%s: every answer, written into the files, gives it a node',
  ([, text, expected, cluster]) => {
    const files: ScenarioFile[] = [{ path: 'manifests/web.yaml', text }]
    if (cluster !== undefined) files.push({ path: 'cluster.yaml', text: cluster })
    const fits = fitsOf(files)
    expect(fits.map(({ fit }) => kindsOf(fit))).toEqual(expect.arrayContaining([...expected]))
    for (const { fit, files: after } of fits) {
      const { pods, run } = podsAfter(after)
      const errors = run.parsed.diagnostics.filter(({ severity }) => severity === 'error')
      expect(errors, kindsOf(fit)).toEqual([])
      expect(
        waiting(pods).map(({ metadata }) => metadata.name),
        kindsOf(fit),
      ).toEqual([])
    }
  },
)

test('what stands around a change stays as it was written', () => {
  const [[, text, , cluster = ''] = ['', '', []]] = SITUATIONS
  const files = [
    { path: 'manifests/web.yaml', text },
    { path: 'cluster.yaml', text: cluster },
  ]
  const fits = fitsOf(files)
  const written = (kind: string): string =>
    fits.find(({ fit }) => kindsOf(fit) === kind)?.files[0]?.text ?? ''
  expect(written('request')).toBe(text.replace('cpu: "3"', 'cpu: "2"'))
  expect(written('toleration')).toBe(
    text.replace(
      'spec:\n',
      'spec:\n  tolerations: [{key: disk, operator: Equal, value: slow, effect: NoSchedule}]\n',
    ),
  )
})
