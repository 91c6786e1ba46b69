// Pods. Follows pkg/registry/core/pod/strategy.go (v1.36).
import { setPodCondition } from '#api/core/pod-condition.ts'
import { podInfo } from '#api/core/pod-info.ts'
import { computePodQos } from '#api/core/pod-qos.ts'
import type { Pod, PodStatus } from '#api/generated/types.ts'
import { FieldPath } from '#api/meta/field-error.ts'
import { durationMs, msOfTime, timeOf } from '#api/meta/time.ts'
import { equal } from '#lib/equal.ts'
import { setDefaultsPod } from '../../../defaults/pod-defaults.ts'
import { validatePod } from '../../../validation/pod/validate-pod.ts'
import { podWarnings } from '../../../warnings/pod-warnings.ts'
import { validateObjectMetaUpdate } from '../../../validation/validate-object-meta.ts'
import { nextGeneration, nothingToAllocate, noWarnings, type Strategy } from '../../strategy.ts'
import { applyAppArmorVersionSkew, appArmorWarnings } from './apply-app-armor.ts'
import { applyMatchLabelKeys } from './match-label-keys.ts'
import { validatePodStatusUpdate } from './validate-pod-status.ts'
import { POD_PARTS } from './pod-parts.ts'
import { validatePodUpdate } from './validate-pod-update.ts'

const DEFAULT_GRACE_SECONDS = 30

function statusOfNewPod(pod: Pod, nowMs: number): PodStatus {
  const status: PodStatus = { phase: 'Pending', qosClass: computePodQos(pod) }
  if ((pod.spec?.schedulingGates ?? []).length === 0) return status
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  }
  return setPodCondition(status, condition, nowMs)
}

/** The class is set at creation, and stays when a status does not name it. */
function keepQosClass(next: Pod, old: Pod): Pod {
  const { qosClass } = old.status ?? {}
  if (qosClass === undefined || (next.status?.qosClass ?? '') !== '') return next
  return { ...next, status: { ...next.status, qosClass } }
}

/** The one address and the list of them say the same. Follows Convert_v1_PodStatus_To_core_PodStatus of pkg/apis/core/v1/conversion.go. */
function withSameAddresses(pod: Pod): Pod {
  const { podIP = '', podIPs = [] } = pod.status ?? {}
  const first = podIPs[0]?.ip ?? ''
  if (podIP === first) return pod
  const addresses = podIP === '' ? { podIP: first } : { podIPs: [{ ip: podIP }] }
  return { ...pod, status: { ...pod.status, ...addresses } }
}

/** The seconds a Pod is given to stop; 0 when nobody has to stop anything. */
function gracePeriodOf(pod: Pod, asked: number | undefined): number {
  const phase = pod.status?.phase
  if (!pod.spec?.nodeName || phase === 'Succeeded' || phase === 'Failed') return 0
  const seconds = asked ?? pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS
  return seconds < 0 ? 1 : seconds
}

export const podStrategy = {
  info: podInfo,
  isChecked: () => true,
  setDefaults: setDefaultsPod,
  prepareForCreate(object, nowMs) {
    const pod = applyAppArmorVersionSkew(applyMatchLabelKeys(object))
    return {
      ...pod,
      metadata: { ...pod.metadata, generation: 1 },
      status: statusOfNewPod(pod, nowMs),
    }
  },
  beginCreate: nothingToAllocate,
  beginUpdate: nothingToAllocate,
  parts: POD_PARTS,
  validate: validatePod,
  earlyWarnings: ({ spec = {}, metadata }) => appArmorWarnings(spec, metadata.annotations ?? {}),
  warningsOnCreate: (pod) => podWarnings(pod, new FieldPath()),
  prepareForUpdate: (next, old) => nextGeneration(next, old, !equal(next.spec, old.spec)),
  validateUpdate: (next, old) => [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validatePodUpdate(next, old),
  ],
  warningsOnUpdate: noWarnings,
  prepareForStatusUpdate: (next, old) => withSameAddresses(keepQosClass(next, old)),
  validateStatusUpdate: validatePodStatusUpdate,
  /** A later request may only shorten the time. */
  defaultGarbageCollectionPolicy: null,
  checkGracefulDelete(pod, asked, nowMs) {
    const seconds = gracePeriodOf(pod, asked)
    if (seconds === 0 && (pod.metadata.finalizers ?? []).length === 0) return 'remove'
    const { deletionTimestamp, deletionGracePeriodSeconds: before = 0, generation } = pod.metadata
    if (deletionTimestamp !== undefined) {
      if (seconds >= before) return pod
      // Counted from when it was asked for first. The end of a Pod that something holds is no change of what is wanted.
      const endMs = msOfTime(deletionTimestamp) + durationMs(seconds) - durationMs(before)
      const isOver = endMs < nowMs
      const metadata = {
        ...pod.metadata,
        deletionTimestamp: timeOf(Math.max(endMs, nowMs)),
        deletionGracePeriodSeconds: isOver && seconds > 0 ? 1 : seconds,
        ...(seconds > 0 ? { generation: (generation ?? 0) + 1 } : {}),
      }
      return { ...pod, metadata }
    }
    return {
      ...pod,
      metadata: {
        ...pod.metadata,
        generation: (generation ?? 0) + 1,
        deletionTimestamp: timeOf(nowMs + durationMs(seconds)),
        deletionGracePeriodSeconds: seconds,
      },
    }
  },
  /** By its kubelet, until that has stopped all containers. */
  allowCreateOnUpdate: false,
  takesPropagation: () => true,
  isHeldBack: ({ metadata }) => metadata.deletionGracePeriodSeconds !== 0,
  warningsOnDelete: noWarnings,
  scale: null,
} satisfies Strategy<Pod>
