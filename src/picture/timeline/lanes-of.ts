// The lanes of the timeline: for each Pod, and each container of it, what state it was in from when
// to when. Read from the journal's changes only: Pods (their status), container instances (created,
// running, exited), sandboxes, and what the nodes are pulling.
import {
  everyContainerOfSpec,
  isMirrorPod,
  MIRROR_POD_ANNOTATION,
  type ContainerRole,
} from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import type { ContainerRecord, ImagesRecord, PodRef, SandboxRecord } from '#api/runtime/records.ts'
import type { JournalEntry, WorldObject } from '#client/world.ts'
import { containerFactsOf } from '#picture/words/container-facts.ts'
import {
  containerState,
  type ContainerFacts,
  type ContainerWord,
} from '#picture/words/container-state.ts'
import { podState } from '#picture/words/pod-state.ts'
import { shownPod } from '#picture/words/shown-pod.ts'
import type { Lane, Segment, SegmentKind } from './lane.ts'
import { laneRows, type LanePart, type LaneRows, type RowSource } from './lane-rows.ts'
import { createOwners, type Owners } from './owners.ts'
import { numberOf } from '#picture/words/container-role.ts'

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
  /** The newest instance in the Pod's sandbox. */
  record: ContainerRecord | null
}

interface PodTrack {
  readonly uid: string
  podKey: string
  readonly lane: OpenLane
  readonly containers: Map<string, ContainerTrack>
  pod: Pod | null
  /** The newest one. */
  sandbox: SandboxRecord | null
  /** When it was removed; null while it is there. */
  goneMs: number | null
}

/** The lanes of a run that grows. */
export interface LaneFold {
  /** Takes in the entries that follow those it has; costs what they are. */
  take(entries: Iterable<JournalEntry>): void
  /** `count` lanes from the one at place `from` on, drawn until `untilMs`, and how many there are. */
  lanes(untilMs: number, part: LanePart): LaneRows
  /** Since when a container of the Pod of this UID was in the state that it had at `atMs`; null where none is known. */
  sinceOf(uid: string, containerName: string, atMs: number): number | null
}

/** Makes the lanes of a run that has not begun. */
export function createLaneFold(): LaneFold {
  const tracks: Tracks = {
    own: [],
    system: [],
    byUid: new Map(),
    images: new Map(),
    unbegun: new Map(),
  }
  const uidOfKey = new Map<string, string>()
  const owners = createOwners()
  return {
    take(entries) {
      for (const { changes, timeMs } of entries) {
        for (const { key, before, after } of changes) {
          if (after !== undefined) {
            apply(tracks, uidOfKey, key, after, timeMs)
            owners.take(key, after)
          } else if (key.startsWith('Pod/')) removePod(tracks, uidOfKey, key, timeMs)
          else if (before?.kind === 'ContainerInstance') forgetRecord(tracks, before, timeMs)
        }
      }
    },
    lanes(untilMs, { from, count, ...choice }) {
      const own = tracks.own.map((track) => sourceOf(track, untilMs, owners, false))
      const system = tracks.system.map((track) => sourceOf(track, untilMs, owners, true))
      return laneRows([...own, ...system], choice, { from, count, untilMs })
    },
    sinceOf(uid, containerName, atMs) {
      const lane = tracks.byUid.get(uid)?.containers.get(containerName)?.lane
      if (lane === undefined) return null
      const { current, segments } = lane
      if (current !== null && current.fromMs <= atMs) return current.fromMs
      return segments.findLast(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)?.fromMs ?? null
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
  readonly images: Map<string, ImagesRecord>
  /** By their nodes: Pods with containers that have not begun, and may pull. */
  readonly unbegun: Map<string, Set<PodTrack>>
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
    applyPod(tracks, trackOf(tracks, uid, key, object.metadata.name ?? ''), object, timeMs)
  } else if (object.kind === 'ContainerInstance') {
    applyRecord(tracks, key, object, timeMs)
  } else if (object.kind === 'Sandbox') {
    applySandbox(tracks, object, timeMs)
  } else if (object.kind === 'Images') {
    tracks.images.set(object.nodeName, object)
    for (const track of tracks.unbegun.get(object.nodeName) ?? []) showAll(tracks, track, timeMs)
  }
}

function trackOfRef(tracks: Tracks, ref: PodRef): PodTrack {
  return trackOf(tracks, ref.uid, `Pod/${ref.namespace}/${ref.name}`, ref.name)
}

function trackOf(tracks: Tracks, uid: string, podKey: string, name: string): PodTrack {
  const known = tracks.byUid.get(uid)
  if (known !== undefined) return known
  const lane = openLane(uid, 'pod', name, podKey)
  const track: PodTrack = {
    uid,
    podKey,
    lane,
    containers: new Map(),
    pod: null,
    sandbox: null,
    goneMs: null,
  }
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
  const number = numberOf(role, index)
  const lane = { ...openLane(`${track.uid}/${name}`, role, name, track.podKey), number }
  const made: ContainerTrack = { lane, record: null }
  track.containers.set(name, made)
  return made
}

function applyPod(tracks: Tracks, track: PodTrack, pod: Pod, timeMs: number): void {
  track.pod = pod
  track.goneMs = null
  track.podKey = `Pod/${pod.metadata.namespace ?? 'default'}/${pod.metadata.name ?? ''}`
  if (!isMirrorPod(pod)) show(track.lane, laneOfState(podState(pod)), timeMs)
  for (const { container, role, index } of everyContainerOfSpec(pod.spec))
    containerOf(track, container.name, role, index)
  showAll(tracks, track, timeMs)
}

function laneOfState({ word, tone }: ContainerWord): Shown {
  return { kind: KIND_OF_TONE[tone], label: word }
}

/** What the lane of a static Pod shows; also while it has no mirror, as long as its sandbox is there. */
function shownStatic(
  { pod, sandbox, goneMs }: PodTrack,
  facts: readonly ContainerFacts[],
): Shown | null {
  const isThere = pod !== null && goneMs === null
  if (!isThere && sandbox?.state !== 'ready') return null
  const sandboxUid = sandbox?.state === 'ready' ? sandbox.pod.uid : null
  return laneOfState(shownPod(isThere ? pod : undefined, sandboxUid, () => facts).state)
}

const KIND_OF_TONE: Readonly<Record<ContainerWord['tone'], SegmentKind>> = {
  part: 'unready',
  idle: 'waiting',
  run: 'running',
  wait: 'waiting',
  fail: 'failed',
  done: 'exited',
  term: 'ending',
}

function applyRecord(tracks: Tracks, key: string, record: ContainerRecord, timeMs: number): void {
  const track = trackOfRef(tracks, record.pod)
  const own = containerOf(track, record.name, 'app', 0)
  const older = own.record !== null && own.record.id !== record.id
  if (older && (own.record?.createdAtMs ?? 0) > record.createdAtMs) return
  // What is cleared away of an earlier sandbox tells nothing of this one.
  if (track.sandbox?.state === 'ready' && track.sandbox.id !== record.sandboxId) return
  own.record = record
  own.lane.selectKey = key
  showAll(tracks, track, timeMs)
}

/** The runtime has removed an instance: what is left of it stands in the status of its Pod. */
function forgetRecord(tracks: Tracks, { id, name, pod }: ContainerRecord, timeMs: number): void {
  const track = tracks.byUid.get(pod.uid)
  const own = track?.containers.get(name)
  if (track === undefined || own?.record?.id !== id) return
  own.record = null
  showAll(tracks, track, timeMs)
}

/** In a new sandbox the containers begin anew. */
function applySandbox(tracks: Tracks, sandbox: SandboxRecord, timeMs: number): void {
  const track = trackOfRef(tracks, sandbox.pod)
  const before = track.sandbox
  const isOther = before !== null && before.id !== sandbox.id
  if (isOther && before.state === 'ready' && sandbox.state !== 'ready') return
  track.sandbox = sandbox
  for (const own of track.containers.values())
    if (isOther && own.record?.sandboxId !== sandbox.id) own.record = null
  showAll(tracks, track, timeMs)
}

/** Shows what the containers of a Pod do now. */
function showAll(tracks: Tracks, track: PodTrack, timeMs: number): void {
  const { pod, sandbox, containers, goneMs } = track
  const node = pod?.spec?.nodeName || sandbox?.nodeName || ''
  const facts = containerFactsOf({
    pod: pod ?? undefined,
    spec: pod?.spec ?? { containers: [...containers.keys()].map((name) => ({ name })) },
    sandboxUid: sandbox?.state === 'ready' ? sandbox.pod.uid : null,
    images: tracks.images.get(node),
    recordOf: (name) => containers.get(name)?.record ?? undefined,
  })
  if (pod === null || isMirrorPod(pod)) show(track.lane, shownStatic(track, facts), timeMs)
  let begun = true
  for (const one of facts) {
    const own = containers.get(one.container.name)
    // What a Pod leaves behind when it is gone is told by its records alone.
    if (own === undefined || (goneMs !== null && own.record?.state !== 'running')) continue
    begun &&= one.record !== undefined
    show(own.lane, shownOf(one), timeMs)
  }
  const waiting = tracks.unbegun.get(node) ?? new Set<PodTrack>()
  if (begun) waiting.delete(track)
  else tracks.unbegun.set(node, waiting.add(track))
}

/** What a container's lane shows, in the words of everything else; null while nothing is known of it. */
function shownOf(facts: ContainerFacts): Shown | null {
  const { record, status, pulling } = facts
  if (record === undefined && status?.state === undefined && !pulling) return null
  const { word, tone } = containerState(facts)
  const waits = record?.state !== 'running' && status?.state?.waiting !== undefined
  if (pulling && tone === 'wait') return { kind: 'pull', label: word }
  if (tone === 'fail' && waits) return { kind: 'backoff', label: word }
  return laneOfState({ word, tone })
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
  track.goneMs = timeMs
  const isStatic = track.pod !== null && isMirrorPod(track.pod)
  if (!isStatic) show(track.lane, null, timeMs)
  for (const waiting of tracks.unbegun.values()) waiting.delete(track)
  for (const own of track.containers.values()) {
    // A static Pod goes on running when its mirror is deleted.
    if (own.record?.state === 'running') continue
    own.record = null
    show(own.lane, null, timeMs)
  }
  if (isStatic) showAll(tracks, track, timeMs)
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
