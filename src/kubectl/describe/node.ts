// Follows describeNode of k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import type {
  Lease,
  Node,
  NodeCondition,
  Pod,
  Quantity,
  ResourceSlice,
} from '#api/generated/types.ts'
import { isTerminalPod } from '#api/core/containers.ts'
import { podResourceList } from '#api/core/pod-requests.ts'
import { addQuantities, milliValue, printQuantity, quantityOf, value } from '#api/meta/quantity.ts'
import { compareText } from '#lib/compare.ts'
import { rolesText } from '../printers/node.ts'
import {
  type DescribeContext,
  printAnnotationsMultiline,
  printLabelsMultiline,
  printTaints,
  quantityText,
  rfc1123,
  timeSince,
  UNSET,
} from './common.ts'
import type { Writer } from './writer.ts'

type Quantities = Readonly<Record<string, Quantity>>

const LEASES = 'kube-node-lease'
const MOST_POOLS = 10

/** A Node with what runs on it and what that asks for. */
export function describeNode(writer: Writer, node: Node, context: DescribeContext): void {
  const { reader } = context
  const { metadata, spec, status } = node
  const name = metadata.name ?? ''
  writer.line(0, `Name:\t${name}`)
  writer.line(0, `Roles:\t${rolesText(node)}`)
  printLabelsMultiline(writer, 'Labels', metadata.labels)
  printAnnotationsMultiline(writer, 'Annotations', metadata.annotations)
  writer.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`)
  printTaints(writer, spec?.taints)
  writer.line(0, `Unschedulable:\t${spec?.unschedulable === true}`)
  describeLease(writer, name, reader.get('Lease', LEASES, name))
  describeConditions(writer, status?.conditions)
  writer.line(0, 'Addresses:')
  for (const { type, address } of status?.addresses ?? []) writer.line(1, `${type}:\t${address}`)
  describeList(writer, 'Capacity:', status?.capacity)
  describeList(writer, 'Allocatable:', status?.allocatable)
  describeSlices(writer, name, reader.list('ResourceSlice'))
  describeSystem(writer, node)
  const pods = reader
    .list('Pod', { fieldSelector: [{ field: 'spec.nodeName', operator: '=', value: name }] })
    .filter((pod) => !isTerminalPod(pod))
  describePods(writer, node, pods, context.nowMs)
}

function describeLease(writer: Writer, node: string, lease: Lease | undefined): void {
  if (lease === undefined) {
    writer.line(0, `Lease:\tFailed to get lease: leases.coordination.k8s.io "${node}" not found`)
    return
  }
  const { holderIdentity, acquireTime, renewTime } = lease.spec ?? {}
  const time = (text: string | null | undefined): string =>
    typeof text === 'string' ? rfc1123(text) : UNSET
  writer.line(0, 'Lease:')
  writer.line(1, `HolderIdentity:\t${holderIdentity ?? UNSET}`)
  writer.line(1, `AcquireTime:\t${time(acquireTime)}`)
  writer.line(1, `RenewTime:\t${time(renewTime)}`)
}

function describeConditions(writer: Writer, conditions: readonly NodeCondition[] = []): void {
  if (conditions.length === 0) return
  writer.line(
    0,
    'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage',
  )
  writer.line(1, '----\t------\t-----------------\t------------------\t------\t-------')
  for (const one of conditions) {
    const { type, status, reason = '', message = '' } = one
    const times = `${rfc1123(one.lastHeartbeatTime)} \t${rfc1123(one.lastTransitionTime)}`
    writer.line(1, `${type} \t${status} \t${times} \t${reason} \t${message}`)
  }
}

function describeList(writer: Writer, title: string, list: Quantities = {}): void {
  const entries = Object.entries(list).toSorted(([a], [b]) => compareText(a, b))
  if (entries.length > 0) writer.line(0, title)
  for (const [name, quantity] of entries) writer.line(0, `  ${name}:\t${quantityText(quantity)}`)
}

function describeSlices(writer: Writer, node: string, slices: readonly ResourceSlice[]): void {
  const pools = new Map<string, { text: string; slices: number; devices: number }>()
  for (const { spec } of slices) {
    if (spec.nodeName !== node) continue
    const key = `${spec.driver}/${spec.pool.name}`
    const known = pools.get(key) ?? {
      text: `${spec.driver}\t${spec.pool.name}`,
      slices: 0,
      devices: 0,
    }
    known.slices += 1
    known.devices += spec.devices?.length ?? 0
    pools.set(key, known)
  }
  if (pools.size === 0) return
  writer.line(0, 'Node-Local ResourceSlices:')
  writer.line(1, 'Driver\tPool\tSlices\tDevices')
  writer.line(1, '------\t----\t------\t-------')
  const sorted = [...pools].toSorted(([a], [b]) => compareText(a, b))
  for (const [, pool] of sorted.slice(0, MOST_POOLS))
    writer.line(1, `${pool.text}\t${pool.slices}\t${pool.devices}`)
  if (sorted.length > MOST_POOLS) writer.line(1, `...and ${sorted.length - MOST_POOLS} more pools`)
}

function describeSystem(writer: Writer, { spec, status }: Node): void {
  const info = status?.nodeInfo
  writer.line(0, 'System Info:')
  for (const [title, text] of [
    ['Machine ID', info?.machineID],
    ['System UUID', info?.systemUUID],
    ['Boot ID', info?.bootID],
    ['Kernel Version', info?.kernelVersion],
    ['OS Image', info?.osImage],
    ['Operating System', info?.operatingSystem],
    ['Architecture', info?.architecture],
    ['Container Runtime Version', info?.containerRuntimeVersion],
    ['Kubelet Version', info?.kubeletVersion],
  ] as const)
    writer.line(0, `  ${title}:\t${text ?? ''}`)
  if ((spec?.podCIDR ?? '') !== '') writer.line(0, `PodCIDR:\t${spec?.podCIDR}`)
  if ((spec?.podCIDRs ?? []).length > 0) writer.line(0, `PodCIDRs:\t${spec?.podCIDRs?.join(',')}`)
  if ((spec?.providerID ?? '') !== '') writer.line(0, `ProviderID:\t${spec?.providerID}`)
}

/** '250m (12%)': an amount, and its share of what the Node has for Pods. */
function shareText(
  amount: Quantity | undefined,
  whole: Quantity | undefined,
  isCpu: boolean,
): string {
  const numberOf = isCpu ? milliValue : value
  const share = (numberOf(amount) / numberOf(whole)) * 100
  return `${quantityText(amount)} (${goInteger(share)}%)`
}

/** A fraction as Go makes a whole number of it; what is none becomes the least one there is. */
function goInteger(fraction: number): string {
  return Number.isFinite(fraction) ? String(Math.trunc(fraction)) : '-9223372036854775808'
}

function describePods(writer: Writer, { status }: Node, pods: readonly Pod[], nowMs: number): void {
  const whole: Quantities = status?.allocatable ?? status?.capacity ?? {}
  writer.line(0, `Non-terminated Pods:\t(${pods.length} in total)`)
  writer.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge')
  writer.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---')
  for (const pod of pods) {
    const { metadata } = pod
    const shares = (['cpu', 'memory'] as const).flatMap((name) =>
      (['requests', 'limits'] as const).map((side) =>
        shareText(podResourceList(pod, side)[name], whole[name], name === 'cpu'),
      ),
    )
    const cells = [...shares, timeSince(metadata.creationTimestamp, nowMs)]
    writer.line(1, `${metadata.namespace ?? ''}\t${metadata.name ?? ''}\t\t${cells.join('\t')}`)
  }
  const lists = { requests: totalOf(pods, 'requests'), limits: totalOf(pods, 'limits') }
  describeTotals(writer, lists, whole)
}

function totalOf(pods: readonly Pod[], side: 'requests' | 'limits'): Quantities {
  const total = new Map<string, ReturnType<typeof quantityOf>>()
  for (const pod of pods)
    for (const [name, quantity] of Object.entries(podResourceList(pod, side))) {
      const known = total.get(name)
      const amount = quantityOf(quantity)
      total.set(name, known === undefined ? amount : addQuantities(known, amount))
    }
  return Object.fromEntries([...total].map(([name, amount]) => [name, printQuantity(amount)]))
}

interface Totals {
  readonly requests: Quantities
  readonly limits: Quantities
}

const STANDARD = ['cpu', 'memory', 'ephemeral-storage']

function describeTotals(writer: Writer, { requests, limits }: Totals, whole: Quantities): void {
  writer.line(
    0,
    'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)',
  )
  writer.line(1, 'Resource\tRequests\tLimits')
  writer.line(1, '--------\t--------\t------')
  const share = (list: Quantities, name: string): string => {
    const isCpu = name === 'cpu'
    const isNone = (isCpu ? milliValue : value)(whole[name]) === 0
    return isNone ? `${quantityText(list[name])} (0%)` : shareText(list[name], whole[name], isCpu)
  }
  const names = Object.keys(whole).toSorted(compareText)
  const pages = names.filter((name) => name.startsWith('hugepages-'))
  for (const name of [...STANDARD, ...pages])
    writer.line(1, `${name}\t${share(requests, name)}\t${share(limits, name)}`)
  const others = names.filter(
    (name) => !STANDARD.includes(name) && !pages.includes(name) && name !== 'pods',
  )
  for (const name of others)
    writer.line(1, `${name}\t${quantityText(requests[name])}\t${quantityText(limits[name])}`)
}
