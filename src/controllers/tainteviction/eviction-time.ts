// How long a Pod may stay on a node with NoExecute taints.
// Follows pkg/controller/tainteviction/taint_eviction.go (v1.36), GetMatchingTolerations and getMinTolerationTime.
import { toleratesTaint } from '#api/core/toleration.ts'
import type { Node, Pod, Taint, Toleration } from '#api/generated/types.ts'

/** The taints of a node that drive Pods away; none for no node. */
export function noExecuteTaints(node: Node | undefined): readonly Taint[] {
  return (node?.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute')
}

/** For how many seconds a Pod tolerates the taints: not at all when there is one that it does not, null for ever. */
export function evictionOf(taints: readonly Taint[], { spec }: Pod): number | 'at once' | null {
  const used = matchingTolerations(taints, spec?.tolerations ?? [])
  return used === null ? 'at once' : minTolerationSeconds(used)
}

/** The tolerations that match some of the taints; null when a taint is not tolerated. */
function matchingTolerations(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
): readonly Toleration[] | null {
  const used: Toleration[] = []
  for (const taint of taints) {
    const match = tolerations.find((toleration) => toleratesTaint(toleration, taint))
    if (match === undefined) return null
    used.push(match)
  }
  return used
}

/** The shortest time that is tolerated; null when that is for ever. */
function minTolerationSeconds(tolerations: readonly Toleration[]): number | null {
  const limits = tolerations.flatMap(({ tolerationSeconds }) => tolerationSeconds ?? [])
  return limits.length === 0 ? null : Math.max(0, Math.min(...limits))
}
