// Counts what the objects of a namespace use of its quotas. New objects are counted by admission; what is given back is
// counted here.
// Follows pkg/controller/resourcequota/resource_quota_controller.go and pkg/quota/v1/install/update_filter.go (v1.36).
import type { ResourceQuota } from '#api/generated/types.ts'
import { type Kind, keyOf, nameInSentence, parseKey } from '#api/meta/object.ts'
import { compareQuantities } from '#api/meta/quantity.ts'
import { COUNTED, usedOf } from '#api/quota/used.ts'
import { isQuotaFor, matchingResources, type Usage, usageOf } from '#api/quota/usage.ts'
import type { WatchEvent } from '#client/client.ts'
import { equal } from '#lib/equal.ts'
import {
  defineController,
  type Run,
  type SyncResult,
  type Watched,
  watching,
} from '../define-controller.ts'

type QuotaRun = Run<null>

const watchingUsage = (kind: Kind): Watched<null> =>
  watching(kind, (event: WatchEvent, run: QuotaRun) => replenished(event, run))

export const resourceQuotaController = defineController<null>({
  name: 'resourcequota-controller',
  state: () => null,
  watches: [
    watching('ResourceQuota', ({ type, object, old }) =>
      type === 'ADDED' || (type === 'MODIFIED' && !equal(old?.spec, object.spec))
        ? [keyOf(object)]
        : [],
    ),
    ...COUNTED.map(watchingUsage),
  ],
  sync: syncQuota,
})

/** The quotas that get something back: an object is gone, uses less than it did, or has come to another scope. */
function replenished({ type, object, old }: WatchEvent, run: QuotaRun): readonly string[] {
  if (type === 'ADDED') return []
  // Most namespaces have no quota, and what an object uses is dearer to find out than that.
  const quotas = run.lister('ResourceQuota').list(object.metadata.namespace ?? 'default')
  if (quotas.length === 0) return []
  const { nowMs } = run.clock
  const isLess =
    type === 'DELETED' ||
    (old !== undefined &&
      (!usesAsMuch(usageOf(old, nowMs), usageOf(object, nowMs)) ||
        quotas.some((quota) => isQuotaFor(quota, old) !== isQuotaFor(quota, object))))
  if (!isLess) return []
  return quotas
    .filter(
      ({ status }) => matchingResources(object.kind, Object.keys(status?.hard ?? {})).length > 0,
    )
    .map(keyOf)
}

function usesAsMuch(before: Usage, after: Usage): boolean {
  if (before.size !== after.size) return false
  return [...before].every(([name, amount]) => {
    const now = after.get(name)
    return now !== undefined && compareQuantities(now, amount) === 0
  })
}

/** What the objects of a namespace use of what a quota limits, by the names of the limits. */
function computeUsage(run: QuotaRun, quota: ResourceQuota): Readonly<Record<string, string>> {
  const namespace = quota.metadata.namespace ?? 'default'
  return usedOf(quota, (kind) => run.lister(kind).list(namespace), run.clock.nowMs)
}

function syncQuota(run: QuotaRun, key: string): SyncResult {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  // Admission writes the usage as well: what a watch has told of it may be older.
  const quota = run.client.get('ResourceQuota', namespace, name)
  if (quota === undefined) return 'done'
  const hard = quota.spec?.hard ?? {}
  const known = Object.entries(quota.status?.used ?? {}).filter(([one]) => Object.hasOwn(hard, one))
  const status = { hard, used: { ...Object.fromEntries(known), ...computeUsage(run, quota) } }
  if (equal(status, quota.status)) return 'done'
  const said = run.narration({
    message: `counted what ${nameInSentence(quota)} limits: ${texts(status).join(', ')}`,
    level: 'detail',
    kind: 'QuotaCounted',
  })
  return run.client.updateStatus({ ...quota, status }, said).ok ? 'done' : 'retry'
}

const texts = ({ hard, used }: NonNullable<ResourceQuota['status']>): readonly string[] =>
  Object.entries(hard ?? {}).map(([name, limit]) => `${name} ${used?.[name] ?? 0} of ${limit}`)
