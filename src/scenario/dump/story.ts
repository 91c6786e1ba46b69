// What a dump says of the Pods in it: what happened when, from status and Events, and why they are as they are.
import type { Pod } from '#api/generated/types.ts'
import { statusOf } from '#api/core/pod-status-word.ts'
import { decodeStruct } from '#api/meta/decode-struct.ts'
import { durationText } from '../duration.ts'
import { type Cause, causeOf } from './cause.ts'
import { containersOf, endOf } from './behaviour.ts'
import { type Dump, type DumpedObject, kindOf, nameOf, namespaceOf, readDump } from './dump.ts'
import type { ScenarioFile } from '../types.ts'
import { type Fields, fieldsAt, listAt, momentAt, numberAt, textAt } from './values.ts'

export interface StoryLine {
  /** '+3s' after the Pod was created; null for what holds when it was looked at. */
  readonly at: string | null
  readonly actor: string
  readonly text: string
  readonly bad: boolean
}

export interface PodStory {
  readonly namespace: string
  readonly name: string
  /** The STATUS column of `kubectl get pods`. */
  readonly word: string
  /** How long it had been there when it was looked at, at least: '11m'. */
  readonly age: string
  readonly lines: readonly StoryLine[]
  readonly causes: readonly Cause[]
}

export interface DumpStory {
  readonly kind: Dump['kind']
  /** 'Pod report of namespace billing', '3 Nodes and 12 Pods'. */
  readonly what: string
  /** Those with something wrong first; at most `MOST_PODS`. */
  readonly pods: readonly PodStory[]
  /** How many more there are. */
  readonly more: number
}

const MOST_PODS = 20
const MOST_LINES = 60
const MOST_TEXT = 600

/** The story of the dump that files hold; null when they hold none. */
export function tellDump(files: readonly ScenarioFile[]): DumpStory | null {
  const dump = readDump(files)
  if (dump === null) return null
  const pods = dump.objects.filter(({ value }) => kindOf(value) === 'Pod')
  const events = dump.objects.filter(({ value }) => kindOf(value) === 'Event')
  const stories = pods
    .map((pod) => storyOf(pod, events))
    .toSorted((a, b) => Number(b.causes.length > 0) - Number(a.causes.length > 0))
  return {
    kind: dump.kind,
    what: whatOf(dump),
    pods: stories.slice(0, MOST_PODS),
    more: Math.max(0, stories.length - MOST_PODS),
  }
}

function whatOf({ kind, objects }: Dump): string {
  const pod = objects.find(({ value }) => kindOf(value) === 'Pod')
  if (kind === 'pod' && pod !== undefined)
    return `Pod \`${nameOf(pod.value)}\` of namespace \`${namespaceOf(pod.value)}\``
  const counts = new Map<string, number>()
  for (const { value } of objects) counts.set(kindOf(value), (counts.get(kindOf(value)) ?? 0) + 1)
  const parts = [...counts].map(([name, count]) => `${count} ${name}${count === 1 ? '' : 's'}`)
  return parts.length < 2
    ? (parts[0] ?? 'nothing')
    : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

interface Told extends Omit<StoryLine, 'at'> {
  readonly ms: number | null
}

function storyOf(pod: DumpedObject, events: readonly DumpedObject[]): PodStory {
  const { value } = pod
  const createdMs = momentAt(value, 'metadata', 'creationTimestamp')
  const told = [...lifeOf(value), ...containerLines(value), ...eventLines(value, events)]
  const dated = told.filter(({ ms }) => ms !== null)
  const latest = Math.max(...dated.map(({ ms }) => ms ?? 0), createdMs ?? 0)
  const word = wordOf(value)
  const sorted = [
    ...dated.toSorted((a, b) => (a.ms ?? 0) - (b.ms ?? 0)),
    ...told.filter(({ ms }) => ms === null),
  ]
  return {
    namespace: namespaceOf(value),
    name: nameOf(value),
    word,
    age: createdMs === null ? '' : ageText(latest - createdMs),
    lines: sorted.slice(-MOST_LINES).map(({ ms, ...line }) => ({
      ...line,
      text: line.text.slice(0, MOST_TEXT),
      at: ms === null || createdMs === null ? null : `+${ageText(ms - createdMs)}`,
    })),
    causes: causeOf(pod, word),
  }
}

/** A span of time in the words of kubectl: '3s', '11m38s', '2d4h'. */
function ageText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 120) return durationText(seconds * 1000).replace(/^(\d+)m$/, (_, m) => `${m}m`)
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)]
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`
  if (hours < 24) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`
  return hours % 24 === 0 ? `${hours / 24}d` : `${Math.floor(hours / 24)}d${hours % 24}h`
}

/** The STATUS column; the phase where the status is not as Kubernetes writes it. */
function wordOf(value: Fields): string {
  const { object, problems } = decodeStruct('Pod', value)
  const phase = textAt(value, 'status', 'phase')
  if (problems.some(({ strict }) => !strict)) return phase === '' ? 'Unknown' : phase
  // The border: every field that is read was checked against the schema that the type is made from.
  return statusOf({ ...object, metadata: object['metadata'] ?? {} } as unknown as Pod).status
}

/** From its creation to its node, and its conditions. */
function lifeOf(pod: Fields): readonly Told[] {
  const lines: Told[] = []
  const owner = listAt(pod, 'metadata', 'ownerReferences')[0]
  const maker =
    textAt(owner, 'kind') === ''
      ? 'somebody'
      : `${textAt(owner, 'kind')} \`${textAt(owner, 'name')}\``
  lines.push({
    ms: momentAt(pod, 'metadata', 'creationTimestamp'),
    actor: maker,
    text: `created it in namespace \`${namespaceOf(pod)}\``,
    bad: false,
  })
  const node = textAt(pod, 'spec', 'nodeName')
  for (const condition of listAt(pod, 'status', 'conditions')) {
    const told = conditionLine(condition, node)
    if (told !== null) lines.push(told)
  }
  const deleted = momentAt(pod, 'metadata', 'deletionTimestamp')
  if (deleted !== null)
    lines.push({
      ms: deleted,
      actor: 'somebody',
      text: 'deleted it: its grace period ends here',
      bad: true,
    })
  const reason = textAt(pod, 'status', 'reason')
  if (reason !== '')
    lines.push({ ms: null, actor: reason, text: textAt(pod, 'status', 'message'), bad: true })
  return lines
}

const GOOD: Readonly<Record<string, readonly [actor: string, text: string]>> = {
  PodReadyToStartContainers: ['kubelet', 'made its sandbox: it has a network'],
  Initialized: ['kubelet', 'saw all its init containers end'],
  Ready: ['kubelet', 'reported it ready: Services send to it'],
}
const BAD: Readonly<Record<string, readonly [actor: string, text: string]>> = {
  PodScheduled: ['kube-scheduler', 'found no node'],
  Initialized: ['kubelet', 'waits for its init containers'],
  Ready: ['kubelet', 'reports it as not ready: Services send nothing to it'],
}

function conditionLine(condition: unknown, node: string): Told | null {
  const type = textAt(condition, 'type')
  const holds = textAt(condition, 'status') === 'True'
  const ms = momentAt(condition, 'lastTransitionTime')
  const message = textAt(condition, 'message')
  if (type === 'PodScheduled' && holds)
    return {
      ms,
      actor: 'kube-scheduler',
      text: node === '' ? 'gave it a node' : `gave it the node \`${node}\``,
      bad: false,
    }
  if (type === 'DisruptionTarget' && holds)
    return { ms, actor: textAt(condition, 'reason'), text: message, bad: true }
  const known = holds ? GOOD[type] : BAD[type]
  if (known === undefined) return null
  const [actor, text] = known
  return { ms, actor, text: message === '' ? text : `${text}: ${message}`, bad: !holds }
}

function containerLines(pod: Fields): readonly Told[] {
  return containersOf(pod).flatMap((one): readonly Told[] => {
    const { container, status, list } = one
    const name = textAt(container, 'name')
    const what = `${list === 'containers' ? 'container' : 'init container'} \`${name}\``
    const restarts = numberAt(status, 'restartCount') ?? 0
    const runs = ['lastState', 'state'].flatMap((field) =>
      runLines(fieldsAt(status, field), what, field),
    )
    const waiting = fieldsAt(status, 'state', 'waiting')
    const reason = textAt(waiting, 'reason')
    const waits: readonly Told[] =
      reason === ''
        ? []
        : [
            {
              ms: null,
              actor: what,
              text: [`waits: ${reason}`, textAt(waiting, 'message')].filter(Boolean).join('. '),
              bad: !/^(?:PodInitializing|ContainerCreating)$/.test(reason),
            },
          ]
    const counted: readonly Told[] =
      restarts === 0
        ? []
        : [
            {
              ms: null,
              actor: what,
              text: `was started again ${restarts} ${restarts === 1 ? 'time' : 'times'} by then`,
              bad: true,
            },
          ]
    return [...runs, ...counted, ...waits]
  })
}

function runLines(state: Fields, what: string, field: string): readonly Told[] {
  const started = momentAt(state, 'running', 'startedAt')
  if (started !== null) return [{ ms: started, actor: what, text: 'started, and runs', bad: false }]
  const ended = fieldsAt(state, 'terminated')
  const end = endOf(state)
  const message = textAt(ended, 'message')
  const reason = textAt(ended, 'reason')
  if (end === null)
    return reason === ''
      ? []
      : [
          {
            ms: momentAt(ended, 'finishedAt'),
            actor: what,
            text: `could not start: ${reason}. ${message}`,
            bad: true,
          },
        ]
  const began = momentAt(ended, 'startedAt')
  const which = field === 'lastState' ? 'the run before this one' : 'it'
  return [
    ...(began === null || began <= 0
      ? []
      : [{ ms: began, actor: what, text: 'started', bad: false }]),
    {
      ms: momentAt(ended, 'finishedAt'),
      actor: what,
      text: `exited with ${end.exitCode} (${reason === '' ? which : reason})${message === '' ? '' : `: ${message}`}`,
      bad: end.exitCode !== 0,
    },
  ]
}

function eventLines(pod: Fields, events: readonly DumpedObject[]): readonly Told[] {
  return events.flatMap(({ value }) => {
    const about = fieldsAt(value, 'involvedObject')
    const isIt =
      textAt(about, 'kind') === 'Pod' &&
      textAt(about, 'name') === nameOf(pod) &&
      textAt(about, 'namespace') === namespaceOf(pod)
    if (!isIt) return []
    const count = numberAt(value, 'count') ?? numberAt(value, 'series', 'count') ?? 1
    const times = count > 1 ? ` (${count} times)` : ''
    const source = textAt(value, 'source', 'component')
    const ms =
      momentAt(value, 'lastTimestamp') ??
      momentAt(value, 'series', 'lastObservedTime') ??
      momentAt(value, 'eventTime') ??
      momentAt(value, 'firstTimestamp')
    return [
      {
        ms,
        actor: source === '' ? textAt(value, 'reportingComponent') : source,
        text: `${textAt(value, 'reason')}: ${textAt(value, 'message')}${times}`,
        bad: textAt(value, 'type') === 'Warning',
      },
    ]
  })
}
