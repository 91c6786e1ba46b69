// The picture of one Node: its state, its taints, and how much of it the Pods on it asked for.
import { isControlPlaneNode } from '#api/core/control-plane.ts'
import type { Node, NodeCondition } from '#api/generated/types.ts'
import type { MachineRecord } from '#api/runtime/records.ts'
import { milliValue, value } from '#api/meta/quantity.ts'
import { bytesText } from '#picture/words/format.ts'
import type { CapacityPicture, NodePicture, PodShare, ShownState } from '../canvas-graph.ts'
import { sameItems } from './pod-model.ts'

export interface NodeSources {
  readonly node: Node
  readonly shares: readonly PodShare[]
  readonly staticFolder: string
  readonly machine: MachineRecord | undefined
}

/** The picture of a Node, or the earlier one when nothing that it was made of has changed. */
export function nodePictureOf(from: NodeSources, earlier: NodePicture | undefined): NodePicture {
  const { node, shares, staticFolder } = from
  const machine = machineSign(from.machine)
  const sources = [node, staticFolder, machine?.word]
  if (
    earlier !== undefined &&
    sameItems(earlier.sources, sources) &&
    sameShares(earlier.shares, shares)
  )
    return earlier
  const name = node.metadata.name ?? ''
  return {
    key: `Node//${name}`,
    name,
    state: nodeState(node),
    machine,
    controlPlane: isControlPlaneNode(node),
    taints: (node.spec?.taints ?? []).map(
      ({ key, value: text, effect }) => `${key}${text ? `=${text}` : ''}:${effect}`,
    ),
    capacity: capacityOf(node, shares),
    shares,
    staticFolder,
    sources,
  }
}

/** What keeps a machine from its work, the worst first. */
function machineSign(machine: MachineRecord | undefined): ShownState | null {
  if (machine === undefined) return null
  const { power, network, kubelet, containerd } = machine
  if (power === 'off') return { word: 'off', tone: 'fail' }
  if (power === 'starting') return { word: 'booting', tone: 'wait' }
  if (network === 'cut') return { word: 'cut off', tone: 'fail' }
  if (kubelet === 'stopped') return { word: 'kubelet stopped', tone: 'fail' }
  return containerd === 'stopped' ? { word: 'no runtime', tone: 'fail' } : null
}

function sameShares(before: readonly PodShare[], now: readonly PodShare[]): boolean {
  return (
    before.length === now.length &&
    before.every(({ key, cpuMilli, memoryBytes }, index) => {
      const share = now[index]
      return key === share?.key && cpuMilli === share.cpuMilli && memoryBytes === share.memoryBytes
    })
  )
}

function nodeState(node: Node): ShownState {
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready')?.status
  const word = readyWord(ready)
  if (node.spec?.unschedulable === true) {
    return { word: `${word},SchedulingDisabled`, tone: word === 'Ready' ? 'wait' : 'fail' }
  }
  return { word, tone: word === 'Ready' ? 'run' : 'fail' }
}

function readyWord(ready: NodeCondition['status'] | undefined): string {
  if (ready === 'True') return 'Ready'
  return ready === undefined ? 'Unknown' : 'NotReady'
}

function capacityOf(node: Node, shares: readonly PodShare[]): readonly CapacityPicture[] {
  const allocatable = node.status?.allocatable ?? {}
  const cpu = milliValue(allocatable['cpu'])
  const memory = value(allocatable['memory'])
  const pods = value(allocatable['pods'])
  const cpuUsed = shares.reduce((sum, share) => sum + share.cpuMilli, 0)
  const memoryUsed = shares.reduce((sum, share) => sum + share.memoryBytes, 0)
  return [
    {
      label: 'cpu',
      used: cpuUsed,
      allocatable: cpu,
      text: `${coresText(cpuUsed)} / ${coresText(cpu)}`,
    },
    {
      label: 'memory',
      used: memoryUsed,
      allocatable: memory,
      text: `${bytesText(memoryUsed)} / ${bytesText(memory)}`,
    },
    {
      label: 'pods',
      used: shares.length,
      allocatable: pods,
      text: `${shares.length} / ${pods}`,
    },
  ]
}

function coresText(milli: number): string {
  return String(Math.round(milli / 10) / 100)
}
