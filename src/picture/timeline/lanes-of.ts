// The lanes of the timeline: for each Pod, and each container of it, what state it was in from when
// to when. Read from the journal's changes only: Pods (their status), container instances (created,
// running, exited) and the events that say when an image is pulled.
import {
  allContainersOfSpec,
  MIRROR_POD_ANNOTATION,
  type ContainerRole,
} from '#api/core/containers.ts'
import { statusOf } from '#api/core/pod-status-word.ts'
import type { Container, ContainerStatus, Event, Pod } from '#api/generated/types.ts'
import type { ContainerRecord, PodRef } from '#api/runtime/records.ts'
import type { JournalEntry, WorldObject } from '#client/world.ts'
import { toneOfWord, type Tone } from '#picture/words/pod-state.ts'
import type { Lane, Segment, SegmentKind } from './lane.ts'
import { laneRows, type LanePart, type LaneRows, type RowSource } from './lane-rows.ts'
import { createOwners, type Owners } from './owners.ts'

interface Shown {
  readonly kind: SegmentKind
  readonly label: string
}

interface OpenLane {
  readonly id: string
  readonly role: 'pod' | ContainerRole
  readonly name: string
  readonly number: number | null
  selectKey: string
  segments: Segment[]
  current: (Shown & { readonly fromMs: number }) | null
}

interface ContainerTrack {
  readonly lane: OpenLane
  container: Container | null
  status: ContainerStatus | undefined
  record: ContainerRecord | null
  pulling: boolean
}

interface PodTrack {
  readonly uid: string
  podKey: string
  readonly lane: OpenLane
  readonly containers: Map<string, ContainerTrack>
  pod: Pod | null
  /** When it was removed; null while it is there. */
  goneMs: number | null
}

/** The lanes of a run that grows. */
export interface LaneFold {
  /** Takes in the entries that follow those it has; costs what they are. */
  take(entries: Iterable<JournalEntry>): void
  /** `count` lanes from the one at place `from` on, drawn until `untilMs`, and how many there are. */
  lanes(untilMs: number, part: LanePart): LaneRows
}

/** Makes the lanes of a run that has not begun. */
export function createLaneFold(): LaneFold {
  const tracks: Tracks = { own: [], system: [], byUid: new Map() }
  const uidOfKey = new Map<string, string>()
  const owners = createOwners()
  return {
    take(entries) {
      for (const { changes, timeMs } of entries) {
        for (const { key, after } of changes) {
          if (after !== undefined) {
            apply(tracks, uidOfKey, key, after, timeMs)
            owners.take(key, after)
          } else if (key.startsWith('Pod/')) removePod(tracks, uidOfKey, key, timeMs)
        }
      }
    },
    lanes(untilMs, { from, count, ...choice }) {
      const own = tracks.own.map((track) => sourceOf(track, untilMs, owners, false))
      const system = tracks.system.map((track) => sourceOf(track, untilMs, owners, true))
      return laneRows([...own, ...system], choice, { from, count, untilMs })
    },
  }
}

/** What the rows are made of: the lanes of a Pod, and by what it is grouped and found. */
function sourceOf(
  track: PodTrack,
  untilMs: number,
  ...[owners, system]: readonly [Owners, boolean]
): RowSource {
  const { pod, podKey, lane, containers, goneMs } = track
  return {
    length: 1 + containers.size,
    words: [podKey, pod?.spec?.nodeName ?? '', ...containers.keys()].join(' ').toLowerCase(),
    owner: owners.of(pod),
    node: pod?.spec?.nodeName ?? '',
    gone: goneMs !== null,
    system,
    podLane: () => closeLane(lane, track, untilMs),
    lanes: () => closeTrack(track, untilMs),
  }
}

/** The lanes of a whole run from 0 to `untilMs`. */
export function lanesOf(entries: readonly JournalEntry[], untilMs: number): readonly Lane[] {
  const fold = createLaneFold()
  fold.take(entries.filter(({ timeMs }) => timeMs <= untilMs))
  return fold.lanes(untilMs, { from: 0, count: Infinity, group: 'none', filter: '', flipped: [] })
    .lanes
}

interface Tracks {
  /** Of the Pods of the person, in the order in which they appeared. */
  readonly own: PodTrack[]
  readonly system: PodTrack[]
  readonly byUid: Map<string, PodTrack>
}

function apply(
  tracks: Tracks,
  uidOfKey: Map<string, string>,
  key: string,
  ...[object, timeMs]: readonly [WorldObject, number]
): void {
  if (object.kind === 'Pod') {
    const uid = object.metadata.annotations?.[MIRROR_POD_ANNOTATION] ?? object.metadata.uid ?? key
    uidOfKey.set(key, uid)
    applyPod(trackOf(tracks, uid, key, object.metadata.name ?? ''), object, timeMs)
  } else if (object.kind === 'ContainerInstance') {
    applyRecord(trackOfRef(tracks, object.pod), key, object, timeMs)
  } else if (object.kind === 'Event') {
    applyEvent(tracks, object, timeMs)
  }
}

function trackOfRef(tracks: Tracks, ref: PodRef): PodTrack {
  return trackOf(tracks, ref.uid, `Pod/${ref.namespace}/${ref.name}`, ref.name)
}

function trackOf(tracks: Tracks, uid: string, podKey: string, name: string): PodTrack {
  const known = tracks.byUid.get(uid)
  if (known !== undefined) return known
  const lane = openLane(uid, 'pod', name, podKey)
  const track: PodTrack = { uid, podKey, lane, containers: new Map(), pod: null, goneMs: null }
  tracks.byUid.set(uid, track)
  const list = podKey.startsWith('Pod/kube-system/') ? tracks.system : tracks.own
  list.push(track)
  return track
}

function openLane(id: string, role: OpenLane['role'], name: string, selectKey: string): OpenLane {
  return { id, role, name, number: null, selectKey, segments: [], current: null }
}

function containerOf(
  track: PodTrack,
  name: string,
  role: ContainerRole,
  index: number,
): ContainerTrack {
  const known = track.containers.get(name)
  if (known !== undefined) return known
  const number = role === 'app' ? null : index + 1
  const lane = { ...openLane(`${track.uid}/${name}`, role, name, track.podKey), number }
  const made: ContainerTrack = {
    lane,
    container: null,
    status: undefined,
    record: null,
    pulling: false,
  }
  track.containers.set(name, made)
  return made
}

function applyPod(track: PodTrack, pod: Pod, timeMs: number): void {
  track.pod = pod
  track.goneMs = null
  track.podKey = `Pod/${pod.metadata.namespace ?? 'default'}/${pod.metadata.name ?? ''}`
  const word = statusOf(pod).status
  show(track.lane, { kind: KIND_OF_TONE[toneOfWord(word)], label: word }, timeMs)
  if (pod.spec === undefined) return
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {}
  for (const { container, role, index } of allContainersOfSpec(pod.spec)) {
    const own = containerOf(track, container.name, role, index)
    own.container = container
    own.status = (role === 'app' ? containerStatuses : initContainerStatuses).find(
      ({ name }) => name === container.name,
    )
    show(own.lane, shownOf(own), timeMs)
  }
}

const KIND_OF_TONE: Readonly<Record<Tone, SegmentKind>> = {
  run: 'running',
  wait: 'waiting',
  fail: 'failed',
  done: 'exited',
  term: 'ending',
}

function applyRecord(track: PodTrack, key: string, record: ContainerRecord, timeMs: number): void {
  const own = containerOf(track, record.name, 'app', 0)
  const older = own.record !== null && own.record.id !== record.id
  if (older && (own.record?.createdAtMs ?? 0) > record.createdAtMs) return
  own.record = record
  own.pulling = false
  own.lane.selectKey = key
  show(own.lane, shownOf(own), timeMs)
}

function applyEvent(tracks: Tracks, event: Event, timeMs: number): void {
  const name = /\{(.+)\}$/.exec(event.involvedObject.fieldPath ?? '')?.[1]
  const own = tracks.byUid.get(event.involvedObject.uid ?? '')?.containers.get(name ?? '')
  if (own === undefined) return
  if (event.reason === 'Pulling') own.pulling = true
  else if (event.reason === 'Pulled' || event.reason === 'Failed') own.pulling = false
  else return
  show(own.lane, shownOf(own), timeMs)
}

const QUIET: ReadonlySet<string> = new Set(['', 'ContainerCreating', 'PodInitializing'])

/** What a container's lane shows; the runtime's record counts where the status lags behind. */
function shownOf({ record, status, container, pulling }: ContainerTrack): Shown | null {
  const waiting = status?.state?.waiting
  if (record?.state === 'running') return runningOf(container, status)
  if (pulling) return { kind: 'pull', label: 'pulling' }
  if (waiting !== undefined && !QUIET.has(waiting.reason ?? '')) {
    return { kind: 'backoff', label: waiting.reason ?? '' }
  }
  if (record?.state === 'exited') return exitedOf(record.exitCode ?? 0, record.reason)
  if (record?.state === 'created') return { kind: 'waiting', label: 'created' }
  const terminated = status?.state?.terminated
  if (terminated !== undefined) return exitedOf(terminated.exitCode, terminated.reason ?? '')
  return waiting === undefined ? null : { kind: 'waiting', label: waiting.reason || 'waiting' }
}

function runningOf(container: Container | null, status: ContainerStatus | undefined): Shown {
  const reported = status?.state?.running !== undefined
  if (container?.startupProbe !== undefined && !(reported && status?.started === true)) {
    return { kind: 'unready', label: 'starting' }
  }
  if (container?.readinessProbe !== undefined && !(reported && status?.ready)) {
    return { kind: 'unready', label: 'not ready' }
  }
  return { kind: 'running', label: 'running' }
}

function exitedOf(exitCode: number, reason: string): Shown {
  const plain = reason === '' || reason === 'Completed' || reason === 'Error'
  const label = plain ? `exited ${exitCode}` : reason
  return { kind: exitCode === 0 ? 'exited' : 'failed', label }
}

function show(lane: OpenLane, shown: Shown | null, timeMs: number): void {
  const { current } = lane
  if (current?.kind === shown?.kind && current?.label === shown?.label) return
  if (current !== null && timeMs > current.fromMs) {
    lane.segments.push({ ...current, toMs: timeMs })
  }
  lane.current = shown === null ? null : { ...shown, fromMs: timeMs }
}

function removePod(
  tracks: Tracks,
  uidOfKey: Map<string, string>,
  key: string,
  timeMs: number,
): void {
  const track = tracks.byUid.get(uidOfKey.get(key) ?? '')
  uidOfKey.delete(key)
  if (track === undefined) return
  show(track.lane, null, timeMs)
  track.goneMs = timeMs
  for (const own of track.containers.values()) {
    // A static Pod goes on running when its mirror is deleted.
    if (own.record?.state !== 'running') show(own.lane, null, timeMs)
  }
}

function closeTrack(track: PodTrack, untilMs: number): readonly Lane[] {
  const lanes = [track.lane, ...[...track.containers.values()].map(({ lane }) => lane)]
  return lanes.map((lane) => closeLane(lane, track, untilMs))
}

function closeLane(lane: OpenLane, { podKey }: PodTrack, untilMs: number): Lane {
  const { current, segments, ...rest } = lane
  return {
    ...rest,
    podKey,
    group: null,
    segments:
      current === null
        ? [...segments]
        : [...segments, { ...current, toMs: Math.max(untilMs, current.fromMs) }],
  }
}
