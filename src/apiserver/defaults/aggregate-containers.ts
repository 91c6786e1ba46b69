// What the containers of a Pod ask for together, as exact quantities.
// Follows k8s.io/component-helpers/resource/helpers.go (v1.36), AggregateContainerRequests and AggregateContainerLimits.
import type { Container, PodSpec } from '#api/generated/types.ts'
import { addQuantities, compareQuantities, quantityOf } from '#api/meta/quantity.ts'
import type { ParsedQuantity } from '#api/meta/quantity.ts'
import type { Sparse } from '../validation/sparse.ts'

type Amounts = ReadonlyMap<string, ParsedQuantity>
type Side = 'requests' | 'limits'

function amountsOf(container: Sparse<Container>, side: Side): Amounts {
  const entries = Object.entries(container.resources?.[side] ?? {})
  return new Map(entries.map(([name, quantity]) => [name, quantityOf(quantity)]))
}

function sum(a: Amounts, b: Amounts): Amounts {
  const result = new Map(a)
  for (const [name, quantity] of b) {
    const known = result.get(name)
    result.set(name, known === undefined ? quantity : addQuantities(known, quantity))
  }
  return result
}

function larger(a: Amounts, b: Amounts): Amounts {
  const result = new Map(a)
  for (const [name, quantity] of b) {
    const known = result.get(name)
    if (known === undefined || compareQuantities(quantity, known) > 0) result.set(name, quantity)
  }
  return result
}

/** The amounts that the containers need, with init containers and sidecars, without overhead and pod-level resources. */
export function aggregateContainers(spec: Sparse<PodSpec>, side: Side): Amounts {
  let sidecars: Amounts = new Map()
  let init: Amounts = new Map()
  for (const container of spec.initContainers ?? []) {
    const own = amountsOf(container, side)
    if (container.restartPolicy === 'Always') sidecars = sum(sidecars, own)
    else init = larger(init, sum(own, sidecars))
  }
  const app = (spec.containers ?? []).map((container) => amountsOf(container, side))
  return larger([...app, sidecars].reduce(sum, new Map()), init)
}
