// Binds claims to volumes, and has volumes made for claims that no volume suits.
// Follows pkg/controller/volume/persistentvolume/pv_controller.go (v1.36), syncClaim and syncVolume.
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '#api/generated/types.ts'
import { keyOf, nameInSentence, parseKey } from '#api/meta/object.ts'
import { findMatchingVolume, isReservedFor } from '#api/storage/find-matching-volume.ts'
import { createWorkQueue } from '#client/work-queue.ts'
import type { Controller, ControllerParts } from '../controller.ts'
import { bindVolume, isBindCompleted, NAME, setClaimPhase, setVolumePhase } from './bind-volume.ts'
import { createProvisioner, PROVISIONER_ANNOTATION, SELECTED_NODE_ANNOTATION } from './provision.ts'

export const persistentVolumeController: Controller = { name: NAME, create }

const NO_PROVISIONER = 'kubernetes.io/no-provisioner'

interface Sync extends ControllerParts {
  readonly provisionLater: (claimKey: string) => void
}

function create(parts: ControllerParts): void {
  const { client, clock } = parts
  const provisioner = createProvisioner(parts)
  const sync: Sync = { ...parts, provisionLater: provisioner.add }
  const queue = createWorkQueue(clock, NAME, (key) => {
    const { kind, namespace = '', name = '' } = parseKey(key) ?? {}
    if (kind === 'PersistentVolume') {
      const volume = client.get('PersistentVolume', '', name)
      if (volume !== undefined) syncVolume(sync, volume)
      return
    }
    const claim = client.get('PersistentVolumeClaim', namespace, name)
    if (claim !== undefined) syncClaim(sync, claim)
  })
  const waitingClaims = (): readonly PersistentVolumeClaim[] =>
    client.list('PersistentVolumeClaim').filter(({ status }) => status?.phase !== 'Bound')

  for (const volume of client.list('PersistentVolume')) queue.add(keyOf(volume))
  for (const claim of client.list('PersistentVolumeClaim')) queue.add(keyOf(claim))
  client.watch('PersistentVolumeClaim', ({ type, object }) => {
    queue.add(keyOf(object))
    if (type !== 'DELETED') return
    const volumeName = object.spec?.volumeName ?? ''
    if (volumeName !== '') queue.add(`PersistentVolume//${volumeName}`)
  })
  client.watch('PersistentVolume', ({ type, object }) => {
    queue.add(keyOf(object))
    // Upstream looks at every claim again each 15 seconds; here a new or freed volume is the reason.
    const claimKey = claimKeyOf(object)
    if (claimKey !== undefined) queue.add(claimKey)
    if (type !== 'DELETED') for (const claim of waitingClaims()) queue.add(keyOf(claim))
  })
  client.watch('StorageClass', () => {
    for (const claim of waitingClaims()) queue.add(keyOf(claim))
  })
  // A Pod that uses a waiting claim changes what is said about the claim.
  client.watch('Pod', ({ type, object }) => {
    if (type === 'MODIFIED') return
    const namespace = object.metadata.namespace ?? 'default'
    for (const { persistentVolumeClaim } of object.spec?.volumes ?? []) {
      if (persistentVolumeClaim === undefined) continue
      queue.add(`PersistentVolumeClaim/${namespace}/${persistentVolumeClaim.claimName}`)
    }
  })
}

function claimKeyOf(volume: PersistentVolume): string | undefined {
  const { claimRef } = volume.spec ?? {}
  if (claimRef?.name === undefined) return undefined
  return `PersistentVolumeClaim/${claimRef.namespace ?? 'default'}/${claimRef.name}`
}

function syncClaim(sync: Sync, claim: PersistentVolumeClaim): void {
  if (isBindCompleted(claim)) syncBoundClaim(sync, claim)
  else if ((claim.spec?.volumeName ?? '') === '') syncUnboundClaim(sync, claim)
  else syncReservedClaim(sync, claim)
}

function syncBoundClaim(sync: Sync, claim: PersistentVolumeClaim): void {
  const volume = sync.client.get('PersistentVolume', '', claim.spec?.volumeName ?? '')
  if (volume !== undefined) {
    if (isReservedFor(claim, volume) || volume.spec?.claimRef === undefined) {
      bindVolume(sync, claim, volume, 'it was bound before')
    }
    return
  }
  if (claim.status?.phase === 'Lost') return
  setClaimPhase(sync, claim, 'Lost')
  sync.recorder.event(claim, {
    type: 'Warning',
    reason: 'ClaimLost',
    message: 'Bound claim has lost its PersistentVolume. Data on the volume is lost!',
    source: NAME,
  })
}

/** The claim asks for one volume by name. */
function syncReservedClaim(sync: Sync, claim: PersistentVolumeClaim): void {
  const volume = sync.client.get('PersistentVolume', '', claim.spec?.volumeName ?? '')
  const { claimRef } = volume?.spec ?? {}
  if (volume !== undefined && (claimRef === undefined || isReservedFor(claim, volume))) {
    bindVolume(sync, claim, volume, 'the claim names it')
    return
  }
  setClaimPhase(sync, claim, 'Pending')
  if (volume === undefined) return
  sync.recorder.event(claim, {
    type: 'Warning',
    reason: 'FailedBinding',
    message: `volume "${volume.metadata.name ?? ''}" already bound to a different claim.`,
    source: NAME,
  })
}

function syncUnboundClaim(sync: Sync, claim: PersistentVolumeClaim): void {
  const { client, recorder } = sync
  const className = claim.spec?.storageClassName ?? ''
  const storageClass = className === '' ? undefined : client.get('StorageClass', '', className)
  const reservedOnly = isDelayed(claim, storageClass)
  const volume = findMatchingVolume(claim, client.list('PersistentVolume'), { reservedOnly })
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
    recorder.event(pending, {
      type: 'Normal',
      reason: 'FailedBinding',
      message: 'no persistent volumes available for this claim and no storage class is set',
      source: NAME,
    })
  }
}

function isDelayed(claim: PersistentVolumeClaim, storageClass: StorageClass | undefined): boolean {
  if (storageClass?.volumeBindingMode !== 'WaitForFirstConsumer') return false
  return claim.metadata.annotations?.[SELECTED_NODE_ANNOTATION] === undefined
}

/** Says what the claim waits for: a Pod that uses it, or that Pod's node. */
function reportWaiting({ client, recorder }: Sync, claim: PersistentVolumeClaim): void {
  const users = client
    .list('Pod', claim.metadata.namespace)
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
  recorder.event(claim, { type: 'Normal', reason, message, source: NAME })
}

/** Asks the provisioner of the claim's class for a volume. */
function provisionClaim(
  sync: Sync,
  claim: PersistentVolumeClaim,
  className: string,
  storageClass: StorageClass | undefined,
): void {
  const { client, recorder } = sync
  if (storageClass === undefined) {
    recorder.event(claim, {
      type: 'Warning',
      reason: 'ProvisioningFailed',
      message: `storageclass.storage.k8s.io "${className}" not found`,
      source: NAME,
    })
    return
  }
  const { provisioner } = storageClass
  if (provisioner === NO_PROVISIONER) return
  const { annotations } = claim.metadata
  if (annotations?.[PROVISIONER_ANNOTATION] !== provisioner) {
    const marked = { ...annotations, [PROVISIONER_ANNOTATION]: provisioner }
    client.update(
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
  recorder.event(claim, {
    type: 'Normal',
    reason: 'ExternalProvisioning',
    message: `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
    source: NAME,
  })
  sync.provisionLater(keyOf(claim))
}

function syncVolume(sync: Sync, volume: PersistentVolume): void {
  const { client } = sync
  const { claimRef } = volume.spec ?? {}
  if (claimRef === undefined) {
    setVolumePhase(sync, volume, 'Available')
    return
  }
  const claim = client.get('PersistentVolumeClaim', claimRef.namespace ?? '', claimRef.name ?? '')
  const isTheOne = claim !== undefined && isReservedFor(claim, volume)
  if (isTheOne) {
    if (isBindCompleted(claim)) setVolumePhase(sync, volume, 'Bound')
    return
  }
  if ((claimRef.uid ?? '') === '') {
    setVolumePhase(sync, volume, 'Available')
    return
  }
  setVolumePhase(sync, volume, 'Released')
  if (volume.spec?.persistentVolumeReclaimPolicy !== 'Delete') return
  client.delete(
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
