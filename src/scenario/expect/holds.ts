// Whether what is expected of objects is so at one moment.
import { MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import { statusOf } from '#api/core/pod-status-word.ts'
import type { Pod } from '#api/generated/types.ts'
import { type ApiObject, infoOf, keyPrefix, objectKey } from '#api/meta/object.ts'
import { isApiObject, type WorldState } from '#client/world.ts'
import { countedText, fits } from './compare.ts'
import { isMapping } from '../field-reader.ts'
import { subjectText } from './expectation-text.ts'
import type { NumberName, Predicate, Subject } from './types.ts'
import { valueAt } from './value-at.ts'

/** What containers have printed: the lines by the UID of their Pod and the container's name. */
export type PrintedBy = (podUid: string, container: string | null) => readonly string[]

export interface Moment {
  readonly state: WorldState
  readonly printedBy: PrintedBy
}

/** Null when all of it holds; else what is so instead, as the rest of a sentence. */
export function whatDiffers(
  moment: Moment,
  subject: Subject,
  predicates: readonly Predicate[],
): string | null {
  const found = findObjects(moment.state, subject)
  const count = predicates.find((one) => one.kind === 'count')
  const others = predicates.filter((one) => one.kind !== 'count')
  if (count !== undefined) {
    const fitting = found.filter((object) => differs(moment, object, others) === null)
    const text = String(fitting.length)
    if (fits(text, count.comparison)) return null
    const kind = infoOf(subject.kind).kind
    const many = `${kind}${kind.endsWith('s') ? 'es' : 's'}`
    return text === '1' ? `there is 1 such ${kind}` : `there are ${text} such ${many}`
  }
  if (found.length === 0)
    return others.every(allowsAbsence) ? null : `${subjectText(subject)} is not there`
  for (const object of found) {
    const problem = differs(moment, object, others)
    if (problem !== null) return problem
  }
  return null
}

function allowsAbsence(predicate: Predicate): boolean {
  return predicate.kind === 'is' && predicate.words.includes('Absent')
}

function findObjects(state: WorldState, subject: Subject): readonly ApiObject[] {
  const { kind, namespace, name, labels, isSet } = subject
  if (!isSet) {
    const object = state.get(objectKey(kind, namespace, name))
    return object !== undefined && isApiObject(object) ? [object] : []
  }
  const pattern = new RegExp(`^${(name === '' ? '*' : name).split('*').map(escaped).join('.*')}$`)
  return state
    .under(keyPrefix(kind, namespace))
    .filter(isApiObject)
    .filter(({ metadata }) => pattern.test(metadata.name ?? ''))
    .filter(({ metadata }) =>
      Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
    )
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

function differs(
  moment: Moment,
  object: ApiObject,
  predicates: readonly Predicate[],
): string | null {
  for (const predicate of predicates) {
    const instead = insteadOf(moment, object, predicate)
    if (instead !== null) return `${object.kind} \`${object.metadata.name}\` ${instead}`
  }
  return null
}

/** What is so of the object instead, behind its name; null when the predicate holds. */
function insteadOf(moment: Moment, object: ApiObject, predicate: Predicate): string | null {
  switch (predicate.kind) {
    case 'is': {
      const words = stateWords(object)
      return predicate.words.some((word) => words.includes(word)) ? null : `is ${shownWord(object)}`
    }
    case 'reason': {
      const found = reasonsOf(object, predicate.container).filter((one) => one !== '')
      if (found.includes(predicate.reason)) return null
      const shown = [...new Set(found)].map((one) => `\`${one}\``).join(', ')
      return shown === '' ? 'has no reason' : `has the reason ${shown}`
    }
    case 'event':
      return hasEvent(moment.state, object, predicate.reason)
        ? null
        : `has no Event \`${predicate.reason}\``
    case 'logs': {
      const lines = uidsOf(object).flatMap((uid) => moment.printedBy(uid, predicate.container))
      if (lines.some((line) => line.includes(predicate.text))) return null
      const last = lines.at(-1)
      return last === undefined ? 'has printed nothing' : `printed last “${shortened(last)}”`
    }
    case 'on': {
      const node = object.kind === 'Pod' ? (podOf(object).spec?.nodeName ?? '') : ''
      return node === predicate.node ? null : node === '' ? 'is on no node' : `is on \`${node}\``
    }
    case 'number': {
      const found = numberOf(object, predicate.name)
      return fits(String(found), predicate.comparison)
        ? null
        : `has ${countedText(String(found), predicate.name)}`
    }
    case 'has': {
      const found = valueAt(object, predicate.path)
      const shown = found === '' ? 'nothing' : `\`${found}\``
      return fits(found, predicate.comparison) ? null : `has ${shown} in \`${predicate.path}\``
    }
    case 'count':
      return null
  }
}

const MOST_SHOWN = 80

const shortened = (line: string): string =>
  line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}…` : line.trimEnd()

/** Of a mirror also that of the Pod which the kubelet runs. */
function uidsOf({ metadata }: ApiObject): readonly string[] {
  const { uid, annotations } = metadata
  return [uid, annotations?.[MIRROR_POD_ANNOTATION]].filter((one) => one !== undefined)
}

const podOf = (object: ApiObject): Pod => object as Pod

/** Everything that `is` may say of it. */
function stateWords(object: ApiObject): readonly string[] {
  const status = statusFields(object)
  const phase = typeof status['phase'] === 'string' ? [status['phase']] : []
  const trueOnes = conditionsOf(object).flatMap(({ type, status: is }) =>
    is === 'True' ? [type] : [],
  )
  const shown = object.kind === 'Pod' ? [statusOf(podOf(object)).status] : []
  const leaving = object.metadata.deletionTimestamp === undefined ? [] : ['Terminating']
  // Who is being deleted is not counted as what it was.
  return leaving.length > 0 ? [...leaving, ...shown] : [...phase, ...trueOnes, ...shown, 'There']
}

function shownWord(object: ApiObject): string {
  if (object.kind === 'Pod') return `\`${statusOf(podOf(object)).status}\``
  const words = stateWords(object).filter((word) => word !== 'There')
  return words.length === 0 ? 'in no such state' : words.map((word) => `\`${word}\``).join(', ')
}

interface ConditionFacts {
  readonly type: string
  readonly status: string
  readonly reason: string
}

function statusFields(object: ApiObject): Readonly<Record<string, unknown>> {
  return 'status' in object && isMapping(object.status) ? object.status : {}
}

function conditionsOf(object: ApiObject): readonly ConditionFacts[] {
  const { conditions } = statusFields(object)
  if (!Array.isArray(conditions)) return []
  return conditions.filter(isMapping).map(({ type, status, reason }) => ({
    type: String(type),
    status: String(status),
    reason: typeof reason === 'string' ? reason : '',
  }))
}

function reasonsOf(object: ApiObject, container: string | null): readonly string[] {
  const ofConditions = container === null ? conditionsOf(object).map(({ reason }) => reason) : []
  if (object.kind !== 'Pod') return ofConditions
  const { status } = podOf(object)
  const statuses = [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ].filter(({ name }) => container === null || name === container)
  const states = statuses.flatMap(({ state, lastState }) => [
    state?.waiting?.reason,
    state?.terminated?.reason,
    lastState?.terminated?.reason,
  ])
  return [...ofConditions, status?.reason, ...states].filter((reason) => reason !== undefined)
}

function hasEvent(state: WorldState, { kind, metadata }: ApiObject, reason: string): boolean {
  return state.under('Event/').some((event) => {
    if (event.kind !== 'Event') return false
    const { involvedObject } = event
    const isAbout =
      involvedObject.kind === kind &&
      involvedObject.name === metadata.name &&
      (involvedObject.namespace ?? '') === (metadata.namespace ?? '')
    return isAbout && event.reason === reason
  })
}

const STATUS_FIELDS: Readonly<Record<NumberName, readonly string[]>> = {
  ready: ['readyReplicas', 'numberReady', 'ready'],
  available: ['availableReplicas', 'numberAvailable'],
  updated: ['updatedReplicas', 'updatedNumberScheduled'],
  replicas: ['replicas', 'currentNumberScheduled'],
  restarts: [],
  succeeded: ['succeeded'],
  failed: ['failed'],
}

function numberOf(object: ApiObject, name: NumberName): number {
  if (object.kind === 'Pod' && name === 'ready') return statusOf(podOf(object)).ready
  if (object.kind === 'Pod' && name === 'restarts') return statusOf(podOf(object)).restarts
  const status = statusFields(object)
  const value = STATUS_FIELDS[name].map((field) => status[field]).find((one) => one !== undefined)
  return typeof value === 'number' ? value : 0
}
