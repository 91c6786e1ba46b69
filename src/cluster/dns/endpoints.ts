// What is behind a Service: its Pods, as the EndpointSlice controller would list them, or what a person wrote down.
// Follows k8s.io/endpointslice/utils.go podToEndpoint and pkg/api/v1/pod/util.go (v1.36).
import { isTerminalPhase } from '#api/core/containers.ts'
import type { Pod, Service, ServicePort } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import type { Client } from '#client/client.ts'

export interface Endpoint {
  readonly ip: string
  /** The key of the object that says so. */
  readonly from: string
  /** Of a Pod that names the Service as its subdomain. */
  readonly hostname: string | undefined
  /** New connections go there. */
  readonly ready: boolean
  /** It could answer, although it is being deleted. */
  readonly serving: boolean
  /** Where a port of the Service leads to; undefined when it leads nowhere. */
  portOf(servicePort: ServicePort): number | undefined
}

/** Where a Service leads to: the Pods that its selector chooses, or what somebody wrote down for it. */
export function endpointsOf(client: Client, service: Service): readonly Endpoint[] {
  const { selector = {} } = service.spec ?? {}
  if (Object.keys(selector).length > 0) return podEndpoints(client, service, selector)
  const slices = sliceEndpoints(client, service)
  return slices.length > 0 ? slices : legacyEndpoints(client, service)
}

function podEndpoints(
  client: Client,
  service: Service,
  matchLabels: Readonly<Record<string, string>>,
): readonly Endpoint[] {
  const { name = '', namespace = 'default' } = service.metadata
  const { publishNotReadyAddresses = false } = service.spec ?? {}
  return client.list('Pod', { namespace, labelSelector: { matchLabels } }).flatMap((pod) => {
    const ip = pod.status?.podIP ?? ''
    if (ip === '' || isTerminalPhase(pod.status?.phase)) return []
    const { hostname = '', subdomain } = pod.spec ?? {}
    const serving = isReady(pod)
    const isTerminating = pod.metadata.deletionTimestamp !== undefined
    return {
      ip,
      from: keyOf(pod),
      hostname: subdomain === name && hostname !== '' ? hostname : undefined,
      ready: publishNotReadyAddresses || (serving && !isTerminating),
      serving,
      portOf: (servicePort) => targetPortOf(pod, servicePort),
    }
  })
}

/** Of a Service without a selector: the slices that name it. */
function sliceEndpoints(client: Client, { metadata }: Service): readonly Endpoint[] {
  const { name = '', namespace = 'default' } = metadata
  const matchLabels = { 'kubernetes.io/service-name': name }
  return client
    .list('EndpointSlice', { namespace, labelSelector: { matchLabels } })
    .flatMap((slice) =>
      (slice.endpoints ?? []).flatMap(({ addresses, hostname, conditions }) =>
        addresses.map((ip) => ({
          ip,
          from: keyOf(slice),
          hostname,
          ready: conditions?.ready !== false,
          serving: conditions?.serving !== false,
          portOf: (servicePort: ServicePort) => portNamed(slice.ports ?? [], servicePort),
        })),
      ),
    )
}

/** The same of the Endpoints of its name, which a controller would turn into a slice. */
function legacyEndpoints(client: Client, { metadata }: Service): readonly Endpoint[] {
  const found = client.get('Endpoints', metadata.namespace ?? 'default', metadata.name ?? '')
  if (found === undefined) return []
  return (found.subsets ?? []).flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }) =>
    [
      ...addresses.map((one) => [one, true] as const),
      ...notReadyAddresses.map((one) => [one, false] as const),
    ].map(([{ ip, hostname }, ready]) => ({
      ip,
      from: keyOf(found),
      hostname,
      ready,
      serving: ready,
      portOf: (servicePort: ServicePort) => portNamed(ports, servicePort),
    })),
  )
}

/** The port of the same name; both may have none. */
function portNamed(
  ports: readonly { readonly name?: string; readonly port?: number }[],
  { name = '', port }: ServicePort,
): number | undefined {
  return (
    ports.find((one) => (one.name ?? '') === name)?.port ?? (ports.length === 0 ? port : undefined)
  )
}

/** Whether the Pod's Ready condition is true. */
export function isReady({ status }: Pod): boolean {
  return status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false
}

/** The port of a Pod that a port of the Service leads to; undefined when the Pod has none of that name. */
function targetPortOf(pod: Pod, servicePort: ServicePort): number | undefined {
  const target = servicePort.targetPort ?? servicePort.port
  if (typeof target === 'number') return target
  const ports = pod.spec?.containers.flatMap((container) => container.ports ?? []) ?? []
  return ports.find(({ name }) => name === target)?.containerPort
}
