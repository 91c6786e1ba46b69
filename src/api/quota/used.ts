// What the objects of a namespace use of a quota, all in all.
// Follows pkg/quota/v1/install/registry.go and k8s.io/apiserver/pkg/quota/v1/resources.go (v1.36), CalculateUsage.
import type { ResourceQuota } from '../generated/types.ts'
import { type ApiObject, type Kind, KINDS } from '../meta/object.ts'
import { printQuantity, quantityOf } from '../meta/quantity.ts'
import { addUsage, isQuotaFor, matchingResources, usageOf } from './usage.ts'

/** The kinds whose objects count: all that have a namespace, but Events. */
export const COUNTED: readonly Kind[] = Object.values(KINDS)
  .filter(({ namespaced, kind }) => namespaced && kind !== 'Event')
  .map(({ kind }) => kind)

/** What goes into `status.used`: an amount for each limit of the quota. `list` gives the objects of its namespace. */
export function usedOf(
  quota: ResourceQuota,
  list: (kind: Kind) => readonly ApiObject[],
  nowMs: number,
): Readonly<Record<string, string>> {
  const hard = quota.spec?.hard ?? {}
  const names = Object.keys(hard)
  const asked = { ...quota, status: { hard } }
  const used: Record<string, string> = {}
  for (const kind of COUNTED) {
    const own = matchingResources(kind, names)
    if (own.length === 0) continue
    const usage = list(kind)
      .filter((object) => isQuotaFor(asked, object))
      .map((object) => usageOf(object, nowMs))
      .reduce(addUsage, new Map())
    for (const name of own) used[name] = printQuantity(usage.get(name) ?? quantityOf(0))
  }
  return used
}
