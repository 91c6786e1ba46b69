// Advice on quotas that come with what they are to limit.
import { isQuotaFor } from '#api/quota/usage.ts'
import type { Pod } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { Advice, LintedObject } from './lint.ts'

/** So many Pods behind a quota are looked at. */
const MOST_LOOKED_AT = 100

/**
 * Quotas before Pods of the same file. ResourceQuota admission goes by `status.hard`, which is empty until the quota's controller has
 * counted for the first time (k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go, v1.36, CheckRequest).
 */
export function uncountedPods(
  objects: readonly (LintedObject & { readonly path: string })[],
): readonly (Advice & { readonly index: number })[] {
  const placeOf = ({ metadata }: ApiObject, path: string): string =>
    JSON.stringify([path, metadata.namespace ?? 'default'])
  // From the last to the first: what is known then are the Pods behind.
  const behind = new Map<string, Pod[]>()
  const advice: (Advice & { readonly index: number })[] = []
  for (const [index, { object, path }] of [...objects.entries()].toReversed()) {
    if (object.kind !== 'Pod' && object.kind !== 'ResourceQuota') continue
    const place = placeOf(object, path)
    const pods = behind.get(place) ?? []
    behind.set(place, pods)
    if (object.kind === 'Pod') {
      pods.push(object)
      continue
    }
    const first = pods.slice(-MOST_LOOKED_AT).findLast((pod) => isQuotaFor(object, pod))
    if (first === undefined) continue
    const message = `Pod \`${first.metadata.name ?? ''}\` of this file comes in the same moment: a quota refuses and counts only what comes after its controller has first looked at it. Apply the quota before`
    advice.push({ severity: 'warning', message, path: ['spec', 'hard'], index })
  }
  return advice
}
