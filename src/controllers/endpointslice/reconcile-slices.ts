// Which slices are to be written so that they list the endpoints that a Service has now, with as few changes as can be.
// Follows k8s.io/endpointslice/reconciler.go (v1.36), reconcileByPortMapping.
import type { DiscoveryEndpointPort, Endpoint, EndpointSlice } from '#api/generated/types.ts'
import { equal } from '#lib/equal.ts'

const MAX_ENDPOINTS_PER_SLICE = 100

export interface SlicePlan {
  readonly toCreate: readonly (readonly Endpoint[])[]
  readonly toUpdate: readonly EndpointSlice[]
  readonly toDelete: readonly EndpointSlice[]
}

/** What tells endpoints apart: their addresses and the Pod. */
const hashOf = ({ addresses, targetRef }: Endpoint): string =>
  `${addresses.toSorted().join()}/${targetRef?.namespace ?? ''}/${targetRef?.name ?? ''}/${targetRef?.uid ?? ''}`

/** What tells the slices of one Service apart: their ports. */
export const portMapKey = (ports: readonly DiscoveryEndpointPort[] | undefined): string =>
  JSON.stringify(
    (ports ?? [])
      .map(({ name = '', protocol = 'TCP', port, appProtocol }) => [
        name,
        protocol,
        port ?? null,
        appProtocol ?? '',
      ])
      .toSorted(),
  )

interface Draft {
  readonly slice: EndpointSlice
  endpoints: Endpoint[]
  isChanged: boolean
}

/** What is left of a slice when those that are gone are out of it; takes the others out of `desired`. */
function kept(slice: EndpointSlice, desired: Map<string, Endpoint>): Draft {
  const before = slice.endpoints ?? []
  const endpoints: Endpoint[] = []
  let isChanged = false
  for (const endpoint of before) {
    const hash = hashOf(endpoint)
    const wanted = desired.get(hash)
    if (wanted === undefined) continue
    desired.delete(hash)
    endpoints.push(wanted)
    isChanged ||= !equal(wanted, endpoint)
  }
  return { slice, endpoints, isChanged: isChanged || endpoints.length !== before.length }
}

/** Puts as many of the endpoints that are still without a slice into one as it can take. */
function fill(draft: Draft, desired: Map<string, Endpoint>): void {
  for (const [hash, endpoint] of desired) {
    if (draft.endpoints.length >= MAX_ENDPOINTS_PER_SLICE) return
    draft.endpoints.push(endpoint)
    draft.isChanged = true
    desired.delete(hash)
  }
}

/** The slice with the least room that still takes them all. */
function sliceToFill(drafts: readonly Draft[], count: number): Draft | undefined {
  const room = ({ endpoints }: Draft): number => MAX_ENDPOINTS_PER_SLICE - endpoints.length - count
  return drafts.filter((draft) => room(draft) >= 0).toSorted((a, b) => room(a) - room(b))[0]
}

/** The plan for the slices of one set of ports. `relabelled` are those whose labels are others now. */
export function reconcileByPortMapping(
  existing: readonly EndpointSlice[],
  endpoints: readonly Endpoint[],
  relabelled: ReadonlySet<EndpointSlice>,
): SlicePlan {
  const desired = new Map(endpoints.map((endpoint) => [hashOf(endpoint), endpoint]))
  const drafts = existing.map((slice) => kept(slice, desired))
  const isEmptied = ({ isChanged, endpoints: left }: Draft): boolean =>
    isChanged && left.length === 0
  const changed = drafts.filter((draft) => draft.isChanged && !isEmptied(draft))
  for (const draft of changed.toSorted((a, b) => b.endpoints.length - a.endpoints.length))
    fill(draft, desired)
  const toCreate: (readonly Endpoint[])[] = []
  while (desired.size > 0) {
    const found =
      desired.size < MAX_ENDPOINTS_PER_SLICE
        ? sliceToFill(
            drafts.filter((draft) => !isEmptied(draft)),
            desired.size,
          )
        : undefined
    if (found !== undefined) {
      fill(found, desired)
      continue
    }
    const next = [...desired].slice(0, MAX_ENDPOINTS_PER_SLICE)
    for (const [hash] of next) desired.delete(hash)
    toCreate.push(next.map(([, endpoint]) => endpoint))
  }
  return {
    toCreate,
    toUpdate: drafts
      .filter((draft) => !isEmptied(draft) && (draft.isChanged || relabelled.has(draft.slice)))
      .map(({ slice, endpoints: now }) => ({ ...slice, endpoints: now })),
    toDelete: drafts.filter(isEmptied).map(({ slice }) => slice),
  }
}
