// Services, what stands behind them, and what leads to them.
// Follows k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import type {
  Endpoints,
  EndpointSlice,
  Ingress,
  IngressBackend,
  IngressClass,
  IPAddress,
  Service,
  ServiceCIDR,
  ServicePort,
} from '#api/generated/types.ts'
import {
  type DescribeContext,
  formatLabels,
  NONE,
  printAnnotationsMultiline,
  printHead,
  printLabelsMultiline,
  printTimedConditions,
  UNSET,
} from './common.ts'
import type { Writer } from './writer.ts'

const MOST_ENDPOINTS = 3
const SERVICE_NAME = 'kubernetes.io/service-name'

/** A Service with the endpoints of each of its ports. */
export function describeService(writer: Writer, service: Service, context: DescribeContext): void {
  const { metadata, spec, status } = service
  printHead(writer, metadata)
  writer.line(0, `Selector:\t${formatLabels(spec?.selector)}`)
  writer.line(0, `Type:\t${spec?.type ?? ''}`)
  if (spec?.ipFamilyPolicy !== undefined)
    writer.line(0, `IP Family Policy:\t${spec.ipFamilyPolicy}`)
  writer.line(0, `IP Families:\t${(spec?.ipFamilies ?? []).join(',') || NONE}`)
  writer.line(0, `IP:\t${spec?.clusterIP ?? ''}`)
  writer.line(0, `IPs:\t${(spec?.clusterIPs ?? []).join(',') || NONE}`)
  const given = (title: string, value: string | number | undefined): void => {
    if (value !== undefined && value !== '' && value !== 0) writer.line(0, `${title}:\t${value}`)
  }
  given('External IPs', spec?.externalIPs?.join(','))
  given('Desired LoadBalancer IP', spec?.loadBalancerIP)
  given('External Name', spec?.externalName)
  const ingress = status?.loadBalancer?.ingress ?? []
  const texts = ingress.map(({ ip = '', ipMode, hostname = '' }) =>
    ip === '' ? hostname : `${ip}${ipMode === undefined ? '' : ` (${ipMode})`}`,
  )
  if (ingress.length > 0) writer.line(0, `LoadBalancer Ingress:\t${texts.join(', ')}`)
  const slices = slicesOf(context, metadata.namespace, metadata.name)
  for (const port of spec?.ports ?? []) describePort(writer, port, slices)
  writer.line(0, `Session Affinity:\t${spec?.sessionAffinity ?? ''}`)
  given('External Traffic Policy', spec?.externalTrafficPolicy)
  if (spec?.internalTrafficPolicy !== undefined)
    writer.line(0, `Internal Traffic Policy:\t${spec.internalTrafficPolicy}`)
  given('HealthCheck NodePort', spec?.healthCheckNodePort)
  given('LoadBalancer Source Ranges', spec?.loadBalancerSourceRanges?.join(','))
  if (spec?.trafficDistribution !== undefined)
    writer.line(0, `Traffic Distribution:\t${spec.trafficDistribution}`)
}

function describePort(writer: Writer, port: ServicePort, slices: readonly EndpointSlice[]): void {
  const { protocol = '', targetPort = 0, appProtocol, nodePort = 0 } = port
  const name = port.name || UNSET
  writer.line(0, `Port:\t${name}\t${port.port}/${protocol}`)
  writer.line(0, `TargetPort:\t${targetPort}/${protocol}`)
  if (appProtocol !== undefined) writer.line(0, `AppProtocol:\t${appProtocol}`)
  if (nodePort !== 0) writer.line(0, `NodePort:\t${name}\t${nodePort}/${protocol}`)
  writer.line(0, `Endpoints:\t${formatEndpointSlices(slices, port.name ?? '')}`)
}

function slicesOf(
  { reader }: DescribeContext,
  namespace = 'default',
  service = '',
): readonly EndpointSlice[] {
  return reader
    .list('EndpointSlice', { namespace })
    .filter(({ metadata }) => metadata.labels?.[SERVICE_NAME] === service)
}

/** The first three addresses that are ready. Follows formatEndpointSlices. */
function formatEndpointSlices(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return NONE
  const list: string[] = []
  let more = false
  let count = 0
  const add = (slice: EndpointSlice, port: number | null): void => {
    for (const { addresses, conditions } of slice.endpoints ?? []) {
      if (list.length === MOST_ENDPOINTS) more = true
      if (conditions?.ready === false) continue
      const [address = ''] = addresses
      const host = address.includes(':') ? `[${address}]` : address
      if (!more) list.push(port === null ? address : `${host}:${port}`)
      count += 1
    }
  }
  for (const slice of slices) {
    const ports = slice.ports ?? []
    if (ports.length === 0) add(slice, null)
    for (const { name = '', port = 0 } of ports) if (name === portName) add(slice, port)
  }
  const text = list.join(',')
  return more ? `${text} + ${count - MOST_ENDPOINTS} more...` : text
}

/** Endpoints, each subset with its addresses and ports. */
export function describeEndpoints(writer: Writer, endpoints: Endpoints): void {
  printHead(writer, endpoints.metadata)
  writer.line(0, 'Subsets:')
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of endpoints.subsets ?? []) {
    writer.line(1, `Addresses:\t${addresses.map(({ ip }) => ip).join(',') || NONE}`)
    writer.line(1, `NotReadyAddresses:\t${notReadyAddresses.map(({ ip }) => ip).join(',') || NONE}`)
    if (ports.length > 0) {
      writer.line(1, 'Ports:')
      writer.line(2, 'Name\tPort\tProtocol')
      writer.line(2, '----\t----\t--------')
    }
    for (const { name, port, protocol = '' } of ports)
      writer.line(2, `${name || UNSET}\t${port}\t${protocol}`)
    writer.line(0, '')
  }
}

/** An EndpointSlice. */
export function describeEndpointSlice(writer: Writer, slice: EndpointSlice): void {
  printHead(writer, slice.metadata)
  writer.line(0, `AddressType:\t${slice.addressType}`)
  const ports = slice.ports ?? []
  writer.line(0, ports.length === 0 ? `Ports: ${UNSET}` : 'Ports:')
  if (ports.length > 0) {
    writer.line(1, 'Name\tPort\tProtocol')
    writer.line(1, '----\t----\t--------')
  }
  for (const { name, port, protocol = '' } of ports)
    writer.line(1, `${name || UNSET}\t${port ?? UNSET}\t${protocol}`)
  const endpoints = slice.endpoints ?? []
  writer.line(0, endpoints.length === 0 ? `Endpoints: ${NONE}` : 'Endpoints:')
  for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of endpoints) {
    writer.line(1, `- Addresses:\t${addresses.join(', ') || NONE}`)
    writer.line(2, 'Conditions:')
    writer.line(3, `Ready:\t${conditions?.ready ?? UNSET}`)
    writer.line(2, `Hostname:\t${hostname ?? UNSET}`)
    if (targetRef !== undefined)
      writer.line(2, `TargetRef:\t${targetRef.kind ?? ''}/${targetRef.name ?? ''}`)
    writer.line(2, `NodeName:\t${nodeName ?? UNSET}`)
    writer.line(2, `Zone:\t${zone ?? UNSET}`)
  }
}

/** An Ingress with the Services that its paths lead to. */
export function describeIngress(writer: Writer, ingress: Ingress, context: DescribeContext): void {
  const { metadata, spec, status } = ingress
  const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname)
  const address = [...new Set(addresses)].filter(Boolean).toSorted().join(',')
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  printLabelsMultiline(writer, 'Labels', metadata.labels)
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  writer.line(0, `Address:\t${address}`)
  writer.line(0, `Ingress Class:\t${spec?.ingressClassName ?? NONE}`)
  const backend = (of: IngressBackend): string => backendText(context, metadata.namespace, of)
  const fallback = spec?.defaultBackend === undefined ? '<default>' : backend(spec.defaultBackend)
  writer.line(0, `Default backend:\t${fallback}`)
  const tls = spec?.tls ?? []
  if (tls.length > 0) writer.line(0, 'TLS:')
  for (const { secretName = '', hosts = [] } of tls)
    writer.line(
      1,
      secretName === ''
        ? `SNI routes ${hosts.join(',')}`
        : `${secretName} terminates ${hosts.join(',')}`,
    )
  writer.line(0, 'Rules:\n  Host\tPath\tBackends')
  writer.line(1, '----\t----\t--------')
  const rules = (spec?.rules ?? []).filter(({ http }) => http !== undefined)
  for (const { host = '', http } of rules) {
    writer.line(1, `${host === '' ? '*' : host}\t`)
    for (const { path = '', backend: of } of http?.paths ?? [])
      writer.line(2, `\t${path} \t${backend(of)}`)
  }
  if (rules.length === 0) writer.line(1, `*\t*\t${fallback}`)
  printAnnotationsMultiline(writer, 'Annotations', metadata.annotations)
}

function backendText(
  context: DescribeContext,
  namespace: string | undefined,
  { service, resource }: IngressBackend,
): string {
  if (service !== undefined) {
    const { name, port } = service
    const text = `${name}:${port?.number ?? port?.name ?? ''}`
    const found = context.reader.get('Service', namespace ?? 'default', name)
    if (found === undefined) return `${text} (<error: services "${name}" not found>)`
    const portName = found.spec?.ports?.findLast(
      (one) =>
        (port?.number !== undefined && port.number === one.port) ||
        (port?.number === undefined && port?.name !== undefined && port.name === one.name),
    )?.name
    return `${text} (${formatEndpointSlices(slicesOf(context, namespace, name), portName ?? '')})`
  }
  if (resource === undefined) return ''
  return `APIGroup: ${resource.apiGroup ?? NONE}, Kind: ${resource.kind}, Name: ${resource.name}`
}

/** An IngressClass. */
export function describeIngressClass(writer: Writer, { metadata, spec }: IngressClass): void {
  printHead(writer, metadata, false)
  writer.line(0, `Controller:\t${spec?.controller ?? ''}`)
  if (spec?.parameters === undefined) return
  const { apiGroup, kind, name } = spec.parameters
  writer.line(0, 'Parameters:')
  if (apiGroup !== undefined) writer.line(1, `APIGroup:\t${apiGroup}`)
  writer.line(1, `Kind:\t${kind}`)
  writer.line(1, `Name:\t${name}`)
}

/** A range of addresses for Services. */
export function describeServiceCidr(writer: Writer, { metadata, spec, status }: ServiceCIDR): void {
  printHead(writer, metadata, false)
  writer.line(0, `CIDRs:\t${(spec?.cidrs ?? []).join(', ')}`)
  if ((status?.conditions ?? []).length > 0) writer.line(0, 'Status:')
  printTimedConditions(writer, status?.conditions)
}

/** An address that is given out. */
export function describeIpAddress(writer: Writer, { metadata, spec }: IPAddress): void {
  printHead(writer, metadata, false)
  if (spec?.parentRef === undefined) return
  const { group = '', resource = '', namespace = '', name = '' } = spec.parentRef
  writer.line(0, 'Parent Reference:')
  writer.line(1, `Group:\t${group}`)
  writer.line(1, `Resource:\t${resource}`)
  writer.line(1, `Namespace:\t${namespace}`)
  writer.line(1, `Name:\t${name}`)
}
