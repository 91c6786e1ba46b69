// What the container runtime of a node has at a moment.
import type {
  ContainerRecord,
  MachineRecord,
  SandboxRecord,
  VolumeRecord,
} from '#api/runtime/records.ts'
import type { WorldState } from '#client/world.ts'

/** All instances of containers that are not removed, the newest first. */
export function containersOn(state: WorldState, node: string): readonly ContainerRecord[] {
  return state
    .under(`ContainerInstance/${node}/`)
    .filter((one) => one.kind === 'ContainerInstance')
    .toSorted((a, b) => b.createdAtMs - a.createdAtMs)
}

/** All sandboxes that are not removed, the newest first. */
export function sandboxesOn(state: WorldState, node: string): readonly SandboxRecord[] {
  return state
    .under(`Sandbox/${node}/`)
    .filter((one) => one.kind === 'Sandbox')
    .toSorted((a, b) => b.createdAtMs - a.createdAtMs)
}

/** The volumes that are mounted. */
export function volumesOn(state: WorldState, node: string): readonly VolumeRecord[] {
  return state.under(`Volume/${node}/`).filter((one) => one.kind === 'Volume')
}

/** The machine of a Node; undefined where it has none. */
export function machineAt(state: WorldState, node: string): MachineRecord | undefined {
  const found = state.get(`Machine/${node}`)
  return found?.kind === 'Machine' ? found : undefined
}
