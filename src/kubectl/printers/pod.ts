// Follows pkg/printers/internalversion/printers.go printPod (v1.36).
import { statusOf } from '#api/core/pod-status-word.ts'
import type { Pod } from '#api/generated/types.ts'
import { humanDuration } from '../duration.ts'
import { ageOf, column, NONE, type Printer, wide } from './printer.ts'

export const podPrinter: Printer<Pod> = {
  columns: [
    column('Name'),
    column('Ready'),
    column('Status'),
    column('Restarts'),
    column('Age'),
    wide('IP'),
    wide('Node'),
    wide('Nominated Node'),
    wide('Readiness Gates'),
  ],
  cells(pod, { nowMs }) {
    const { ready, total, status, restarts, lastRestartMs } = statusOf(pod)
    const ago =
      restarts > 0 && lastRestartMs !== null ? ` (${humanDuration(nowMs - lastRestartMs)} ago)` : ''
    return [
      pod.metadata.name ?? '',
      `${ready}/${total}`,
      status,
      `${restarts}${ago}`,
      ageOf(pod.metadata.creationTimestamp, nowMs),
      pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? NONE,
      pod.spec?.nodeName || NONE,
      pod.status?.nominatedNodeName || NONE,
      gatesText(pod),
    ]
  },
}

function gatesText({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? []
  const passed = gates.filter(({ conditionType }) =>
    status?.conditions?.some((one) => one.type === conditionType && one.status === 'True'),
  )
  return gates.length === 0 ? NONE : `${passed.length}/${gates.length}`
}
