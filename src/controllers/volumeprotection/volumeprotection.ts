// Holds back the deletion of claims that a Pod uses, and of volumes that are bound.
// Follows pkg/controller/volume/{pvcprotection,pvprotection} (v1.36).
import { isTerminalPhase } from '#api/core/containers.ts'
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '#api/generated/types.ts'
import { keyOf, nameInSentence, objectKey, parseKey } from '#api/meta/object.ts'
import { defineController, type Run, type SyncResult, watching } from '../define-controller.ts'

const CLAIM_FINALIZER = 'kubernetes.io/pvc-protection'
const VOLUME_FINALIZER = 'kubernetes.io/pv-protection'

type Protected = PersistentVolume | PersistentVolumeClaim
type ProtectionRun = Run<null>

const has = ({ metadata }: Protected, finalizer: string): boolean =>
  (metadata.finalizers ?? []).includes(finalizer)
const isGoing = ({ metadata }: Protected): boolean => metadata.deletionTimestamp !== undefined
/** It waits for this controller, or lacks the finalizer that it should have. */
const isOpen = (object: Protected, finalizer: string): boolean =>
  isGoing(object) === has(object, finalizer)

/** The names of the claims that a Pod mounts. */
function claimsOf({ metadata, spec }: Pod): readonly string[] {
  return (spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim !== undefined) return [persistentVolumeClaim.claimName]
    return ephemeral === undefined ? [] : [`${metadata.name ?? ''}-${name}`]
  })
}

export const claimProtectionController = defineController<null>({
  name: 'persistentvolumeclaim-protection-controller',
  state: () => null,
  watches: [
    watching('PersistentVolumeClaim', ({ type, object }) =>
      type !== 'DELETED' && isOpen(object, CLAIM_FINALIZER) ? [keyOf(object)] : [],
    ),
    watching('Pod', ({ type, object }) => {
      const isOver = type === 'DELETED' || isTerminalPhase(object.status?.phase)
      const { namespace = 'default' } = object.metadata
      const isNew = (object.spec?.nodeName ?? '') === ''
      return isOver || isNew
        ? claimsOf(object).map((name) => objectKey('PersistentVolumeClaim', namespace, name))
        : []
    }),
  ],
  sync(run, key) {
    const { namespace = '', name = '' } = parseKey(key) ?? {}
    const claim = run.lister('PersistentVolumeClaim').get(namespace, name)
    if (claim === undefined || !isOpen(claim, CLAIM_FINALIZER)) return 'done'
    if (!isGoing(claim)) return addFinalizer(run, claim, CLAIM_FINALIZER)
    const user = run.client
      .list('Pod', namespace)
      .find((pod) => (pod.spec?.nodeName ?? '') !== '' && claimsOf(pod).includes(name))
    return user === undefined
      ? removeFinalizer(run, claim, CLAIM_FINALIZER, 'no Pod uses it')
      : 'done'
  },
})

export const volumeProtectionController = defineController<null>({
  name: 'persistentvolume-protection-controller',
  state: () => null,
  watches: [
    watching('PersistentVolume', ({ type, object }) =>
      type !== 'DELETED' && isOpen(object, VOLUME_FINALIZER) ? [keyOf(object)] : [],
    ),
  ],
  sync(run, key) {
    const { name = '' } = parseKey(key) ?? {}
    const volume = run.lister('PersistentVolume').get('', name)
    if (volume === undefined || !isOpen(volume, VOLUME_FINALIZER)) return 'done'
    if (!isGoing(volume)) return addFinalizer(run, volume, VOLUME_FINALIZER)
    return volume.status?.phase === 'Bound'
      ? 'done'
      : removeFinalizer(run, volume, VOLUME_FINALIZER, 'no claim is bound to it')
  },
})

function addFinalizer<T extends Protected>(
  run: ProtectionRun,
  object: T,
  finalizer: string,
): SyncResult {
  const finalizers = [...(object.metadata.finalizers ?? []), finalizer]
  return run.client.update(
    { ...object, metadata: { ...object.metadata, finalizers } },
    run.narration({
      message: `gave ${nameInSentence(object)} the finalizer \`${finalizer}\``,
      level: 'detail',
      kind: 'Protected',
    }),
  ).ok
    ? 'done'
    : 'retry'
}

function removeFinalizer<T extends Protected>(
  run: ProtectionRun,
  object: T,
  finalizer: string,
  because: string,
): SyncResult {
  const finalizers = (object.metadata.finalizers ?? []).filter((one) => one !== finalizer)
  return run.client.update(
    { ...object, metadata: { ...object.metadata, finalizers } },
    run.narration({
      message: `lets ${nameInSentence(object)} go`,
      because,
      level: 'step',
      kind: 'Released',
    }),
  ).ok
    ? 'done'
    : 'retry'
}
