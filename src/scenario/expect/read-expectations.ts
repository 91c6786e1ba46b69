// `expect:` of scenario.yaml and of a lesson, as values. What is wrong is said at its place.
import { kindOfWord } from '#kubectl/resource-types.ts'
import { type FieldReader, isMapping } from '../field-reader.ts'
import { expectationText } from './expectation-text.ts'
import { readComparison } from './compare.ts'
import {
  type Claim,
  type Expectation,
  NUMBER_NAMES,
  type Predicate,
  type Subject,
  type When,
} from './types.ts'
import { isPath } from './value-at.ts'

const MAX_EXPECTATIONS = 100
const TIMES = ['by', 'at', 'from', 'until']
const PREDICATES = ['is', 'reason', 'event', 'logs', 'container', 'runsOn', 'has', 'count']
const OWN = [...TIMES, ...PREDICATES, ...NUMBER_NAMES, 'namespace', 'labels', 'say']

/** The expectations below `field`, in their order; one with a fault is left out, and the fault is said. */
export function readExpectations(reader: FieldReader, field: string): readonly Expectation[] {
  return reader.items(field, MAX_EXPECTATIONS).flatMap(({ reader: item }) => {
    const before = reader.errors.count
    const expectation = readOne(item)
    return expectation === null || reader.errors.count > before ? [] : [expectation]
  })
}

function readOne(reader: FieldReader): Expectation | null {
  const over = (['always', 'never'] as const).find((word) => reader.has(word))
  const inner = over === undefined ? reader : reader.below(over)
  if (inner === null) return null
  if (over !== undefined) reader.allowFields([over, 'from', 'until', 'say'])
  const claim = readClaim(inner, over !== undefined)
  const when = readWhen(reader, over)
  if (claim === null || when === null) return null
  const say = reader.text('say', '', 300)
  return { when, claim, text: say === '' ? expectationText(when, claim) : say }
}

function readWhen(reader: FieldReader, over: 'always' | 'never' | undefined): When | null {
  if (over !== undefined) {
    const fromMs = reader.has('from') ? reader.duration('from', 0) : null
    return {
      kind: over,
      fromMs,
      toMs: reader.has('until') ? reader.duration('until', 0) : null,
    }
  }
  if (reader.has('by') && reader.has('at')) {
    reader.say('error', 'at', 'an expectation has by or at, not both')
    return null
  }
  if (reader.has('by')) return { kind: 'by', atMs: reader.duration('by', 0) }
  if (reader.has('at')) return { kind: 'at', atMs: reader.duration('at', 0) }
  return { kind: 'end' }
}

function readClaim(reader: FieldReader, isInner: boolean): Claim | null {
  if (reader.has('happens')) {
    reader.allowFields(['happens', 'mentions', ...(isInner ? [] : ['by', 'say'])])
    const kind = reader.text('happens', '', 100)
    return { kind: 'happens', happens: { kind, mentions: reader.text('mentions', '', 300) } }
  }
  const words = reader.fields().filter((field) => !OWN.includes(field))
  const [word] = words
  const kind = word === undefined ? undefined : kindOfWord(word)
  if (word === undefined || kind === undefined || words.length > 1) {
    const named = words.length === 0 ? 'names none' : `has ${words.join(', ')}`
    reader.say(
      'error',
      words[0] ?? '',
      `an expectation is about one kind of object, like pod or deployment; this one ${named}`,
    )
    return null
  }
  const name = reader.text(word, '', 253)
  const labels = reader.raw('labels')
  const subject: Subject = {
    kind,
    namespace: reader.text('namespace', 'default', 253),
    name,
    labels: isMapping(labels)
      ? Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value)]))
      : {},
    isSet: name.includes('*') || reader.has('count') || reader.has('labels'),
  }
  const predicates = readPredicates(reader)
  if (predicates.length > 0) return { kind: 'object', subject, predicates }
  reader.say('error', '', `nothing is expected of ${word} ${name}: is, reason, logs, has, ready …`)
  return null
}

function readPredicates(reader: FieldReader): readonly Predicate[] {
  const container = reader.has('container') ? reader.text('container', '', 63) : null
  const text = (field: string): readonly string[] =>
    reader.has(field) ? [reader.text(field, '', 500)] : []
  return [
    ...isWords(reader),
    ...text('reason').map((reason): Predicate => ({ kind: 'reason', reason, container })),
    ...text('event').map((reason): Predicate => ({ kind: 'event', reason })),
    ...text('logs').map((line): Predicate => ({ kind: 'logs', text: line, container })),
    ...text('runsOn').map((node): Predicate => ({ kind: 'on', node })),
    ...NUMBER_NAMES.flatMap((name): readonly Predicate[] => {
      const comparison = reader.has(name) ? readComparison(reader.raw(name)) : null
      return comparison === null ? [] : [{ kind: 'number', name, comparison }]
    }),
    ...readHas(reader),
    ...(reader.has('count') ? [readCount(reader)] : []),
  ].filter((one) => one !== null)
}

function isWords(reader: FieldReader): readonly Predicate[] {
  if (!reader.has('is')) return []
  const raw = reader.raw('is')
  const words = Array.isArray(raw) ? raw.map(String) : [reader.text('is', '', 100)]
  return [{ kind: 'is', words }]
}

function readCount(reader: FieldReader): Predicate | null {
  const comparison = readComparison(reader.raw('count'))
  return comparison === null ? null : { kind: 'count', comparison }
}

function readHas(reader: FieldReader): readonly Predicate[] {
  const paths = reader.has('has') ? reader.below('has') : null
  if (paths === null) return []
  return paths.fields().flatMap((path): readonly Predicate[] => {
    const comparison = readComparison(paths.raw(path) ?? '')
    if (!isPath(path)) paths.say('error', path, `${path} is no path like .spec.replicas`)
    else if (comparison === null) paths.say('error', path, `${path} must be a text or a number`)
    else return [{ kind: 'has', path, comparison }]
    return []
  })
}
