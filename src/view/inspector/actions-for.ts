// What one can do to the selected thing at the shown moment, as data: the inspector shows it as
// buttons, the palette as commands.
import { isMirrorPod } from '#api/core/containers.ts'
import type { Node, Pod } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { WorldState } from '#client/world.ts'
import type { Action } from '#scenario/types.ts'
import { clockText } from '#picture/words/format.ts'
import type { Subject } from '#picture/inspector/subject.ts'

export interface OfferedAction {
  readonly id: string
  /** For a button beside the thing: 'Delete now'. */
  readonly label: string
  /** Where the thing is not in sight: 'Delete Pod web now'. */
  readonly fullLabel: string
  /** What is said when it is done: 'Deleted Pod web'. */
  readonly done: string
  readonly action: Action
  readonly danger: boolean
  /** What will come of it. */
  readonly hint: string
}

/** The offers of a subject, each at `atMs`; none for what cannot be acted upon. */
export function actionsFor(
  subject: Subject | null,
  world: WorldState,
  atMs: number,
): readonly OfferedAction[] {
  switch (subject?.kind) {
    case 'pod':
      return podActions(subject.pod, atMs)
    case 'container':
      return containerActions(subject.record, atMs)
    case 'node':
      return nodeActions(subject.node, world, atMs)
    case 'object':
      return objectActions(subject.object, atMs)
    default:
      return []
  }
}

/** What should be known before one acts on it; null when there is nothing special. */
export function noteFor(subject: Subject): string | null {
  if (subject.kind !== 'pod' || !isMirrorPod(subject.pod)) return null
  const node = subject.pod.spec?.nodeName ?? 'its node'
  return `This is the mirror of a static Pod. Deleting it deletes only the mirror: the containers run on, and the kubelet makes the mirror again. The Pod ends when its file on ${node} is removed.`
}

/** What is said when an offer is taken. */
export function noticeOf({ done, action }: OfferedAction): string {
  return `${done} at ${clockText(action.atMs)}: the run goes on differently from here`
}

const nameOf = (object: ApiObject): string => object.metadata.name ?? ''

function deletion(object: ApiObject, atMs: number): Extract<Action, { verb: 'delete' }> {
  const { namespace = 'default' } = object.metadata
  return { verb: 'delete', atMs, kind: object.kind, namespace, name: nameOf(object) }
}

const DEFAULT_GRACE_SECONDS = 30

function podActions(pod: Pod, atMs: number): readonly OfferedAction[] {
  const named = `Pod ${nameOf(pod)}`
  const seconds = pod.spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS
  const mirror = isMirrorPod(pod)
  const normal: OfferedAction = {
    id: 'delete',
    label: 'Delete',
    fullLabel: `Delete ${named}`,
    done: `Deleted ${named}`,
    action: deletion(pod, atMs),
    danger: true,
    hint: mirror
      ? 'Only the mirror goes; the kubelet makes it again'
      : `Its containers get ${seconds} s to stop`,
  }
  const now: OfferedAction = {
    id: 'delete-now',
    label: 'Delete now',
    fullLabel: `Delete ${named} now, without grace`,
    done: `Deleted ${named} without grace`,
    action: { ...deletion(pod, atMs), gracePeriodSeconds: 0 },
    danger: true,
    hint: mirror
      ? 'Only the mirror goes; the kubelet makes it again'
      : 'Grace period 0: the object is gone at once, before its containers are',
  }
  return pod.metadata.deletionTimestamp === undefined ? [normal, now] : [now]
}

function containerActions(record: ContainerRecord, atMs: number): readonly OfferedAction[] {
  if (record.state !== 'running') return []
  const { name, pod } = record
  const kill = (exitCode: number, oom: boolean): Action => ({
    verb: 'kill',
    atMs,
    namespace: pod.namespace,
    pod: pod.name,
    container: name,
    exitCode,
    oom,
  })
  const ended = (exitCode: 0 | 1, hint: string): OfferedAction => ({
    id: `exit-${exitCode}`,
    label: `Exit code ${exitCode}`,
    fullLabel: `End container ${name} with exit code ${exitCode}`,
    done: `Ended container ${name} with exit code ${exitCode}`,
    action: kill(exitCode, false),
    danger: exitCode === 1,
    hint,
  })
  return [
    ended(1, 'Ends it, as if its process had failed'),
    ended(0, 'Ends it, as if its process had finished its work'),
    {
      id: 'oom',
      label: 'Out of memory',
      fullLabel: `Let container ${name} run out of memory`,
      done: `Let container ${name} run out of memory`,
      action: kill(137, true),
      danger: true,
      hint: 'The kernel kills it: exit code 137, reason OOMKilled',
    },
  ]
}

/** The largest number of Pods that the page asks of a ReplicaSet; scenario.yaml takes up to 1000. */
export const MOST_REPLICAS = 100

/** Scaling a ReplicaSet to a number of Pods; null for what cannot be scaled or is no such number. */
export function scaleOffer(
  object: ApiObject,
  replicas: number,
  atMs: number,
): OfferedAction | null {
  if (object.kind !== 'ReplicaSet' || !Number.isInteger(replicas)) return null
  if (replicas < 0 || replicas > MOST_REPLICAS) return null
  const { namespace = 'default' } = object.metadata
  const named = `ReplicaSet ${nameOf(object)}`
  const present = replicasOf(object)
  return {
    id: `scale-${replicas}`,
    label: `Scale to ${replicas}`,
    fullLabel: `Scale ${named} to ${replicas}`,
    done: `Scaled ${named} to ${replicas}`,
    action: { verb: 'scale', atMs, kind: 'ReplicaSet', namespace, name: nameOf(object), replicas },
    danger: false,
    hint: `From ${present} to ${replicas}`,
  }
}

/** How many Pods a ReplicaSet wants; 1 when it does not say. */
export function replicasOf(object: ApiObject): number {
  return object.kind === 'ReplicaSet' ? (object.spec?.replicas ?? 1) : 1
}

// A Namespace would keep its contents, as nothing empties it here; Events are a record of the past.
const LEFT_ALONE: ReadonlySet<string> = new Set(['Namespace', 'Event'])

const DELETION_HINTS: Readonly<Record<string, string>> = {
  ReplicaSet: 'Its Pods are deleted after it',
  Service: 'Its name and its address lead nowhere any more',
  ConfigMap: 'New containers that need it cannot start; what runs, runs on',
  Secret: 'New containers that need it cannot start; what runs, runs on',
  ServiceAccount: 'New Pods that name it are refused',
  StorageClass: 'New claims that name it stay Pending',
}

function objectActions(object: ApiObject, atMs: number): readonly OfferedAction[] {
  if (LEFT_ALONE.has(object.kind)) return []
  const named = `${object.kind} ${nameOf(object)}`
  const present = replicasOf(object)
  const scaled = [present - 1, present + 1].map((replicas) => scaleOffer(object, replicas, atMs))
  return [
    ...scaled.filter((offer) => offer !== null),
    {
      id: 'delete',
      label: 'Delete',
      fullLabel: `Delete ${named}`,
      done: `Deleted ${named}`,
      action: deletion(object, atMs),
      danger: true,
      hint: DELETION_HINTS[object.kind] ?? 'It is gone at once',
    },
  ]
}

const TAINT = /^[^=:\s]+(=[^:\s]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$/

/** What is wrong with the text of a taint; null for one that can be used. */
export function taintProblem(text: string): string | null {
  if (TAINT.test(text)) return null
  const effect = /:(.*)$/.exec(text)?.[1]
  if (effect !== undefined && !/^(NoSchedule|PreferNoSchedule|NoExecute)$/.test(effect)) {
    return 'The effect after the colon must be NoSchedule, PreferNoSchedule or NoExecute.'
  }
  return 'A taint is written key=value:NoSchedule, or key:NoSchedule without a value.'
}

/** Tainting a Node; null when the text is no taint. */
export function taintOffer(node: Node, text: string, atMs: number): OfferedAction | null {
  if (taintProblem(text) !== null) return null
  const name = nameOf(node)
  return {
    id: 'taint',
    label: 'Taint',
    fullLabel: `Taint Node ${name} with ${text}`,
    done: `Tainted Node ${name} with ${text}`,
    action: { verb: 'taint', atMs, node: name, taint: text },
    danger: false,
    hint: 'Keeps away Pods that do not tolerate it',
  }
}

function nodeActions(node: Node, world: WorldState, atMs: number): readonly OfferedAction[] {
  const name = nameOf(node)
  return [
    cordonOffer(node, atMs),
    ...ownTaints(node).map((taint): OfferedAction => ({
      id: `untaint-${taint}`,
      label: `Remove taint ${taint}`,
      fullLabel: `Remove taint ${taint} from Node ${name}`,
      done: `Removed taint ${taint} from Node ${name}`,
      action: { verb: 'taint', atMs, node: name, taint: `${taint}-` },
      danger: false,
      hint: 'Pods that did not tolerate it can be placed here again',
    })),
    ...staticPodFiles(world, name).map((path): OfferedAction => ({
      id: `remove-${path}`,
      label: `Remove ${path.slice(STATIC_POD_FOLDER.length)}`,
      fullLabel: `Remove ${path} from Node ${name}`,
      done: `Removed ${path} from Node ${name}`,
      action: { verb: 'removeFile', atMs, node: name, path },
      danger: true,
      hint: `The kubelet ends the static Pod of ${path}`,
    })),
  ]
}

function cordonOffer(node: Node, atMs: number): OfferedAction {
  const name = nameOf(node)
  const cordoned = node.spec?.unschedulable === true
  const word = cordoned ? 'Uncordon' : 'Cordon'
  return {
    id: word.toLowerCase(),
    label: word,
    fullLabel: `${word} Node ${name}`,
    done: `${word}ed Node ${name}`,
    action: { verb: cordoned ? 'uncordon' : 'cordon', atMs, node: name },
    danger: false,
    hint: cordoned
      ? 'New Pods can be placed here again'
      : 'No new Pod is placed here; what runs, runs on',
  }
}

/** The taints that a person set, as they are written; those of Kubernetes itself come and go by themselves. */
function ownTaints(node: Node): readonly string[] {
  return (node.spec?.taints ?? [])
    .filter(({ key }) => !key.startsWith('node.kubernetes.io/'))
    .map(({ key, value, effect }) => `${key}${value === undefined ? '' : `=${value}`}:${effect}`)
}

const STATIC_POD_FOLDER = '/etc/kubernetes/manifests/'

function staticPodFiles(world: WorldState, node: string): readonly string[] {
  const disk = world.get(`Disk/${node}`)
  if (disk?.kind !== 'Disk') return []
  return disk.files.map(({ path }) => path).filter((path) => path.startsWith(STATIC_POD_FOLDER))
}

/** A new file of the scenario that holds a small static Pod for a node, under a name that is free. */
export function newStaticPodFile(
  node: string,
  taken: readonly string[],
): { readonly path: string; readonly text: string } {
  const folder = `nodes/${node}${STATIC_POD_FOLDER}`
  let name = 'agent'
  for (let count = 2; taken.includes(`${folder}${name}.yaml`); count += 1) name = `agent-${count}`
  const text = `# The kubelet of ${node} runs this Pod by itself, from the start.
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  containers:
  - name: agent
    image: busybox:1.37
    command: [sh, -c, "while true; do date; sleep 10; done"]
`
  return { path: `${folder}${name}.yaml`, text }
}
