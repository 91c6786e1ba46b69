// The Pods of a node that is not ready are not ready either, whatever their containers do.
// Follows pkg/controller/util/node/controller_utils.go (v1.36), MarkPodsNotReady.
import { getPodCondition, observedBy, setPodCondition } from '#api/core/pod-condition.ts'
import type { Pod } from '#api/generated/types.ts'
import { nameInSentence } from '#api/meta/object.ts'
import type { Lifecycle } from './lifecycle.ts'

/** Sets their Ready condition to False; reason and message stay as they are, and so do the containers' statuses. */
export function markPodsNotReady(run: Lifecycle, pods: readonly Pod[]): void {
  const { client, clock } = run
  for (const { metadata } of pods) {
    const pod = client.get('Pod', metadata.namespace ?? 'default', metadata.name ?? '')
    const ready = getPodCondition(pod?.status, 'Ready')
    if (pod === undefined || ready === undefined || ready.status === 'False') continue
    const condition = observedBy(pod, { ...ready, status: 'False' })
    const status = setPodCondition(pod.status ?? {}, condition, clock.nowMs)
    const narration = run.narration({
      message: `marked ${nameInSentence(pod)} as not ready`,
      because: 'its Node is not ready',
      level: 'detail',
      kind: 'PodNotReady',
    })
    client.updateStatus({ ...pod, status }, narration)
    run.report(pod, { type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' })
  }
}
