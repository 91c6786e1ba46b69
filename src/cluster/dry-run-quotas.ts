// What quotas have counted when the next object of a dry run is admitted.
import type { ResourceQuota } from '#api/generated/types.ts'
import type { ApiObject, Kind } from '#api/meta/object.ts'
import { usedOf } from '#api/quota/used.ts'
import type { AdmissionContext } from '#apiserver/admit-types.ts'

interface DryRunQuotas {
  /** The admission of a server without quotas. */
  readonly leftOut: AdmissionContext
  /** Whether there are any. */
  some(): boolean
  /** Takes note of an object that was admitted. */
  take(object: ApiObject): void
  /** A quota as its controller leaves it, which has counted before kubectl sends the next object; any other object as it is. */
  counted(object: ApiObject): ApiObject
  /** Begins anew, and gives the quotas as they are before anything has been counted: then they refuse nothing. */
  forget(): readonly ResourceQuota[]
}

/** Follows what is admitted between two times at which files are applied. `context` is that of the dry run's server. */
export function createDryRunQuotas(context: AdmissionContext): DryRunQuotas {
  let together: ApiObject[] = []
  const all = (): readonly ResourceQuota[] => context.list?.('ResourceQuota') ?? []
  const leftOut: AdmissionContext = {
    ...context,
    list: (kind, namespace) =>
      kind === 'ResourceQuota' ? [] : (context.list?.(kind, namespace) ?? []),
  }
  return {
    leftOut,
    some: () => all().length > 0,
    take: (object) => void together.push(object),
    counted(object) {
      if (object.kind !== 'ResourceQuota') return object
      const { namespace } = object.metadata
      const list = (kind: Kind): readonly ApiObject[] => {
        const known: readonly ApiObject[] = context.list?.(kind, namespace) ?? []
        const names = new Set(known.map(({ metadata }) => metadata.name))
        const others = together.filter(
          ({ kind: own, metadata }) =>
            own === kind && metadata.namespace === namespace && !names.has(metadata.name),
        )
        return [...known, ...others]
      }
      const hard = object.spec?.hard ?? {}
      return { ...object, status: { hard, used: usedOf(object, list, context.nowMs) } }
    },
    forget() {
      together = []
      return all().map((quota) => ({ ...quota, status: {} }))
    },
  }
}
