// Follows describePod and DescribePodTemplate of k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import type {
  Pod,
  PodTemplateSpec,
  SeccompProfile,
  TopologySpreadConstraint,
} from '#api/generated/types.ts'
import { podQos } from '#api/core/pod-qos.ts'
import { compareText } from '#lib/compare.ts'
import { formatLabelSelector } from '../printers/label-selector.ts'
import {
  type DescribeContext,
  NONE,
  printAnnotationsMultiline,
  printController,
  printLabelsMultiline,
  printTolerations,
  rfc1123,
  timeSince,
} from './common.ts'
import { describeContainers, describeResources } from './containers.ts'
import { describeVolumes } from './volumes.ts'
import type { Writer } from './writer.ts'

/** A Pod with its containers, conditions and volumes. */
export function describePod(writer: Writer, pod: Pod, { nowMs }: DescribeContext): void {
  describeHead(writer, pod)
  describeStatus(writer, pod, nowMs)
  const { spec, status } = pod
  if (spec?.resources !== undefined) {
    writer.line(0, 'Resources:')
    describeResources(writer, spec.resources, 1)
  }
  if ((spec?.initContainers ?? []).length > 0)
    describeContainers(writer, {
      label: 'Init Containers',
      containers: spec?.initContainers,
      statuses: status?.initContainerStatuses,
      pod,
    })
  describeContainers(writer, {
    label: 'Containers',
    containers: spec?.containers,
    statuses: status?.containerStatuses,
    pod,
  })
  if ((spec?.ephemeralContainers ?? []).length > 0)
    describeContainers(writer, {
      label: 'Ephemeral Containers',
      containers: spec?.ephemeralContainers,
      statuses: status?.ephemeralContainerStatuses,
      pod,
    })
  describeConditions(writer, pod)
  describeVolumes(writer, spec?.volumes)
  writer.line(0, `QoS Class:\t${podQos(pod)}`)
  printLabelsMultiline(writer, 'Node-Selectors', spec?.nodeSelector)
  printTolerations(writer, 'Tolerations', spec?.tolerations)
  describeSpread(writer, spec?.topologySpreadConstraints)
  describeGroup(writer, spec?.schedulingGroup?.podGroupName)
}

function describeHead(writer: Writer, { metadata, spec, status }: Pod): void {
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  if (spec?.priority !== undefined) writer.line(0, `Priority:\t${spec.priority}`)
  if ((spec?.priorityClassName ?? '') !== '')
    writer.line(0, `Priority Class Name:\t${spec?.priorityClassName}`)
  if ((spec?.runtimeClassName ?? '') !== '')
    writer.line(0, `Runtime Class Name:\t${spec?.runtimeClassName}`)
  if ((spec?.serviceAccountName ?? '') !== '')
    writer.line(0, `Service Account:\t${spec?.serviceAccountName}`)
  const node = spec?.nodeName ?? ''
  writer.line(0, `Node:\t${node === '' ? NONE : `${node}/${status?.hostIP ?? ''}`}`)
  if (typeof status?.startTime === 'string')
    writer.line(0, `Start Time:\t${rfc1123(status.startTime)}`)
  printLabelsMultiline(writer, 'Labels', metadata.labels)
  printAnnotationsMultiline(writer, 'Annotations', metadata.annotations)
}

function describeStatus(writer: Writer, { metadata, spec, status }: Pod, nowMs: number): void {
  const phase = status?.phase ?? ''
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = metadata
  if (deletionTimestamp !== undefined && phase !== 'Failed' && phase !== 'Succeeded') {
    writer.line(0, `Status:\tTerminating (lasts ${timeSince(deletionTimestamp, nowMs)})`)
    writer.line(0, `Termination Grace Period:\t${deletionGracePeriodSeconds}s`)
  } else writer.line(0, `Status:\t${phase}`)
  if ((status?.reason ?? '') !== '') writer.line(0, `Reason:\t${status?.reason}`)
  if ((status?.message ?? '') !== '') writer.line(0, `Message:\t${status?.message}`)
  describeSeccomp(writer, spec?.securityContext?.seccompProfile)
  writer.line(0, `IP:\t${status?.podIP ?? ''}`)
  const ips = status?.podIPs ?? []
  writer.line(0, ips.length === 0 ? `IPs:\t${NONE}` : 'IPs:')
  for (const { ip } of ips) writer.line(1, `IP:\t${ip}`)
  const controlledBy = printController(metadata)
  if (controlledBy !== '') writer.line(0, `Controlled By:\t${controlledBy}`)
  if ((status?.nominatedNodeName ?? '') !== '')
    writer.line(0, `NominatedNodeName:\t${status?.nominatedNodeName}`)
}

function describeSeccomp(writer: Writer, profile: SeccompProfile | undefined): void {
  if (profile === undefined) return
  writer.line(0, `SeccompProfile:\t${profile.type}`)
  if (profile.type === 'Localhost')
    writer.line(0, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`)
}

function describeConditions(writer: Writer, { spec, status }: Pod): void {
  const conditions = status?.conditions ?? []
  const gates = spec?.readinessGates ?? []
  if (gates.length > 0) writer.line(0, 'Readiness Gates:\n  Type\tStatus')
  for (const { conditionType } of gates) {
    const found = conditions.find(({ type }) => type === conditionType)
    writer.line(1, `${conditionType} \t${found?.status ?? NONE} `)
  }
  if (conditions.length > 0) writer.line(0, 'Conditions:\n  Type\tStatus')
  for (const { type, status: state } of conditions) writer.line(1, `${type} \t${state} `)
}

function describeSpread(
  writer: Writer,
  constraints: readonly TopologySpreadConstraint[] = [],
  space = '',
): void {
  if (constraints.length === 0) return
  const sorted = constraints.toSorted((a, b) => compareText(a.topologyKey, b.topologyKey))
  writer.write(0, `${space}Topology Spread Constraints:\t`)
  for (const [index, one] of sorted.entries()) {
    const { topologyKey, whenUnsatisfiable, maxSkew, labelSelector } = one
    const selector =
      labelSelector === undefined ? '' : ` for selector ${formatLabelSelector(labelSelector)}`
    writer.line(
      0,
      `${index === 0 ? '' : `${space}\t`}${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selector}`,
    )
  }
}

function describeGroup(writer: Writer, name: string | undefined, space = ''): void {
  if (name === undefined) return
  writer.line(0, `${space}SchedulingGroup:`)
  writer.line(1, `PodGroupName:\t${name}`)
}

/** The template of a workload. */
export function describePodTemplate(writer: Writer, template: PodTemplateSpec | undefined): void {
  writer.line(0, 'Pod Template:')
  if (template === undefined) {
    writer.write(1, '<unset>')
    return
  }
  const { metadata, spec } = template
  printLabelsMultiline(writer, '  Labels', metadata?.labels)
  if (Object.keys(metadata?.annotations ?? {}).length > 0)
    printAnnotationsMultiline(writer, '  Annotations', metadata?.annotations)
  if ((spec?.serviceAccountName ?? '') !== '')
    writer.line(1, `Service Account:\t${spec?.serviceAccountName}`)
  if ((spec?.initContainers ?? []).length > 0)
    describeContainers(writer, { label: 'Init Containers', containers: spec?.initContainers }, '  ')
  describeContainers(writer, { label: 'Containers', containers: spec?.containers }, '  ')
  describeVolumes(writer, spec?.volumes, '  ')
  describeSpread(writer, spec?.topologySpreadConstraints, '  ')
  if ((spec?.priorityClassName ?? '') !== '')
    writer.line(1, `Priority Class Name:\t${spec?.priorityClassName}`)
  printLabelsMultiline(writer, '  Node-Selectors', spec?.nodeSelector)
  printTolerations(writer, '  Tolerations', spec?.tolerations)
  describeGroup(writer, spec?.schedulingGroup?.podGroupName, '  ')
}
