// Warnings about node affinity and spread constraints.
// Follows pkg/api/node/util.go (v1.36), GetWarningsForNodeSelectorTerm, and pkg/api/pod/warnings.go.
import type { NodeSelectorTerm, PodSpec } from '#api/generated/types.ts'
import type { FieldPath } from '#api/meta/field-error.ts'
import { isLabelValue } from '#api/meta/formats.ts'
import type { AdmissionWarning } from '../admit-types.ts'
import type { Sparse } from '../validation/sparse.ts'
import { deprecatedNodeLabel } from './deprecated-node-labels.ts'
import { warnAt } from './warn-at.ts'

/** A label value that cannot exist is refused in required terms, and warned of in preferred ones. */
export function nodeSelectorTermWarnings(
  term: Sparse<NodeSelectorTerm> | undefined,
  checkValues: boolean,
  path: FieldPath,
): readonly AdmissionWarning[] {
  return (term?.matchExpressions ?? []).flatMap(({ key = '', values = [] }, index) => {
    const at = path.child('matchExpressions').index(index)
    const text = deprecatedNodeLabel(key)
    return [
      ...(text === undefined ? [] : [warnAt(at.child('key'), `${key} is ${text}`)]),
      ...(checkValues ? values : []).flatMap((value, position) =>
        isLabelValue(value).map((message) =>
          warnAt(at.child('values').index(position), `${value} is invalid, ${message}`),
        ),
      ),
    ]
  })
}

/** The warnings about where a Pod wants to run. */
export function placementWarnings(
  spec: Sparse<PodSpec>,
  path: FieldPath,
): readonly AdmissionWarning[] {
  const affinity = spec.affinity?.nodeAffinity
  const at = path.child('affinity', 'nodeAffinity')
  const needed = 'requiredDuringSchedulingIgnoredDuringExecution'
  const wished = 'preferredDuringSchedulingIgnoredDuringExecution'
  return [
    ...(affinity?.[needed]?.nodeSelectorTerms ?? []).flatMap((term, index) =>
      nodeSelectorTermWarnings(term, false, at.child(needed, 'nodeSelectorTerms').index(index)),
    ),
    ...(affinity?.[wished] ?? []).flatMap(({ preference }, index) =>
      nodeSelectorTermWarnings(preference, true, at.child(wished).index(index).child('preference')),
    ),
    ...(spec.topologySpreadConstraints ?? []).flatMap(
      ({ topologyKey = '', labelSelector }, index) => {
        const item = path.child('topologySpreadConstraints').index(index)
        const text = deprecatedNodeLabel(topologyKey)
        const empty = 'a null labelSelector results in matching no pod'
        return [
          ...(text === undefined
            ? []
            : [warnAt(item.child('topologyKey'), `${topologyKey} is ${text}`)]),
          ...(labelSelector === undefined ? [warnAt(item.child('labelSelector'), empty)] : []),
        ]
      },
    ),
  ]
}
