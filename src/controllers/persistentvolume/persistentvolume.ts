// Binds claims to volumes, and has volumes made for claims that no volume suits.
// Follows pkg/controller/volume/persistentvolume/pv_controller.go (v1.36), syncClaim and syncVolume.
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '#api/generated/types.ts'
import { keyOf, nameInSentence, objectKey, parseKey } from '#api/meta/object.ts'
import { findMatchingVolume, isReservedFor } from '#api/storage/find-matching-volume.ts'
import { defineController, type Run, watching } from '../define-controller.ts'
import { bindVolume, isBindCompleted, NAME, setClaimPhase, setVolumePhase } from './bind-volume.ts'
import {
  createProvisioner,
  PROVISIONER_ANNOTATION,
  type Provisioner,
  SELECTED_NODE_ANNOTATION,
} from './provision.ts'

/** All claims are looked at again this often (`--pvclaimbinder-sync-period`); of those that are bound nothing comes. */
const RESYNC_MS = 15_000
const NO_PROVISIONER = 'kubernetes.io/no-provisioner'

interface Binder extends Provisioner {
  /** When it started: the rounds are counted from then on, as pv_controller_base.go's resync does. */
  readonly startMs: number
}

type Sync = Run<Binder>

export const persistentVolumeController = defineController<Binder>({
  name: NAME,
  source: 'persistentvolume-controller',
  state: (parts) => ({ ...createProvisioner(parts), startMs: parts.clock.nowMs }),
  watches: [
    watching('PersistentVolume', ({ type, object }) => {
      // A claim hears of a volume that it could have in the next round; of the loss of its own at once.
      const claimKey = type === 'DELETED' ? claimKeyOf(object) : undefined
      return claimKey === undefined ? [keyOf(object)] : [keyOf(object), claimKey]
    }),
    watching('PersistentVolumeClaim', ({ type, object }) => {
      const volumeName = object.spec?.volumeName ?? ''
      return type === 'DELETED' && volumeName !== ''
        ? [keyOf(object), objectKey('PersistentVolume', undefined, volumeName)]
        : [keyOf(object)]
    }),
    { start: (run) => () => run.state.stop() },
  ],
  sync(run, key) {
    const { kind, namespace = '', name = '' } = parseKey(key) ?? {}
    if (kind === 'PersistentVolume') {
      const volume = run.lister('PersistentVolume').get('', name)
      if (volume !== undefined) syncVolume(run, volume)
      return 'done'
    }
    const claim = run.lister('PersistentVolumeClaim').get(namespace, name)
    if (claim === undefined) return 'done'
    syncClaim(run, claim)
    const after = run.client.get('PersistentVolumeClaim', namespace, name)
    if (after === undefined || isBindCompleted(after)) return 'done'
    return { againInMs: RESYNC_MS - ((run.clock.nowMs - run.state.startMs) % RESYNC_MS) }
  },
})

function claimKeyOf(volume: PersistentVolume): string | undefined {
  const { claimRef } = volume.spec ?? {}
  if (claimRef?.name === undefined) return undefined
  return objectKey('PersistentVolumeClaim', claimRef.namespace, claimRef.name)
}

function syncClaim(sync: Sync, claim: PersistentVolumeClaim): void {
  if (isBindCompleted(claim)) syncBoundClaim(sync, claim)
  else if ((claim.spec?.volumeName ?? '') === '') syncUnboundClaim(sync, claim)
  else syncReservedClaim(sync, claim)
}

function syncBoundClaim(sync: Sync, claim: PersistentVolumeClaim): void {
  const volume = sync.lister('PersistentVolume').get('', claim.spec?.volumeName ?? '')
  if (volume !== undefined) {
    if (isReservedFor(claim, volume) || volume.spec?.claimRef === undefined) {
      bindVolume(sync, claim, volume, 'it was bound before')
    }
    return
  }
  if (claim.status?.phase === 'Lost') return
  setClaimPhase(sync, claim, 'Lost')
  sync.report(claim, {
    type: 'Warning',
    reason: 'ClaimLost',
    message: 'Bound claim has lost its PersistentVolume. Data on the volume is lost!',
  })
}

/** The claim asks for one volume by name. */
function syncReservedClaim(sync: Sync, claim: PersistentVolumeClaim): void {
  const volume = sync.lister('PersistentVolume').get('', claim.spec?.volumeName ?? '')
  const { claimRef } = volume?.spec ?? {}
  if (volume !== undefined && (claimRef === undefined || isReservedFor(claim, volume))) {
    bindVolume(sync, claim, volume, 'the claim names it')
    return
  }
  setClaimPhase(sync, claim, 'Pending')
  if (volume === undefined) return
  sync.report(claim, {
    type: 'Warning',
    reason: 'FailedBinding',
    message: `volume "${volume.metadata.name ?? ''}" already bound to a different claim.`,
  })
}

function syncUnboundClaim(sync: Sync, claim: PersistentVolumeClaim): void {
  const className = claim.spec?.storageClassName ?? ''
  const storageClass = className === '' ? undefined : sync.lister('StorageClass').get('', className)
  const reservedOnly = isDelayed(claim, storageClass)
  // Upstream's cache of volumes has what it wrote itself at once.
  const volume = findMatchingVolume(claim, sync.client.list('PersistentVolume'), { reservedOnly })
  if (volume !== undefined) {
    const reserved = isReservedFor(claim, volume)
    const why = reserved
      ? 'the volume names the claim'
      : 'it is the smallest available volume that suits the claim'
    bindVolume(sync, claim, volume, why)
    return
  }
  const pending = setClaimPhase(sync, claim, 'Pending')
  if (reservedOnly) reportWaiting(sync, pending)
  else if (className !== '') provisionClaim(sync, pending, className, storageClass)
  else {
    sync.report(pending, {
      type: 'Normal',
      reason: 'FailedBinding',
      message: 'no persistent volumes available for this claim and no storage class is set',
    })
  }
}

function isDelayed(claim: PersistentVolumeClaim, storageClass: StorageClass | undefined): boolean {
  if (storageClass?.volumeBindingMode !== 'WaitForFirstConsumer') return false
  return claim.metadata.annotations?.[SELECTED_NODE_ANNOTATION] === undefined
}

/** Says what the claim waits for: a Pod that uses it, or that Pod's node. */
function reportWaiting(sync: Sync, claim: PersistentVolumeClaim): void {
  const users = sync
    .lister('Pod')
    .list(claim.metadata.namespace ?? 'default')
    .filter((pod) =>
      (pod.spec?.volumes ?? []).some(
        ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim.metadata.name,
      ),
    )
    .filter((pod) => (pod.spec?.nodeName ?? '') === '')
    .map((pod) => pod.metadata.name ?? '')
  const pods = `${users.length === 1 ? 'pod' : 'pods'} ${users.join(',')}`
  const [reason, message] =
    users.length === 0
      ? ['WaitForFirstConsumer', 'waiting for first consumer to be created before binding']
      : ['WaitForPodScheduled', `waiting for ${pods} to be scheduled`]
  sync.report(claim, { type: 'Normal', reason, message })
}

/** Asks the provisioner of the claim's class for a volume. */
function provisionClaim(
  sync: Sync,
  claim: PersistentVolumeClaim,
  className: string,
  storageClass: StorageClass | undefined,
): void {
  if (storageClass === undefined) {
    sync.report(claim, {
      type: 'Warning',
      reason: 'ProvisioningFailed',
      message: `storageclass.storage.k8s.io "${className}" not found`,
    })
    return
  }
  const { provisioner } = storageClass
  if (provisioner === NO_PROVISIONER) return
  const { annotations } = claim.metadata
  if (annotations?.[PROVISIONER_ANNOTATION] !== provisioner) {
    const marked = { ...annotations, [PROVISIONER_ANNOTATION]: provisioner }
    sync.client.update(
      { ...claim, metadata: { ...claim.metadata, annotations: marked } },
      {
        actor: NAME,
        message: `asked \`${provisioner}\` for a volume for ${nameInSentence(claim)}`,
        because: `no volume suits it and its class is \`${className}\``,
        level: 'step',
        kind: 'ExternalProvisioning',
      },
    )
  }
  sync.report(claim, {
    type: 'Normal',
    reason: 'ExternalProvisioning',
    message: `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
  })
  sync.state.add(keyOf(claim))
}

function syncVolume(sync: Sync, volume: PersistentVolume): void {
  const { claimRef } = volume.spec ?? {}
  if (claimRef === undefined) {
    setVolumePhase(sync, volume, 'Available')
    return
  }
  if ((claimRef.uid ?? '') === '') {
    setVolumePhase(sync, volume, 'Available')
    return
  }
  const claim = claimOf(sync, volume)
  if (claim !== undefined && isReservedFor(claim, volume)) {
    if (isBindCompleted(claim)) setVolumePhase(sync, volume, 'Bound')
    else if ((claim.spec?.volumeName ?? '') === '') sync.enqueue(keyOf(claim))
    return
  }
  setVolumePhase(sync, volume, 'Released')
  if (volume.spec?.persistentVolumeReclaimPolicy !== 'Delete') return
  sync.client.delete(
    'PersistentVolume',
    '',
    volume.metadata.name ?? '',
    {},
    {
      actor: NAME,
      message: `deleted ${nameInSentence(volume)}`,
      because: 'its claim is gone and its reclaim policy is Delete',
      level: 'step',
      kind: 'VolumeDeleted',
    },
  )
}

/** The claim that a volume names; when the caches do not have it, the API server itself is asked. */
function claimOf(sync: Sync, volume: PersistentVolume): PersistentVolumeClaim | undefined {
  const { namespace = '', name = '' } = volume.spec?.claimRef ?? {}
  const known = sync.lister('PersistentVolumeClaim').get(namespace, name)
  if (known !== undefined && isReservedFor(known, volume)) return known
  return sync.client.get('PersistentVolumeClaim', namespace, name)
}
