// What a kubelet writes to its log at -v=2, as far as the journal tells it, and what systemd says of its unit. The words and
// places are those of pkg/kubelet (v1.36.2): kubelet.go, pod_workers.go, config/file.go, prober/prober.go.
import type { Pod } from '#api/generated/types.ts'
import { dateText } from '#api/meta/date-text.ts'
import { parseKey } from '#api/meta/object.ts'
import { NO_RUNTIME } from '#api/runtime/kubelet-reach.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { JournalEntry } from '#client/world.ts'
import { simplified } from '#lib/simplified.ts'

simplified(
  'kubelet-log',
  '`journalctl -u kubelet` has the lines about what the simulated kubelet does, in its words at -v=2; others of the real one are missing.',
)

export interface UnitLine {
  readonly timeMs: number
  /** 'kubelet[812]', 'systemd[1]'. */
  readonly from: string
  readonly text: string
}

export interface UnitState {
  readonly active: boolean
  /** When it became so. */
  readonly sinceMs: number
  /** How long the last process ran that has ended; null before one has. */
  readonly ranMs: number | null
  readonly pid: number
  /** Whether it ended by itself, with an error: systemd starts it again and again then. */
  readonly failed: boolean
}

const FIRST_PID = 812
const PIDS_APART = 219
const IN_LOOP = /"Starting kubelet main sync loop"/
const EARLY = /"Starting kubelet main sync loop"|"Kubelet version"/
const UNIT = 'kubelet.service - kubelet: The Kubernetes Node Agent'

/** The log of a node's kubelet and the state of its unit after these entries. */
export function kubeletLog(
  journal: readonly JournalEntry[],
  node: string,
): { readonly lines: readonly UnitLine[]; readonly unit: UnitState } {
  const lines: UnitLine[] = []
  let unit: UnitState = {
    active: false,
    sinceMs: 0,
    ranMs: null,
    pid: FIRST_PID - PIDS_APART,
    failed: false,
  }
  const systemd = (timeMs: number, text: string): void =>
    void lines.push({ timeMs, from: 'systemd[1]', text })
  const says = (timeMs: number, level: Level, place: string, text: string): void => {
    const { pid } = unit
    lines.push({ timeMs, from: `kubelet[${pid}]`, text: klog(level, timeMs, pid, place, text) })
  }
  const start = (timeMs: number): void => {
    unit = { ...unit, active: true, sinceMs: timeMs, pid: unit.pid + PIDS_APART, failed: false }
    systemd(timeMs, `Started ${UNIT}.`)
    says(timeMs, 'I', 'server.go:545', '"Kubelet version" kubeletVersion="v1.36.2"')
    says(timeMs, 'I', 'kubelet.go:2622', '"Starting kubelet main sync loop"')
  }
  const fail = (timeMs: number, why: string): void => {
    // Its configuration is read before it says anything; it comes to its loop with neither error.
    const untold = why.startsWith('failed to load kubelet config file') ? EARLY : IN_LOOP
    while (lines.at(-1)?.timeMs === timeMs && untold.test(lines.at(-1)?.text ?? '')) lines.pop()
    says(timeMs, 'E', 'run.go:72', `"command failed" err=${JSON.stringify(why)}`)
    systemd(timeMs, 'kubelet.service: Main process exited, code=exited, status=1/FAILURE')
    systemd(timeMs, "kubelet.service: Failed with result 'exit-code'.")
    stop(timeMs, false)
    unit = { ...unit, failed: true }
  }
  const stop = (timeMs: number, isClean: boolean): void => {
    if (!unit.active) {
      // What systemd would start again stays as it is now.
      if (unit.failed && isClean) systemd(timeMs, `Stopped ${UNIT}.`)
      unit = unit.failed ? { ...unit, failed: false, sinceMs: timeMs } : unit
      return
    }
    if (isClean) {
      systemd(timeMs, `Stopping ${UNIT}...`)
      systemd(timeMs, 'kubelet.service: Deactivated successfully.')
      systemd(timeMs, `Stopped ${UNIT}.`)
    }
    unit = { ...unit, active: false, sinceMs: timeMs, ranMs: timeMs - unit.sinceMs }
  }
  const noAnswer = (timeMs: number): void => {
    const err = `err=${JSON.stringify(NO_RUNTIME)}`
    says(timeMs, 'E', 'generic.go:262', `"GenericPLEG: Unable to retrieve pods" ${err}`)
    says(timeMs, 'E', 'kubelet.go:3247', `"Container runtime sanity check failed" ${err}`)
  }
  for (const entry of journal) {
    const { kind, timeMs } = entry
    const isHere = entry.objects.includes(`Node//${node}`)
    if (kind === 'MachinesRun' && ranFromTheStart(entry, node)) start(timeMs)
    else if (isHere && kind === 'KubeletStarted') start(timeMs)
    else if (isHere && (kind === 'KubeletStopped' || kind === 'KubeletRestarted'))
      stop(timeMs, true)
    else if (isHere && kind === 'KubeletFailed') fail(timeMs, entry.because ?? '')
    else if (isHere && (kind === 'MachineOff' || kind === 'MachineRebooted')) stop(timeMs, false)
    if (!unit.active) continue
    if (isHere && kind === 'ContainerdStopped') noAnswer(timeMs)
    for (const { level = 'I', place, text } of toldOf(entry, node)) says(timeMs, level, place, text)
  }
  return { lines, unit }
}

function ranFromTheStart({ changes }: JournalEntry, node: string): boolean {
  return changes.some(({ key }) => key === `Machine/${node}`)
}

type Level = 'I' | 'E'

interface Told {
  readonly level?: Level
  readonly place: string
  readonly text: string
}

/** A line as klog writes it: level, date, time, process, place. */
function klog(level: Level, timeMs: number, pid: number, place: string, text: string): string {
  const ms = String(timeMs % 1000).padStart(3, '0')
  const when = dateText('%m%d %H:%M:%S', timeMs)
  return `${level}${when}.${ms}000 ${String(pid).padStart(7)} ${place}] ${text}`
}

function toldOf(entry: JournalEntry, node: string): readonly Told[] {
  if (entry.actor === `kubelet on ${node}`) return [...ofKubelet(entry), ...ofChanges(entry, node)]
  return entry.changes.length === 0 ? [] : ofChanges(entry, node)
}

/** Sentences of the kubelet itself, by the kind of their entry. */
function ofKubelet({ kind, message, because, objects }: JournalEntry): readonly Told[] {
  const pod = podIn(objects)
  const quoted = (text: string | null | undefined): string => JSON.stringify(text ?? '')
  switch (kind) {
    case 'NodeRegistered':
      return [
        {
          place: 'kubelet_node_status.go:78',
          text: `"Successfully registered node" node=${quoted(parseKey(objects[0] ?? '')?.name)}`,
        },
      ]
    case 'KubeletConfigLenient':
      return [
        {
          place: 'codec.go:102',
          text: `"Using lenient decoding as strict decoding failed" err=${quoted(strictError(message))}`,
        },
      ]
    case 'StaticPodAdded':
      return [{ place: 'kubelet.go:2709', text: `"SyncLoop ADD" source="file" pods=[${pod}]` }]
    case 'StaticPodRemoved':
      return [{ place: 'kubelet.go:2719', text: `"SyncLoop REMOVE" source="file" pods=[${pod}]` }]
    case 'StaticPodRefused':
      return [
        {
          level: 'E',
          place: 'file.go:186',
          text: `"Could not process manifest file" err=${quoted(because)} path=${quoted(/`([^`]*)`/.exec(message)?.[1])}`,
        },
      ]
    case 'RuntimeDown':
      return [
        {
          level: 'E',
          place: 'kubelet.go:2646',
          text: '"Skipping pod synchronization" err="container runtime is down"',
        },
      ]
    case 'MirrorPodCreated':
      return [
        { place: 'kubelet.go:3499', text: `"Creating a mirror pod for static pod" pod=${pod}` },
      ]
    default:
      return []
  }
}

/** 'strict decoding error: unknown field "maxPodz"', from the fields that a sentence names. */
function strictError(message: string): string {
  const fields = [...message.matchAll(/`([^`]*)`/g)].map(([, name]) => `unknown field "${name}"`)
  return `strict decoding error: ${fields.join(', ')}`
}

function podIn(objects: readonly string[]): string {
  const key = objects.find((one) => one.startsWith('Pod/')) ?? ''
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  return JSON.stringify(`${namespace}/${name}`)
}

/** What the kubelet hears of: Pods of its node in the API server, Events that it reports, containers that start and end. */
function ofChanges({ changes }: JournalEntry, node: string): readonly Told[] {
  return changes.flatMap(({ before, after }): readonly Told[] => {
    const object = after ?? before
    if (object === undefined) return []
    if (object.kind === 'Pod')
      return ofPod(before as Pod | undefined, after as Pod | undefined, node)
    if (object.kind === 'ContainerInstance' && object.nodeName === node)
      return ofContainer(before as ContainerRecord | undefined, object)
    if (object.kind === 'Event' && object.source?.host === node) return ofEvent(object)
    return []
  })
}

const SOURCE = 'kubernetes.io/config.source'

function ofPod(before: Pod | undefined, after: Pod | undefined, node: string): readonly Told[] {
  const pod = after ?? before
  const isHere = pod?.spec?.nodeName === node && pod.metadata.annotations?.[SOURCE] !== 'file'
  if (!isHere) return []
  const name = JSON.stringify(`${pod.metadata.namespace ?? ''}/${pod.metadata.name ?? ''}`)
  const loop = (line: number, what: string): Told => ({
    place: `kubelet.go:${line}`,
    text: `"SyncLoop ${what}" source="api" pods=[${name}]`,
  })
  if (after === undefined) return [loop(2719, 'REMOVE')]
  if (before?.spec?.nodeName !== node) return [loop(2709, 'ADD')]
  const isNew = (is: (pod: Pod) => unknown): boolean => is(after) !== is(before)
  return isNew(({ metadata }) => metadata.deletionTimestamp) ? [loop(2725, 'DELETE')] : []
}

function ofContainer(before: ContainerRecord | undefined, after: ContainerRecord): readonly Told[] {
  const { state, pod, id } = after
  if (before?.state === state || state === 'created') return []
  const type = state === 'running' ? 'ContainerStarted' : 'ContainerDied'
  const event = JSON.stringify({ ID: pod.uid, Type: type, Data: id })
  const name = JSON.stringify(`${pod.namespace}/${pod.name}`)
  return [
    {
      place: 'kubelet.go:2737',
      text: `"SyncLoop (PLEG): event for pod" pod=${name} event=${event}`,
    },
  ]
}

function ofEvent(event: {
  readonly reason?: string
  readonly message?: string
  readonly involvedObject: {
    readonly namespace?: string
    readonly name?: string
    readonly uid?: string
    readonly fieldPath?: string
  }
}): readonly Told[] {
  const { reason, message = '', involvedObject } = event
  const { namespace = '', name = '', uid = '', fieldPath = '' } = involvedObject
  const pod = `pod=${JSON.stringify(`${namespace}/${name}`)} podUID=${JSON.stringify(uid)}`
  const container = /\{(.*)\}/.exec(fieldPath)?.[1] ?? ''
  if (reason === 'Unhealthy') {
    const [, type = '', output = ''] = /^(\w+) probe failed: (.*)$/s.exec(message) ?? []
    return [
      {
        place: 'prober.go:122',
        text: `"Probe failed" probeType="${type}" ${pod} containerName="${container}" probeResult="failure" output=${JSON.stringify(output)}`,
      },
    ]
  }
  if (reason !== 'BackOff' && reason !== 'Failed') return []
  return [
    {
      level: 'E',
      place: 'pod_workers.go:1324',
      text: `"Error syncing pod, skipping" err=${JSON.stringify(message)} ${pod}`,
    },
  ]
}
