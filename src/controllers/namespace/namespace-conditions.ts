// What a Namespace that is being deleted says of what is left in it.
// Follows pkg/controller/namespace/deletion/status_condition_utils.go (v1.36).
import type { Namespace, NamespaceCondition } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'

/** In the order of the status: what is said while nothing is wrong. */
const OK: readonly (readonly [type: string, reason: string, message: string])[] = [
  [
    'NamespaceDeletionDiscoveryFailure',
    'ResourcesDiscovered',
    'All resources successfully discovered',
  ],
  [
    'NamespaceDeletionGroupVersionParsingFailure',
    'ParsedGroupVersions',
    'All legacy kube types successfully parsed',
  ],
  [
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  [
    'NamespaceFinalizersRemaining',
    'ContentHasNoFinalizers',
    'All content-preserving finalizers finished',
  ],
]

export interface Remaining {
  /** By resource: 'pods.', 'deployments.apps'. */
  readonly resources: ReadonlyMap<string, number>
  readonly finalizers: ReadonlyMap<string, number>
}

const listed = (counts: ReadonlyMap<string, number>, word: string): string =>
  [...counts]
    .map(([name, count]) => `${name} ${word} ${count} resource instances`)
    .toSorted()
    .join(', ')

type Said = Pick<NamespaceCondition, 'type' | 'reason' | 'message' | 'status'>

function problemsOf({ resources, finalizers }: Remaining): readonly Said[] {
  return [
    ...(resources.size === 0
      ? []
      : [
          {
            type: 'NamespaceContentRemaining',
            status: 'True',
            reason: 'SomeResourcesRemain',
            message: `Some resources are remaining: ${listed(resources, 'has')}`,
          },
        ]),
    ...(finalizers.size === 0
      ? []
      : [
          {
            type: 'NamespaceFinalizersRemaining',
            status: 'True',
            reason: 'SomeFinalizersRemain',
            message: `Some content in the namespace has finalizers remaining: ${listed(finalizers, 'in')}`,
          },
        ]),
  ]
}

/** The conditions of a Namespace with what remains in it. */
export function conditionsFor(
  { status }: Namespace,
  remaining: Remaining,
  nowMs: number,
): readonly NamespaceCondition[] {
  const problems = problemsOf(remaining)
  const before = status?.conditions ?? []
  const others = before.filter(({ type }) => !OK.some(([known]) => known === type))
  const own = OK.map(([type, reason, message]): NamespaceCondition => {
    const fine = { type, status: 'False', reason, message }
    const said = problems.find((problem) => problem.type === type) ?? fine
    const old = before.find((condition) => condition.type === type)
    const lastTransitionTime =
      old?.status === said.status && old.lastTransitionTime !== undefined
        ? old.lastTransitionTime
        : timeOf(nowMs)
    return { ...said, lastTransitionTime }
  })
  return [...others, ...own]
}
