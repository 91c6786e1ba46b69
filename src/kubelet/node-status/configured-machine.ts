// What a kubelet's configuration makes of its machine: how many Pods it takes, and what is kept back from them.
// Follows pkg/kubelet/nodestatus/setters.go, MachineInfo, and pkg/kubelet/cm/node_container_manager_linux.go,
// getNodeAllocatableInternalAbsolute (v1.36).
import type { Quantity } from '#api/generated/types.ts'
import {
  parseQuantity,
  type ParsedQuantity,
  printQuantity,
  quantityOf,
  subtractQuantities,
  unitsOf,
  ZERO_QUANTITY,
} from '#api/meta/quantity.ts'
import type { KubeletConfig } from '../config/kubelet-config.ts'
import type { MachineInfo } from './setters.ts'

/** The signals whose thresholds are kept back, and of which resource. */
const KEPT: Readonly<Record<string, string>> = {
  memory: 'memory.available',
  'ephemeral-storage': 'nodefs.available',
}

/** The machine as its kubelet reports it. Where the configuration says nothing, it stays as it is. */
export function configuredMachine(machine: MachineInfo, config: KubeletConfig): MachineInfo {
  const { systemReserved, kubeReserved, evictionHard, maxPods, podsPerCore } = config
  const keepsBack =
    Object.keys({ ...systemReserved, ...kubeReserved }).length > 0 || evictionHard !== null
  const pods = podsOf(machine, maxPods, podsPerCore)
  if (!keepsBack && pods === null) return machine
  const counted = pods === null ? {} : { pods: String(pods) }
  const capacity = { ...machine.capacity, ...counted }
  if (!keepsBack)
    return { ...machine, capacity, allocatable: { ...machine.allocatable, ...counted } }
  const allocatable = Object.fromEntries(
    Object.entries(capacity).map(([resource, amount]) => [
      resource,
      resource === 'pods' ? amount : left(resource, amount, config),
    ]),
  )
  return { ...machine, capacity, allocatable }
}

/** Null where neither is set. Follows podsPerCore of MachineInfo: what the cores allow, and never more than maxPods. */
function podsOf(
  { capacity }: MachineInfo,
  maxPods: number | null,
  podsPerCore: number,
): number | null {
  if (podsPerCore === 0) return maxPods
  const most = maxPods ?? unitsOf(quantityOf(capacity['pods']))
  return Math.min(most, unitsOf(quantityOf(capacity['cpu'])) * podsPerCore)
}

function left(resource: string, amount: Quantity, config: KubeletConfig): Quantity {
  const { systemReserved, kubeReserved, evictionHard } = config
  const capacity = quantityOf(amount)
  const threshold = evictionHard?.[KEPT[resource] ?? '']
  const taken = [
    quantityOf(systemReserved[resource]),
    quantityOf(kubeReserved[resource]),
    threshold === undefined ? ZERO_QUANTITY : thresholdOf(threshold, capacity),
  ]
  const rest = taken.reduce(subtractQuantities, capacity)
  return rest.nano < 0n ? '0' : printQuantity(rest)
}

/** A threshold in units of the resource; a percentage is one of its capacity. */
function thresholdOf(text: string, capacity: ParsedQuantity): ParsedQuantity {
  if (!text.endsWith('%')) return parseQuantity(text) ?? ZERO_QUANTITY
  const bytes = Math.floor((unitsOf(capacity) * Number(text.slice(0, -1))) / 100)
  return quantityOf(String(bytes))
}
