// Which host ports are taken on a node.
// Follows k8s.io/kube-scheduler/framework/types.go (v1.36), HostPortInfo.
import { hostPortsOf as containerHostPortsOf } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'

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

export interface HostPorts {
  add(ports: readonly HostPort[]): void
  remove(ports: readonly HostPort[]): void
  /** True when one of the wanted ports is taken. */
  clashWith(wanted: readonly HostPort[]): boolean
}

/** Makes the table of a node without Pods. */
export function createHostPorts(): HostPorts {
  const taken = new Map<string, HostPort[]>()
  const keyOf = (port: HostPort): string => `${port.protocol}/${port.port}`
  return {
    add(ports) {
      for (const port of ports) {
        const others = taken.get(keyOf(port))
        if (others === undefined) taken.set(keyOf(port), [port])
        else others.push(port)
      }
    },
    remove(ports) {
      for (const port of ports) {
        const holders = taken.get(keyOf(port)) ?? []
        const place = holders.findIndex(({ ip }) => ip === port.ip)
        if (place >= 0) holders.splice(place, 1)
      }
    },
    clashWith(wanted) {
      return wanted.some((port) =>
        (taken.get(keyOf(port)) ?? []).some((holder) => portsClash(port, holder)),
      )
    },
  }
}
