// How much less the containers of a Pod may ask for, so that a node has room for it.
import type { Pod } from '#api/generated/types.ts'
import { explainRequests, POD_LEVEL_PHASE } from '#api/core/pod-requests.ts'
import type { PodFitChange } from '#api/scheduler/fit-change.ts'
import type { EffectiveRequest } from '#api/scheduler/trace.ts'
import { fitsRequest } from '../plugins/node-resources/fit.ts'
import { requestOf } from '../framework/resource.ts'
import type { NodeInfo } from '../framework/node-info.ts'

type Lowered = Extract<PodFitChange, { kind: 'request' }>

const KI = 1024
const MI = KI * KI
const GI = KI * MI

/** Resources that a container can do with less of; of a device it needs as many as it asks for. */
const ADJUSTABLE: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage'])

/** The requests to lower so that the Pod fits into what a node has left; null when that cannot be done by asking for less. */
export function lowerRequests(pod: Pod, node: NodeInfo): readonly Lowered[] | null {
  const lacking = fitsRequest(requestOf(pod), node).map(({ resource }) => resource)
  if (lacking.some((resource) => !ADJUSTABLE.has(resource))) return null
  const explained = explainRequests(pod)
  const changes: Lowered[] = []
  for (const resource of lacking) {
    const request = explained.find((one) => one.resource === resource)
    const lowered = request === undefined ? null : lowerOne(request, freeOf(node, resource))
    if (lowered === null) return null
    changes.push(...lowered)
  }
  return changes
}

function freeOf({ allocatable, requested }: NodeInfo, resource: string): number {
  if (resource === 'cpu') return allocatable.milliCpu - requested.milliCpu
  if (resource === 'memory') return allocatable.memory - requested.memory
  return allocatable.ephemeralStorage - requested.ephemeralStorage
}

/** Every phase of the Pod must have room; in each the container that asks for most gives way. */
function lowerOne({ resource, phases }: EffectiveRequest, free: number): readonly Lowered[] | null {
  const podLevel = phases.filter(({ name }) => name === POD_LEVEL_PHASE)
  const amounts = new Map<string, { readonly from: number; readonly to: number }>()
  for (const { parts } of podLevel.length > 0 ? podLevel : phases) {
    const now = parts.map((part) => ({
      ...part,
      amount: amounts.get(part.container)?.to ?? part.amount,
    }))
    const excess = now.reduce((sum, { amount }) => sum + amount, 0) - free
    if (excess <= 0) continue
    const [largest] = now
      .filter(({ role }) => role !== 'overhead')
      .toSorted((a, b) => b.amount - a.amount)
    const to = largest === undefined ? 0 : roundDown(resource, largest.amount - excess)
    if (largest === undefined || to <= 0) return null
    const from = amounts.get(largest.container)?.from ?? largest.amount
    amounts.set(largest.container, { from, to })
  }
  return [...amounts].map(([container, { from, to }]) => ({
    kind: 'request',
    container: container === POD_LEVEL_PHASE ? '' : container,
    resource,
    from: quantityText(resource, from),
    to: quantityText(resource, to),
  }))
}

/** To a number that a person would write. */
function roundDown(resource: string, amount: number): number {
  const unit =
    resource === 'cpu' ? (amount >= 1000 ? 100 : amount >= 100 ? 10 : 1) : unitOfBytes(amount)
  return Math.floor(amount / unit) * unit
}

function unitOfBytes(bytes: number): number {
  if (bytes >= GI) return 64 * MI
  if (bytes >= 64 * MI) return 8 * MI
  return bytes >= MI ? MI : 1
}

/** The exact amount as a quantity: '1500m', '2', '3456Mi'. */
function quantityText(resource: string, amount: number): string {
  if (resource === 'cpu') return amount % 1000 === 0 ? String(amount / 1000) : `${amount}m`
  const units = [
    ['Gi', GI],
    ['Mi', MI],
    ['Ki', KI],
  ] as const
  const unit = units.find(([, bytes]) => amount % bytes === 0)
  return unit === undefined ? String(amount) : `${amount / unit[1]}${unit[0]}`
}
