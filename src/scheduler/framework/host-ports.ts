// Which host ports are taken on a node.
// Follows k8s.io/kube-scheduler/framework/types.go (v1.36), HostPortInfo.
import { type HostPort, portsClash } from '#api/core/host-ports.ts'

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
