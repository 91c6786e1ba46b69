// Brings what the kubelet runs in line with its two sources of Pods, the API server and the files of its node.
// Follows pkg/kubelet/kubelet.go (v1.36), HandlePodAdditions, HandlePodUpdates and HandlePodRemoves.
import { isMirrorPod, isTerminalPod } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import { keyOf, parseKey } from '#api/meta/object.ts'
import type { WatchEvent } from '#client/client.ts'
import { admit, type Admitted } from './admit-pod.ts'
import type { StaticPodFile } from './config/file-source.ts'
import type { KubeletContext } from './context.ts'
import { narrate, podInSentence } from './narrator.ts'
import type { PodWorkers } from './pod-workers.ts'
import { needToReconcilePodReadiness } from './status/conditions.ts'
import type { KubeletParts } from './sync-pod.ts'

/** The key by which the files are looked at. */
export const FILES = 'files'

/** What one life of a kubelet goes by. */
export interface Running {
  readonly context: KubeletContext
  readonly parts: KubeletParts
  readonly workers: PodWorkers
  /** The static Pods that the files describe and the node has admitted, by UID. */
  readonly desired: Map<string, Pod>
  /** The UIDs of the static Pods that were refused. */
  readonly turnedAway: Set<string>
  /** Asks for the next housekeeping. */
  readonly keepHouse: () => void
  /** Room is being made for a critical Pod; until then nothing else is looked at. */
  isBlocked: boolean
  /** What is to be looked at then. */
  readonly postponed: Set<string>
  readonly again: (key: string) => void
}

/** Begins a life that knows of no Pods yet. */
export function newRunning(
  parts: Pick<Running, 'context' | 'parts' | 'workers' | 'keepHouse' | 'again'>,
): Running {
  const nothing = {
    desired: new Map(),
    turnedAway: new Set<string>(),
    postponed: new Set<string>(),
  }
  return { ...parts, ...nothing, isBlocked: false }
}

/** Looks at what came while the sync loop looked at nothing. */
export function takeUpPostponed({ postponed, again }: Running): void {
  for (const one of postponed) again(one)
  postponed.clear()
}

/** Admits a Pod, or refuses it, or has `key` looked at again when there is room for it. */
function admitted(running: Running, pod: Pod, key: string): Admitted {
  const outcome = admit(running, pod, () => {
    running.isBlocked = false
    takeUpPostponed(running)
  })
  if (outcome === 'waits') {
    running.isBlocked = true
    running.postponed.add(key)
  }
  return outcome
}

/** Brings what the kubelet knows of one name in line with the API server. */
export function syncKey(running: Running, key: string): void {
  const { context, workers } = running
  const parsed = parseKey(key)
  if (parsed === undefined) return
  const found = context.client.get('Pod', parsed.namespace, parsed.name)
  const pod = found?.spec?.nodeName === context.nodeName ? found : undefined
  const named = [...workers.workers.values()].filter(({ entry }) => {
    const { namespace, name } = entry.pod.metadata
    return name === parsed.name && (namespace ?? 'default') === parsed.namespace
  })
  for (const { entry } of named) {
    if (entry.source === 'file') workers.wake(entry.uid)
    else if (entry.uid !== pod?.metadata.uid) {
      workers.removePod(entry.uid, 'its object is gone from the API server')
    }
  }
  if (pod === undefined) return
  if (isMirrorPod(pod)) {
    const isShown = named.some(({ entry }) => entry.source === 'file')
    if (!isShown) running.keepHouse()
    return
  }
  const isKnown = workers.workers.has(pod.metadata.uid ?? '')
  if (!isKnown && !isTerminalPod(pod) && admitted(running, pod, key) !== 'admitted') return
  workers.updatePod(pod, 'api')
}

/** Brings the static Pods in line with the files of the node. */
export function syncFiles(running: Running, files: readonly StaticPodFile[]): void {
  const { context, workers, desired, turnedAway } = running
  const wanted = new Set(files.map(({ pod }) => pod.metadata.uid ?? ''))
  const names = new Set(files.map(({ pod }) => keyOf(pod)))
  for (const { entry } of workers.workers.values()) {
    if (entry.source !== 'file' || entry.gone || wanted.has(entry.uid)) continue
    const because = names.has(keyOf(entry.pod)) ? 'its file changed' : 'its file is gone'
    sayFile(context, entry.pod, { verb: 'is ending static', because, kind: 'StaticPodRemoved' })
    workers.removePod(entry.uid, because)
  }
  for (const uid of desired.keys()) if (!wanted.has(uid)) desired.delete(uid)
  for (const uid of turnedAway) if (!wanted.has(uid)) turnedAway.delete(uid)
  for (const { path, pod } of files) {
    const { uid = '' } = pod.metadata
    const known = workers.workers.get(uid)
    if (known !== undefined) {
      desired.set(uid, pod)
      if (known.entry.gone) workers.restart(known)
    }
    if (known !== undefined || turnedAway.has(uid)) continue
    const outcome = admitted(running, pod, FILES)
    if (outcome === 'waits') return
    if (outcome === 'refused') {
      turnedAway.add(uid)
      continue
    }
    sayFile(context, pod, {
      verb: 'takes up static',
      because: `the file \`${path}\` describes it`,
      kind: 'StaticPodAdded',
    })
    desired.set(uid, pod)
    workers.updatePod(pod, 'file')
  }
}

function sayFile(
  context: KubeletContext,
  pod: Pod,
  sentence: { readonly verb: string; readonly because: string; readonly kind: string },
): void {
  const { verb, because, kind } = sentence
  narrate(context, pod, {
    message: `${verb} ${podInSentence(pod)}`,
    because,
    level: 'step',
    kind,
    records: [`Disk/${context.nodeName}`],
  })
}

/** True when a change of a Pod is more than the status that the kubelet itself writes. */
export function matters({ type, object, old }: WatchEvent<Pod>): boolean {
  if (type !== 'MODIFIED' || old === undefined) return true
  const { metadata, spec } = object
  const was = old.metadata
  return (
    spec !== old.spec ||
    metadata.deletionTimestamp !== was.deletionTimestamp ||
    metadata.deletionGracePeriodSeconds !== was.deletionGracePeriodSeconds ||
    metadata.labels !== was.labels ||
    metadata.annotations !== was.annotations ||
    // A static Pod goes by its file, whose status says nothing.
    (!isMirrorPod(object) && needToReconcilePodReadiness(object))
  )
}

/** A mirror that nobody asked to be deleted before is gone. */
export function noteLostMirror({ workers }: Running, mirror: Pod): void {
  if (mirror.metadata.deletionTimestamp !== undefined) return
  for (const { entry } of workers.workers.values()) {
    if (entry.source === 'file' && keyOf(entry.pod) === keyOf(mirror)) entry.lostMirror = true
  }
}
