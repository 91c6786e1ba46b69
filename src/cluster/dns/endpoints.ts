// The Pods behind a Service, as the EndpointSlice controller would list them.
// Follows k8s.io/endpointslice/utils.go podToEndpoint and pkg/api/v1/pod/util.go (v1.36).
import { isTerminalPhase } from '#api/core/containers.ts'
import type { Pod, Service, ServicePort } from '#api/generated/types.ts'
import type { Client } from '#client/client.ts'

export interface Endpoint {
  readonly ip: string
  /** Of a Pod that names the Service as its subdomain. */
  readonly hostname: string | undefined
  /** New connections go there. */
  readonly ready: boolean
  /** It could answer, although it is being deleted. */
  readonly serving: boolean
  readonly pod: Pod
}

/** All Pods with an IP that the selector of a Service chooses; none for a Service without one. */
export function endpointsOf(client: Client, service: Service): readonly Endpoint[] {
  const { name = '', namespace = 'default' } = service.metadata
  const { selector: matchLabels = {}, publishNotReadyAddresses = false } = service.spec ?? {}
  if (Object.keys(matchLabels).length === 0) return []
  return client.list('Pod', { namespace, labelSelector: { matchLabels } }).flatMap((pod) => {
    const ip = pod.status?.podIP ?? ''
    if (ip === '' || isTerminalPhase(pod.status?.phase)) return []
    const { hostname, subdomain } = pod.spec ?? {}
    const serving = isReady(pod)
    const isTerminating = pod.metadata.deletionTimestamp !== undefined
    return {
      ip,
      hostname:
        subdomain === name && hostname !== undefined && hostname !== '' ? hostname : undefined,
      ready: publishNotReadyAddresses || (serving && !isTerminating),
      serving,
      pod,
    }
  })
}

/** Whether the Pod's Ready condition is true. */
export function isReady({ status }: Pod): boolean {
  return status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false
}

/** The port of a Pod that a port of the Service leads to; undefined when the Pod has none of that name. */
export function targetPortOf(pod: Pod, servicePort: ServicePort): number | undefined {
  const target = servicePort.targetPort ?? servicePort.port
  if (typeof target === 'number') return target
  const ports = pod.spec?.containers.flatMap((container) => container.ports ?? []) ?? []
  return ports.find(({ name }) => name === target)?.containerPort
}
