// Whether the node takes a Pod that was bound to it.
// Follows pkg/kubelet/lifecycle/predicate.go (v1.36), with the plugins of
// pkg/scheduler/framework/plugins that it calls.
import { isStaticPod } from '#api/core/containers.ts'
import { hostPortsOf, portsClash } from '#api/core/host-ports.ts'
import { matchesRequiredNodeAffinity } from '#api/core/node-selector.ts'
import { podRequests } from '#api/core/pod-requests.ts'
import { findUntoleratedTaint } from '#api/core/toleration.ts'
import type { Node, Pod, Quantity } from '#api/generated/types.ts'
import { getPodsToPreempt, isCriticalPod, type Requirement } from './preemption/preemption.ts'
import { milliValue, value as quantityValue } from '#api/meta/quantity.ts'

export interface Refusal {
  readonly reason: string
  /** The message of the event; the status puts 'Pod was rejected: ' before it. */
  readonly message: string
}

interface AdmitInput {
  readonly pod: Pod
  readonly node: Node | undefined
  /** The Pods that the kubelet runs already. */
  readonly others: readonly Pod[]
  /** The most Pods that the kubelet's configuration allows; null: what the Node's allocatable says. */
  readonly maxPods: number | null
}

/** Why a node cannot take a Pod. */
interface Reasons {
  /** The resources that it is short of. */
  readonly insufficient: readonly Insufficient[]
  /** The first of the other reasons. */
  readonly refusal: Refusal | null
}

interface Insufficient extends Refusal, Requirement {}

/** The reason to refuse the Pod, the Pods that have to go before it is admitted, or null to admit it. */
export function canAdmitPod(input: AdmitInput): Refusal | readonly Pod[] | null {
  const { pod, node, others } = input
  if (node === undefined) {
    return { reason: 'InvalidNodeInfo', message: 'Kubelet cannot get node info.' }
  }
  const { insufficient, refusal } = reasonsAgainst(input, node)
  const [first] = insufficient
  if (first === undefined || (isCriticalPod(pod) && refusal !== null)) return refusal
  if (!isCriticalPod(pod)) return { reason: first.reason, message: first.message }
  const victims = getPodsToPreempt(pod, others, insufficient)
  if (typeof victims !== 'string') return victims
  return {
    reason: 'UnexpectedAdmissionError',
    message: `Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: ${victims}`,
  }
}

function reasonsAgainst(input: AdmitInput, node: Node): Reasons {
  const { pod } = input
  return {
    insufficient: checkResources(input, node),
    refusal:
      checkNodeAffinity(pod, node) ??
      checkNodeName(pod, node) ??
      checkHostPorts(input) ??
      (isStaticPod(pod) ? null : checkTaints(pod, node)),
  }
}

function amountOf(resource: string, quantity: Quantity | undefined): number {
  return resource === 'cpu' ? milliValue(quantity) : quantityValue(quantity)
}

/** Of a Node that says nothing of Pods (pkg/kubelet/apis/config/v1beta1/defaults.go, v1.36). */
const DEFAULT_MAX_PODS = 110

function checkResources({ pod, others, maxPods }: AdmitInput, node: Node): readonly Insufficient[] {
  const allocatable = node.status?.allocatable ?? {}
  const missing: Insufficient[] = []
  const refuse = (resource: string, requested: number, used: number, capacity: number): void => {
    missing.push({
      resource,
      quantity: requested - (capacity - used),
      reason: `OutOf${resource}`,
      message: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
    })
  }
  const allowed = quantityValue(allocatable['pods'] ?? DEFAULT_MAX_PODS)
  const pods = Math.min(allowed, maxPods ?? allowed)
  if (others.length + 1 > pods) refuse('pods', 1, others.length, pods)
  for (const [resource, requested] of podRequests(pod)) {
    if (requested === 0) continue
    const used = others.reduce((sum, other) => sum + (podRequests(other).get(resource) ?? 0), 0)
    const capacity = amountOf(resource, allocatable[resource])
    if (requested > capacity - used) refuse(resource, requested, used, capacity)
  }
  return missing
}

const predicate = (name: string, text: string): Refusal => ({
  reason: name,
  message: `Predicate ${name} failed: ${text}`,
})

function checkNodeAffinity(pod: Pod, node: Node): Refusal | null {
  if (matchesRequiredNodeAffinity(pod, node)) return null
  return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector")
}

function checkNodeName(pod: Pod, node: Node): Refusal | null {
  const wanted = pod.spec?.nodeName ?? ''
  if (wanted === '' || wanted === node.metadata.name) return null
  return predicate('NodeName', "node(s) didn't match the requested node name")
}

function checkHostPorts({ pod, others }: AdmitInput): Refusal | null {
  const taken = others.flatMap(hostPortsOf)
  const isTaken = hostPortsOf(pod).some((port) => taken.some((other) => portsClash(port, other)))
  if (!isTaken) return null
  return predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports")
}

function checkTaints(pod: Pod, node: Node): Refusal | null {
  const taint = findUntoleratedTaint(node.spec?.taints, pod.spec?.tolerations, ['NoExecute'])
  if (taint === undefined) return null
  return predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate")
}
