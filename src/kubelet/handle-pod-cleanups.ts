// What runs on the node for no Pod that the kubelet knows: an earlier kubelet started it, and while none
// ran its object or its file went away.
// Follows pkg/kubelet/kubelet_pods.go (v1.36), HandlePodCleanups.
import type { Pod } from '#api/generated/types.ts'
import type { PodRef } from '#api/runtime/records.ts'
import type { Task } from '#sim/task.ts'
import { narrate, podInSentence } from './narrator.ts'
import type { PodWorkers } from './pod-workers.ts'
import { newEntry } from './pod-worker.ts'
import { forgetPod, type KubeletParts } from './sync-pod.ts'

/** Orphans get this long and no more, whatever their spec said. */
const ORPHAN_GRACE_SECONDS = 1

/** Stops and forgets what the runtime has of Pods without a worker. */
export function handlePodCleanups(parts: KubeletParts, workers: PodWorkers): void {
  const { runtime, scope } = parts.context
  for (const ref of runtime.service.pods()) {
    if (!workers.workers.has(ref.uid)) scope.spawn(endOrphan(parts, ref))
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
  parts.pleg.forget(ref.uid)
  forgetPod(parts, { ...newEntry(pod, 'file'), gone: true })
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
