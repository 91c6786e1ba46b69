// The leases of namespace kube-node-lease, read as rules: a renewal every 10 s would be a timer for each node
// for ever, so the world keeps from when to when a lease is renewed, and times are worked out when asked for.
import { simplified } from '#lib/simplified.ts'
import { leaseAt, type NodeLease } from '#api/runtime/node-lease.ts'
import type { World } from './world.ts'

simplified('node-leases', 'the Leases of the nodes cannot be listed or changed with kubectl.')

const PREFIX = 'Machine/'

export interface NodeLeases {
  /** The lease of a node as it stands now; undefined when there is none. */
  get(nodeName: string): NodeLease | undefined
  /** Calls `handler` when a lease begins or ceases to be renewed. Returns a function that ends it. */
  watch(handler: (nodeName: string) => void): () => void
}

/** Makes the view of a world's leases. */
export function createNodeLeases(world: World): NodeLeases {
  return {
    get(nodeName) {
      const machine = world.get(`${PREFIX}${nodeName}`)
      if (machine?.kind !== 'Machine' || machine.lease === null) return undefined
      return leaseAt(machine.lease, world.clock.nowMs)
    },
    watch: (handler) =>
      world.subscribe(({ changes }) => {
        for (const { key } of changes) if (key.startsWith(PREFIX)) handler(key.slice(PREFIX.length))
      }),
  }
}
