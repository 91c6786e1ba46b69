// POST pods/binding. Follows pkg/registry/core/pod/storage/storage.go assignPod (v1.36), facts A2.3.
import { setPodCondition } from '#api/core/pod-condition.ts'
import { objectKey, type ObjectOf } from '#api/meta/object.ts'
import type { ApiResult, Status } from '#api/meta/status.ts'
import { errorText, rootPath } from '#api/meta/field-error.ts'
import type { Binding } from '#api/generated/types.ts'
import type { Narration } from '#sim/world.ts'
import type { AdmissionOutcome } from '../../../admission/run-admission.ts'
import { notFound, statusOf } from '../../../statuses.ts'
import { notSupported, required } from '../../../validation/errors.ts'
import type { Store } from '../../../storage/store.ts'

export interface BindingServer {
  readonly store: Store
  readonly nowMs: number
  /** Admission of pods/binding; it is asked with the Pod as it would be bound. */
  admit(bound: ObjectOf<'Pod'>, old: ObjectOf<'Pod'>): AdmissionOutcome<ObjectOf<'Pod'>>
}

/** Sets spec.nodeName of a Pod that has none, with PodScheduled=True. */
export function bindPod(
  server: BindingServer,
  { metadata, target }: Binding,
  narration: Narration,
): ApiResult<ObjectOf<'Pod'>> {
  const { namespace = 'default', name = '', labels, annotations } = metadata
  const invalid = validatePodBinding(target ?? {})
  if (invalid !== null) return { ok: false, status: invalid }
  const pod = server.store.get(objectKey('Pod', namespace, name), 'Pod')
  if (pod?.spec === undefined) return { ok: false, status: notFound('Pod', name) }
  const problem = bindingConflict(pod, name)
  if (problem !== null) return { ok: false, status: problem }
  const { nominatedNodeName: _cleared, ...status } = pod.status ?? {}
  const bound: ObjectOf<'Pod'> = {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(labels === undefined ? {} : { labels: { ...pod.metadata.labels, ...labels } }),
      ...(annotations === undefined
        ? {}
        : { annotations: { ...pod.metadata.annotations, ...annotations } }),
    },
    spec: { ...pod.spec, nodeName: target.name ?? '' },
    status: setPodCondition(status, { type: 'PodScheduled', status: 'True' }, server.nowMs),
  }
  const { object, refusal } = server.admit(bound, pod)
  if (refusal !== null) return { ok: false, status: refusal }
  return { ok: true, object: server.store.put(object, narration), warnings: [] }
}

/** Why a target is no Node. Follows ValidatePodBinding; its errors are given out as they are. */
function validatePodBinding({ kind = '', name = '' }: Binding['target']): Status | null {
  const path = rootPath('target')
  const errors = [
    ...(kind === '' || kind === 'Node'
      ? []
      : [notSupported(path.child('kind'), kind, ['Node', '<empty>'])]),
    ...(name === '' ? [required(path.child('name'))] : []),
  ].map(errorText)
  if (errors.length === 0) return null
  return statusOf('', errors.length === 1 ? errors.join('') : `[${errors.join(', ')}]`)
}

function bindingConflict(pod: ObjectOf<'Pod'>, name: string): Status | null {
  const refuse = (detail: string): Status =>
    statusOf('Conflict', `Operation cannot be fulfilled on pods/binding "${name}": ${detail}`)
  if (pod.metadata.deletionTimestamp !== undefined) {
    return refuse(`pod ${name} is being deleted, cannot be assigned to a host`)
  }
  if (pod.spec?.nodeName)
    return refuse(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`)
  if ((pod.spec?.schedulingGates ?? []).length > 0)
    return refuse(`pod ${name} has non-empty .spec.schedulingGates`)
  return null
}
