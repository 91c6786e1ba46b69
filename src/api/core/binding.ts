// What says on which Node a Pod is.
import type { Binding } from '../generated/types.ts'

/** Binds a Pod to a Node, as a scheduler says it. */
export function bindingOf(namespace: string, name: string, nodeName: string): Binding {
  return {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { namespace, name },
    target: { kind: 'Node', name: nodeName },
  }
}
