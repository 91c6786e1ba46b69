// Which Services a change of a Pod is about, and how long a Service waits before it is looked at.
// Follows k8s.io/endpointslice/util/controller_utils.go (v1.36), GetServicesToUpdateOnPodChange.
import type { Pod, Service } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import type { WatchEvent } from '#client/client.ts'
import type { Lister } from '#client/indexer.ts'
import { equal } from '#lib/equal.ts'

const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false

/** What of a Pod an endpoint says. */
const seenOf = (pod: Pod): readonly unknown[] => [
  isReady(pod),
  pod.metadata.deletionTimestamp,
  pod.status?.podIPs,
  pod.status?.phase,
  pod.spec?.nodeName,
  pod.spec?.hostname,
  pod.metadata.labels,
]

/** Whether a Service selects a Pod; one without a selector selects none. */
export function selectsPod({ spec }: Service, pod: Pod): boolean {
  const selector = Object.entries(spec?.selector ?? {})
  const labels = pod.metadata.labels ?? {}
  return selector.length > 0 && selector.every(([key, value]) => labels[key] === value)
}

/** The keys of the Services that a change of a Pod is about. */
export function servicesOf(
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
export const batchDelayMs = (endpoints: number): number => Math.floor(endpoints / 100) * 20
