// Attaches volumes to the nodes whose Pods use them, and detaches them when no Pod there does any more. The
// attachments stand in the status of the Nodes.
// Follows pkg/controller/volume/attachdetach/reconciler/reconciler.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import { isTerminalPhase } from '#api/core/containers.ts'
import type { AttachedVolume, Node, PersistentVolume, Pod } from '#api/generated/types.ts'
import { keyOf, nameInSentence, objectKey, parseKey } from '#api/meta/object.ts'
import { attachmentNameOf, isMultiAttachAllowed } from '#api/storage/attachable-volume.ts'
import { defineController, type Run, watching } from '../define-controller.ts'

simplified(
  'volume-attachments',
  'attaching a volume takes a second and detaching none; there are no VolumeAttachment objects, and a node that went off gives its volumes up with its Pods.',
)

const ATTACHING_MS = 1000

interface State {
  /** When an attachment that was begun is done, by volume and node. */
  readonly attaching: Map<string, number>
  /** The Pods that were told that somebody else has their volume, by volume and UID. */
  readonly told: Set<string>
}

type Sync = Run<State>

export const attachDetachController = defineController<State>({
  name: 'persistentvolume-attach-detach-controller',
  source: 'attachdetach-controller',
  state: () => ({ attaching: new Map(), told: new Set() }),
  watches: [
    watching('Pod', ({ object }, run) => volumeKeysOf(run, object)),
    watching('PersistentVolume', ({ object }) => [keyOf(object)]),
    watching('PersistentVolumeClaim', ({ object }) =>
      (object.spec?.volumeName ?? '') === ''
        ? []
        : [objectKey('PersistentVolume', '', object.spec?.volumeName ?? '')],
    ),
  ],
  sync(run, key) {
    const { name = '' } = parseKey(key) ?? {}
    const volume = run.lister('PersistentVolume').get('', name)
    const attachment = volume === undefined ? undefined : attachmentNameOf(volume)
    if (volume === undefined || attachment === undefined) return 'done'
    return syncVolume(run, volume, attachment)
  },
})

function volumeKeysOf(run: Sync, { metadata, spec }: Pod): readonly string[] {
  const claims = run.lister('PersistentVolumeClaim')
  return claimsOf(spec?.volumes, metadata.name ?? '').flatMap((name) => {
    const claim = claims.get(metadata.namespace ?? 'default', name)
    const volumeName = claim?.spec?.volumeName ?? ''
    return volumeName === '' ? [] : [objectKey('PersistentVolume', '', volumeName)]
  })
}

function claimsOf(
  volumes: NonNullable<Pod['spec']>['volumes'],
  podName: string,
): readonly string[] {
  return (volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim !== undefined) return [persistentVolumeClaim.claimName]
    return ephemeral === undefined ? [] : [`${podName}-${name}`]
  })
}

/** The Pods on nodes that use the volume. */
function usersOf(run: Sync, { spec }: PersistentVolume): readonly Pod[] {
  const { namespace = '', name = '' } = spec?.claimRef ?? {}
  return run
    .lister('Pod')
    .list(namespace)
    .filter(
      (pod) =>
        (pod.spec?.nodeName ?? '') !== '' &&
        !isTerminalPhase(pod.status?.phase) &&
        claimsOf(pod.spec?.volumes, pod.metadata.name ?? '').includes(name),
    )
}

function syncVolume(run: Sync, volume: PersistentVolume, attachment: string) {
  const users = usersOf(run, volume)
  const wanted = [...new Set(users.map(({ spec }) => spec?.nodeName ?? ''))]
  const has = ({ status }: Node): boolean =>
    (status?.volumesAttached ?? []).some(({ name }) => name === attachment)
  let attached = run.lister('Node').list().filter(has)
  for (const node of attached.filter(({ metadata }) => !wanted.includes(metadata.name ?? '')))
    write(run, volume, { node, attachment, isAttached: false })
  attached = attached.filter(({ metadata }) => wanted.includes(metadata.name ?? ''))
  const taken = new Set(attached.map(({ metadata }) => metadata.name ?? ''))
  let nextMs: number | null = null
  for (const nodeName of wanted) {
    if (taken.has(nodeName)) continue
    const isFree = taken.size === 0 || isMultiAttachAllowed(volume)
    if (!isFree) {
      reportMultiAttachError(run, volume, { nodeName, users, taken })
      continue
    }
    taken.add(nodeName)
    const leftMs = attach(run, volume, { nodeName, users, attachment })
    if (leftMs > 0) nextMs = Math.min(nextMs ?? leftMs, leftMs)
  }
  return nextMs === null ? ('done' as const) : { againInMs: nextMs }
}

interface Attaching {
  readonly nodeName: string
  readonly users: readonly Pod[]
  readonly attachment: string
}

/** Begins to attach, or ends it; how long it still takes. */
function attach(
  run: Sync,
  volume: PersistentVolume,
  { nodeName, users, attachment }: Attaching,
): number {
  const { attaching } = run.state
  const { nowMs } = run.clock
  const key = `${attachment} ${nodeName}`
  const doneMs = attaching.get(key) ?? nowMs + ATTACHING_MS
  attaching.set(key, doneMs)
  if (doneMs > nowMs) return doneMs - nowMs
  attaching.delete(key)
  const node = run.client.get('Node', '', nodeName)
  if (node === undefined || !write(run, volume, { node, attachment, isAttached: true })) return 0
  for (const pod of users) {
    if (pod.spec?.nodeName !== nodeName) continue
    const message = `AttachVolume.Attach succeeded for volume "${volume.metadata.name ?? ''}" `
    run.report(pod, { type: 'Normal', reason: 'SuccessfulAttachVolume', message })
  }
  return 0
}

interface Attachment {
  readonly node: Node
  readonly attachment: string
  readonly isAttached: boolean
}

function write(
  run: Sync,
  volume: PersistentVolume,
  { node, attachment, isAttached }: Attachment,
): boolean {
  const current = run.client.get('Node', '', node.metadata.name ?? '')
  if (current === undefined) return false
  const others = (current.status?.volumesAttached ?? []).filter(({ name }) => name !== attachment)
  const own: readonly AttachedVolume[] = isAttached ? [{ name: attachment, devicePath: '' }] : []
  const { volumesAttached: _, ...rest } = current.status ?? {}
  const volumesAttached = [...others, ...own]
  const status = { ...rest, ...(volumesAttached.length === 0 ? {} : { volumesAttached }) }
  const named = nameInSentence(volume)
  const said = run.narration({
    message: `${isAttached ? 'attached' : 'detached'} ${named} ${isAttached ? 'to' : 'from'} \`${node.metadata.name ?? ''}\``,
    because: isAttached ? 'a Pod there uses it' : 'no Pod there uses it any more',
    level: 'step',
    kind: isAttached ? 'VolumeAttached' : 'VolumeDetached',
  })
  return run.client.updateStatus({ ...current, status }, said).ok
}

interface Clash {
  readonly nodeName: string
  readonly users: readonly Pod[]
  readonly taken: ReadonlySet<string>
}

/** Tells each Pod once who has its volume. */
function reportMultiAttachError(
  run: Sync,
  volume: PersistentVolume,
  { nodeName, users, taken }: Clash,
): void {
  const others = users.filter(({ spec }) => taken.has(spec?.nodeName ?? ''))
  const names = others.map(({ metadata }) => metadata.name ?? '').join(', ')
  const cause =
    names === ''
      ? "Volume is already exclusively attached to one node and can't be attached to another"
      : `Volume is already used by pod(s) ${names}`
  for (const pod of users) {
    const key = `${volume.metadata.name ?? ''} ${pod.metadata.uid ?? ''}`
    if (pod.spec?.nodeName !== nodeName || run.state.told.has(key)) continue
    run.state.told.add(key)
    run.report(pod, {
      type: 'Warning',
      reason: 'FailedAttachVolume',
      message: `Multi-Attach error for volume "${volume.metadata.name ?? ''}" ${cause}`,
    })
  }
}
