// `kubectl get pods`. Follows pkg/printers/internalversion/printers.go printPod (v1.36), facts D1, D4.
import type { Pod } from '#api/generated/types.ts'
import { statusOf } from '#api/core/pod-status-word.ts'
import { msOfTime } from '#api/meta/time.ts'
import { compareText } from '#lib/compare.ts'
import { humanDuration } from './duration.ts'
import { printTable } from './table.ts'

const COLUMNS = ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'] as const
const WIDE = ['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'] as const

export interface GetPodsOptions {
  readonly wide: boolean
  /** With a NAMESPACE column, as `-A` prints it. */
  readonly allNamespaces: boolean
  readonly nowMs: number
}

/** The table of Pods, sorted by namespace and name as the API server lists them. */
export function getPods(pods: readonly Pod[], options: GetPodsOptions): string {
  const columns = [
    ...(options.allNamespaces ? ['NAMESPACE'] : []),
    ...COLUMNS,
    ...(options.wide ? WIDE : []),
  ]
  const rows = pods
    .toSorted(byNamespaceAndName)
    .map((pod) => [
      ...(options.allNamespaces ? [pod.metadata.namespace ?? ''] : []),
      ...podCells(pod, options.nowMs),
      ...(options.wide ? wideCells(pod) : []),
    ])
  return printTable(columns, rows)
}

function byNamespaceAndName(a: Pod, b: Pod): number {
  return (
    compareText(a.metadata.namespace ?? '', b.metadata.namespace ?? '') ||
    compareText(a.metadata.name ?? '', b.metadata.name ?? '')
  )
}

function podCells(pod: Pod, nowMs: number): readonly string[] {
  const { ready, total, status, restarts, lastRestartMs } = statusOf(pod)
  const ago =
    restarts > 0 && lastRestartMs !== null ? ` (${humanDuration(nowMs - lastRestartMs)} ago)` : ''
  const age = humanDuration(nowMs - msOfTime(pod.metadata.creationTimestamp ?? ''))
  return [pod.metadata.name ?? '', `${ready}/${total}`, status, `${restarts}${ago}`, age]
}

function wideCells(pod: Pod): readonly string[] {
  const gates = pod.spec?.readinessGates ?? []
  const passed = gates.filter(({ conditionType }) =>
    pod.status?.conditions?.some(({ type, status }) => type === conditionType && status === 'True'),
  )
  return [
    pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? '<none>',
    pod.spec?.nodeName || '<none>',
    pod.status?.nominatedNodeName || '<none>',
    gates.length === 0 ? '<none>' : `${passed.length}/${gates.length}`,
  ]
}
