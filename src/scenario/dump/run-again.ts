// A dump as a scenario that begins: what the server added is taken out, Pods of a snapshot stay on their nodes, what
// was around is made, and the processes do what the status says they did.
import { printYaml } from '#yaml/print-yaml.ts'
import { isMapping } from '../field-reader.ts'
import { roleOf } from '../paths.ts'
import { SCENARIO_FILE } from '../read-scenario.ts'
import type { ScenarioFile } from '../types.ts'
import { aroundOf } from './around.ts'
import { type Behaviour, behavioursOf } from './behaviour.ts'
import { cleaned } from './clean.ts'
import { type Dump, dumpKeyOf, kindOf, nameOf, namespaceOf, readDump } from './dump.ts'
import { isSilent, machineFor, machineOf, staticPodOf } from './machines.ts'
import { type Fields, fieldsAt, listAt, textAt } from './values.ts'

/** Kinds that controllers or the kubelet make anew. */
const MADE_ANEW: ReadonlySet<string> = new Set([
  'ControllerRevision',
  'CSINode',
  'Endpoints',
  'EndpointSlice',
  'Event',
  'Lease',
  'VolumeAttachment',
])
const BUILT_IN: ReadonlySet<string> = new Set([
  'Namespace/default/default',
  'Namespace/default/kube-system',
  'Namespace/default/kube-public',
  'Namespace/default/kube-node-lease',
  'Service/default/kubernetes',
])
/** Pods before what may adopt them, and what others need before those. */
const ORDER = ['Namespace', 'ServiceAccount', 'ConfigMap', 'Secret', 'PersistentVolume', 'Pod']
const MOST_IMAGES = 100

/** The files of a scenario that runs a dump from the start; the same files when they hold none. */
export function runAgain(files: readonly ScenarioFile[]): readonly ScenarioFile[] {
  const dump = readDump(files)
  if (dump === null) return files
  const values = dump.objects.map(({ value }) => value)
  const bound = dump.kind !== 'pod' && values.some((value) => kindOf(value) === 'Node')
  const kept = values.filter((value) => isKept(value, values, dump.kind))
  const statics = kept.filter((value) => staticPodOf(value) !== null)
  const rest = kept.filter((value) => kindOf(value) !== 'Node' && staticPodOf(value) === null)
  const pods = rest.filter((value) => kindOf(value) === 'Pod')
  const made = inOrder(rest).map((value) => cleaned(value, bound))
  const objects = made.map(({ value }) => value)
  const around = aroundOf(objects, [...pods, ...statics], new Set(values.map(keyOf)))
  const dropped = made.flatMap((one) => one.dropped)
  const behaviours = pods.flatMap(behavioursOf).slice(0, MOST_IMAGES)
  const head = headOf(dump, values.length - kept.length, dropped)
  return [
    { path: `manifests/${fileNameOf(dump)}.yaml`, text: head + documents(objects) },
    ...(around.length === 0
      ? []
      : [{ path: 'manifests/0-around.yaml', text: AROUND + documents(around) }]),
    ...clusterFile(dump, values),
    ...statics.map(staticFile),
    ...scenarioFile(dump, behaviours, values),
    ...(dump.kind === 'objects' ? keptFiles(files) : []),
  ]
}

/** The machines that a person had made before. */
function keptFiles(files: readonly ScenarioFile[]): readonly ScenarioFile[] {
  return files.filter(({ path }) => ['cluster', 'node-file'].includes(roleOf(path).role))
}

const keyOf = (value: Fields): string => dumpKeyOf(kindOf(value), namespaceOf(value), nameOf(value))

const AROUND =
  '# What was around it and is not in the dump. Values of stand-ins are none of the real ones.\n'

const documents = (objects: readonly Fields[]): string => objects.map(printYaml).join('---\n')

function isKept(value: Fields, all: readonly Fields[], kind: Dump['kind']): boolean {
  if (nameOf(value) === '' || MADE_ANEW.has(kindOf(value)) || BUILT_IN.has(keyOf(value)))
    return false
  if (kindOf(value) === 'ConfigMap' && nameOf(value) === 'kube-root-ca.crt') return false
  if (kindOf(value) === 'ServiceAccount' && nameOf(value) === 'default') return false
  if (kind === 'pod') return true
  const owner = ownerOf(value)
  const has = (kindName: string, name: string): boolean =>
    all.some(
      (one) =>
        kindOf(one) === kindName && nameOf(one) === name && namespaceOf(one) === namespaceOf(value),
    )
  // A CronJob and a Job make theirs anew, with other names.
  if ((owner.kind === 'CronJob' || owner.kind === 'Job') && has(owner.kind, owner.name))
    return false
  if (kindOf(value) !== 'Pod') return true
  const phase = textAt(value, 'status', 'phase')
  const isOver = phase === 'Succeeded' || phase === 'Failed'
  if (isOver || textAt(value, 'metadata', 'deletionTimestamp') !== '') return false
  const isOrphaned = owner.kind === 'ReplicaSet' && !has('ReplicaSet', owner.name)
  return !(isOrphaned && all.some((one) => kindOf(one) === 'Deployment' && selects(one, value)))
}

function ownerOf(value: Fields): { readonly kind: string; readonly name: string } {
  const owner = listAt(value, 'metadata', 'ownerReferences').find(
    (one) => isMapping(one) && one['controller'] === true,
  )
  return { kind: textAt(owner, 'kind'), name: textAt(owner, 'name') }
}

function selects(owner: Fields, pod: Fields): boolean {
  const labels = fieldsAt(pod, 'metadata', 'labels')
  const wanted = Object.entries(fieldsAt(owner, 'spec', 'selector', 'matchLabels'))
  return (
    namespaceOf(owner) === namespaceOf(pod) &&
    wanted.length > 0 &&
    wanted.every(([key, value]) => labels[key] === value)
  )
}

function inOrder(values: readonly Fields[]): readonly Fields[] {
  const rank = (value: Fields): number => {
    const place = ORDER.indexOf(kindOf(value))
    return place < 0 ? ORDER.length : place
  }
  return values.toSorted((a, b) => rank(a) - rank(b))
}

function fileNameOf(dump: Dump): string {
  if (dump.kind === 'snapshot') return 'snapshot'
  const only = dump.objects.find(({ value }) => kindOf(value) !== 'Event')
  const name = only === undefined || dump.objects.length > 1 ? 'objects' : nameOf(only.value)
  const pod = dump.objects.find(({ value }) => kindOf(value) === 'Pod')
  const chosen = dump.kind === 'pod' && pod !== undefined ? nameOf(pod.value) : name
  return chosen.replaceAll(/[^\w.-]/g, '-').slice(0, 80)
}

function headOf(dump: Dump, leftOut: number, dropped: readonly string[]): string {
  const what =
    dump.kind === 'snapshot'
      ? 'The Pods of a snapshot, each on the node that it is on.'
      : 'From a living cluster, without what the server added.'
  const lines = [what]
  if (leftOut > 0)
    lines.push(
      `Left out: ${leftOut} ${leftOut === 1 ? 'object' : 'objects'} that ended or that controllers make anew.`,
    )
  if (dropped.length > 0)
    lines.push(
      `Secret values were dropped: ${dropped.slice(0, 8).join(', ')}${dropped.length > 8 ? ' …' : ''}.`,
    )
  return lines.map((line) => `# ${line}\n`).join('')
}

function clusterFile(dump: Dump, values: readonly Fields[]): readonly ScenarioFile[] {
  const nodes = values.filter((value) => kindOf(value) === 'Node' && nameOf(value) !== '')
  const pods = values.filter((value) => kindOf(value) === 'Pod')
  if (nodes.length > 0)
    return [{ path: 'cluster.yaml', text: documents(nodes.map((node) => machineOf(node, pods))) }]
  const pod = values.find((value) => kindOf(value) === 'Pod')
  if (dump.kind !== 'pod' || pod === undefined || textAt(pod, 'spec', 'nodeName') === '') return []
  const text = `# The node that it ran on: its name, the labels that the Pod asks for, and room enough.\n${printYaml(machineFor(pod))}`
  return [{ path: 'cluster.yaml', text }]
}

function staticFile(pod: Fields): ScenarioFile {
  const { node = '', name = '' } = staticPodOf(pod) ?? {}
  const { value } = cleaned(pod)
  const { labels, namespace } = fieldsAt(value, 'metadata')
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels === undefined ? {} : { labels }),
  }
  return {
    path: `nodes/${node}/etc/kubernetes/manifests/${name}.yaml`,
    text: printYaml({ ...value, metadata }),
  }
}

/** The title, what processes do, and which machines are off. */
function scenarioFile(
  dump: Dump,
  behaviours: readonly Behaviour[],
  values: readonly Fields[],
): readonly ScenarioFile[] {
  const off = values.filter((value) => kindOf(value) === 'Node' && isSilent(value))
  const pod = values.find((value) => kindOf(value) === 'Pod')
  const title =
    dump.kind === 'snapshot'
      ? `Snapshot of ${values.filter((value) => kindOf(value) === 'Node').length} Nodes`
      : dump.kind === 'pod' && pod !== undefined
        ? `Pod ${nameOf(pod)}, again`
        : 'From a living cluster'
  const images = behaviours.map(({ item, why }) => `# ${why}\n${printYaml([item])}`).join('')
  const actions = off.map((node) => ({ at: '0s', power: { node: nameOf(node), state: 'off' } }))
  const text = [
    printYaml({ title }),
    images === '' ? '' : `images:\n${images}`,
    actions.length === 0 ? '' : printYaml({ actions }),
  ].join('')
  return [{ path: SCENARIO_FILE, text }]
}
