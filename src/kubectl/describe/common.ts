// What many descriptions have in common: labels, annotations, taints, tolerations, times.
// Follows k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import type {
  Event,
  NodeSelectorRequirement,
  ObjectMeta,
  Taint,
  Toleration,
} from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { canonicalQuantity } from '#api/meta/quantity.ts'
import { msOfTime } from '#api/meta/time.ts'
import { compareText } from '#lib/compare.ts'
import { humanDuration } from '../duration.ts'
import { LAST_APPLIED } from '#api/meta/last-applied.ts'
import type { Reader } from '../resources.ts'
import type { Writer } from './writer.ts'

export const NONE = '<none>'
export const UNSET = '<unset>'
export const UNKNOWN = '<unknown>'

/** What a description is made of besides the object. */
export interface DescribeContext {
  readonly reader: Reader
  readonly nowMs: number
}

/** Writes what is known of an object; its Events come after it. */
export type Describer<T extends ApiObject> = (
  writer: Writer,
  object: T,
  context: DescribeContext,
) => void

type Texts = Readonly<Record<string, string>> | null | undefined

const MOST_CHARACTERS = 140

/** 'Thu, 01 Jan 2026 11:40:05 +0000'; the year 1 for a time that is not there. Go's time.RFC1123Z. */
export function rfc1123(time: string | null | undefined): string {
  if (time === null || time === undefined) return 'Mon, 01 Jan 0001 00:00:00 +0000'
  return new Date(time).toUTCString().replace('GMT', '+0000')
}

/** How long ago a time was. */
export function timeSince(time: string | null | undefined, nowMs: number): string {
  return time === null || time === undefined ? UNKNOWN : humanDuration(nowMs - msOfTime(time))
}

/** 'Labels:' and each on a line of its own, in the order of the keys. */
export function printLabelsMultiline(writer: Writer, title: string, labels: Texts): void {
  printMultiline(writer, `${title}:\t`, labels, '\t')
}

/** The same with what stands before each line. */
export function printMultiline(writer: Writer, start: string, labels: Texts, indent: string): void {
  const pairs = sortedPairs(labels).map(([key, value]) => `${key}=${value}`)
  writer.write(0, start)
  if (pairs.length === 0) writer.line(0, NONE)
  for (const [index, pair] of pairs.entries()) writer.line(0, `${index === 0 ? '' : indent}${pair}`)
}

function sortedPairs(labels: Texts): readonly (readonly [string, string])[] {
  return Object.entries(labels ?? {}).toSorted(([a], [b]) => compareText(a, b))
}

/** 'Annotations:' the same way; long ones begin below their key and are cut. */
export function printAnnotationsMultiline(writer: Writer, title: string, annotations: Texts): void {
  const pairs = sortedPairs(annotations).filter(([key]) => key !== LAST_APPLIED)
  writer.write(0, `${title}:\t`)
  if (pairs.length === 0) writer.line(0, NONE)
  for (const [index, [key, whole]] of pairs.entries()) {
    if (index > 0) writer.write(0, '\t')
    const value = whole.replace(/\n$/, '')
    if (value.length + key.length + 2 <= MOST_CHARACTERS && !value.includes('\n')) {
      writer.line(0, `${key}: ${value}`)
      continue
    }
    writer.line(0, `${key}:`)
    for (const line of value.split('\n'))
      writer.line(0, `\t  ${shorten(line, MOST_CHARACTERS - 2)}`)
  }
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}...` : text
}

/** The name, the namespace of what has one, labels and annotations: how most descriptions begin. */
export function printHead(writer: Writer, metadata: ObjectMeta, namespaced = true): void {
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  if (namespaced) writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  printLabelsMultiline(writer, 'Labels', metadata.labels)
  printAnnotationsMultiline(writer, 'Annotations', metadata.annotations)
}

/** Lines below one title, all but the first of them beside an empty title. */
export function printLines(writer: Writer, title: string, lines: readonly string[]): void {
  writer.write(0, `${title}:\t`)
  if (lines.length === 0) writer.line(0, NONE)
  for (const [index, line] of lines.entries()) writer.line(0, `${index === 0 ? '' : '\t'}${line}`)
}

/** 'key=value:NoSchedule'. Follows Taint.ToString of k8s.io/api/core/v1/taint.go. */
function taintText({ key, value = '', effect }: Taint): string {
  if (effect === '') return value === '' ? key : `${key}=${value}:`
  return value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`
}

/** By effect and key. */
export function printTaints(writer: Writer, taints: readonly Taint[] = []): void {
  const sorted = taints.toSorted((a, b) =>
    compareText(`${a.effect},${a.key}`, `${b.effect},${b.key}`),
  )
  printLines(writer, 'Taints', sorted.map(taintText))
}

/** By key. */
export function printTolerations(
  writer: Writer,
  title: string,
  tolerations: readonly Toleration[] = [],
): void {
  const sorted = tolerations.toSorted((a, b) => compareText(a.key ?? '', b.key ?? ''))
  printLines(writer, title, sorted.map(tolerationText))
}

function tolerationText(toleration: Toleration): string {
  const { key = '', value = '', effect = '', operator, tolerationSeconds } = toleration
  const isExists = operator === 'Exists' && value === ''
  const exists = isExists ? (key === '' && effect === '' ? 'op=Exists' : ' op=Exists') : ''
  const seconds = tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`
  return `${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}${exists}${seconds}`
}

type Requirement = Pick<NodeSelectorRequirement, 'key' | 'values'> & { readonly operator?: string }

/** Terms of a node selector below a title. */
export function printRequirements(
  writer: Writer,
  level: number,
  title: string,
  requirements: readonly Requirement[],
): void {
  writer.write(level, `${title}:\t`)
  if (requirements.length === 0) writer.line(0, NONE)
  for (const [index, { key, operator = 'in', values = [] }] of requirements.entries()) {
    if (index > 0) writer.write(level, '\t')
    const of = values.length === 0 ? '' : ` [${values.join(', ')}]`
    writer.line(0, `${key} ${operator.toLowerCase()}${of}`)
  }
}

/** 'Deployment/web', of the owner that controls an object; '' when there is none. */
export function printController({ ownerReferences = [] }: ObjectMeta): string {
  const owner = ownerReferences.find(({ controller }) => controller === true)
  return owner === undefined ? '' : `${owner.kind}/${owner.name}`
}

/** 'True' or 'False', '<unset>' for what does not say. */
export function printBool(value: boolean | undefined): string {
  return value === undefined ? UNSET : value ? 'True' : 'False'
}

/** A list as Go prints it: '[a b]'. */
export function goList(items: readonly string[] = []): string {
  return `[${items.join(' ')}]`
}

/** 'a=b,c=d', or '<none>'. Follows labels.FormatLabels of k8s.io/apimachinery. */
export function formatLabels(labels: Texts): string {
  return (
    sortedPairs(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',') || NONE
  )
}

/** A quantity as Go prints it; '0' for none. */
export function quantityText(quantity: string | number | undefined): string {
  return quantity === undefined ? '0' : canonicalQuantity(quantity)
}

/** Conditions as 'Type  Status  Reason' with a line below the titles. */
export function printReasons(
  writer: Writer,
  conditions:
    | readonly { readonly type: string; readonly status: string; readonly reason?: string }[]
    | undefined,
): void {
  if (conditions === undefined || conditions.length === 0) return
  writer.line(0, 'Conditions:\n  Type\tStatus\tReason')
  writer.line(1, '----\t------\t------')
  for (const { type, status, reason = '' } of conditions)
    writer.line(1, `${type} \t${status}\t${reason}`)
}

interface TimedCondition {
  readonly type: string
  readonly status: string
  readonly lastTransitionTime?: string | null
  readonly reason?: string
  readonly message?: string
}

/** Conditions with their times, as those of a Namespace. */
export function printTimedConditions(
  writer: Writer,
  conditions: readonly TimedCondition[] | undefined,
): void {
  if (conditions === undefined || conditions.length === 0) return
  writer.line(0, 'Conditions:')
  writer.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage')
  writer.line(1, '----\t------\t------------------\t------\t-------')
  for (const { type, status, lastTransitionTime, reason = '', message = '' } of conditions)
    writer.line(1, `${type}\t${status}\t${rfc1123(lastTransitionTime)}\t${reason}\t${message}`)
}

/** The Events at the end, oldest first. */
export function describeEvents(writer: Writer, events: readonly Event[], nowMs: number): void {
  if (events.length === 0) {
    writer.line(0, `Events:\t${NONE}`)
    return
  }
  writer.flush()
  writer.line(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage')
  writer.line(1, '----\t------\t----\t----\t-------')
  const lastMs = ({ lastTimestamp }: Event): number =>
    typeof lastTimestamp === 'string' ? msOfTime(lastTimestamp) : Number.NEGATIVE_INFINITY
  const sorted = events.toSorted((a, b) => lastMs(a) - lastMs(b) || 0)
  for (const event of sorted) writer.line(1, eventCells(event, nowMs).join('\t'))
}

function eventCells(event: Event, nowMs: number): readonly string[] {
  const { type = '', reason = '', source, involvedObject, reportingComponent = '' } = event
  const message = (event.message ?? '').trim()
  const { fieldPath = '' } = involvedObject
  return [
    type,
    reason,
    intervalOf(event, nowMs),
    (source?.component ?? '') || reportingComponent,
    fieldPath === '' ? message : `${fieldPath}: ${message}`,
  ]
}

function intervalOf(event: Event, nowMs: number): string {
  const { eventTime, firstTimestamp, lastTimestamp, series, count = 0 } = event
  const first = timeSince(eventTime ?? firstTimestamp, nowMs)
  if (series !== undefined)
    return `${timeSince(series.lastObservedTime, nowMs)} (x${series.count ?? 0} over ${first})`
  return count > 1 ? `${timeSince(lastTimestamp, nowMs)} (x${count} over ${first})` : first
}
