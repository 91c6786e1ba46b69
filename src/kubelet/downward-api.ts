// The downward API: what a container may know of its Pod and of its resources.
// Follows pkg/fieldpath/fieldpath.go and pkg/api/v1/resource/helpers.go (v1.36).
import { findContainer } from '#api/core/containers.ts'
import type { Container, Pod, Quantity, ResourceFieldSelector } from '#api/generated/types.ts'
import { quantityOf } from '#api/meta/quantity.ts'
import { compareText } from '#lib/compare.ts'

/** What the status of a Pod will say; known before it is written. */
export interface PodAddresses {
  readonly nodeName: string
  readonly hostIp: string
  readonly podIp: string
}

const SUBSCRIPT = /^metadata\.(labels|annotations)\['(.*)'\]$/

/** The value of a `fieldRef`; '' for a field that is not set; undefined for a path that is unknown. */
export function fieldValue(pod: Pod, path: string, addresses: PodAddresses): string | undefined {
  const { metadata, spec } = pod
  const subscript = SUBSCRIPT.exec(path)
  if (subscript !== null) {
    const [, map, key = ''] = subscript
    const values = map === 'labels' ? metadata.labels : metadata.annotations
    return values?.[key] ?? ''
  }
  const values: Readonly<Record<string, string | undefined>> = {
    'metadata.name': metadata.name ?? '',
    'metadata.namespace': metadata.namespace ?? 'default',
    'metadata.uid': metadata.uid ?? '',
    'metadata.labels': formatMap(metadata.labels),
    'metadata.annotations': formatMap(metadata.annotations),
    'spec.nodeName': addresses.nodeName,
    'spec.serviceAccountName': spec?.serviceAccountName ?? '',
    'status.hostIP': addresses.hostIp,
    'status.hostIPs': addresses.hostIp,
    'status.podIP': addresses.podIp,
    'status.podIPs': addresses.podIp,
  }
  return Object.hasOwn(values, path) ? values[path] : undefined
}

/** `key="value"` lines, sorted by key. */
function formatMap(map: Readonly<Record<string, string>> = {}): string {
  return Object.entries(map)
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n')
}

/**
 * The value of a `resourceFieldRef` in units of its divisor, rounded up. A limit that is not set is
 * what the node can allocate; a request that is not set is 0. Undefined when the container is unknown.
 */
export function resourceValue(
  pod: Pod,
  own: Container,
  ref: ResourceFieldSelector,
  allocatable: Readonly<Record<string, Quantity>>,
): string | undefined {
  const { containerName, resource, divisor } = ref
  const container = containerName === undefined ? own : findContainer(pod, containerName)?.container
  if (container === undefined) return undefined
  const dot = resource.indexOf('.')
  const kind = resource.slice(0, dot)
  const name = resource.slice(dot + 1)
  const { limits, requests } = container.resources ?? {}
  const amount =
    kind === 'limits' ? (limits?.[name] ?? allocatable[name]) : (requests?.[name] ?? limits?.[name])
  const nano = quantityOf(amount).nano
  const unit = divisor === undefined ? 0n : quantityOf(divisor).nano
  const divisorNano = unit <= 0n ? 1_000_000_000n : unit
  return String((nano + divisorNano - 1n) / divisorNano)
}
