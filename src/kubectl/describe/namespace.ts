// Namespaces, their quotas and limits, and PriorityClasses.
// Follows k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import type {
  LimitRange,
  Namespace,
  PriorityClass,
  Quantity,
  ResourceQuota,
} from '#api/generated/types.ts'
import { quantityOf, value } from '#api/meta/quantity.ts'
import { compareText } from '#lib/compare.ts'
import {
  type DescribeContext,
  formatLabels,
  printHead,
  printTimedConditions,
  quantityText,
} from './common.ts'
import type { Writer } from './writer.ts'

/** A Namespace with its quotas and limits. */
export function describeNamespace(
  writer: Writer,
  { metadata, status }: Namespace,
  { reader }: DescribeContext,
): void {
  const { name = '' } = metadata
  printHead(writer, metadata, false)
  writer.line(0, `Status:\t${status?.phase ?? ''}`)
  printTimedConditions(writer, status?.conditions)
  writer.line(0, '')
  describeQuotas(writer, reader.list('ResourceQuota', { namespace: name }))
  writer.line(0, '')
  describeLimitRanges(writer, reader.list('LimitRange', { namespace: name }))
}

const SCOPES: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
}

function describeScopes(writer: Writer, level: number, { spec }: ResourceQuota): void {
  const scopes = (spec?.scopes ?? []).toSorted(compareText)
  if (scopes.length === 0) return
  writer.line(level, `Scopes:\t${scopes.join(', ')}`)
  for (const scope of scopes)
    if (SCOPES[scope] !== undefined)
      writer.line(level, `${level === 0 ? ' ' : ''}* ${SCOPES[scope]}`)
}

function describeQuotas(writer: Writer, quotas: readonly ResourceQuota[]): void {
  writer.line(0, quotas.length === 0 ? 'No resource quota.' : 'Resource Quotas')
  for (const quota of quotas) {
    const { hard = {}, used = {} } = quota.status ?? {}
    writer.line(1, `Name:\t${quota.metadata.name ?? ''}`)
    describeScopes(writer, 1, quota)
    writer.line(1, 'Resource\tUsed\tHard')
    writer.line(1, '--------\t---\t---')
    for (const name of Object.keys(hard).toSorted(compareText))
      writer.line(1, `${name}\t${quantityText(used[name])}\t${quantityText(hard[name])}`)
  }
}

/** A ResourceQuota. */
export function describeQuota(writer: Writer, quota: ResourceQuota): void {
  const { metadata, status } = quota
  const { hard = {}, used = {} } = status ?? {}
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  describeScopes(writer, 0, quota)
  writer.line(0, 'Resource\tUsed\tHard')
  writer.line(0, '--------\t----\t----')
  for (const name of Object.keys(hard).toSorted(compareText))
    writer.line(0, `${name}\t${usedText(used[name], hard[name])}\t${quantityText(hard[name])}`)
}

/** What is used, in the format of the limit. */
function usedText(used: Quantity | undefined, hard: Quantity | undefined): string {
  const format = quantityOf(hard).format
  if (used === undefined || quantityOf(used).format === format) return quantityText(used)
  const units = value(used)
  if (format !== 'BinarySI') return quantityText(units)
  return quantityText(binaryText(units))
}

function binaryText(units: number): string {
  const suffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
  let rest = units
  let step = 0
  while (rest !== 0 && rest % 1024 === 0 && step < suffixes.length - 1) {
    rest /= 1024
    step += 1
  }
  return `${rest}${suffixes[step]}`
}

const LIMIT_COLUMNS =
  'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio'
const LIMIT_RULES =
  '----\t--------\t---\t---\t---------------\t-------------\t-----------------------'

function describeLimits(writer: Writer, { spec }: LimitRange, prefix: string): void {
  for (const item of spec?.limits ?? []) {
    const lists = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio]
    const names = new Set(
      [item.max, item.min, item.default, item.defaultRequest, item.maxLimitRequestRatio].flatMap(
        (list) => Object.keys(list ?? {}),
      ),
    )
    for (const name of names) {
      const cells = lists.map((list) => {
        const quantity = list?.[name]
        return quantity === undefined ? '-' : quantityText(quantity)
      })
      writer.line(0, `${prefix}${item.type}\t${name}\t${cells.join('\t')}`)
    }
  }
}

function describeLimitRanges(writer: Writer, ranges: readonly LimitRange[]): void {
  if (ranges.length === 0) {
    writer.line(0, 'No LimitRange resource.')
    return
  }
  writer.line(0, `Resource Limits\n ${LIMIT_COLUMNS}`)
  writer.line(0, ` ${LIMIT_RULES}`)
  for (const range of ranges) describeLimits(writer, range, ' ')
}

/** A LimitRange. */
export function describeLimitRange(writer: Writer, range: LimitRange): void {
  writer.line(0, `Name:\t${range.metadata.name ?? ''}`)
  writer.line(0, `Namespace:\t${range.metadata.namespace ?? ''}`)
  writer.line(0, LIMIT_COLUMNS)
  writer.line(0, LIMIT_RULES)
  describeLimits(writer, range, '')
}

/** A PriorityClass. */
export function describePriorityClass(writer: Writer, priority: PriorityClass): void {
  const { metadata, value: of, globalDefault = false, preemptionPolicy = '' } = priority
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Value:\t${of}`)
  writer.line(0, `GlobalDefault:\t${globalDefault}`)
  writer.line(0, `PreemptionPolicy:\t${preemptionPolicy}`)
  writer.line(0, `Description:\t${priority.description ?? ''}`)
  writer.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`)
}
