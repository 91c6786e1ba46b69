// Makes the claims of generic ephemeral volumes: one per Pod and volume, owned by the Pod.
// Follows pkg/controller/volume/ephemeral/controller.go (v1.36).
import type { PersistentVolumeClaim, Pod, Volume } from '#api/generated/types.ts'
import { keyOf, nameInSentence, parseKey } from '#api/meta/object.ts'
import { createWorkQueue } from '#client/work-queue.ts'
import type { Controller, ControllerParts } from '../controller.ts'

const NAME = 'ephemeral-volume-controller'

export const ephemeralVolumeController: Controller = { name: NAME, create }

function create({ client, clock }: ControllerParts): void {
  const queue = createWorkQueue(clock, NAME, (key) => {
    const { namespace = '', name = '' } = parseKey(key) ?? {}
    const pod = client.get('Pod', namespace, name)
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return
    for (const volume of ephemeralVolumesOf(pod)) createClaim(client, pod, volume)
  })
  const add = (pod: Pod): void => {
    if (ephemeralVolumesOf(pod).length > 0) queue.add(keyOf(pod))
  }
  for (const pod of client.list('Pod')) add(pod)
  client.watch('Pod', ({ type, object }) => {
    if (type === 'ADDED') add(object)
  })
  // A claim that was deleted while its Pod is there is made again.
  client.watch('PersistentVolumeClaim', ({ type, object }) => {
    const owner = object.metadata.ownerReferences?.find(({ kind }) => kind === 'Pod')
    if (type !== 'DELETED' || owner === undefined) return
    queue.add(`Pod/${object.metadata.namespace ?? 'default'}/${owner.name}`)
  })
}

function ephemeralVolumesOf(pod: Pod): readonly Volume[] {
  return (pod.spec?.volumes ?? []).filter(({ ephemeral }) => ephemeral !== undefined)
}

function createClaim(client: ControllerParts['client'], pod: Pod, volume: Volume): void {
  const claim = claimFor(pod, volume)
  const { namespace = '', name = '' } = claim.metadata
  if (client.get('PersistentVolumeClaim', namespace, name) !== undefined) return
  client.create(claim, {
    actor: NAME,
    message: `created ${nameInSentence(claim)}`,
    because: `${nameInSentence(pod)} has the ephemeral volume \`${volume.name}\``,
    level: 'step',
    kind: 'ClaimCreated',
    objects: [keyOf(claim), keyOf(pod)],
  })
}

function claimFor(pod: Pod, volume: Volume): PersistentVolumeClaim {
  const { name: podName = '', namespace = 'default', uid = '' } = pod.metadata
  const template = volume.ephemeral?.volumeClaimTemplate
  const { labels, annotations } = template?.metadata ?? {}
  const owner = {
    apiVersion: 'v1',
    kind: 'Pod',
    name: podName,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  }
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: `${podName}-${volume.name}`,
      namespace,
      ownerReferences: [owner],
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
    spec: template?.spec ?? {},
    status: {},
  }
}
