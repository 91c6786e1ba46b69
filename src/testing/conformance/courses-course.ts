// Writes down what our controllers do in the form of the recordings. Follows reference/internal/courses/course.go.
import { type ApiObject, type Kind, KINDS, infoOf } from '#api/meta/object.ts'
import { timeOf } from '#api/meta/time.ts'
import type { Client } from '#client/client.ts'
import { compareText } from '#lib/compare.ts'
import { equal } from '#lib/equal.ts'
import type { Clock } from '#sim/clock.ts'
import type { Json } from './controllers-recording.ts'
import { cleaned } from './courses-clean.ts'
import { createNames, metadataIn, type Names, type Observed } from './courses-names.ts'
import type { Course, Entry, Refusal } from './courses-recording.ts'
import { isFields } from './merge-patch.ts'

/** A time that is so much before a full tenth of a second belongs to it. */
const LATENESS_MS = 20
const TENTH_MS = 100

export interface CourseWriter {
  /** The script is about to create this object. */
  expect(object: ApiObject): void
  refuse(refusal: Omit<Refusal, 'at'>): void
  /** What was written so far. */
  course(): Course
}

/** Follows all objects of a client from now on; `zeroMs` is the time of the first step. */
export function createCourseWriter(client: Client, clock: Clock, zeroMs: number): CourseWriter {
  const raw: Observed[] = []
  const refused: Refusal[] = []
  const expected = new Set<string>()
  const at = (): number => Math.floor((clock.nowMs - zeroMs + LATENESS_MS) / TENTH_MS) / 10
  for (const kind of Object.keys(KINDS) as Kind[]) {
    client.watch(kind, ({ type, object }) => {
      const { namespace = '' } = object.metadata
      if (object.kind === 'Lease' || namespace.startsWith('kube-')) return
      const isOurs = type === 'ADDED' && expected.delete(placeOf(object))
      const json = object as unknown as Json
      if (type === 'DELETED' && object.kind === 'Pod') {
        raw.push({ at: at(), type: 'MODIFIED', object: asMarked(json, clock.nowMs), isOurs: false })
      }
      raw.push({ at: at(), type, object: json, isOurs })
    })
  }
  return {
    expect: (object) => void expected.add(placeOf(object)),
    refuse: (refusal) => void refused.push({ at: at(), ...refusal }),
    course: () => courseOf(raw, refused, zeroMs),
  }
}

function placeOf({ kind, metadata }: ApiObject): string {
  const namespace = infoOf(kind).namespaced ? (metadata.namespace ?? 'default') : ''
  return `${kind}/${namespace}/${metadata.name ?? ''}`
}

function courseOf(raw: readonly Observed[], refused: readonly Refusal[], zeroMs: number): Course {
  const names = createNames(raw, zeroMs)
  const events: Record<string, string[]> = {}
  const strands = new Map<string, Observed[]>()
  for (const one of raw) {
    if (one.object['kind'] === 'Event') {
      if (one.at < 0 || one.type === 'DELETED') continue
      const [about, line] = eventOf(one, names)
      ;(events[about] ??= []).push(line)
      continue
    }
    const key = names.key(one.object)
    strands.set(key, [...(strands.get(key) ?? []), one])
  }
  const objects = [...strands].flatMap(([key, strand]) => {
    const entries = entriesOf(strand, names)
    return entries.length === 0 ? [] : [[key, entries] as const]
  })
  return {
    objects: Object.fromEntries(objects),
    events: Object.fromEntries(
      Object.entries(events).map(([about, lines]) => [about, settled(lines)]),
    ),
    refused: refused.map((one) => ({ ...one, message: names.text(one.message) })),
  }
}

/** What happened to an object within one moment is one entry, unless it was there for less than that. */
function entriesOf(strand: readonly Observed[], names: Names): readonly Entry[] {
  const entries: Entry[] = []
  let last: Json | undefined
  let born: Observed | undefined
  for (const [index, one] of strand.entries()) {
    const next = strand[index + 1]
    if (one.type === 'DELETED') {
      if (one.at >= 0) entries.push({ at: one.at, deleted: true })
      last = undefined
      continue
    }
    const start = one.type === 'ADDED' ? one : born
    const isFleeting = start !== undefined && next?.type === 'DELETED'
    if (next?.at === one.at && !isFleeting) {
      born = start
      continue
    }
    born = undefined
    const object = cleaned(asStored(one), names.text)
    const before = last
    last = object
    if (one.at < 0) continue
    if (start !== undefined) {
      const created = start.isOurs ? startOf(object) : object
      // As Go writes it: a map without anything is left out.
      entries.push({ at: one.at, ...(Object.keys(created).length === 0 ? {} : { created }) })
      continue
    }
    const changed = mergePatch(before ?? {}, object)
    if (changed !== null) entries.push({ at: one.at, changed })
  }
  return entries
}

/**
 * The recordings have what is stored, as JSON: an EndpointSlice without endpoints or ports has empty lists there, an
 * autoscaler that has measured nothing a null. That a
 * new claim is Pending is a default, which is given when it is read and stored with the first change.
 */
function asStored({ type, object }: Observed): Json {
  if (object['kind'] === 'EndpointSlice') return { endpoints: [], ports: [], ...object }
  if (object['kind'] === 'HorizontalPodAutoscaler' && isFields(object['status'])) {
    return { ...object, status: { currentMetrics: null, ...object['status'] } }
  }
  if (type !== 'ADDED' || object['kind'] !== 'PersistentVolumeClaim') return object
  const { status: _, ...rest } = object
  return rest
}

/** The real server writes that a Pod is to go at once before it removes it; here that is one write. */
function asMarked(object: Json, nowMs: number): Json {
  const metadata = metadataIn(object)
  const { deletionTimestamp, generation } = metadata
  const marks = deletionTimestamp === undefined ? { generation: Number(generation) + 1 } : {}
  return {
    ...object,
    metadata: {
      ...metadata,
      ...marks,
      deletionTimestamp: timeOf(nowMs),
      deletionGracePeriodSeconds: 0,
    },
  }
}

/** Of an object that the script created: what others made of it at the same moment. */
function startOf(object: Json): Json {
  const finalizers = metadataIn(object)['finalizers']
  return {
    by: 'script',
    ...(object['status'] === undefined ? {} : { status: object['status'] }),
    ...(finalizers === undefined ? {} : { metadata: { finalizers } }),
  }
}

function eventOf({ at, object }: Observed, names: Names): readonly [string, string] {
  const about = isFields(object['involvedObject']) ? object['involvedObject'] : {}
  const { kind, name, namespace } = about
  const count = Number(object['count'] ?? 1)
  const message = names.text(String(object['message']))
  const line = `${at} ${String(object['type'])} ${String(object['reason'])}: ${message}`
  return [
    names.key({ kind, metadata: { name, namespace } }),
    count > 1 ? `${line} (${count} times)` : line,
  ]
}

/** What happened at the same moment, in an order that both have. */
export function settled(lines: readonly string[]): readonly string[] {
  return lines.toSorted(
    (a, b) =>
      Number.parseFloat(a) - Number.parseFloat(b) ||
      compareText(withoutSuffixes(a), withoutSuffixes(b)),
  )
}

/** A text without the random ends of the names of Pods that were refused and so have no number: they say nothing, nor what comes first. */
export function withoutSuffixes(text: string): string {
  return text.replaceAll(/"([^"]*<h\d+>)-[a-z0-9]{5}"/gu, '"$1-<random>"')
}

/** A JSON merge patch (RFC 7386) that leads from one to the other, or null. */
function mergePatch(before: Json, after: Json): Json | null {
  const patch: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(after)) {
    const old = before[key]
    if (Object.hasOwn(before, key) && equal(old, value)) continue
    patch[key] = isFields(old) && isFields(value) ? mergePatch(old, value) : value
  }
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch[key] = null
  return Object.keys(patch).length === 0 ? null : patch
}

/** A course as text, strand by strand. */
export function linesOfCourse({ objects, events = {}, refused = [] }: Course): readonly string[] {
  return [
    ...Object.keys(objects)
      .toSorted(compareText)
      .flatMap((key) => (objects[key] ?? []).map((entry) => `${key} ${lineOf(entry)}`)),
    ...Object.keys(events)
      .toSorted(compareText)
      .flatMap((about) => (events[about] ?? []).map((line) => `${about} ! ${line}`)),
    ...refused.map(({ at, code, message }) => `refused ${at} ${code} ${message}`),
  ]
}

function lineOf({ at, created, changed, deleted }: Entry): string {
  if (deleted === true) return `${at} deleted`
  if (created !== undefined) return `${at} created ${JSON.stringify(created)}`
  return `${at} changed ${JSON.stringify(changed)}`
}
