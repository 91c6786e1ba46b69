// Writes down what our kubelet does in the form of the recordings of conformance/kubelet.
import type { Event, Pod } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'
import type { Client } from '#client/client.ts'
import { equal } from '#lib/equal.ts'
import type { Clock } from '#sim/clock.ts'
import type { Json } from './controllers-recording.ts'
import { taggedName } from './kubelet-script.ts'
import { isFields } from './merge-patch.ts'

/** A line without its time, and the time in seconds since the first step. */
export interface Line {
  readonly at: number
  readonly what: string
}

export interface StatusAt {
  readonly at: number
  /** The whole status; conditions by type and container statuses by name. */
  readonly status: Json
}

export interface PodStory {
  /** By what they are about: the field of a container, or '' for the Pod itself. */
  readonly events: Readonly<Record<string, readonly Line[]>>
  readonly statuses: readonly StatusAt[]
  readonly deleted: readonly number[]
}

export interface Story {
  readonly runtime: readonly Line[]
  readonly pods: Readonly<Record<string, PodStory>>
}

interface Writing {
  readonly events: Line[]
  readonly statuses: StatusAt[]
  readonly deleted: number[]
  last: Json | undefined
}

export interface StoryWriter {
  call(what: string): void
  /** What was written so far. */
  story(): Story
}

/** Follows the Pods and Events of a client from now on; `zeroMs` is the time of the first step. */
export function createStoryWriter(client: Client, clock: Clock, zeroMs: number): StoryWriter {
  const runtime: Line[] = []
  const pods: Record<string, Writing> = {}
  const uids = new Map<string, string>()
  const at = (): number => Math.floor((clock.nowMs - zeroMs) / 100) / 10
  const of = (name: string): Writing =>
    (pods[name] ??= { events: [], statuses: [], deleted: [], last: undefined })
  client.watch('Pod', ({ type, object }) => {
    const { name = '', uid = '' } = object.metadata
    uids.set(uid, name)
    const pod = of(name)
    if (type === 'DELETED') {
      pod.deleted.push(at())
      pod.last = undefined
      return
    }
    // What the API server gives to a new Pod is not the kubelet's.
    if (type === 'ADDED' || object.status?.startTime === undefined) return
    const status = cleanStatus(object, zeroMs)
    if (equal(status, pod.last)) return
    pod.last = status
    pod.statuses.push({ at: at(), status })
  })
  client.watch('Event', ({ type, object }) => {
    const { kind, name = '' } = object.involvedObject
    if (type === 'DELETED' || kind !== 'Pod') return
    of(name).events.push({ at: at(), what: withNames(textOf(object), uids) })
  })
  return {
    call: (what) => void runtime.push({ at: at(), what }),
    story: () => ({ runtime, pods: storiesOf(pods) }),
  }
}

function storiesOf(pods: Readonly<Record<string, Writing>>): Readonly<Record<string, PodStory>> {
  return Object.fromEntries(
    Object.entries(pods).map(([name, { events, statuses, deleted }]) => [
      name,
      { events: byField(events), statuses, deleted },
    ]),
  )
}

/** Events of different containers may pass each other within a moment. */
export function byField(events: readonly Line[]): Readonly<Record<string, readonly Line[]>> {
  const groups: Record<string, Line[]> = {}
  for (const line of events) {
    const field = /\((spec\.[^)]*)\):/u.exec(line.what)?.[1] ?? ''
    ;(groups[field] ??= []).push(line)
  }
  return groups
}

/** A story as text, strand by strand; of a status what changed. */
export function linesOfStory({ runtime, pods }: Story): readonly string[] {
  return [
    ...runtime.map(({ at, what }) => `${at} ${what}`),
    ...Object.entries(pods).flatMap(([name, { events, statuses, deleted }]) => [
      ...Object.values(events)
        .flat()
        .map(({ at, what }) => `${name} ${at} ${what}`),
      ...statuses.map(
        ({ at, status }, index) =>
          `${name} ${at} ${changesBetween(statuses[index - 1]?.status, status, '').join('; ')}`,
      ),
      ...deleted.map((at) => `${name} ${at} deleted`),
    ]),
  ]
}

function changesBetween(before: unknown, after: unknown, path: string): readonly string[] {
  if (equal(before, after)) return []
  if (!isFields(after))
    return [`${path}=${after === undefined ? 'nothing' : JSON.stringify(after)}`]
  const was = isFields(before) ? before : {}
  const keys = [...new Set([...Object.keys(after), ...Object.keys(was)])].toSorted()
  return keys.flatMap((key) => changesBetween(was[key], after[key], `${path}.${key}`))
}

/** `Warning BackOff (spec.containers{app}): Back-off restarting …` */
function textOf({ type, reason, message, involvedObject }: Event): string {
  const { fieldPath } = involvedObject
  const place = fieldPath === undefined ? '' : ` (${fieldPath})`
  return `${type} ${reason}${place}: ${cleanText(message ?? '')}`
}

function withNames(text: string, uids: ReadonlyMap<string, string>): string {
  return [...uids].reduce((result, [uid, name]) => result.replaceAll(uid, `uid-of-${name}`), text)
}

function cleanStatus({ metadata, status = {} }: Pod, zeroMs: number): Json {
  const { uid = '', name = '' } = metadata
  const walk = (key: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item) => walk(key, item))
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value)
          .filter(([field, inner]) => !(field === 'lastProbeTime' && inner === null))
          .map(([field, inner]) => [field, walk(field, inner)]),
      )
    }
    if (typeof value !== 'string') return value
    if (key === 'image') return taggedName(value)
    if (key === 'imageID' && value !== '') return '<imageID>'
    if (TIME.test(value)) return sinceZero(value, zeroMs)
    return cleanText(value).replaceAll(uid, `uid-of-${name}`)
  }
  return byName(walk('', status) as Json)
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u
const ADDRESS = /\b10\.244\.1\.\d+\b/gu
const HASH = /\b[0-9a-f]{32}\b/gu

function sinceZero(time: string, zeroMs: number): string {
  const seconds = Math.trunc((msOfTime(time) - zeroMs) / 1000)
  if (time.startsWith('1970')) return time
  return `<${seconds < 0 ? '' : '+'}${seconds}s>`
}

function cleanText(text: string): string {
  return text.replaceAll(ADDRESS, '<podIP>').replaceAll(HASH, '<hash>')
}

/** Maps instead of lists, and their order beside them. */
function byName(status: Json): Json {
  const result: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(status)) {
    const isList = field === 'conditions' || field.endsWith('ontainerStatuses')
    if (!isList || !Array.isArray(value)) {
      result[field] = value
      continue
    }
    const key = field === 'conditions' ? 'type' : 'name'
    const members = value as readonly Json[]
    result[field] = Object.fromEntries(
      members.map(({ [key]: name, ...fields }) => [String(name), fields]),
    )
    result[`${field}Order`] = members.map((member) => member[key])
  }
  return result
}
