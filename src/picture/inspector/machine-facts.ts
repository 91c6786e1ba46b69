// What is shown of the machine of a Node: its power, its kubelet, and when that was heard of last.
import { leaseAt } from '#api/runtime/node-lease.ts'
import type { MachineRecord } from '#api/runtime/records.ts'
import type { WorldState } from '#client/world.ts'
import { durationText } from '../words/format.ts'

const POWER: Readonly<Record<MachineRecord['power'], string>> = {
  on: 'on',
  starting: 'on, still booting',
  off: 'off',
}

/** Names and values at a moment; nothing for a Node without a machine. */
export function machineFacts(
  state: WorldState,
  nodeName: string,
  timeMs: number,
): readonly (readonly [name: string, value: string])[] {
  const machine = state.get(`Machine/${nodeName}`)
  if (machine?.kind !== 'Machine') return []
  const { power, kubelet, containerd, lease, network } = machine
  return [
    ['Power', POWER[power]],
    ['Kubelet', kubelet],
    ...(containerd === undefined ? [] : [['containerd', containerd] as const]),
    ...(network === undefined ? [] : [['Network', 'cut'] as const]),
    ['Lease', lease === null ? 'never renewed' : leaseText(leaseAt(lease, timeMs), timeMs)],
  ]
}

function leaseText({ renewTimeMs, isRenewed }: ReturnType<typeof leaseAt>, timeMs: number): string {
  const age = durationText(Math.floor((timeMs - renewTimeMs) / 1000) * 1000)
  return isRenewed ? `renewed ${age} ago` : `not renewed any more, last ${age} ago`
}
