// How many Pods a budget counts on: what the controllers of the selected Pods ask for, together.
// Follows getExpectedPodCount and the finders of pkg/controller/disruption/disruption.go (v1.36).
import type { OwnerReference, Pod, PodDisruptionBudget } from '#api/generated/types.ts'
import { scaledValue } from '#api/meta/int-or-string.ts'
import { isKind, infoOf } from '#api/meta/object.ts'
import { groupOfVersion } from '#api/meta/kind-info.ts'
import { controllerOf } from '../controller-ref.ts'
import type { Run } from '../define-controller.ts'

export interface Expected {
  readonly expectedCount: number
  readonly desiredHealthy: number
  /** Names of Pods without a controller, where the number of Pods matters. */
  readonly unmanaged: readonly string[]
}

interface Scale {
  readonly uid: string
  readonly replicas: number
}

type Found = Scale | string

/** What stands above a ReplicaSet that belongs to a Deployment is the Deployment. */
function scaleOf(run: Run<unknown>, owner: OwnerReference, namespace: string): Found {
  const { kind, apiVersion, name, uid } = owner
  const group = groupOfVersion(apiVersion)
  const known = isKind(kind) && infoOf(kind).group === group ? kind : undefined
  if (known === undefined) return `no matches for kind "${kind}" in version "${apiVersion}"`
  if (known === 'ReplicaSet') {
    const replicaSet = run.lister('ReplicaSet').get(namespace, name)
    const above = replicaSet === undefined ? undefined : controllerOf(replicaSet.metadata)
    if (above?.kind === 'Deployment') {
      const deployment = run.lister('Deployment').get(namespace, above.name)
      if (deployment?.metadata.uid === above.uid)
        return { uid: above.uid, replicas: deployment.spec?.replicas ?? 1 }
    }
  }
  const scale = run.client.getScale(known, namespace, name)
  if (scale.ok && scale.object.metadata?.uid === uid)
    return { uid, replicas: scale.object.spec?.replicas ?? 0 }
  const { resource } = infoOf(known)
  const subresources: readonly string[] = infoOf(known).subresources
  return subresources.includes('scale')
    ? ''
    : `${group === '' ? resource : `${resource}.${group}`} does not implement the scale subresource`
}

/** The sum of what the controllers of the Pods ask for, or why it cannot be told. */
function expectedScale(
  run: Run<unknown>,
  pods: readonly Pod[],
): { readonly count: number; readonly unmanaged: readonly string[] } | string {
  const scales = new Map<string, number>()
  const owners = new Set<string>()
  const unmanaged: string[] = []
  for (const { metadata } of pods) {
    const { name = '', namespace = 'default' } = metadata
    const owner = controllerOf(metadata)
    if (owner === undefined) {
      unmanaged.push(name)
      continue
    }
    if (owners.has(owner.uid)) continue
    const found = scaleOf(run, owner, namespace)
    if (typeof found === 'string')
      return found === '' ? `found no controllers for pod "${name}"` : found
    owners.add(owner.uid)
    scales.set(found.uid, found.replicas)
  }
  const count = [...scales.values()].reduce((sum, replicas) => sum + replicas, 0)
  return { count, unmanaged }
}

/** What a budget expects of its Pods, or why that cannot be told. */
export function expectedPodCount(
  run: Run<unknown>,
  { spec }: PodDisruptionBudget,
  pods: readonly Pod[],
): Expected | string {
  const { minAvailable, maxUnavailable } = spec ?? {}
  if (maxUnavailable === undefined && minAvailable === undefined)
    return { expectedCount: 0, desiredHealthy: 0, unmanaged: [] }
  if (maxUnavailable === undefined && typeof minAvailable === 'number')
    return { expectedCount: pods.length, desiredHealthy: minAvailable, unmanaged: [] }
  const scale = expectedScale(run, pods)
  if (typeof scale === 'string') return scale
  const { count, unmanaged } = scale
  const desiredHealthy =
    maxUnavailable === undefined
      ? scaledValue(minAvailable ?? 0, count, 'up')
      : Math.max(0, count - scaledValue(maxUnavailable, count, 'up'))
  return { expectedCount: count, desiredHealthy, unmanaged }
}
