// Follows pkg/printers/internalversion/printers.go printReplicaSet (v1.36).
import type { LabelSelector, ReplicaSet } from '#api/generated/types.ts'
import { ageOf, column, NONE, type Printer, wide } from './printer.ts'

export const replicaSetPrinter: Printer<ReplicaSet> = {
  columns: [
    column('Name'),
    column('Desired'),
    column('Current'),
    column('Ready'),
    column('Age'),
    wide('Containers'),
    wide('Images'),
    wide('Selector'),
  ],
  cells({ metadata, spec, status }, { nowMs }) {
    const containers = spec?.template?.spec?.containers ?? []
    return [
      metadata.name ?? '',
      String(spec?.replicas ?? 0),
      String(status?.replicas ?? 0),
      String(status?.readyReplicas ?? 0),
      ageOf(metadata.creationTimestamp, nowMs),
      containers.map(({ name }) => name).join(','),
      containers.map(({ image }) => image ?? '').join(','),
      formatLabelSelector(spec?.selector),
    ]
  },
}

/**
 * 'app=web,env in (a,b),!old'.
 * Follows k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go FormatLabelSelector (v1.36).
 */
function formatLabelSelector(selector: LabelSelector | undefined): string {
  const pairs = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({
    key,
    text: `${key}=${value}`,
  }))
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) => ({
    key,
    text: expressionText(key, operator, values.toSorted().join(',')),
  }))
  const all = [...pairs, ...expressions].toSorted((a, b) => (a.key < b.key ? -1 : 1))
  return all.length === 0 ? NONE : all.map(({ text }) => text).join(',')
}

function expressionText(key: string, operator: string, values: string): string {
  if (operator === 'Exists') return key
  if (operator === 'DoesNotExist') return `!${key}`
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values})`
}
