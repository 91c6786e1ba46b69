// The order in which nodes are visited: one of each zone in turn.
// Follows pkg/scheduler/backend/cache/node_tree.go (v1.36).
import type { Node } from '#api/generated/types.ts'

export interface NodeTree {
  /** Adds a node, or moves it when its zone changed. */
  set(node: Node): void
  remove(nodeName: string): void
  /** The names, round-robin over the zones. */
  list(): readonly string[]
}

/** Makes an empty tree. Zones keep the order in which they came, nodes that of their zone. */
export function createNodeTree(): NodeTree {
  const zones = new Map<string, Set<string>>()
  const zoneOf = new Map<string, string>()
  let listed: readonly string[] | undefined

  const remove = (nodeName: string): void => {
    const zone = zoneOf.get(nodeName)
    if (zone === undefined) return
    const nodes = zones.get(zone)
    nodes?.delete(nodeName)
    if (nodes?.size === 0) zones.delete(zone)
    zoneOf.delete(nodeName)
    listed = undefined
  }
  return {
    set(node) {
      const nodeName = node.metadata.name ?? ''
      const zone = zoneKeyOf(node)
      if (zoneOf.get(nodeName) === zone) return
      remove(nodeName)
      const nodes = zones.get(zone) ?? new Set()
      nodes.add(nodeName)
      zones.set(zone, nodes)
      zoneOf.set(nodeName, zone)
      listed = undefined
    },
    remove,
    list() {
      listed ??= roundRobin(Array.from(zones.values(), (nodes) => Array.from(nodes)))
      return listed
    },
  }
}

function roundRobin(zones: readonly (readonly string[])[]): readonly string[] {
  const names: string[] = []
  const longest = zones.reduce((most, zone) => Math.max(most, zone.length), 0)
  for (let place = 0; place < longest; place += 1) {
    for (const zone of zones) {
      const name = zone[place]
      if (name !== undefined) names.push(name)
    }
  }
  return names
}

/** Region and zone of a node as one key; '' when it has neither label. */
function zoneKeyOf(node: Node): string {
  const labels = node.metadata.labels ?? {}
  const zone =
    labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? ''
  const region =
    labels['topology.kubernetes.io/region'] ??
    labels['failure-domain.beta.kubernetes.io/region'] ??
    ''
  return region === '' && zone === '' ? '' : `${region}:\u0000:${zone}`
}
