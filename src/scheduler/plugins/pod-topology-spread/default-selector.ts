// Which Pods belong together when a Pod says nothing about its spreading: those of its Services and of its owner.
// Follows pkg/scheduler/framework/plugins/helper/spread.go (v1.36), DefaultSelector.
import type { LabelSelector, LabelSelectorRequirement, Pod } from '#api/generated/types.ts'
import { isEmptyLabelSelector, matchesLabels } from '#api/meta/labels.ts'
import type { Client } from '#client/client.ts'
import { maySelect } from '#client/selecting.ts'

/** The owners whose selector counts. */
const OWNERS = ['ReplicaSet', 'StatefulSet'] as const

/** The selector, or undefined when there is nothing to tell by. */
export function defaultSelectorOf(client: Client, pod: Pod): LabelSelector | undefined {
  const { namespace = 'default', labels } = pod.metadata
  const matchLabels: Record<string, string> = {}
  for (const { spec } of maySelect(client, 'Service', namespace, labels)) {
    if (spec?.selector === undefined || !matchesLabels(spec.selector, labels)) continue
    Object.assign(matchLabels, spec.selector)
  }
  const selector = { matchLabels, matchExpressions: requirementsOfOwner(client, pod) }
  return isEmptyLabelSelector(selector) ? undefined : selector
}

function requirementsOfOwner(client: Client, pod: Pod): readonly LabelSelectorRequirement[] {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true)
  const kind = OWNERS.find((one) => one === owner?.kind)
  if (kind === undefined || owner === undefined) return []
  const { namespace = 'default' } = pod.metadata
  const { matchLabels = {}, matchExpressions = [] } =
    client.get(kind, namespace, owner.name)?.spec?.selector ?? {}
  const equal = Object.entries(matchLabels).map(([key, value]) => ({
    key,
    operator: 'In',
    values: [value],
  }))
  return [...equal, ...matchExpressions]
}
