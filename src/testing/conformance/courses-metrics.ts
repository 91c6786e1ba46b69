// What the Pods of a script use, as it says. Follows the metrics of reference/internal/courses/play.go.
import type { Pod } from '#api/generated/types.ts'
import { matchesLabels } from '#api/meta/labels.ts'
import { milliValue } from '#api/meta/quantity.ts'
import type { PodMetrics } from '#client/pod-metrics.ts'
import type { Usage } from './courses-recording.ts'

const WINDOW_MS = 30_000
const USUAL_MEMORY = '64Mi'

export interface ScriptMetrics {
  readonly metrics: PodMetrics
  /** From now on Pods use this; the first that fits counts. */
  use(usages: readonly Usage[]): void
}

/** Nothing is measured before the script says something. */
export function createScriptMetrics(): ScriptMetrics {
  let usages: readonly Usage[] = []
  const handlers = new Set<(namespace: string) => void>()
  const usageOf = ({ metadata, status }: Pod): Usage | undefined =>
    status?.phase === 'Running'
      ? usages.find(({ match }) => matchesLabels(match, metadata.labels))
      : undefined
  return {
    use(next) {
      usages = next
      for (const handler of handlers) handler('default')
    },
    metrics: {
      sampleAt: (nowMs) => ({ timestampMs: nowMs, windowMs: WINDOW_MS }),
      containersOf(pod) {
        const usage = usageOf(pod)
        if (usage === undefined) return undefined
        const { cpu, memory = USUAL_MEMORY } = usage
        const used = { cpuMilli: milliValue(cpu), memoryMilli: milliValue(memory) }
        return (pod.spec?.containers ?? []).map(({ name = '' }) => ({ name, ...used }))
      },
      watch(handler) {
        handlers.add(handler)
        return () => void handlers.delete(handler)
      },
    },
  }
}
