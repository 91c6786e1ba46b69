// What a Pod asks of its node, and how its containers make that number.
// Follows k8s.io/component-helpers/resource/helpers.go (v1.36), PodRequests.
import type { Container, Pod, Quantity } from '#api/generated/types.ts'
import { compareText } from '#lib/compare.ts'
import {
  addQuantities,
  compareQuantities,
  millisOf,
  printQuantity,
  quantityOf,
  unitsOf,
  ZERO_QUANTITY,
} from '../meta/quantity.ts'
import type { ParsedQuantity } from '../meta/quantity.ts'
import type { EffectiveRequest, RequestPart } from '../scheduler/trace.ts'
import { appContainersOf, initContainersOf, isSidecar } from './containers.ts'
import { type Memory, ofRequests, ofSpec } from './remembered-requests.ts'

/** Amounts by resource: millicores for cpu, whole units (bytes) for all others, both rounded up. */
export type ResourceAmounts = ReadonlyMap<string, number>

/** What a container without a cpu request counts as when nodes are scored. */
export const DEFAULT_MILLI_CPU_REQUEST = 100
/** What a container without a memory request counts as when nodes are scored: 200 MiB. */
export const DEFAULT_MEMORY_REQUEST = 200 * 1024 * 1024

type Amounts = ReadonlyMap<string, ParsedQuantity>
type ResourceList = Readonly<Record<string, Quantity>>

const requestLists: Memory<ResourceList> = new WeakMap()
const limitLists: Memory<ResourceList> = new WeakMap()
const effective: Memory<ResourceAmounts> = new WeakMap()
const nonZero: Memory<NonZeroRequests> = new WeakMap()

interface Part {
  readonly container: string
  readonly role: RequestPart['role']
  readonly amounts: Amounts
}
interface Phase {
  readonly name: string
  readonly parts: readonly Part[]
}

const FIRST_RESOURCES = ['cpu', 'memory', 'ephemeral-storage']

/** Orders resources as messages list them: cpu, memory, ephemeral-storage, then by name. */
export function compareResources(a: string, b: string): number {
  const place = (name: string): number => {
    const index = FIRST_RESOURCES.indexOf(name)
    return index < 0 ? FIRST_RESOURCES.length : index
  }
  return place(a) - place(b) || compareText(a, b)
}

function amountsOf(list: ResourceList | undefined): Map<string, ParsedQuantity> {
  return new Map(Object.entries(list ?? {}).map(([name, quantity]) => [name, quantityOf(quantity)]))
}

function largest(lists: readonly (ResourceList | undefined)[]): Amounts {
  const result = new Map<string, ParsedQuantity>()
  for (const list of lists) {
    for (const [name, quantity] of amountsOf(list)) {
      const known = result.get(name)
      if (known === undefined || compareQuantities(quantity, known) > 0) result.set(name, quantity)
    }
  }
  return result
}

function sumOf(parts: readonly Part[], resource: string): ParsedQuantity {
  return parts.reduce(
    (sum, part) => addQuantities(sum, part.amounts.get(resource) ?? ZERO_QUANTITY),
    ZERO_QUANTITY,
  )
}

/** Whether the kubelet said that it can never grant the resize that the spec asks for. */
function isResizeInfeasible(pod: Pod): boolean {
  return (pod.status?.conditions ?? []).some(
    (condition) => condition.type === 'PodResizePending' && condition.reason === 'Infeasible',
  )
}

/**
 * The requests of one container. Of containers that keep running and that can be resized, the largest of what is
 * asked for and what the kubelet reports.
 */
function containerRequests(pod: Pod, container: Container, role: Part['role']): Amounts {
  const list = role === 'app' ? pod.status?.containerStatuses : pod.status?.initContainerStatuses
  const status = list?.find(({ name }) => name === container.name)
  const asked = container.resources?.requests
  if (status?.resources === undefined || role === 'init') return amountsOf(asked)
  const held = [status.resources.requests, status.allocatedResources]
  return largest(isResizeInfeasible(pod) ? held : [asked, ...held])
}

type RequestsOf = (container: Container, role: Part['role']) => Amounts

/** One phase per init container, beside the sidecars started before it; then the steady one. */
function phasesOf(pod: Pod, requestsOf: RequestsOf): readonly Phase[] {
  const part = (container: Container, role: Part['role']): Part => ({
    container: container.name,
    role,
    amounts: requestsOf(container, role),
  })
  const phases: Phase[] = []
  const sidecars: Part[] = []
  for (const container of initContainersOf(pod)) {
    if (isSidecar(container)) sidecars.push(part(container, 'sidecar'))
    else phases.push({ name: container.name, parts: [...sidecars, part(container, 'init')] })
  }
  const app = appContainersOf(pod).map((container) => part(container, 'app'))
  return [...phases, { name: 'steady', parts: [...sidecars, ...app] }]
}

const isPodLevelResource = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')

function podLevelAmounts(pod: Pod, field: 'requests' | 'limits'): Amounts {
  const amounts = amountsOf(pod.spec?.resources?.[field])
  return new Map([...amounts].filter(([name]) => isPodLevelResource(name)))
}

/** Whether a Pod asks for something as a whole. Upstream: IsPodLevelRequestsSet of k8s.io/component-helpers/resource. */
export function arePodLevelRequestsSet({ spec }: Pod): boolean {
  return Object.keys(spec?.resources?.requests ?? {}).some(isPodLevelResource)
}

/** Requests of spec.resources: they replace what the containers ask for. */
function podLevelRequests(pod: Pod): Amounts {
  return podLevelAmounts(pod, 'requests')
}

const amountIn = (resource: string, quantity: ParsedQuantity): number =>
  resource === 'cpu' ? millisOf(quantity) : unitsOf(quantity)

function resourcesOf(parts: readonly Part[]): readonly string[] {
  const names = new Set(parts.flatMap((part) => [...part.amounts.keys()]))
  return [...names].toSorted(compareResources)
}

interface RequestSource {
  readonly phases: readonly Phase[]
  readonly podLevel: Amounts
  readonly overhead: Amounts
}

function effectiveQuantities({ phases, podLevel, overhead }: RequestSource): Amounts {
  const extra: Part[] = [podLevel, overhead].map((amounts) => ({
    container: '',
    role: 'overhead',
    amounts,
  }))
  const names = resourcesOf([...phases.flatMap((phase) => phase.parts), ...extra])
  const result = new Map<string, ParsedQuantity>()
  for (const name of names) {
    const computed = phases
      .map((phase) => sumOf(phase.parts, name))
      .reduce((a, b) => (compareQuantities(a, b) >= 0 ? a : b), ZERO_QUANTITY)
    const amount = addQuantities(
      podLevel.get(name) ?? computed,
      overhead.get(name) ?? ZERO_QUANTITY,
    )
    result.set(name, amount)
  }
  return result
}

function effectiveAmounts(source: RequestSource): ResourceAmounts {
  const quantities = [...effectiveQuantities(source)]
  return new Map(quantities.map(([name, quantity]) => [name, amountIn(name, quantity)]))
}

/**
 * What a Pod's spec asks for, or is limited to, as a list of the API; empty when there is nothing.
 * Overhead adds to limits only where there are any.
 */
export function podResourceList(pod: Pod, field: 'requests' | 'limits'): ResourceList {
  return ofSpec(field === 'requests' ? requestLists : limitLists, pod, () =>
    computeResourceList(pod, field),
  )
}

function computeResourceList(pod: Pod, field: 'requests' | 'limits'): ResourceList {
  const phases = phasesOf(pod, (container) => amountsOf(container.resources?.[field]))
  const podLevel = podLevelAmounts(pod, field)
  const without = effectiveQuantities({ phases, podLevel, overhead: new Map() })
  const overhead = new Map(
    [...amountsOf(pod.spec?.overhead)].filter(
      ([name]) => field === 'requests' || (without.get(name)?.nano ?? 0n) > 0n,
    ),
  )
  const quantities = effectiveQuantities({ phases, podLevel, overhead })
  return Object.fromEntries(
    [...quantities].map(([name, quantity]) => [name, printQuantity(quantity)]),
  )
}

function sourceOf(pod: Pod): RequestSource {
  return {
    phases: phasesOf(pod, (container, role) => containerRequests(pod, container, role)),
    podLevel: podLevelRequests(pod),
    overhead: amountsOf(pod.spec?.overhead),
  }
}

/**
 * The effective request of a Pod per resource: millicores for cpu, whole units otherwise.
 * A resource that nothing asks for is absent. Limits do not count.
 */
export function podRequests(pod: Pod): ResourceAmounts {
  return ofRequests(effective, pod, () => effectiveAmounts(sourceOf(pod)))
}

/** The name of the phase that stands for spec.resources, in explanations. */
export const POD_LEVEL_PHASE = 'spec.resources'

function explainResource(
  source: RequestSource,
  resource: string,
  amount: number,
): EffectiveRequest {
  const overhead = source.overhead.get(resource)
  const podLevel = source.podLevel.get(resource)
  const overheadPart: Part[] =
    overhead === undefined
      ? []
      : [{ container: 'overhead', role: 'overhead', amounts: source.overhead }]
  const podLevelPhase: Phase[] =
    podLevel === undefined
      ? []
      : [
          {
            name: POD_LEVEL_PHASE,
            parts: [{ container: POD_LEVEL_PHASE, role: 'app', amounts: source.podLevel }],
          },
        ]
  const phases = [...source.phases, ...podLevelPhase].map((phase) => {
    const parts = [...phase.parts, ...overheadPart]
    return {
      name: phase.name,
      parts: parts
        .filter((part) => part.amounts.has(resource))
        .map((part) => ({
          container: part.container,
          role: part.role,
          amount: amountIn(resource, part.amounts.get(resource) ?? ZERO_QUANTITY),
        })),
      amount: amountIn(resource, sumOf(parts, resource)),
    }
  })
  const deciding =
    podLevel === undefined
      ? phases.findIndex((phase) => phase.amount === amount)
      : phases.length - 1
  return {
    resource,
    amount,
    phases: phases.map((phase, index) => ({ ...phase, decides: index === deciding })),
  }
}

/**
 * How the effective request comes about, resource by resource: one phase per init container while it
 * runs beside the sidecars before it, then 'steady', then spec.resources when the Pod has them.
 */
export function explainRequests(pod: Pod): EffectiveRequest[] {
  const source = sourceOf(pod)
  return [...podRequests(pod)].map(([resource, amount]) =>
    explainResource(source, resource, amount),
  )
}

export interface NonZeroRequests {
  readonly milliCpu: number
  readonly memory: number
}

function nonZeroOf(pod: Pod, podLevel: Amounts): NonZeroRequests {
  const requestsOf: RequestsOf = (container, role) =>
    new Map([
      ['cpu', quantityOf(`${DEFAULT_MILLI_CPU_REQUEST}m`)],
      ['memory', quantityOf(DEFAULT_MEMORY_REQUEST)],
      ...containerRequests(pod, container, role),
    ])
  const overhead = amountsOf(pod.spec?.overhead)
  const amounts = effectiveAmounts({ phases: phasesOf(pod, requestsOf), podLevel, overhead })
  return { milliCpu: amounts.get('cpu') ?? 0, memory: amounts.get('memory') ?? 0 }
}

/** Requests for scoring of a Pod on a node: each container without a request counts as 100m and 200 MiB. */
export function nonZeroRequests(pod: Pod): NonZeroRequests {
  return ofRequests(nonZero, pod, () => nonZeroOf(pod, podLevelRequests(pod)))
}

/** The same of the Pod that is being placed: upstream its pod-level resources are left out. */
export function nonZeroRequestsOfIncoming(pod: Pod): NonZeroRequests {
  if (pod.spec?.resources === undefined) return nonZeroRequests(pod)
  return nonZeroOf(pod, new Map())
}
