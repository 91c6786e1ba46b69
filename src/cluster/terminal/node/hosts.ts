// The machines of the cluster as one finds them by name.
import { isControlPlaneNode } from '#api/core/control-plane.ts'
import type { Node } from '#api/generated/types.ts'
import type { WorldState } from '#client/world.ts'

function nodesOf(state: WorldState): readonly Node[] {
  return state.under('Node//').filter((one): one is Node => one.kind === 'Node')
}

/** The address of a Node; undefined for what is none. */
export function addressOf(state: WorldState, node: string): string | undefined {
  const found = nodesOf(state).find(({ metadata }) => metadata.name === node)
  const { addresses = [] } = found?.status ?? {}
  return addresses.find(({ type }) => type === 'InternalIP')?.address
}

/** The Node that a name or an address means. */
export function nodeNamed(state: WorldState, name: string): string | undefined {
  const found = nodesOf(state).find(
    ({ metadata, status }) =>
      metadata.name === name || (status?.addresses ?? []).some(({ address }) => address === name),
  )
  return found?.metadata.name ?? (state.get(`Machine/${name}`) === undefined ? undefined : name)
}

/** /etc/hosts of a machine of the cluster. */
export function hostnamesOf(state: WorldState): string {
  const lines = nodesOf(state).flatMap(({ metadata: { name = '' } }) => {
    const address = addressOf(state, name)
    return address === undefined ? [] : [`${address} ${name}\n`]
  })
  return `127.0.0.1 localhost\n${lines.join('')}`
}

/** True for the node from which the cluster is administered: kubectl has its credentials there. */
export function isControlPlane(state: WorldState, node: string): boolean {
  return nodesOf(state).some((one) => one.metadata.name === node && isControlPlaneNode(one))
}
