// Numbers for random names, and what differs between states of rest, as the recorder finds them.
// Follows reference/internal/controllers/state.go.
import type { Event } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { compareText } from '#lib/compare.ts'
import { equal } from '#lib/equal.ts'
import type { Json, Outcome, RecordedEvent } from './controllers-recording.ts'

/** The objects and Events of the namespace when nothing moved any more. */
export interface Snapshot {
  readonly objects: readonly ApiObject[]
  readonly events: readonly Event[]
}

const RANDOM = '[bcdfghjklmnpqrstvwxz2456789]{5}'
const RANDOM_LENGTH = 5
/** A StatefulSet gives its Pods a generateName too, and does not use it. */
const MADE_UP = new RegExp(`-${RANDOM}$`)
const PLACEHOLDERS: readonly (readonly [pattern: RegExp, placeholder: string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\b/g, '<time>'],
  [new RegExp(`kube-api-access-${RANDOM}`, 'g'), 'kube-api-access-<random>'],
  [/\b10\.1\.0\.\d+\b/g, '<podIP>'],
  // A Pod that was never made.
  [new RegExp(`(pods "[-a-z0-9.]+-)${RANDOM}(" is forbidden)`, 'g'), '$1<random>$2'],
]
/** Which of them a Deployment at rest has depends on how often the controller came round. */
const UNDER_WAY: readonly unknown[] = [
  'NewReplicaSetCreated',
  'FoundNewReplicaSet',
  'ReplicaSetUpdated',
]
const STORE_METADATA = ['uid', 'resourceVersion', 'creationTimestamp']

type Names = ReadonlyMap<string, string>
type State = Readonly<Record<string, Json>>

/** What differs after each step, with placeholders for all that is made up. */
export function outcomesOf(snapshots: readonly Snapshot[]): readonly Outcome[] {
  const names = namesIn(snapshots)
  const told = new Set<string>()
  let before: State = {}
  return snapshots.map(({ objects, events }) => {
    const entries = objects.map((object): readonly [string, Json] => {
      const name = textOf(object.metadata.name ?? '', names)
      return [`${object.kind}/${name}`, cleaned(object, names)]
    })
    const now: State = Object.fromEntries(entries.toSorted(([a], [b]) => compareText(a, b)))
    const outcome = outcomeBetween(before, now, newEvents(events, names, told))
    before = now
    return outcome
  })
}

/** Objects that were alike when they were made are told apart by what became of them later. */
function namesIn(snapshots: readonly Snapshot[]): Names {
  const bases = new Map<string, string>()
  for (const object of snapshots.flatMap(({ objects }) => objects)) {
    const { name = '', generateName } = object.metadata
    const isMadeUp = generateName !== undefined && MADE_UP.test(name)
    if (isMadeUp) bases.set(name, name.slice(0, -RANDOM_LENGTH))
  }
  const alike: Names = new Map([...bases].map(([name, base]) => [name, `${base}<>`]))
  const histories = new Map<string, string>()
  for (const [step, { objects }] of snapshots.entries()) {
    for (const object of objects) {
      const { name = '' } = object.metadata
      const line = `${String(step).padStart(3, '0')} ${object.kind} ${JSON.stringify(sorted(cleaned(object, alike)))}\n`
      histories.set(name, `${histories.get(name) ?? ''}${line}`)
    }
  }
  const taken = new Map<string, number>()
  const order = [...bases].toSorted(
    ([a], [b]) => compareText(histories.get(a) ?? '', histories.get(b) ?? '') || compareText(a, b),
  )
  return new Map(
    order.map(([name, base]) => {
      const number = (taken.get(base) ?? 0) + 1
      taken.set(base, number)
      return [name, `${base}<${number}>`]
    }),
  )
}

function textOf(text: string, names: Names): string {
  const named = [...names].reduce((last, [name, given]) => last.replaceAll(name, given), text)
  return PLACEHOLDERS.reduce((last, [pattern, given]) => last.replace(pattern, given), named)
}

function cleaned(object: ApiObject, names: Names): Json {
  const plain = walked(JSON.parse(JSON.stringify(object)), names) as Json
  const metadata = Object.entries(plain['metadata'] as Json)
  return {
    ...plain,
    metadata: Object.fromEntries(metadata.filter(([key]) => !STORE_METADATA.includes(key))),
  }
}

function walked(value: unknown, names: Names): unknown {
  if (typeof value === 'string') return textOf(value, names)
  if (Array.isArray(value)) return value.map((item) => walked(item, names))
  if (!isJson(value)) return value
  const entries = Object.entries(value).map(([key, item]) => [key, walked(item, names)])
  const chance =
    value['type'] === 'Progressing' && UNDER_WAY.includes(value['reason'])
      ? { reason: '<reason>', message: '<message>' }
      : {}
  return { ...Object.fromEntries(entries), ...chance }
}

/** With the keys in order, so that equal values have equal texts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isJson(value)) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => compareText(a, b))
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]))
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The events that have not been told yet, without times and counts. */
function newEvents(
  events: readonly Event[],
  names: Names,
  told: Set<string>,
): readonly RecordedEvent[] {
  const fresh: RecordedEvent[] = []
  for (const { involvedObject, type = '', reason = '', message = '' } of events) {
    const about = `${involvedObject.kind ?? ''}/${textOf(involvedObject.name ?? '', names)}`
    const event = { about, type, reason, message: textOf(message, names) }
    if (told.has(eventText(event))) continue
    told.add(eventText(event))
    fresh.push(event)
  }
  return fresh.toSorted((a, b) => compareText(eventText(a), eventText(b)))
}

function eventText({ about, type, reason, message }: RecordedEvent): string {
  return `${about} ${type} ${reason} ${message}`
}

function outcomeBetween(before: State, now: State, events: readonly RecordedEvent[]): Outcome {
  const created: { readonly names: string[]; readonly object: unknown }[] = []
  const changed: Record<string, Json> = {}
  for (const [key, object] of Object.entries(now)) {
    const old = before[key]
    if (old === undefined) {
      const plain = withoutNumber(object)
      const same = created.find((one) => equal(one.object, plain))
      if (same === undefined) created.push({ names: [key], object: plain })
      else same.names.push(key)
      continue
    }
    const change = mergePatch(old, object)
    if (change !== null) changed[key] = change
  }
  const deleted = Object.keys(before).filter((key) => now[key] === undefined)
  return {
    ...(created.length === 0 ? {} : { created }),
    ...(Object.keys(changed).length === 0 ? {} : { changed }),
    ...(deleted.length === 0 ? {} : { deleted }),
    ...(events.length === 0 ? {} : { events }),
  }
}

function withoutNumber(object: Json): Json {
  const metadata = object['metadata'] as Json
  const name = String(metadata['name']).replace(/<\d+>$/, '<n>')
  return { ...object, metadata: { ...metadata, name } }
}

/** A JSON merge patch (RFC 7386) that leads from one to the other, or null. */
function mergePatch(before: Json, after: Json): Json | null {
  const patch: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(after)) {
    const old = before[key]
    if (Object.hasOwn(before, key) && equal(old, value)) continue
    patch[key] = isJson(old) && isJson(value) ? mergePatch(old, value) : value
  }
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch[key] = null
  return Object.keys(patch).length === 0 ? null : patch
}
