// Marks Nodes as unschedulable, or takes the mark away: what cordon, uncordon and drain begin with.
// Follows k8s.io/kubectl/pkg/cmd/drain/drain.go RunCordonOrUncordon and pkg/drain/cordon.go (v1.36).
import type { Node } from '#api/generated/types.ts'
import { typedName } from '../resource-types.ts'
import { failSelector, findResources } from '../resources.ts'
import { failNotFound, failRefused, narrate, type Session } from '../session.ts'

export interface NodesRequest {
  readonly nodes: readonly string[]
  /** Instead of names: the labels of the Nodes; '' is all of them. */
  readonly selector?: string
}

/** The Nodes of a request; null, and said, when one of them is not there. */
export function findNodes(session: Session, request: NodesRequest): readonly Node[] | null {
  const { nodes, selector } = request
  const resources =
    selector === undefined
      ? nodes.map((name) => ({ kind: 'Node', name }))
      : [{ kind: 'Node', name: '' }]
  const selected = selector === undefined ? {} : { selector }
  const found = findResources(session.client, { namespace: '', resources, ...selected })
  if (found.problem !== null) failSelector(session, 'find Nodes', found.problem)
  if (found.problem !== null) return null
  for (const { kind, name } of found.missing) failNotFound(session, kind, name)
  if (found.missing.length > 0) return null
  return found.objects.filter((object) => object.kind === 'Node')
}

/** Cordons or uncordons one Node; the exit code. The node lifecycle controller sees to the taint. */
export function cordonOrUncordon(session: Session, node: Node, desired: boolean): number {
  const word = desired ? 'cordoned' : 'uncordoned'
  if ((node.spec?.unschedulable ?? false) === desired) {
    session.out(`${typedName(node)} already ${word}`)
    return 0
  }
  const { unschedulable: _before, ...spec } = node.spec ?? {}
  const next = { ...node, spec: { ...spec, ...(desired ? { unschedulable: true } : {}) } }
  const said = `${word} Node \`${node.metadata.name ?? ''}\``
  const result = session.client.update(next, narrate(said, desired ? 'Cordoned' : 'Uncordoned'))
  if (!result.ok) return failRefused(session, desired ? 'cordon' : 'uncordon', node, result.status)
  session.out(`${typedName(node)} ${word}`)
  return 0
}

/** Cordons or uncordons all Nodes of a request; the exit code. */
export function runCordonOrUncordon(
  session: Session,
  request: NodesRequest,
  desired: boolean,
): number {
  const nodes = findNodes(session, request)
  if (nodes === null) return 1
  return Math.max(0, ...nodes.map((node) => cordonOrUncordon(session, node, desired)))
}
