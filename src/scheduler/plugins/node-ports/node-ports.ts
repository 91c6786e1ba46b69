// Rejects nodes on which a host port that the Pod wants is taken.
// Follows pkg/scheduler/framework/plugins/nodeports/node_ports.go (v1.36).
import { type HostPort, hostPortsOf, portsClash } from '#api/core/host-ports.ts'
import { countsOnANode } from '../../framework/events.ts'
import type { FilterPlugin, PreFilterPlugin } from '../../framework/plugin.ts'
import { skip, unschedulable } from '../../framework/status.ts'

declare module '../../framework/cycle-state.ts' {
  interface CycleData {
    nodePorts?: readonly HostPort[]
  }
}

const NAME = 'NodePorts'
const REJECTED = unschedulable(NAME, "node(s) didn't have free ports for the requested pod ports")

export const nodePorts = {
  name: NAME,
  eventsToRegister: [
    {
      resource: 'Pod',
      actions: ['Delete'],
      hint(pod, { before }) {
        const freed = before !== undefined && countsOnANode(before) ? hostPortsOf(before) : []
        const wanted = hostPortsOf(pod)
        return wanted.some((port) => freed.some((other) => portsClash(port, other)))
          ? 'Queue'
          : 'Skip'
      },
    },
    { resource: 'Node', actions: ['Add'] },
  ],
  preFilter(state, pod) {
    const wanted = hostPortsOf(pod)
    if (wanted.length === 0) return { status: skip(NAME) }
    state.data.nodePorts = wanted
    return { status: null }
  },
  filter: (state, _pod, node) =>
    node.hostPorts.clashWith(state.data.nodePorts ?? []) ? REJECTED : null,
} satisfies PreFilterPlugin & FilterPlugin
