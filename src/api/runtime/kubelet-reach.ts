// How the API server gets to the kubelet of a node.
import type { MachineRecord } from './records.ts'

export const KUBELET_PORT = 10_250
/** What the kernel says where nobody is. */
export const NO_ROUTE = 'connect: no route to host'

/** Why the API server cannot speak to the kubelet of a machine, in the words of the kernel; null when it can. */
export function whyNoKubelet({ power, network, kubelet }: MachineRecord): string | null {
  if (power !== 'on' || network === 'cut') return NO_ROUTE
  return kubelet === 'running' ? null : 'connect: connection refused'
}

/** True when who comes over the network gets to the machine. */
export function isReached(machine: MachineRecord | undefined): boolean {
  return machine?.power === 'on' && machine.network !== 'cut'
}
