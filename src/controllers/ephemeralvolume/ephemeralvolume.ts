// Makes the claims of generic ephemeral volumes: one per Pod and volume, owned by the Pod.
// Follows pkg/controller/volume/ephemeral/controller.go (v1.36).
import type { PersistentVolumeClaim, Pod, Volume } from '#api/generated/types.ts'
import { keyOf, nameInSentence, objectKey, parseKey } from '#api/meta/object.ts'
import { defineController, type Run, type SyncResult, watching } from '../define-controller.ts'

export const ephemeralVolumeController = defineController<null>({
  name: 'ephemeral-volume-controller',
  state: () => null,
  watches: [
    watching('Pod', ({ type, object }) =>
      type === 'ADDED' && ephemeralVolumesOf(object).length > 0 ? [keyOf(object)] : [],
    ),
    // A claim that was deleted while its Pod is there is made again.
    watching('PersistentVolumeClaim', ({ type, object }) => {
      const owner = object.metadata.ownerReferences?.find(({ kind }) => kind === 'Pod')
      if (type !== 'DELETED' || owner === undefined) return []
      return [objectKey('Pod', object.metadata.namespace, owner.name)]
    }),
  ],
  sync: syncPod,
})

function syncPod(run: Run<null>, key: string): SyncResult {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const pod = run.lister('Pod').get(namespace, name)
  if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return 'done'
  for (const volume of ephemeralVolumesOf(pod)) createClaim(run, pod, volume)
  return 'done'
}

function ephemeralVolumesOf(pod: Pod): readonly Volume[] {
  return (pod.spec?.volumes ?? []).filter(({ ephemeral }) => ephemeral !== undefined)
}

function createClaim(run: Run<null>, pod: Pod, volume: Volume): void {
  const claim = claimFor(pod, volume)
  const { namespace = '', name = '' } = claim.metadata
  if (run.lister('PersistentVolumeClaim').get(namespace, name) !== undefined) return
  run.client.create(
    claim,
    run.narration({
      message: `created ${nameInSentence(claim)}`,
      because: `${nameInSentence(pod)} has the ephemeral volume \`${volume.name}\``,
      level: 'step',
      kind: 'ClaimCreated',
      objects: [keyOf(claim), keyOf(pod)],
    }),
  )
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
