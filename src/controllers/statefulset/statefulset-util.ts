// What can be said of a StatefulSet and its Pods by looking at them: ordinals, names, identity, storage.
// Follows pkg/controller/statefulset/stateful_set_utils.go (v1.36).
import { getPodCondition, isPodReady } from '#api/core/pod-condition.ts'
import type {
  PersistentVolumeClaim,
  Pod,
  PodTemplateSpec,
  StatefulSet,
  Volume,
} from '#api/generated/types.ts'
import { ownerReferenceTo } from '../controller-ref.ts'
import { CONTROLLER_REVISION_HASH } from '../history/controller-history.ts'
import { isPodAvailable } from '../pod-availability.ts'

export const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name'
const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index'
const MEMBER = /^(.*)-([0-9]+)$/
const MAX_INT32 = 2_147_483_647

/** spec.replicas; 1 when it is not set. */
export function replicasOf({ spec }: StatefulSet): number {
  return spec?.replicas ?? 1
}

/** The first ordinal. */
export function startOrdinalOf({ spec }: StatefulSet): number {
  return spec?.ordinals?.start ?? 0
}

/** The set and the ordinal that the name of a Pod says; '' and -1 when it says none. */
export function parentNameAndOrdinal({
  metadata,
}: Pod): readonly [parent: string, ordinal: number] {
  const [, parent = '', digits = ''] = MEMBER.exec(metadata.name ?? '') ?? []
  return [parent, digits === '' || Number(digits) > MAX_INT32 ? -1 : Number(digits)]
}

/** The ordinal of a Pod; -1 when its name says none. */
export function ordinalOf(pod: Pod): number {
  return parentNameAndOrdinal(pod)[1]
}

/** Whether the name of the Pod is one of this set. */
export function isMemberOf(set: StatefulSet, pod: Pod): boolean {
  return parentNameAndOrdinal(pod)[0] === set.metadata.name
}

/** Whether the ordinal is one that the set is to have now. */
export function isOrdinalInRange(set: StatefulSet, ordinal: number): boolean {
  const start = startOrdinalOf(set)
  return ordinal >= start && ordinal < start + replicasOf(set)
}

/** '<template>-<set>-<ordinal>'. */
export function claimNameOf(
  set: StatefulSet,
  template: PersistentVolumeClaim,
  ordinal: number,
): string {
  return `${template.metadata.name ?? ''}-${set.metadata.name ?? ''}-${ordinal}`
}

/** The claims of a Pod, each with the name of its template. */
export function claimsOf(
  set: StatefulSet,
  ordinal: number,
): readonly (readonly [volume: string, claim: PersistentVolumeClaim])[] {
  const { volumeClaimTemplates = [], selector } = set.spec ?? {}
  return volumeClaimTemplates.map((template) => {
    const { status: _status, ...claim } = template
    const labels = { ...template.metadata.labels, ...selector?.matchLabels }
    const metadata = {
      ...template.metadata,
      name: claimNameOf(set, template, ordinal),
      namespace: set.metadata.namespace ?? 'default',
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
    }
    return [template.metadata.name ?? '', { ...claim, metadata }]
  })
}

/** The volumes with one for each claim, which takes the place of others of its name. */
export function withStorage(
  set: StatefulSet,
  ordinal: number,
  volumes: readonly Volume[] = [],
): readonly Volume[] {
  const claims = claimsOf(set, ordinal)
  const names = new Set(claims.map(([name]) => name))
  return [
    ...claims.map(([name, { metadata }]) => ({
      name,
      persistentVolumeClaim: { claimName: metadata.name ?? '' },
    })),
    ...volumes.filter(({ name }) => !names.has(name)),
  ]
}

/** The labels by which a Pod says who it is. */
export function identityLabels(name: string, ordinal: number): Readonly<Record<string, string>> {
  return { [POD_NAME_LABEL]: name, [POD_INDEX_LABEL]: String(ordinal) }
}

/** The name of the Pod of an ordinal. */
export function podNameOf({ metadata }: StatefulSet, ordinal: number): string {
  return `${metadata.name ?? ''}-${ordinal}`
}

/** Whether a Pod has the name of its ordinal, which `db-01` has not, and its labels say who it is. */
export function identityMatches(set: StatefulSet, pod: Pod): boolean {
  const { name, labels } = pod.metadata
  return name === podNameOf(set, ordinalOf(pod)) && labels?.[POD_NAME_LABEL] === name
}

/** Whether a Pod has a volume for each claim. */
export function storageMatches(set: StatefulSet, pod: Pod): boolean {
  const volumes = new Map((pod.spec?.volumes ?? []).map((volume) => [volume.name, volume]))
  return claimsOf(set, ordinalOf(pod)).every(
    ([name, { metadata }]) => volumes.get(name)?.persistentVolumeClaim?.claimName === metadata.name,
  )
}

/** The Pod of an ordinal from a template. Upstream: newStatefulSetPod. */
export function newStatefulSetPod(
  set: StatefulSet,
  ordinal: number,
  { template, revision }: { readonly template: PodTemplateSpec; readonly revision: string },
): Pod {
  const name = podNameOf(set, ordinal)
  const { labels, annotations, finalizers } = template.metadata ?? {}
  const volumes = withStorage(set, ordinal, template.spec?.volumes)
  const { serviceName = '' } = set.spec ?? {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: `${set.metadata.name ?? ''}-`,
      namespace: set.metadata.namespace ?? 'default',
      labels: {
        ...labels,
        ...identityLabels(name, ordinal),
        [CONTROLLER_REVISION_HASH]: revision,
      },
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [ownerReferenceTo(set)],
    },
    spec: {
      ...(template.spec ?? { containers: [] }),
      ...(volumes.length === 0 ? {} : { volumes }),
      hostname: name,
      ...(serviceName === '' ? {} : { subdomain: serviceName }),
    },
  }
}

/** The name of the revision that a Pod is of. */
export function podRevisionOf({ metadata }: Pod): string {
  return metadata.labels?.[CONTROLLER_REVISION_HASH] ?? ''
}

/** Whether a Pod is stored: one that was only thought of has no phase. */
export function isCreated({ status }: Pod): boolean {
  return (status?.phase ?? '') !== ''
}

/** Whether a Pod is being deleted. */
export function isTerminating({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined
}

/** Whether a Pod runs and is ready. */
export function isRunningAndReady({ status }: Pod): boolean {
  return status?.phase === 'Running' && isPodReady(status)
}

/** Whether a Pod is not there for its clients: not available, or on its way out. */
export function isUnavailable(set: StatefulSet, pod: Pod, nowMs: number): boolean {
  const { minReadySeconds = 0 } = set.spec ?? {}
  return !isPodAvailable(pod, minReadySeconds, nowMs) || isTerminating(pod)
}

/** Whether a Pod no longer holds up those behind it in the order. */
export function isUp(set: StatefulSet, pod: Pod, nowMs: number): boolean {
  return isRunningAndReady(pod) && !isUnavailable(set, pod, nowMs)
}

/**
 * Whether a Pod that is too many may go, one after the other: it is up, or is the lowest of those in trouble. `condemned` has the
 * highest ordinal first. All that are to stay are available by then, so that the first in trouble is among those that are to go.
 */
export function mayGo(
  set: StatefulSet,
  pod: Pod,
  condemned: readonly Pod[],
  nowMs: number,
): boolean {
  return (
    isUp(set, pod, nowMs) || pod === condemned.findLast((one) => isUnavailable(set, one, nowMs))
  )
}

/** The Pod that a rolling update replaces next, or waits for; null when it has nothing to do with any. */
export function nextOfUpdate(
  set: StatefulSet,
  revision: string,
  pods: ReadonlyMap<number, Pod>,
  nowMs: number,
): { readonly act: 'replace' | 'wait'; readonly pod: Pod } | null {
  const { partition = 0 } = set.spec?.updateStrategy?.rollingUpdate ?? {}
  const first = startOrdinalOf(set)
  for (let ordinal = first + replicasOf(set) - 1; ordinal >= first + partition; ordinal -= 1) {
    const pod = pods.get(ordinal)
    // One that was made just now is of the new revision, and not available.
    if (pod === undefined || !isCreated(pod)) return null
    if (podRevisionOf(pod) !== revision && !isTerminating(pod)) return { act: 'replace', pod }
    if (isUnavailable(set, pod, nowMs)) return { act: 'wait', pod }
  }
  return null
}

/** What one has to wait for with a Pod, as a clause: 'is not running'. Empty when there is nothing. */
export function waitsFor(pod: Pod): string {
  if (isTerminating(pod)) return 'is still terminating'
  if (pod.status?.phase !== 'Running') return `is ${pod.status?.phase ?? 'not there'}`
  const since = getPodCondition(pod.status, 'Ready')
  return since?.status === 'True' ? 'is not ready for long enough' : 'is not ready'
}
