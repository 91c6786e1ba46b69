// The Pods behind a Service as endpoints. Follows k8s.io/endpointslice/utils.go and trigger_time_tracker.go (v1.36).
import { isSidecar, isTerminalPhase } from '#api/core/containers.ts'
import { getPodCondition } from '#api/core/pod-condition.ts'
import type {
  DiscoveryEndpointPort,
  Endpoint,
  Node,
  Pod,
  Service,
  ServicePort,
} from '#api/generated/types.ts'
import { msOfTime, timeOf } from '#api/meta/time.ts'

const ZONE = 'topology.kubernetes.io/zone'

const readyCondition = ({ status }: Pod) => getPodCondition(status, 'Ready')

/** Whether a Pod can be an endpoint at all: it has an address and has not ended. */
export function shouldPodBeInEndpoints({ status }: Pod): boolean {
  return !isTerminalPhase(status?.phase) && (status?.podIPs ?? []).length > 0
}

/** The number of the port of a Pod that a port of a Service means; undefined when the Pod has none. */
function findPort(pod: Pod, { targetPort, port, protocol }: ServicePort): number | undefined {
  if (targetPort === undefined) return port
  if (typeof targetPort === 'number') return targetPort
  const all = [
    ...(pod.spec?.containers ?? []),
    ...(pod.spec?.initContainers ?? []).filter(isSidecar),
  ]
  return all
    .flatMap(({ ports = [] }) => ports)
    .find((one) => one.name === targetPort && (one.protocol ?? 'TCP') === (protocol ?? 'TCP'))
    ?.containerPort
}

/** The ports of a Service as they are in a Pod. */
export function endpointPortsOf(service: Service, pod: Pod): readonly DiscoveryEndpointPort[] {
  return (service.spec?.ports ?? []).flatMap((servicePort) => {
    const port = findPort(pod, servicePort)
    const { name = '', protocol = 'TCP', appProtocol } = servicePort
    if (port === undefined) return []
    return [{ name, port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }]
  })
}

/** A Pod as an endpoint, with its addresses of one family. */
export function podToEndpoint(
  pod: Pod,
  node: Node | undefined,
  service: Service,
  addressType: string,
): Endpoint {
  const { name = '', namespace = 'default', uid = '', deletionTimestamp } = pod.metadata
  const serving = readyCondition(pod)?.status === 'True'
  const terminating = deletionTimestamp !== undefined
  const ready = service.spec?.publishNotReadyAddresses === true || (serving && !terminating)
  const zone = node?.metadata.labels?.[ZONE] ?? ''
  const { nodeName = '', hostname = '', subdomain } = pod.spec ?? {}
  const hasName = hostname !== '' && subdomain === service.metadata.name
  const addresses = (pod.status?.podIPs ?? [])
    .map(({ ip }) => ip)
    .filter((ip) => ip.includes(':') === (addressType === 'IPv6'))
  return {
    addresses,
    conditions: { ready, serving, terminating },
    ...(hasName ? { hostname } : {}),
    ...(nodeName === '' ? {} : { nodeName }),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(zone === '' ? {} : { zone }),
  }
}

/** When the endpoints of a Service were last asked to be others, as far as they are told. */
export interface TriggerTimes {
  service: number
  pods: ReadonlyMap<string, number>
}

/** The first change since the last round; undefined when there is none. Remembers what it has seen. */
export function lastChangeTriggerTime(
  known: Map<string, TriggerTimes>,
  key: string,
  service: Service,
  pods: readonly Pod[],
): string | undefined {
  const before = known.get(key)
  const created = msOfTime(service.metadata.creationTimestamp ?? '')
  const now = new Map<string, number>()
  const changed: number[] = []
  for (const pod of pods) {
    const time = readyCondition(pod)?.lastTransitionTime
    if (time === undefined) continue
    const ms = msOfTime(time)
    const { name = '' } = pod.metadata
    now.set(name, ms)
    if (ms > (before?.pods.get(name) ?? Number.NEGATIVE_INFINITY)) changed.push(ms)
  }
  if (created > (before?.service ?? Number.NEGATIVE_INFINITY)) changed.push(created)
  known.set(key, { service: created, pods: now })
  return changed.length === 0 ? undefined : timeOf(Math.min(...changed))
}
