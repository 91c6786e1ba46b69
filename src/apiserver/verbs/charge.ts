// What an accepted request uses is counted before its object is stored.
import type { ResourceQuota } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import type { Admitted } from '../admit-types.ts'
import type { ServerParts } from '../server-parts.ts'

const sentence = ({ metadata }: ResourceQuota, object: Admitted['object']): string =>
  `counted ${object.kind} \`${object.metadata.name ?? ''}\` in quota \`${metadata.name ?? ''}\``

/** Stores the quotas with what they count now. */
export function charge({ store }: ServerParts, { object, charged = [] }: Admitted): void {
  for (const quota of charged) {
    const message = sentence(quota, object)
    const narration = { actor: 'API server', level: 'detail', kind: 'QuotaCharged' } as const
    store.put(quota, { ...narration, message, objects: [keyOf(object)] })
  }
}
