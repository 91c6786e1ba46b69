// Writes a status to the API server and says what is new about it.
// Follows pkg/kubelet/status/status_manager.go (v1.36), syncPod.
import { isTerminalPod } from '#api/core/containers.ts'
import { statusOf } from '#api/core/pod-status-word.ts'
import type { Pod, PodStatus } from '#api/generated/types.ts'
import { equal } from '#lib/equal.ts'
import type { StatusReportData } from '#api/runtime/records.ts'
import type { KubeletContext } from '../context.ts'
import { narrationOf, podInSentence } from '../narrator.ts'
import { explainStatusChange, isVerdict } from './explain-status-change.ts'

interface Report {
  readonly pod: Pod
  /** The object that shows the Pod; nothing is written without one. */
  readonly target: Pod | undefined
  readonly status: PodStatus
}

const NEWS: StatusReportData = { reports: 'news' }
const KNOWN: StatusReportData = { reports: 'known' }

/** Writes the status unless the API server shows it already. False when the API server did not answer. */
export function reportStatus(context: KubeletContext, { pod, target, status }: Report): boolean {
  if (context.connection.refusal !== null) return false
  if (target === undefined || equal(target.status, status)) return true
  const updated: Pod = { ...target, status }
  const was = statusOf(target)
  const is = statusOf(updated)
  const wordChanged = was.status !== is.status || target.status?.phase !== status.phase
  const readyChanged = was.ready !== is.ready
  const from = `${was.status}${readyChanged ? ` ${was.ready}/${was.total}` : ''}`
  const to = `${is.status}${readyChanged ? ` ${is.ready}/${is.total}` : ''}`
  const what = from === to ? to : `${from} → ${to}`
  const ended = isTerminalPod(updated) && !isTerminalPod(target) ? ` (phase ${status.phase})` : ''
  const because = explainStatusChange(pod, target.status ?? {}, status)
  const narration = narrationOf(context, pod, {
    message: `reported ${podInSentence(pod)}: ${what}${ended}`,
    because,
    level: wordChanged || readyChanged ? 'step' : 'detail',
    kind: 'Status',
  })
  const data = ended !== '' || isVerdict(because) ? NEWS : KNOWN
  context.client.updateStatus(updated, { ...narration, data })
  return true
}
