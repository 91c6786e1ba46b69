// What the containers of Pods use, as metrics.k8s.io answers it: read from what the runtime shows of them.
import type { Pod } from '#api/generated/types.ts'
import { milliValue, quantityProblem } from '#api/meta/quantity.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import { simplified } from '#lib/simplified.ts'
import type { World } from './world.ts'

simplified(
  'cpu-usage',
  'what a container uses of CPU follows a rule: all of its limit, or one core, as long as it is busy, and 1m otherwise; the annotation `podscape.dev/cpu-usage` of a Pod says another amount for each of its containers. Of memory, it is what its activity says, or 8Mi.',
  { fields: ['HorizontalPodAutoscalerSpec.metrics'] },
)

export interface ContainerUsage {
  readonly name: string
  readonly cpuMilli: number
  readonly memoryMilli: number
}

/** When a measurement was made, and over how long a time before; milliseconds. */
export interface Sample {
  readonly timestampMs: number
  readonly windowMs: number
}

export interface PodMetrics {
  /** The measurement that is told at `nowMs`. */
  sampleAt(nowMs: number): Sample
  /** What each running container of a Pod uses; undefined as long as nothing was measured. */
  containersOf(pod: Pod): readonly ContainerUsage[] | undefined
  /** Calls `handler` with the namespace of a Pod whose containers may use more or less from now on. */
  watch(handler: (namespace: string) => void): () => void
}

/** Measured once in so long a time, over the time before. */
const METRIC_WINDOW_MS = 15_000
const USAGE_ANNOTATION = 'podscape.dev/cpu-usage'
const ONE_CORE = 1000
const IDLE_CPU_MILLI = 1
const MIB_MILLI = 1024 * 1024 * 1000
const IDLE_MIB = 8
const PREFIX = 'ContainerInstance/'

/** Makes the view of a world's containers. */
export function createPodMetrics(world: World): PodMetrics {
  return {
    sampleAt: (nowMs) => ({
      timestampMs: Math.floor(nowMs / METRIC_WINDOW_MS) * METRIC_WINDOW_MS,
      windowMs: METRIC_WINDOW_MS,
    }),
    containersOf(pod) {
      const { namespace = 'default', name = '' } = pod.metadata
      const records = world.live
        .list('pod', `${namespace}/${name}`)
        .filter((record) => record.kind === 'ContainerInstance')
        .filter(({ pod: { uid }, state }) => uid === pod.metadata.uid && state === 'running')
      const since = Math.max(...records.map(({ startedAtMs }) => startedAtMs ?? 0))
      const isMeasured = records.length > 0 && world.clock.nowMs - since >= METRIC_WINDOW_MS
      return isMeasured ? records.map((record) => usageOf(pod, record)) : undefined
    },
    watch: (handler) =>
      world.subscribe(({ changes }) => {
        for (const { key, after } of changes) {
          if (!key.startsWith(PREFIX) || after?.kind !== 'ContainerInstance') continue
          handler(after.pod.namespace)
        }
      }),
  }
}

function usageOf(pod: Pod, { name, activity }: ContainerRecord): ContainerUsage {
  const [, mebibytes = String(IDLE_MIB)] = /^using (\d+) MiB/.exec(activity) ?? []
  return { name, cpuMilli: cpuOf(pod, name, activity), memoryMilli: Number(mebibytes) * MIB_MILLI }
}

function cpuOf({ metadata, spec }: Pod, name: string, activity: string): number {
  const container = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].find(
    (one) => one.name === name,
  )
  const limit = container?.resources?.limits?.['cpu']
  const most = limit === undefined ? Number.POSITIVE_INFINITY : milliValue(limit)
  const said = metadata.annotations?.[USAGE_ANNOTATION]
  if (said !== undefined && quantityProblem(said) === null) return Math.min(milliValue(said), most)
  return activity === 'busy' ? Math.min(ONE_CORE, most) : IDLE_CPU_MILLI
}
