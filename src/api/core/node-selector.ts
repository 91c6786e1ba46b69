// Whether a node is one of those that a node selector means.
// Follows k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go (v1.36).
import type {
  Node,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  Pod,
} from '../generated/types.ts'
import { labelOf, matchesLabels } from '../meta/labels.ts'

const INTEGER = /^[+-]?\d+$/

/** True when one of the terms matches; no terms match nothing. */
export function matchesNodeSelector(selector: NodeSelector, node: Node): boolean {
  return selector.nodeSelectorTerms.some((term) => matchesNodeSelectorTerm(term, node))
}

/** True when all requirements of a term match; a term without any matches nothing. */
export function matchesNodeSelectorTerm(term: NodeSelectorTerm, node: Node): boolean {
  const expressions = term.matchExpressions ?? []
  const fields = term.matchFields ?? []
  if (expressions.length === 0 && fields.length === 0) return false
  const { labels, name } = node.metadata
  return (
    expressions.every((one) => matchesRequirement(one, labelOf(labels, one.key))) &&
    fields.every((one) => one.key === 'metadata.name' && matchesRequirement(one, name))
  )
}

/** True when the node has the Pod's nodeSelector and meets its required node affinity. */
export function matchesRequiredNodeAffinity(pod: Pod, node: Node): boolean {
  const { nodeSelector, affinity } = pod.spec ?? {}
  if (nodeSelector !== undefined && !matchesLabels(nodeSelector, node.metadata.labels)) return false
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return required === undefined || matchesNodeSelector(required, node)
}

/** `held` is the label's value, or undefined when the node has no such label. */
function matchesRequirement(
  { operator, values = [] }: NodeSelectorRequirement,
  held: string | undefined,
): boolean {
  switch (operator) {
    case 'In':
      return held !== undefined && values.includes(held)
    case 'NotIn':
      return held === undefined || !values.includes(held)
    case 'Exists':
      return held !== undefined
    case 'DoesNotExist':
      return held === undefined
    case 'Gt':
    case 'Lt':
      return comparesAs(operator, held, values)
    default:
      return false
  }
}

function comparesAs(
  operator: 'Gt' | 'Lt',
  held: string | undefined,
  values: readonly string[],
): boolean {
  const [operand] = values
  if (held === undefined || operand === undefined || values.length !== 1) return false
  if (!INTEGER.test(held) || !INTEGER.test(operand)) return false
  return operator === 'Gt' ? BigInt(held) > BigInt(operand) : BigInt(held) < BigInt(operand)
}
