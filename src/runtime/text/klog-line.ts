// A line of the logs of Kubernetes' own programs.
// Follows k8s.io/klog/v2/internal/severity and klog.go, formatHeader (v2.140).
import { EPOCH_MS } from '#api/meta/time.ts'

/** `text` is the severity and what comes behind the header: 'Eserver.go:331] "Leaderelection lost"'. */
export function klogLine(nowMs: number, text: string): string {
  const at = new Date(EPOCH_MS + nowMs).toISOString()
  const day = `${at.slice(5, 7)}${at.slice(8, 10)}`
  return `${text.slice(0, 1)}${day} ${at.slice(11, 23)}000       1 ${text.slice(1)}`
}
