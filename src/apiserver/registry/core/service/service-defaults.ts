// Defaults of Services.
// Follows pkg/apis/core/v1/defaults.go (v1.36), SetDefaults_Service.
import type { Service, ServicePort, ServiceSpec } from '#api/generated/types.ts'
import { orDefault } from '../../../defaults/container-defaults.ts'

const AFFINITY_SECONDS = 10800

function setDefaultsPort(port: ServicePort): ServicePort {
  return {
    ...port,
    targetPort: orDefault(port.targetPort, port.port),
  }
}

function affinityOf(spec: ServiceSpec): Partial<ServiceSpec> {
  const sessionAffinity = orDefault(spec.sessionAffinity, 'None')
  if (sessionAffinity !== 'ClientIP') return { sessionAffinity }
  const timeoutSeconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_SECONDS
  return { sessionAffinity, sessionAffinityConfig: { clientIP: { timeoutSeconds } } }
}

function trafficOf(spec: ServiceSpec, type: string): Partial<ServiceSpec> {
  const isPublic =
    type === 'LoadBalancer' ||
    type === 'NodePort' ||
    (type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0)
  return {
    ...(isPublic
      ? { externalTrafficPolicy: orDefault(spec.externalTrafficPolicy, 'Cluster') }
      : {}),
    ...(['ClusterIP', 'NodePort', 'LoadBalancer'].includes(type)
      ? { internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster' }
      : {}),
    ...(type === 'LoadBalancer'
      ? { allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts ?? true }
      : {}),
  }
}

/** A Service with its defaults; addresses are allocated later. */
export function setDefaultsService(service: Service): Service {
  const spec = service.spec ?? {}
  const type = orDefault(spec.type, 'ClusterIP')
  const { sessionAffinityConfig: _, ...rest } = spec
  const kept = spec.sessionAffinity === 'None' || (spec.sessionAffinity ?? '') === '' ? rest : spec
  return {
    ...service,
    spec: {
      ...kept,
      type,
      ...affinityOf(spec),
      ...(spec.ports === undefined ? {} : { ports: spec.ports.map(setDefaultsPort) }),
      ...trafficOf(spec, type),
    },
    ...(type === 'LoadBalancer' ? setDefaultsIngressStatus(service) : {}),
  }
}

/** An address of a load balancer is a virtual one, where it does not say. */
export function setDefaultsIngressStatus({ status }: Service): Pick<Service, 'status'> {
  const ingress = status?.loadBalancer?.ingress
  if (ingress === undefined) return {}
  const modes = ingress.map((one) =>
    (one.ip ?? '') !== '' && one.ipMode === undefined ? { ...one, ipMode: 'VIP' } : one,
  )
  return { status: { ...status, loadBalancer: { ...status?.loadBalancer, ingress: modes } } }
}
