// matchLabelKeys and mismatchLabelKeys become part of the selector when a Pod is created.
// Follows pkg/registry/core/pod/strategy.go (v1.36), mutatePodAffinity and mutateTopologySpreadConstraints.
import type {
  LabelSelector,
  LabelSelectorRequirement,
  Pod,
  PodAffinity,
  PodAffinityTerm,
  TopologySpreadConstraint,
} from '#api/generated/types.ts'
import { labelOf, type Labels } from '#api/meta/labels.ts'

interface KeyedTerm {
  readonly labelSelector?: LabelSelector
  readonly matchLabelKeys?: readonly string[]
  readonly mismatchLabelKeys?: readonly string[]
}

function requirements(
  keys: readonly string[] | undefined,
  operator: 'In' | 'NotIn',
  labels: Labels | undefined,
): readonly LabelSelectorRequirement[] {
  return (keys ?? []).flatMap((key) => {
    const value = labelOf(labels, key)
    return value === undefined ? [] : [{ key, operator, values: [value] }]
  })
}

function applyKeys<T extends KeyedTerm>(term: T, labels: Labels | undefined): T {
  const { labelSelector } = term
  if (labelSelector === undefined) return term
  const added = [
    ...requirements(term.matchLabelKeys, 'In', labels),
    ...requirements(term.mismatchLabelKeys, 'NotIn', labels),
  ]
  if (added.length === 0) return term
  const matchExpressions = [...(labelSelector.matchExpressions ?? []), ...added]
  return { ...term, labelSelector: { ...labelSelector, matchExpressions } }
}

function applyToAffinity(affinity: PodAffinity, labels: Labels | undefined): PodAffinity {
  const needed = affinity.requiredDuringSchedulingIgnoredDuringExecution
  const wished = affinity.preferredDuringSchedulingIgnoredDuringExecution
  const apply = (term: PodAffinityTerm): PodAffinityTerm => applyKeys(term, labels)
  return {
    ...affinity,
    ...(needed === undefined
      ? {}
      : { requiredDuringSchedulingIgnoredDuringExecution: needed.map(apply) }),
    ...(wished === undefined
      ? {}
      : {
          preferredDuringSchedulingIgnoredDuringExecution: wished.map((term) =>
            term.podAffinityTerm === undefined
              ? term
              : Object.assign({}, term, { podAffinityTerm: apply(term.podAffinityTerm) }),
          ),
        }),
  }
}

/** The Pod with the label keys of its affinity and spread constraints merged into their selectors. */
export function applyMatchLabelKeys(pod: Pod): Pod {
  const { spec } = pod
  const { labels } = pod.metadata
  if (spec === undefined) return pod
  const { affinity, topologySpreadConstraints: constraints } = spec
  if (affinity === undefined && constraints === undefined) return pod
  const { podAffinity, podAntiAffinity } = affinity ?? {}
  const apply = (constraint: TopologySpreadConstraint): TopologySpreadConstraint =>
    applyKeys(constraint, labels)
  return {
    ...pod,
    spec: {
      ...spec,
      ...(affinity === undefined
        ? {}
        : {
            affinity: {
              ...affinity,
              ...(podAffinity === undefined
                ? {}
                : { podAffinity: applyToAffinity(podAffinity, labels) }),
              ...(podAntiAffinity === undefined
                ? {}
                : { podAntiAffinity: applyToAffinity(podAntiAffinity, labels) }),
            },
          }),
      ...(constraints === undefined ? {} : { topologySpreadConstraints: constraints.map(apply) }),
    },
  }
}
