// The terms of affinity between Pods, and which Pods each of them means.
// Follows k8s.io/kube-scheduler/framework/types.go (v1.36), AffinityTerm.Matches.
import type { Pod, PodAffinityTerm, WeightedPodAffinityTerm } from '#api/generated/types.ts'
import type { Labels } from '#api/meta/labels.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'

/** The labels of a namespace; undefined when it is not known. */
export type NamespaceLabels = (namespace: string) => Labels | undefined

export function requiredAffinityOf({ spec }: Pod): readonly PodAffinityTerm[] {
  return spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
}

export function requiredAntiAffinityOf({ spec }: Pod): readonly PodAffinityTerm[] {
  return spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
}

export function preferredAffinityOf({ spec }: Pod): readonly WeightedPodAffinityTerm[] {
  return spec?.affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
}

export function preferredAntiAffinityOf({ spec }: Pod): readonly WeightedPodAffinityTerm[] {
  return spec?.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
}

/** True when a term of `owner` means `pod`: its namespace and its labels. Without a selector it means nobody. */
export function matchesTerm(
  owner: Pod,
  term: PodAffinityTerm,
  pod: Pod,
  labelsOf: NamespaceLabels,
): boolean {
  const { namespaces = [], namespaceSelector, labelSelector } = term
  const namespace = namespaceOf(pod)
  const ownOnly = namespaces.length === 0 && namespaceSelector === undefined
  const inScope =
    (ownOnly ? namespace === namespaceOf(owner) : namespaces.includes(namespace)) ||
    (namespaceSelector !== undefined &&
      matchesLabelSelector(namespaceSelector, labelsOf(namespace)))
  return inScope && matchesLabelSelector(labelSelector, pod.metadata.labels)
}

/** True when all required affinity terms of `owner` mean `pod`; false when there are none. */
export function matchesAllAffinityTerms(owner: Pod, pod: Pod, labelsOf: NamespaceLabels): boolean {
  return matchesAllTerms(owner, requiredAffinityOf(owner), pod, labelsOf)
}

/** True when each of some terms of `owner` means `pod`; false when there are none. Follows podMatchesAllAffinityTerms. */
export function matchesAllTerms(
  owner: Pod,
  terms: readonly PodAffinityTerm[],
  pod: Pod,
  labelsOf: NamespaceLabels,
): boolean {
  return terms.length > 0 && terms.every((term) => matchesTerm(owner, term, pod, labelsOf))
}

function namespaceOf({ metadata }: Pod): string {
  return metadata.namespace ?? 'default'
}
