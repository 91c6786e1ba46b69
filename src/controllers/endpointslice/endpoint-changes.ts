// Which Services a change of a Pod is about, and how long a Service waits before it is looked at.
// Follows k8s.io/endpointslice/util/controller_utils.go (v1.36), GetServicesToUpdateOnPodChange.
import { isPodReady } from '#api/core/pod-condition.ts'
import type { Pod, Service } from '#api/generated/types.ts'
import { matchesLabels } from '#api/meta/labels.ts'
import { keyOf } from '#api/meta/object.ts'
import type { WatchEvent } from '#client/client.ts'
import type { Lister } from '#client/indexer.ts'
import { equal } from '#lib/equal.ts'
import { watching, type Watched } from '../define-controller.ts'
import type { TriggerTimes } from './pod-to-endpoint.ts'

/** What of a Pod an endpoint says. */
const seenOf = (pod: Pod): readonly unknown[] => [
  isPodReady(pod.status),
  pod.metadata.deletionTimestamp,
  pod.status?.podIPs,
  pod.status?.phase,
  pod.spec?.nodeName,
  pod.spec?.hostname,
  pod.metadata.labels,
]

/** Whether a Service selects a Pod; one without a selector selects none. */
export function selectsPod({ spec }: Service, pod: Pod): boolean {
  const { selector = {} } = spec ?? {}
  return Object.keys(selector).length > 0 && matchesLabels(selector, pod.metadata.labels)
}

/** What the controllers of endpoints keep, by the keys of Services. */
export interface EndpointsState {
  /** How many endpoints each Service had. */
  readonly counts: Map<string, number>
  readonly times: Map<string, TriggerTimes>
  /** The generations of the slices as their controller has left them, by their keys. */
  readonly generations: Map<string, number>
}

/** Both wait so long after failures, and give up after so many. */
export const ENDPOINTS_RETRIES = {
  retryDelays: { baseMs: 1000, maxMs: 100_000 },
  maxRetries: 15,
} as const

/** Watches Pods for their Services, which are looked at the later, the more endpoints they have. */
export function watchingPodsOfServices(): Watched<EndpointsState> {
  return watching('Pod', (event, run) => {
    for (const key of servicesOf(event, run.lister('Service'))) {
      run.enqueue(key, batchDelayMs(run.state.counts.get(key) ?? 0))
    }
    return []
  })
}

/** The keys of the Services that a change of a Pod is about. */
function servicesOf(
  { type, object, old }: WatchEvent<Pod>,
  services: Lister<Service>,
): readonly string[] {
  if (type === 'MODIFIED' && old !== undefined && equal(seenOf(old), seenOf(object))) return []
  const versions = old === undefined ? [object] : [object, old]
  return services
    .list(object.metadata.namespace ?? 'default')
    .flatMap((service) =>
      versions.some((pod) => selectsPod(service, pod)) ? [keyOf(service)] : [],
    )
}

/** The more endpoints there are, the longer a round takes, and the more changes it takes along. */
const batchDelayMs = (endpoints: number): number => Math.floor(endpoints / 100) * 20
