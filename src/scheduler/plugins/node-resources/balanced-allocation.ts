// Prefers nodes on which the Pod makes the use of cpu and memory more even.
// Follows pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go (v1.36).
import type { NodeInfo } from '../../framework/node-info.ts'
import { MAX_NODE_SCORE } from '../../framework/normalize-score.ts'
import type { PreScorePlugin, ScorePlugin } from '../../framework/plugin.ts'
import { requestOf } from '../../framework/resource.ts'
import { skip } from '../../framework/status.ts'

declare module '../../framework/cycle-state.ts' {
  interface CycleData {
    balancedAllocation?: CpuAndMemory
  }
}

interface CpuAndMemory {
  readonly milliCpu: number
  readonly memory: number
}

const NAME = 'NodeResourcesBalancedAllocation'
const NO_POD: CpuAndMemory = { milliCpu: 0, memory: 0 }
const HALF_SCORE = MAX_NODE_SCORE / 2

export const nodeResourcesBalancedAllocation = {
  name: NAME,
  preScore(state, pod) {
    const { milliCpu, memory } = requestOf(pod)
    if (milliCpu === 0 && memory === 0) return skip(NAME)
    state.data.balancedAllocation = { milliCpu, memory }
    return null
  },
  score: (state, _pod, node) =>
    balancedAllocationScore(state.data.balancedAllocation ?? NO_POD, node),
} satisfies PreScorePlugin & ScorePlugin

/** 0..100; a Pod that does not change the balance gives 75. */
export function balancedAllocationScore(pod: CpuAndMemory, node: NodeInfo): number {
  const including = balanceOf(pod, node)
  const without = balanceOf(NO_POD, node)
  return HALF_SCORE + Math.trunc((HALF_SCORE + including - without) / 2)
}

/** 100 when cpu and memory are used to the same share, down to 50 when one is full and the other free. */
function balanceOf(pod: CpuAndMemory, { allocatable, requested }: NodeInfo): number {
  if (allocatable.milliCpu === 0 || allocatable.memory === 0) return MAX_NODE_SCORE
  const cpu = Math.min(1, (requested.milliCpu + pod.milliCpu) / allocatable.milliCpu)
  const memory = Math.min(1, (requested.memory + pod.memory) / allocatable.memory)
  const deviation = Math.abs((cpu - memory) / 2)
  return Math.trunc((1 - deviation) * MAX_NODE_SCORE)
}
