// Follows pkg/printers/internalversion/printers.go printService (v1.36).
import type { Service, ServicePort } from '#api/generated/types.ts'
import { ageOf, column, formatLabels, NONE, type Printer, wide } from './printer.ts'

/** Of addresses of a load balancer, unless the table is wide. */
const MOST_CHARACTERS = 16

export const servicePrinter: Printer<Service> = {
  columns: [
    column('Name'),
    column('Type'),
    column('Cluster-IP'),
    column('External-IP'),
    column('Port(s)'),
    column('Age'),
    wide('Selector'),
  ],
  cells(service, options) {
    const { metadata, spec } = service
    return [
      metadata.name ?? '',
      spec?.type ?? '',
      spec?.clusterIPs?.[0] ?? NONE,
      externalIp(service, options.wide),
      portsText(spec?.ports ?? []),
      ageOf(metadata.creationTimestamp, options.nowMs),
      formatLabels(spec?.selector),
    ]
  },
}

function externalIp({ spec, status }: Service, isWide: boolean): string {
  const own = spec?.externalIPs ?? []
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return own.length > 0 ? own.join(',') : NONE
    case 'ExternalName':
      return spec.externalName ?? ''
    case 'LoadBalancer': {
      const ingress = status?.loadBalancer?.ingress ?? []
      const addresses = ingress.map(({ ip, hostname }) => ip ?? hostname ?? '')
      const given = [...new Set(addresses.filter((text) => text !== ''))].toSorted().join(',')
      const short =
        isWide || given.length <= MOST_CHARACTERS
          ? given
          : `${given.slice(0, MOST_CHARACTERS - 3)}...`
      const all = [...(short === '' ? [] : [short]), ...own]
      return all.length > 0 ? all.join(',') : '<pending>'
    }
    default:
      return '<unknown>'
  }
}

function portsText(ports: readonly ServicePort[]): string {
  const texts = ports.map(({ port, nodePort = 0, protocol = '' }) =>
    nodePort > 0 ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  )
  return texts.length === 0 ? NONE : texts.join(',')
}
