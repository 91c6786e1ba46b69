// What a new file begins with: an object that runs as it stands, under a name and a path that are free.
import { CLUSTER_FILE } from '#scenario/paths.ts'
import type { ScenarioFile } from '#scenario/types.ts'

export type TemplateName = 'Pod' | 'Deployment' | 'Service' | 'Node' | 'Static Pod' | 'Action'

export interface Template {
  readonly name: TemplateName
  /** What it is for. */
  readonly hint: string
}

export const TEMPLATES: readonly Template[] = [
  { name: 'Pod', hint: 'one nginx' },
  { name: 'Deployment', hint: 'three of them, kept' },
  { name: 'Service', hint: 'one name for all Pods of a label' },
  { name: 'Node', hint: 'a machine more' },
  { name: 'Static Pod', hint: 'a file on the disk of a node' },
  { name: 'Action', hint: 'something that you do at 30 s' },
]

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: NAME
  labels: {app: NAME}
spec:
  containers:
  - name: nginx
    image: nginx:1.27
    ports:
    - containerPort: 80
`
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: NAME
spec:
  replicas: 3
  selector:
    matchLabels: {app: NAME}
  template:
    metadata:
      labels: {app: NAME}
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        ports:
        - containerPort: 80
`
const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: NAME
spec:
  selector: {app: SELECTED}
  ports:
  - port: 80
`
const STATIC_POD = `apiVersion: v1
kind: Pod
metadata:
  name: NAME
spec:
  containers:
  - name: agent
    image: busybox:1.36
    command: [sh, -c, "while true; do date; sleep 10; done"]
`
const node = (name: string): string => `apiVersion: v1
kind: Node
metadata:
  name: ${name}
status:
  capacity: {cpu: "2", memory: 4Gi, pods: "110"}
`
/** A cluster that is written down has its Nodes and no others, so the usual ones come with the new one. */
const CLUSTER = [
  `${node('control-plane').replace('name: control-plane', 'name: control-plane\n  labels: {node-role.kubernetes.io/control-plane: ""}').replace('status:', 'spec:\n  taints: [{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]\nstatus:')}`,
  node('worker-1'),
  node('worker-2'),
]

const SCENARIO = 'scenario.yaml'

type Make = (files: readonly ScenarioFile[]) => ScenarioFile

const MAKES: Readonly<Record<TemplateName, Make>> = {
  Pod: (files) => fresh(files, 'manifests/', 'web', POD),
  Deployment: (files) => fresh(files, 'manifests/', 'shop', DEPLOYMENT),
  Service: (files) =>
    fresh(files, 'manifests/', 'web-service', SERVICE.replace('SELECTED', labelIn(files))),
  'Static Pod': (files) =>
    fresh(files, 'nodes/worker-1/etc/kubernetes/manifests/', 'agent', STATIC_POD),
  Node(files) {
    const before = textOf(files, CLUSTER_FILE) ?? CLUSTER.join('---\n')
    const made = node(freeName('worker-3', (one) => !before.includes(`name: ${one}\n`)))
    return { path: CLUSTER_FILE, text: `${ended(before)}---\n${made}` }
  },
  Action: (files) => ({
    path: SCENARIO,
    text: withAction(textOf(files, SCENARIO) ?? '', podIn(files)),
  }),
}

/** The file that a template makes, or the one that it adds to, with its new text. */
export function fileFromTemplate(name: TemplateName, files: readonly ScenarioFile[]): ScenarioFile {
  return MAKES[name](files)
}

/** A path beside `path` that is free: 'manifests/web-2.yaml'. */
export function freePath(path: string, files: readonly ScenarioFile[]): string {
  const dot = path.lastIndexOf('.')
  const [base, end] = dot < 0 ? [path, ''] : [path.slice(0, dot), path.slice(dot)]
  return `${freeName(base, (one) => !files.some((file) => file.path === one + end))}${end}`
}

function fresh(
  files: readonly ScenarioFile[],
  folder: string,
  base: string,
  text: string,
): ScenarioFile {
  const isFree = (name: string): boolean =>
    !files.some(
      (file) =>
        file.path === `${folder}${name}.yaml` || new RegExp(`\\bname: ${name}\\b`).test(file.text),
    )
  const name = freeName(base, isFree)
  return { path: `${folder}${name}.yaml`, text: text.replaceAll('NAME', name) }
}

/** 'web', 'web-2', 'web-3': the first that is free. */
function freeName(base: string, isFree: (name: string) => boolean): string {
  if (isFree(base)) return base
  const numbered = /^(.*)-(\d+)$/.exec(base)
  const [stem, from] = numbered === null ? [base, 1] : [numbered[1] ?? base, Number(numbered[2])]
  for (let i = from + 1; ; i += 1) if (isFree(`${stem}-${i}`)) return `${stem}-${i}`
}

function withAction(text: string, pod: string): string {
  const item = `- at: 30s\n  kubectl: delete pod ${pod}\n`
  const list = /^actions:[ \t]*\r?\n/m.exec(text)
  if (list === null) return `${ended(text)}actions:\n${item}`
  const at = list.index + list[0].length
  const indent = /^[ \t]*(?=-)/.exec(text.slice(at))?.[0] ?? ''
  return `${text.slice(0, at)}${item.replaceAll(/^/gm, indent).trimEnd()}\n${text.slice(at)}`
}

/** The first Pod that the manifests name. */
function podIn(files: readonly ScenarioFile[]): string {
  for (const { path, text } of files) {
    const name = /^kind: *Pod\b[\s\S]*?\bname: *["']?([a-z0-9][\w.-]*)/m.exec(text)?.[1]
    if (path.startsWith('manifests/') && name !== undefined) return name
  }
  return 'web'
}

/** The label `app` that Pods of the manifests have. */
function labelIn(files: readonly ScenarioFile[]): string {
  const manifests = files.filter(({ path }) => path.startsWith('manifests/'))
  const labels = manifests.map(({ text }) => /\bapp: *["']?([a-z0-9][\w.-]*)/.exec(text)?.[1])
  return labels.find((label) => label !== undefined) ?? 'web'
}

const textOf = (files: readonly ScenarioFile[], path: string): string | undefined =>
  files.find((file) => file.path === path)?.text

const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)
