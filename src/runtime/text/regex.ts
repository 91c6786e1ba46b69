// Regular expressions for `grep`, `sed` and `[[ =~ ]]`, matched in time proportional to text times
// pattern: JavaScript's own would let a script hang the page.
import { simplified } from '#lib/simplified.ts'
import type { Meter } from '../process/meter.ts'
import { parseRegex, type Node } from './regex-parser.ts'

simplified(
  'regular-expressions',
  'regular expressions have no back-references and no look-around, and repeats go up to 100.',
)

type Step =
  | { readonly kind: 'match' }
  | { readonly kind: 'character'; readonly test: (character: string) => boolean }
  | { readonly kind: 'split'; readonly first: number; readonly second: number }
  | { readonly kind: 'jump'; readonly to: number }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'wordEdge'; readonly negated: boolean }

export interface Regex {
  readonly steps: readonly Step[]
  readonly groups: number
  /** Who pays for the matching. */
  readonly meter: Meter
}

/** Where a match begins and ends, and its groups, each [from, to] or null. */
export interface Match {
  readonly from: number
  readonly to: number
  readonly groups: readonly (readonly [number, number] | null)[]
}

const MAX_STEPS = 5000
/** What a step of the matcher costs, next to looking at a character. */
const STEP_PRICE = 4

/** Compiles a basic or extended regular expression; undefined when it is invalid or too large. */
export function compileRegex(
  source: string,
  options: { readonly extended: boolean; readonly ignoreCase: boolean; readonly meter: Meter },
): Regex | undefined {
  const { meter } = options
  const parsed = parseRegex(source, options)
  if (parsed === undefined) return undefined
  const steps: Step[] = [{ kind: 'save', slot: 0 }]
  emit({ steps, meter }, parsed.node)
  steps.push({ kind: 'save', slot: 1 }, { kind: 'match' })
  return steps.length > MAX_STEPS ? undefined : { steps, groups: parsed.groups, meter }
}

interface Program {
  readonly steps: Step[]
  readonly meter: Meter
}

function emit(program: Program, node: Node): void {
  const { steps, meter } = program
  // A repeat of nothing adds no steps, and is work all the same.
  meter.work(STEP_PRICE)
  if (steps.length > MAX_STEPS) return
  switch (node.kind) {
    case 'empty':
      return
    case 'character':
      steps.push({ kind: 'character', test: node.test })
      return
    case 'start':
    case 'end':
      steps.push({ kind: node.kind })
      return
    case 'wordEdge':
      steps.push({ kind: 'wordEdge', negated: node.negated })
      return
    case 'sequence':
      for (const item of node.items) emit(program, item)
      return
    case 'group':
      steps.push({ kind: 'save', slot: node.index * 2 })
      emit(program, node.item)
      steps.push({ kind: 'save', slot: node.index * 2 + 1 })
      return
    case 'either':
      emitEither(program, node.left, node.right)
      return
    case 'repeat':
      emitRepeat(program, node)
  }
}

function emitEither(program: Program, left: Node, right: Node): void {
  const { steps } = program
  const split = steps.push({ kind: 'jump', to: 0 }) - 1
  emit(program, left)
  const jump = steps.push({ kind: 'jump', to: 0 }) - 1
  steps[split] = { kind: 'split', first: split + 1, second: steps.length }
  emit(program, right)
  steps[jump] = { kind: 'jump', to: steps.length }
}

function emitRepeat(program: Program, node: Extract<Node, { kind: 'repeat' }>): void {
  const { steps } = program
  for (let i = 0; i < node.least; i += 1) {
    const before = steps.length
    emit(program, node.item)
    // Nothing, however often, is nothing.
    if (steps.length === before) return
  }
  if (node.most === null) {
    const split = steps.push({ kind: 'jump', to: 0 }) - 1
    emit(program, node.item)
    steps.push({ kind: 'jump', to: split })
    steps[split] = { kind: 'split', first: split + 1, second: steps.length }
    return
  }
  const splits: number[] = []
  for (let i = node.least; i < node.most; i += 1) {
    splits.push(steps.push({ kind: 'jump', to: 0 }) - 1)
    emit(program, node.item)
  }
  for (const split of splits)
    steps[split] = { kind: 'split', first: split + 1, second: steps.length }
}

interface Thread {
  readonly at: number
  readonly saved: readonly number[]
}

const beginOf = (saved: readonly number[]): number => saved[0] ?? 0
const endOf = (saved: readonly number[]): number => saved[1] ?? 0

/** The leftmost match at or after `from`, the longest of them as POSIX asks; undefined when there is none. */
export function findMatch(regex: Regex, text: string, from: number): Match | undefined {
  let threads: Thread[] = []
  let best: readonly number[] | undefined
  for (let i = from; i <= text.length; i += 1) {
    const next: Thread[] = []
    const seen = new Set<number>()
    const here: Thread[] = []
    for (const thread of threads) follow(regex, { text, at: i, into: here, seen }, thread)
    if (best === undefined) follow(regex, { text, at: i, into: here, seen }, { at: 0, saved: [] })
    for (const thread of here) {
      // Only what began as early as the best match can still be better, by being longer.
      if (best !== undefined && beginOf(thread.saved) > beginOf(best)) continue
      const step = regex.steps[thread.at]
      if (step?.kind === 'match') {
        if (best === undefined || beginOf(thread.saved) < beginOf(best) || endOf(best) < i)
          best = thread.saved
        continue
      }
      if (step?.kind === 'character' && i < text.length && step.test(text.charAt(i))) {
        next.push({ at: thread.at + 1, saved: thread.saved })
      }
    }
    threads = next
    if (threads.length === 0 && best !== undefined) break
  }
  return best === undefined ? undefined : matchOf(best, regex.groups)
}

interface Place {
  readonly text: string
  readonly at: number
  readonly into: Thread[]
  readonly seen: Set<number>
}

/** Follows jumps from a thread to the steps that look at a character; with a stack, so that no pattern nests too deep. */
function follow(regex: Regex, place: Place, start: Thread): void {
  const stack: Thread[] = [start]
  for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
    regex.meter.work(STEP_PRICE + thread.saved.length)
    if (place.seen.has(thread.at)) continue
    place.seen.add(thread.at)
    const step = regex.steps[thread.at]
    const { saved } = thread
    if (step === undefined) continue
    if (step.kind === 'jump') stack.push({ at: step.to, saved })
    else if (step.kind === 'split')
      stack.push({ at: step.second, saved }, { at: step.first, saved })
    else if (step.kind === 'save')
      stack.push({ at: thread.at + 1, saved: withSaved(saved, step.slot, place.at) })
    else if (step.kind === 'character' || step.kind === 'match') place.into.push(thread)
    else if (holds(step, place)) stack.push({ at: thread.at + 1, saved })
  }
}

function holds(
  step: Extract<Step, { kind: 'start' | 'end' | 'wordEdge' }>,
  { text, at }: Place,
): boolean {
  if (step.kind === 'start') return at === 0
  if (step.kind === 'end') return at === text.length
  const isWord = (character: string): boolean => /\w/.test(character)
  return (isWord(text.charAt(at - 1)) !== isWord(text.charAt(at))) !== step.negated
}

function withSaved(saved: readonly number[], slot: number, at: number): readonly number[] {
  const copy = [...saved]
  copy[slot] = at
  return copy
}

function matchOf(saved: readonly number[], groups: number): Match {
  const list: (readonly [number, number] | null)[] = []
  for (let group = 1; group <= groups; group += 1) {
    const from = saved[group * 2]
    const to = saved[group * 2 + 1]
    list.push(from === undefined || to === undefined ? null : [from, to])
  }
  return { from: saved[0] ?? 0, to: saved[1] ?? 0, groups: list }
}
