// Replaces what is made up by what can be compared: random suffixes and hashes become numbers, uids the names of their
// objects, times seconds since the first step. Follows reference/internal/courses/names.go.
import { msOfTime } from '#api/meta/time.ts'
import { compareText } from '#lib/compare.ts'
import type { Json } from './controllers-recording.ts'
import { cleaned } from './courses-clean.ts'
import { isFields } from './merge-patch.ts'

/** A change as it came. */
export interface Observed {
  readonly at: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: Json
  /** The script created it. */
  readonly isOurs: boolean
}

export interface Names {
  text(value: string): string
  /** Kind/name, with the namespace when that is not default. */
  key(object: Json): string
}

const RANDOM = '[bcdfghjklmnpqrstvwxz2456789]{5}'
const RANDOM_LENGTH = 5
/** What a generateName is cut to before the suffix is appended. */
const LONGEST_BASE = 58
const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gu
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/gu
const TOKEN = new RegExp(`kube-api-access-${RANDOM}`, 'gu')
const ADDRESS = /\b10\.(1\.\d+|96\.\d+|97\.\d+|98\.\d+|99\.\d+|1[01]\d\.\d+)\.\d+\b/gu
const REFUSED = new RegExp(`(pods "[-a-z0-9.]+-)${RANDOM}(" is forbidden)`, 'gu')

export function metadataIn(object: Json): Json {
  return isFields(object['metadata']) ? object['metadata'] : {}
}

const nameIn = (object: Json): string => String(metadataIn(object)['name'])

/** The names that a list of changes needs; `zeroMs` is the time of the first step. */
export function createNames(raw: readonly Observed[], zeroMs: number): Names {
  const given = new Map<string, string>()
  const uids = new Map<string, string>()
  const names = namesWith(given, uids, zeroMs)
  const hashes = hashesIn(raw)
  const bases = basesIn(raw)
  for (const [name, base] of bases) given.set(name, `${base}<>`)
  for (const [hash, number] of hashes) given.set(hash, number)
  const order = orderOf(raw, bases, names)
  const numbered = new Map<string, string>()
  const taken = new Map<string, number>()
  for (const name of order) {
    const base = withHashes(bases.get(name) ?? '', hashes)
    const number = (taken.get(base) ?? 0) + 1
    taken.set(base, number)
    numbered.set(name, `${base}<${number}>`)
  }
  given.clear()
  for (const [name, number] of [...numbered, ...hashes]) given.set(name, number)
  for (const { object } of raw) {
    const uid = metadataIn(object)['uid']
    if (typeof uid === 'string') uids.set(uid, names.key(object))
  }
  return names
}

function namesWith(
  given: ReadonlyMap<string, string>,
  uids: ReadonlyMap<string, string>,
  zeroMs: number,
): Names {
  const names: Names = {
    text(value) {
      let text = value.replace(UID, (uid) => {
        const key = uids.get(uid)
        return key === undefined ? '<uid>' : `uid-of-${key}`
      })
      text = withHashes(text, given)
      text = text.replace(TIME, (time) => {
        const seconds = Math.trunc((msOfTime(time) - zeroMs) / 1000)
        return `<${seconds < 0 ? '' : '+'}${seconds}s>`
      })
      return text
        .replace(TOKEN, 'kube-api-access-<random>')
        .replace(ADDRESS, '<IP>')
        .replace(REFUSED, '$1<random>$2')
    },
    key(object) {
      const namespace = metadataIn(object)['namespace']
      const isElsewhere =
        typeof namespace === 'string' && namespace !== '' && namespace !== 'default'
      const middle = isElsewhere ? `${namespace}/` : ''
      return `${String(object['kind'])}/${middle}${names.text(nameIn(object))}`
    },
  }
  return names
}

/** The text with each name replaced, longer ones first. */
function withHashes(text: string, given: ReadonlyMap<string, string>): string {
  let result = text
  const sorted = [...given].toSorted(([a], [b]) => b.length - a.length || compareText(a, b))
  for (const [name, number] of sorted) {
    if (result.includes(name)) result = result.replaceAll(name, number)
  }
  return result
}

/** The hashes of templates and revisions, numbered in the order in which they came up. */
function hashesIn(raw: readonly Observed[]): ReadonlyMap<string, string> {
  const seen = raw.flatMap(({ at, type, object }) => {
    const labels = metadataIn(object)['labels']
    const label = isFields(labels) ? labels['pod-template-hash'] : undefined
    const name = nameIn(object)
    const isRevision = object['kind'] === 'ControllerRevision'
    const hash = isRevision ? name.slice(name.lastIndexOf('-') + 1) : label
    if (type !== 'ADDED' || typeof hash !== 'string' || hash === '') return []
    if (!isRevision && object['kind'] !== 'ReplicaSet') return []
    const base = name.endsWith(hash) ? name.slice(0, -hash.length) : name
    return [{ at, base, hash, letter: isRevision ? 'r' : 'h' }]
  })
  const result = new Map<string, string>()
  const counts = new Map<string, number>()
  const order = seen.toSorted((a, b) => a.at - b.at || compareText(a.base, b.base))
  for (const { hash, letter } of order) {
    if (result.has(hash)) continue
    const count = (counts.get(letter) ?? 0) + 1
    counts.set(letter, count)
    result.set(hash, `<${letter}${count}>`)
  }
  return result
}

function basesIn(raw: readonly Observed[]): ReadonlyMap<string, string> {
  const bases = new Map<string, string>()
  for (const { object } of raw) {
    const generateName = metadataIn(object)['generateName']
    const name = nameIn(object)
    if (object['kind'] === 'Event' || typeof generateName !== 'string') continue
    // The Pods of a StatefulSet have a generateName too, but are not named by it.
    const length = Math.min(generateName.length, LONGEST_BASE)
    if (name.length === length + RANDOM_LENGTH) bases.set(name, name.slice(0, length))
  }
  return bases
}

/** Objects with random names, told apart by what became of them. */
function orderOf(
  raw: readonly Observed[],
  bases: ReadonlyMap<string, string>,
  names: Names,
): readonly string[] {
  const histories = new Map<string, string>()
  for (const [index, one] of raw.entries()) {
    const name = nameIn(one.object)
    if (!bases.has(name) || one.object['kind'] === 'Event') continue
    const history = histories.get(name) ?? ''
    histories.set(name, history)
    if (one.type !== 'DELETED' && changesAgain(raw, index)) continue
    const text = JSON.stringify(sorted(cleaned(one.object, names.text)))
    const at = (one.at + 1000).toFixed(1).padStart(9, '0')
    histories.set(name, `${history}${at} ${one.type} ${text}\n`)
  }
  return [...histories].toSorted(([, a], [, b]) => compareText(a, b)).map(([name]) => name)
}

/** Whether the object changes again in the moment. */
function changesAgain(raw: readonly Observed[], index: number): boolean {
  const one = raw[index]
  if (one === undefined) return false
  const uid = metadataIn(one.object)['uid']
  for (let next = index + 1; raw[next]?.at === one.at; next += 1) {
    const later = raw[next]
    if (later?.type === 'MODIFIED' && metadataIn(later.object)['uid'] === uid) return true
  }
  return false
}

/** With the keys in order, so that equal values have equal texts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isFields(value)) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => compareText(a, b))
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]))
}
