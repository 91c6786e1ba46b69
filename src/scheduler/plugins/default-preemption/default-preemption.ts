// Finds room for a Pod that fits nowhere by giving up Pods of lower priority. It only decides; the
// scheduler carries it out. Follows pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go
// and pkg/scheduler/framework/preemption/preemption.go (v1.36).
import type { Pod } from '#api/generated/types.ts'
import { getPodCondition } from '#api/core/pod-condition.ts'
import type { CycleState } from '../../framework/cycle-state.ts'
import { fitErrorMessage } from '../../framework/fit-error.ts'
import type { NodeInfo } from '../../framework/node-info.ts'
import type {
  Handle,
  NodeToStatus,
  PostFilterOutcome,
  PostFilterPlugin,
} from '../../framework/plugin.ts'
import { unresolvable, unschedulable } from '../../framework/status.ts'
import type { Status } from '../../framework/status.ts'
import { pickOneNodeForPreemption } from './pick-node.ts'
import type { Candidate } from './pick-node.ts'
import { priorityOf, selectVictimsOnNode } from './select-victims.ts'

export const PREEMPTION_REASON = 'PreemptionByScheduler'

const NAME = 'DefaultPreemption'
const NOT_HELPFUL = unresolvable(NAME, 'Preemption is not helpful for scheduling')
const MIN_CANDIDATES_PERCENT = 10
const MIN_CANDIDATES = 100

type Parts = Pick<Handle, 'client' | 'snapshot' | 'runFilters' | 'prng' | 'clock'>

/** Makes the plugin. */
export function createDefaultPreemption(parts: Parts): PostFilterPlugin {
  return {
    name: NAME,
    postFilter(state, pod, nodes) {
      const problem = ineligibility(parts, pod, nodes)
      if (problem !== null) return refuse(problem)
      const { candidates, statuses } = findCandidates(parts, state, pod, nodes)
      const best = pickOneNodeForPreemption(candidates, parts.clock.nowMs)
      if (best !== undefined) {
        return { status: null, nominatedNodeName: best.nodeName, victims: best.victims }
      }
      const names = parts.snapshot.nodes.map(({ name }) => name)
      const message = fitErrorMessage(names, {
        nodes: { statuses, absent: NOT_HELPFUL },
        preFilterMessage: '',
        postFilterMessage: '',
      })
      return { ...refuse(message), nominatedNodeName: null }
    },
  }
}

function refuse(text: string): PostFilterOutcome {
  return { status: unschedulable(NAME, `preemption: ${text}`) }
}

/** Why the Pod may not preempt, or null. */
function ineligibility({ snapshot }: Parts, pod: Pod, nodes: NodeToStatus): string | null {
  if (pod.spec?.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.'
  const nodeName = pod.status?.nominatedNodeName ?? ''
  const node = nodeName === '' ? undefined : snapshot.get(nodeName)
  if (node === undefined) return null
  // When the node has become hopeless meanwhile, another one may be tried.
  if (statusOf(nodes, nodeName).code === 'UnschedulableAndUnresolvable') return null
  const isGoing = [...node.pods.values()].some(
    ({ pod: other }) => priorityOf(other) < priorityOf(pod) && isBeingPreempted(other),
  )
  return isGoing ? 'not eligible due to a terminating pod on the nominated node.' : null
}

function isBeingPreempted(pod: Pod): boolean {
  if (pod.metadata.deletionTimestamp === undefined) return false
  const condition = getPodCondition(pod.status, 'DisruptionTarget')
  return condition?.status === 'True' && condition.reason === PREEMPTION_REASON
}

function statusOf({ statuses, absent }: NodeToStatus, nodeName: string): Status {
  return statuses.get(nodeName) ?? absent
}

/** Tries the nodes that could be made to fit, from a random one on, until there are enough candidates. */
function findCandidates(
  { client, snapshot, runFilters, prng }: Parts,
  state: CycleState,
  pod: Pod,
  nodes: NodeToStatus,
): { readonly candidates: readonly Candidate[]; readonly statuses: ReadonlyMap<string, Status> } {
  const potential = snapshot.nodes.filter(
    ({ name }) => statusOf(nodes, name).code === 'Unschedulable',
  )
  const candidates: Candidate[] = []
  const statuses = new Map<string, Status>()
  if (potential.length === 0) return { candidates, statuses }
  const wanted = numCandidates(snapshot.nodes.length, potential.length)
  const offset = prng.next(potential.length)
  const fits = (node: NodeInfo): Status | null => runFilters(state, pod, node)
  const budgets = client.list('PodDisruptionBudget')
  const isEnough = (): boolean =>
    candidates.length >= wanted && candidates.some(({ violating }) => violating === 0)
  for (let i = 0; i < potential.length && !isEnough(); i += 1) {
    const node = potential[(offset + i) % potential.length]
    if (node === undefined) continue
    const found = selectVictimsOnNode(pod, node, fits, budgets)
    if ('code' in found) statuses.set(node.name, found)
    else candidates.push({ nodeName: node.name, victims: found.pods, violating: found.violating })
  }
  // Of equal ones the first is taken, and those that violate nothing stand first.
  const isFree = ({ violating }: Candidate): boolean => violating === 0
  const sorted = [...candidates.filter(isFree), ...candidates.filter((one) => !isFree(one))]
  return { candidates: sorted, statuses }
}

function numCandidates(allNodes: number, potential: number): number {
  const share = Math.trunc((allNodes * MIN_CANDIDATES_PERCENT) / 100)
  return Math.min(potential, Math.max(share, MIN_CANDIDATES))
}
