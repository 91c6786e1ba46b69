// Who owns the claims of a StatefulSet: nobody, the set, or the Pod that is to go, as the retention policy says. The garbage
// collector does the rest.
// Follows pkg/controller/statefulset/stateful_set_utils.go (v1.36), isClaimOwnerUpToDate and updateClaimOwnerRefForSetAndPod.
import type {
  OwnerReference,
  PersistentVolumeClaim,
  Pod,
  StatefulSet,
} from '#api/generated/types.ts'
import type { TypedObject } from '#api/meta/kind-info.ts'
import { ownerReferenceTo } from '../controller-ref.ts'
import { isOrdinalInRange, ordinalOf } from './statefulset-util.ts'

type Owners = readonly OwnerReference[]

const ownersOf = ({ metadata }: PersistentVolumeClaim): Owners => metadata.ownerReferences ?? []

/** Whether claims are ever deleted with the set or its Pods. */
function policyOf({ spec }: StatefulSet): {
  readonly onDelete: boolean
  readonly onScale: boolean
} {
  const { whenDeleted, whenScaled } = spec?.persistentVolumeClaimRetentionPolicy ?? {}
  return { onDelete: whenDeleted === 'Delete', onScale: whenScaled === 'Delete' }
}

function names(reference: OwnerReference, { apiVersion, kind, metadata }: TypedObject): boolean {
  return (
    reference.apiVersion === apiVersion &&
    reference.kind === kind &&
    reference.name === metadata.name
  )
}

const isOwnedBy = (claim: PersistentVolumeClaim, { metadata }: TypedObject): boolean =>
  metadata.uid !== undefined && ownersOf(claim).some(({ uid }) => uid === metadata.uid)

/** Whether the claim belongs to an earlier object of this name. */
function hasStaleOwner(claim: PersistentVolumeClaim, owner: TypedObject): boolean {
  const reference = ownersOf(claim).find((one) => names(one, owner))
  return reference !== undefined && reference.uid !== owner.metadata.uid
}

/** Whether another one manages the claim, though the set may delete it. */
export function hasUnexpectedController(
  claim: PersistentVolumeClaim,
  set: StatefulSet,
  pod: Pod,
): boolean {
  const { onDelete, onScale } = policyOf(set)
  if (!onDelete && !onScale) return false
  return ownersOf(claim).some((reference) => {
    const own = [set, pod].find((one) => names(reference, one))
    return own === undefined ? reference.controller === true : reference.uid !== own.metadata.uid
  })
}

/** A claim of an earlier Pod of this name: it goes with that one, and the new Pod has to wait. */
export function isClaimStale(set: StatefulSet, claim: PersistentVolumeClaim, pod: Pod): boolean {
  return policyOf(set).onScale && hasStaleOwner(claim, pod)
}

/** Whom the policy wants as owners. */
function wantedOwners(set: StatefulSet, pod: Pod): readonly ('set' | 'pod')[] {
  const { onDelete, onScale } = policyOf(set)
  const isScaledDown = !isOrdinalInRange(set, ordinalOf(pod))
  if (onScale && isScaledDown) return ['pod']
  return onDelete ? ['set'] : []
}

/** Whether the owners of the claim are those that the policy wants. What is strange is left alone. */
export function isClaimOwnerUpToDate(
  claim: PersistentVolumeClaim,
  set: StatefulSet,
  pod: Pod,
): boolean {
  if (hasStaleOwner(claim, set) || hasStaleOwner(claim, pod)) return true
  const [bySet, byPod] = [isOwnedBy(claim, set), isOwnedBy(claim, pod)]
  if (hasUnexpectedController(claim, set, pod)) return !bySet && !byPod
  const isOurs = ({ uid }: OwnerReference): boolean =>
    uid === set.metadata.uid || uid === pod.metadata.uid
  if (ownersOf(claim).some((one) => isOurs(one) && one.controller !== true)) return false
  const wanted = wantedOwners(set, pod)
  return bySet === wanted.includes('set') && byPod === wanted.includes('pod')
}

/** The owners of the claim as the policy wants them. */
export function claimOwners(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): Owners {
  const others = ownersOf(claim).filter((one) => !names(one, set) && !names(one, pod))
  if (hasUnexpectedController(claim, set, pod)) return others
  const added = wantedOwners(set, pod).map((who) => ownerReferenceTo(who === 'set' ? set : pod))
  return [...others, ...added]
}
