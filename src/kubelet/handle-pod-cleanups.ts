// What the housekeeping does every 2 s: it lets go of Pods that no source has any more, removes mirrors that show none,
// starts again those whose files came back, and ends what runs on the node for no Pod that the kubelet knows.
// Follows pkg/kubelet/kubelet_pods.go (v1.36), HandlePodCleanups, and pkg/kubelet/pod_workers.go, SyncKnownPods.
import { isMirrorPod } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import type { PodRef } from '#api/runtime/records.ts'
import type { Task } from '#sim/task.ts'
import { narrate, podInSentence } from './narrator.ts'
import type { Worker } from './pod-worker.ts'
import type { PodWorkers } from './pod-workers.ts'
import { forgetPod, type KubeletParts } from './sync-pod.ts'

/** Orphans get this long and no more, whatever their spec said. */
const ORPHAN_GRACE_SECONDS = 1

export interface Cleanup {
  readonly parts: KubeletParts
  readonly workers: PodWorkers
  /** The static Pods that the files describe and the node has admitted, by UID. */
  readonly desired: ReadonlyMap<string, Pod>
}

/** One round of the housekeeping; true when there is something left for the next. */
export function handlePodCleanups({ parts, workers, desired }: Cleanup): boolean {
  workers.podsSynced = true
  const left = [...workers.workers.values()].filter(
    ({ entry, isToRestart }) => entry.gone || isToRestart,
  )
  for (const worker of left) {
    if (worker.state === 'finished') workers.purge(worker)
    if (worker.entry.gone) forgetStatus(parts, worker)
  }
  removeOrphanedMirrors({ parts, workers, desired })
  for (const [uid, pod] of desired) {
    if (!workers.workers.has(uid)) workers.updatePod(pod, 'file')
  }
  const { runtime, scope } = parts.context
  for (const ref of runtime.service.pods()) {
    const isKnown = workers.workers.has(ref.uid) || workers.leftovers.has(ref.uid)
    if (!isKnown) scope.spawn(endOrphan(parts, ref))
  }
  return left.some(({ state }) => state !== 'finished')
}

/** Nothing more is reported of a Pod that is gone, and its probes have nothing to go by. */
function forgetStatus({ status, prober }: KubeletParts, worker: Worker): void {
  const { entry } = worker
  worker.isDeleted = true
  entry.isForgotten = true
  status.forgetPod(entry.uid)
  prober.look(entry.uid, {})
}

function removeOrphanedMirrors({ parts, workers, desired }: Cleanup): void {
  const { client, nodeName } = parts.context
  const shown = new Set([...desired.values()].map(keyOf))
  const ending = [...workers.workers.values()].filter(
    ({ entry, state }) => entry.source === 'file' && state === 'terminating',
  )
  for (const { entry } of ending) shown.add(keyOf(entry.pod))
  for (const pod of client.podsOnNode(nodeName)) {
    if (isMirrorPod(pod) && !shown.has(keyOf(pod))) {
      parts.mirrors.remove(pod, 'no static Pod belongs to it')
    }
  }
}

function* endOrphan(parts: KubeletParts, ref: PodRef): Task<void> {
  const { context } = parts
  const pod = orphanOf(ref)
  const because = 'no Pod of the API server and no file has its UID any more'
  if (context.runtime.service.containers(ref.uid).some(({ state }) => state === 'running')) {
    narrate(context, pod, {
      message: `is ending what runs of ${podInSentence(pod)}`,
      because,
      level: 'step',
      kind: 'OrphanedPod',
    })
  }
  const runtime = parts.pleg.read(ref.uid)
  yield* parts.containers.killPod(pod, runtime, { because, graceSeconds: ORPHAN_GRACE_SECONDS })
  parts.volumes.tearDown(ref.uid)
  forgetPod(parts, ref.uid)
}

/** The Pod as the labels of its sandbox tell it. */
function orphanOf({ namespace, name, uid }: PodRef): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, uid },
    spec: { containers: [], terminationGracePeriodSeconds: ORPHAN_GRACE_SECONDS },
  }
}
