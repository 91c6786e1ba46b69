// The host ports of a Pod with all that a port is by default, and which of them exclude one another.
// Follows k8s.io/kube-scheduler/framework/types.go (v1.36), HostPortInfo.
import type { Pod } from '../generated/types.ts'
import { hostPortsOf as containerHostPortsOf } from './containers.ts'

const ANY_ADDRESS = '0.0.0.0'

export interface HostPort {
  readonly protocol: string
  readonly port: number
  readonly ip: string
}

/** The host ports of a Pod's containers and sidecars, with protocol and address filled in. */
export function hostPortsOf(pod: Pod): readonly HostPort[] {
  return containerHostPortsOf(pod).map(({ hostPort = 0, protocol = 'TCP', hostIP }) => ({
    protocol,
    port: hostPort,
    ip: addressOf(hostIP),
  }))
}

function addressOf(hostIP: string | undefined): string {
  return hostIP === undefined || hostIP === '' ? ANY_ADDRESS : hostIP
}

/** True when two Pods cannot both have these ports on one node. */
export function portsClash(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false
  return a.ip === b.ip || a.ip === ANY_ADDRESS || b.ip === ANY_ADDRESS
}
