// Ties a claim and a volume to one another, in the four writes that upstream makes.
// Follows pkg/controller/volume/persistentvolume/pv_controller.go (v1.36), bind.
import type { PersistentVolume, PersistentVolumeClaim } from '#api/generated/types.ts'
import { nameInSentence } from '#api/meta/object.ts'
import type { Narration } from '#sim/world.ts'
import { defined } from '#lib/defined.ts'
import type { ControllerParts } from '../controller.ts'

export const NAME = 'persistentvolume-binder-controller'

const BIND_COMPLETED_ANNOTATION = 'pv.kubernetes.io/bind-completed'
const BOUND_BY_CONTROLLER_ANNOTATION = 'pv.kubernetes.io/bound-by-controller'

type Writer = Pick<ControllerParts, 'client'>

/** True when the controller has finished with the claim once. */
export function isBindCompleted(claim: PersistentVolumeClaim): boolean {
  return claim.metadata.annotations?.[BIND_COMPLETED_ANNOTATION] !== undefined
}

/** Binds both; what is done already is not written again. Stops at the first refusal. */
export function bindVolume(
  writer: Writer,
  claim: PersistentVolumeClaim,
  volume: PersistentVolume,
  because: string,
): void {
  const { client } = writer
  const reserved = client.update(
    withClaim(volume, claim),
    detail(`noted the claim of ${nameInSentence(volume)}`),
  )
  if (!reserved.ok) return
  setVolumePhase(writer, reserved.object, 'Bound')
  const marked = client.update(withVolume(claim, volume), {
    actor: NAME,
    message: `bound ${nameInSentence(claim)} to ${nameInSentence(volume)}`,
    because,
    level: 'step',
    kind: 'ClaimBound',
  })
  if (!marked.ok) return
  const { accessModes, capacity } = volume.spec ?? {}
  const status = {
    ...marked.object.status,
    phase: 'Bound',
    ...(accessModes === undefined ? {} : { accessModes }),
    ...(capacity === undefined ? {} : { capacity }),
  }
  client.updateStatus({ ...marked.object, status }, phaseOf(claim, 'Bound'))
}

/** Writes the phase of a claim, when it has another one. Returns the claim as it is now. */
export function setClaimPhase(
  { client }: Writer,
  claim: PersistentVolumeClaim,
  phase: 'Pending' | 'Lost',
): PersistentVolumeClaim {
  if (claim.status?.phase === phase) return claim
  // It has no volume now, and so nothing of one.
  const { accessModes: _, capacity: __, ...status } = claim.status ?? {}
  const next = { ...claim, status: { ...status, phase } }
  const result = client.updateStatus(next, phaseOf(claim, phase))
  return result.ok ? result.object : claim
}

/** Writes the phase of a volume, when it has another one. */
export function setVolumePhase(
  { client }: Writer,
  volume: PersistentVolume,
  phase: 'Available' | 'Bound' | 'Released',
): void {
  if (volume.status?.phase === phase) return
  const status = { ...volume.status, phase }
  client.updateStatus({ ...volume, status }, phaseOf(volume, phase))
}

function phaseOf(object: PersistentVolume | PersistentVolumeClaim, phase: string): Narration {
  return detail(`reported ${nameInSentence(object)} as ${phase}`)
}

function detail(message: string): Narration {
  return { actor: NAME, message, level: 'detail', kind: 'VolumeStatus' }
}

function withClaim(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { claimRef } = volume.spec ?? {}
  const { name, namespace, uid } = claim.metadata
  if (claimRef?.uid === uid && claimRef?.name === name) return volume
  // The mark says that the controller chose the volume, so that it may be taken back.
  const annotations =
    claimRef === undefined
      ? { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER_ANNOTATION]: 'yes' }
      : volume.metadata.annotations
  const reference = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    ...defined({ name, namespace, uid }),
  }
  return {
    ...volume,
    metadata: { ...volume.metadata, ...(annotations === undefined ? {} : { annotations }) },
    spec: { ...volume.spec, claimRef: reference },
  }
}

function withVolume(claim: PersistentVolumeClaim, volume: PersistentVolume): PersistentVolumeClaim {
  const named = (claim.spec?.volumeName ?? '') !== ''
  if (named && isBindCompleted(claim)) return claim
  const annotations = {
    ...claim.metadata.annotations,
    [BIND_COMPLETED_ANNOTATION]: 'yes',
    ...(named ? {} : { [BOUND_BY_CONTROLLER_ANNOTATION]: 'yes' }),
  }
  return {
    ...claim,
    metadata: { ...claim.metadata, annotations },
    spec: { ...claim.spec, volumeName: volume.metadata.name ?? '' },
  }
}
