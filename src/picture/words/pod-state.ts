// What state a Pod or a container is in, as one word and one tone. The word is the STATUS column of
// `kubectl get pods`; the tone chooses the shape and the colour that stand beside it.
import { statusOf, type PodStatusWord } from '#api/core/pod-status-word.ts'
import type { Pod } from '#api/generated/types.ts'

export type Tone = 'run' | 'wait' | 'fail' | 'done' | 'term'

export interface StateWord {
  readonly word: string
  /** 'part': it runs, and not all of it is ready. */
  readonly tone: Tone | 'part'
}

const GOOD_REASONS: ReadonlySet<string> = new Set(['Completed', 'Succeeded'])
const QUIET_WAITS: ReadonlySet<string> = new Set([
  'Pending',
  'ContainerCreating',
  'PodInitializing',
  'SchedulingGated',
  'NotReady',
])

/** The tone that goes with a STATUS word. */
export function toneOfWord(word: string): Tone {
  if (word === 'Running') return 'run'
  if (word === 'Terminating') return 'term'
  if (GOOD_REASONS.has(word)) return 'done'
  if (QUIET_WAITS.has(word) || /^Init:\d+\/\d+$/.test(word)) return 'wait'
  return 'fail'
}

/** The state of a Pod as a word and a tone, from the cells of its row. */
export function stateOfCells({
  status,
  ready,
  total,
}: Pick<PodStatusWord, 'status' | 'ready' | 'total'>): StateWord {
  const tone = toneOfWord(status)
  return { word: status, tone: tone === 'run' && ready < total ? 'part' : tone }
}

/** The state of a Pod as a word and a tone. */
export function podState(pod: Pod): StateWord {
  return stateOfCells(statusOf(pod))
}

/** 'Ready', 'NotReady,SchedulingDisabled' ...: the STATUS of a Node, after printNode. */
export function nodeState(node: {
  readonly spec?: { readonly unschedulable?: boolean }
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
  }
}): StateWord {
  const ready = node.status?.conditions?.find((c) => c.type === 'Ready')
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady']
  if (node.spec?.unschedulable === true) words.push('SchedulingDisabled')
  const tone: Tone =
    ready?.status !== 'True' ? 'fail' : node.spec?.unschedulable === true ? 'wait' : 'run'
  return { word: words.join(','), tone }
}
