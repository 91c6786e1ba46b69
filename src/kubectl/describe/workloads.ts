// ReplicaSets, ReplicationControllers, Deployments, StatefulSets, DaemonSets and what limits their disruptions.
// Follows k8s.io/kubectl/pkg/describe/describe.go and pkg/util/deployment/deployment.go (v1.36).
import type {
  DaemonSet,
  Deployment,
  LabelSelector,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  PodTemplateSpec,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { formatLabelSelector as selectorText } from '#api/meta/label-selector-text.ts'
import { msOfTime } from '#api/meta/time.ts'
import { compareText } from '#lib/compare.ts'
import { equal } from '#lib/equal.ts'
import { formatLabelSelector } from '../printers/label-selector.ts'
import { claimClass } from './claim.ts'
import {
  type DescribeContext,
  formatLabels,
  goList,
  NONE,
  printAnnotationsMultiline,
  printController,
  printLabelsMultiline,
  printMultiline,
  printReasons,
  quantityText,
  rfc1123,
} from './common.ts'
import { describePodTemplate } from './pod.ts'
import type { Writer } from './writer.ts'

interface Controller {
  readonly metadata: { readonly namespace?: string; readonly uid?: string }
}

/** '1 Running / 0 Waiting / 0 Succeeded / 0 Failed', of the Pods that an object controls. */
function podsStatus(
  { metadata }: Controller,
  selector: LabelSelector | undefined,
  { reader }: DescribeContext,
): string {
  const { namespace = 'default', uid = '' } = metadata
  const pods = reader
    .list('Pod', { namespace })
    .filter(
      (pod) =>
        matchesLabelSelector(selector, pod.metadata.labels) &&
        pod.metadata.ownerReferences?.some(
          (owner) => owner.controller === true && owner.uid === uid,
        ) === true,
    )
  const count = (phase: string): number =>
    pods.filter(({ status }) => status?.phase === phase).length
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`
}

function describeNames(writer: Writer, { metadata }: ReplicaSet | ReplicationController): void {
  printLabelsMultiline(writer, 'Labels', metadata.labels)
  printAnnotationsMultiline(writer, 'Annotations', metadata.annotations)
}

/** A ReplicaSet. */
export function describeReplicaSet(
  writer: Writer,
  set: ReplicaSet,
  context: DescribeContext,
): void {
  const { metadata, spec, status } = set
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  writer.line(0, `Selector:\t${formatLabelSelector(spec?.selector)}`)
  describeNames(writer, set)
  const controlledBy = printController(metadata)
  if (controlledBy !== '') writer.line(0, `Controlled By:\t${controlledBy}`)
  writer.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`)
  writer.line(0, `Pods Status:\t${podsStatus(set, spec?.selector, context)}`)
  describePodTemplate(writer, spec?.template)
  printReasons(writer, status?.conditions)
}

/** A ReplicationController. */
export function describeReplicationController(
  writer: Writer,
  controller: ReplicationController,
  context: DescribeContext,
): void {
  const { metadata, spec, status } = controller
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  writer.line(0, `Selector:\t${formatLabels(spec?.selector)}`)
  describeNames(writer, controller)
  writer.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`)
  const selector = { matchLabels: spec?.selector ?? {} }
  writer.line(0, `Pods Status:\t${podsStatus(controller, selector, context)}`)
  describePodTemplate(writer, spec?.template)
  printReasons(writer, status?.conditions)
}

/** A Deployment with its old and its new ReplicaSet. */
export function describeDeployment(
  writer: Writer,
  deployment: Deployment,
  context: DescribeContext,
): void {
  const { metadata, spec, status } = deployment
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  writer.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`)
  printLabelsMultiline(writer, 'Labels', metadata.labels)
  printAnnotationsMultiline(writer, 'Annotations', metadata.annotations)
  writer.line(0, `Selector:\t${selectorText(spec?.selector)}`)
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status ?? {}
  writer.line(
    0,
    `Replicas:\t${spec?.replicas ?? 0} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${status?.unavailableReplicas ?? 0} unavailable`,
  )
  writer.line(0, `StrategyType:\t${spec?.strategy?.type ?? ''}`)
  writer.line(0, `MinReadySeconds:\t${spec?.minReadySeconds ?? 0}`)
  const rolling = spec?.strategy?.rollingUpdate
  if (rolling !== undefined)
    writer.line(
      0,
      `RollingUpdateStrategy:\t${rolling.maxUnavailable ?? ''} max unavailable, ${rolling.maxSurge ?? ''} max surge`,
    )
  describePodTemplate(writer, spec?.template)
  printReasons(writer, status?.conditions)
  describeReplicaSets(writer, deployment, context)
}

function describeReplicaSets(
  writer: Writer,
  { metadata, spec }: Deployment,
  { reader }: DescribeContext,
): void {
  const { namespace = 'default', uid = '' } = metadata
  const owned = reader
    .list('ReplicaSet', { namespace })
    .filter(
      (set) =>
        matchesLabelSelector(spec?.selector, set.metadata.labels) &&
        set.metadata.ownerReferences?.some(
          (owner) => owner.controller === true && owner.uid === uid,
        ) === true,
    )
    .toSorted(byCreation)
  if (owned.length === 0) return
  const template = withoutHash(spec?.template)
  const newest = owned.find((set) => equal(withoutHash(set.spec?.template), template))
  const old = owned.filter((set) => set !== newest)
  writer.line(0, `OldReplicaSets:\t${setsText(old)}`)
  writer.line(0, `NewReplicaSet:\t${setsText(newest === undefined ? [] : [newest])}`)
}

function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  const created = ({ metadata }: ReplicaSet): number => msOfTime(metadata.creationTimestamp ?? '')
  return created(a) - created(b) || compareText(a.metadata.name ?? '', b.metadata.name ?? '')
}

const HASH_LABEL = 'pod-template-hash'

function withoutHash(template: PodTemplateSpec | undefined): unknown {
  const { [HASH_LABEL]: _hash, ...labels } = template?.metadata?.labels ?? {}
  return { ...template, metadata: { ...template?.metadata, labels } }
}

function setsText(sets: readonly ReplicaSet[]): string {
  const texts = sets.map(
    ({ metadata, spec, status }) =>
      `${metadata.name ?? ''} (${status?.replicas ?? 0}/${spec?.replicas ?? 0} replicas created)`,
  )
  return texts.join(', ') || NONE
}

/** A StatefulSet. */
export function describeStatefulSet(
  writer: Writer,
  set: StatefulSet,
  context: DescribeContext,
): void {
  const { metadata, spec, status } = set
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  writer.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`)
  writer.line(0, `Selector:\t${selectorText(spec?.selector)}`)
  printLabelsMultiline(writer, 'Labels', metadata.labels)
  printAnnotationsMultiline(writer, 'Annotations', metadata.annotations)
  writer.line(0, `Replicas:\t${spec?.replicas ?? 0} desired | ${status?.replicas ?? 0} total`)
  writer.line(0, `Update Strategy:\t${spec?.updateStrategy?.type ?? ''}`)
  const rolling = spec?.updateStrategy?.rollingUpdate
  if (rolling?.partition !== undefined) {
    writer.line(1, `Partition:\t${rolling.partition}`)
    if (rolling.maxUnavailable !== undefined)
      writer.line(1, `MaxUnavailable:\t${rolling.maxUnavailable}`)
  }
  writer.line(0, `Pods Status:\t${podsStatus(set, spec?.selector, context)}`)
  describePodTemplate(writer, spec?.template)
  describeClaimTemplates(writer, spec?.volumeClaimTemplates)
}

function describeClaimTemplates(
  writer: Writer,
  templates: readonly PersistentVolumeClaim[] = [],
): void {
  if (templates.length === 0) {
    writer.line(0, `Volume Claims:\t${NONE}`)
    return
  }
  writer.line(0, 'Volume Claims:')
  for (const claim of templates) {
    const { metadata, spec } = claim
    writer.line(1, `Name:\t${metadata.name ?? ''}`)
    writer.line(1, `StorageClass:\t${claimClass(claim)}`)
    printMultiline(writer, '  Labels:\t', metadata.labels, '  \t')
    printMultiline(writer, '  Annotations:\t', metadata.annotations, '  \t')
    const storage = spec?.resources?.requests?.['storage']
    writer.line(1, `Capacity:\t${storage === undefined ? '<default>' : quantityText(storage)}`)
    writer.line(1, `Access Modes:\t${goList(spec?.accessModes)}`)
  }
}

/** A DaemonSet. */
export function describeDaemonSet(writer: Writer, set: DaemonSet, context: DescribeContext): void {
  const { metadata, spec, status } = set
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  writer.line(0, `Selector:\t${selectorText(spec?.selector)}`)
  writer.line(0, `Node-Selector:\t${formatLabels(spec?.template?.spec?.nodeSelector)}`)
  printLabelsMultiline(writer, 'Labels', metadata.labels)
  printAnnotationsMultiline(writer, 'Annotations', metadata.annotations)
  for (const [title, number] of [
    ['Desired Number of Nodes Scheduled', status?.desiredNumberScheduled],
    ['Current Number of Nodes Scheduled', status?.currentNumberScheduled],
    ['Number of Nodes Scheduled with Up-to-date Pods', status?.updatedNumberScheduled],
    ['Number of Nodes Scheduled with Available Pods', status?.numberAvailable],
    ['Number of Nodes Misscheduled', status?.numberMisscheduled],
  ] as const)
    writer.line(0, `${title}: ${number ?? 0}`)
  writer.line(0, `Pods Status:\t${podsStatus(set, spec?.selector, context)}`)
  describePodTemplate(writer, spec?.template)
}

/** A PodDisruptionBudget. */
export function describePodDisruptionBudget(writer: Writer, budget: PodDisruptionBudget): void {
  const { metadata, spec, status } = budget
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  if (spec?.minAvailable !== undefined) writer.line(0, `Min available:\t${spec.minAvailable}`)
  else if (spec?.maxUnavailable !== undefined)
    writer.line(0, `Max unavailable:\t${spec.maxUnavailable}`)
  const selector = spec?.selector === undefined ? '<unset>' : formatLabelSelector(spec.selector)
  writer.line(0, `Selector:\t${selector}`)
  writer.line(0, 'Status:')
  writer.line(2, `Allowed disruptions:\t${status?.disruptionsAllowed ?? 0}`)
  writer.line(2, `Current:\t${status?.currentHealthy ?? 0}`)
  writer.line(2, `Desired:\t${status?.desiredHealthy ?? 0}`)
  writer.line(2, `Total:\t${status?.expectedPods ?? 0}`)
}
