// The Pods of a node, as the watches have told them.
// Follows pkg/controller/controller_utils.go (v1.36) and the index "spec.nodeName" of the node controllers.
import type { Pod } from '#api/generated/types.ts'
import type { ControllerParts } from './controller.ts'

const INDEX = 'spec.nodeName'

/** Makes the index; a controller that asks for the Pods of nodes calls it when it starts. */
export function indexPodsByNode({ informers }: ControllerParts): void {
  informers.informer('Pod').indexer.addIndexers({
    [INDEX]: ({ spec }) => (spec?.nodeName === undefined ? [] : [spec.nodeName]),
  })
}

/** The Pods whose nodeName is `nodeName`, in the order in which they came. */
export function podsOnNode({ informers }: ControllerParts, nodeName: string): readonly Pod[] {
  return informers.informer('Pod').indexer.byIndex(INDEX, nodeName)
}
