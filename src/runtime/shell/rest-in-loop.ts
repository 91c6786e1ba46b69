// Lets a loop rest whose next rounds would all be alike: what they print becomes a rule, and the loop takes up
// the round that is under way before something changes.
import { createPatience, type Patience } from '#lib/patience.ts'
import { createFuture, spawn, wait, type Future, type Task } from '#sim/task.ts'
import type { While } from 'unbash'
import type { LogPart } from '#api/runtime/log-rules.ts'
import type { Resting } from '../process/command.ts'
import { createBudget, createCrowd, LONG_WAIT_MS } from '../process/meter.ts'
import type { Input } from '../process/stream.ts'
import { Rehearsal } from '../rest/rehearsal.ts'
import { regularLoop, type RegularLoop } from './regular-loop.ts'
import { forkShell, type Shell } from './state.ts'

/** Of shorter rounds that print, so many lines would have to be made of the rule that it is not worth it. */
const SHORTEST_PRINTING_MS = 100
/** One that waits for less counts as busy in the end. */
const SHORTEST_SILENT_MS = LONG_WAIT_MS
/** What the counters of a loop are in a dry run, once and again: numbers that stand nowhere in a script. */
const MARKERS = [815_024_017, 493_671_208] as const
const MARKER_STEP = 10_000_019

/** Runs one round of a loop; true when another one follows. */
export type RunRound = (shell: Shell) => Task<boolean>

/** How a loop rests: called between two of its rounds. */
export type LoopRest = () => Task<void>

/** Makes what lets a loop rest; null for loops that cannot be foreseen. */
export function createLoopRest(shell: Shell, node: While, round: RunRound): LoopRest | null {
  const { resting } = shell.system
  const regular = resting === null ? null : regularLoop(node)
  if (resting === null || regular === null || !isPlain(shell)) return null
  const patience = createPatience()
  return () => rest({ shell, resting, regular, round, patience })
}

interface Loop {
  readonly shell: Shell
  readonly resting: Resting
  readonly regular: RegularLoop
  readonly round: RunRound
  readonly patience: Patience
}

/** True when the shell prints to its log, and does nothing that the loop does not say. */
function isPlain({ stdout, stderr, options, functions, variables }: Shell): boolean {
  return (
    stdout.isLog === true &&
    stderr.isLog === true &&
    functions.size === 0 &&
    variables.get('IFS') === ' \t\n' &&
    !['e', 'x', 'a', 'u', 'f'].some((option) => options.has(option))
  )
}

/** Rests until something changes, when the next rounds can be foreseen. */
function* rest(loop: Loop): Task<void> {
  const { shell, resting, regular, patience } = loop
  if (shell.pending.length > 0 || !patience.tries()) return
  const foreseen = foresee(loop)
  if (foreseen === null) {
    patience.lost()
    return
  }
  const woken = createFuture<void>()
  const goOn = (ended: number): Future<void> => {
    for (const [index, name] of regular.counters.entries()) {
      const { from, step } = foreseen.counts[index] ?? { from: 0, step: 0 }
      shell.variables.set(name, String(from + step * ended))
    }
    woken.settle()
    return woken
  }
  let isOver = false
  const wake = (): void => {
    if (isOver) return
    isOver = true
    const { started, underWay } = repeated.stop()
    patience.lasted(started)
    if (underWay === null) goOn(started)
  }
  const repeated = resting.repeat(foreseen.rehearsal, goOn, wake)
  try {
    yield* wait(woken)
  } finally {
    wake()
  }
}

interface Count {
  readonly from: number
  readonly step: number
}

interface Foreseen {
  readonly rehearsal: Rehearsal
  /** Of each counter, in their order. */
  readonly counts: readonly Count[]
}

/** What a round does now and would do again; null when that cannot be said. */
function foresee(loop: Loop): Foreseen | null {
  const [first, second] = MARKERS.map((marker) => dryRun(loop, marker))
  if (first === null || first === undefined || second === null || second === undefined) return null
  // With other numbers the lines must be the same, so that it is sure where the counters stand in them.
  const isSame = JSON.stringify(partsOf(first)) === JSON.stringify(partsOf(second))
  return isSame ? first : null
}

function partsOf({ rehearsal, counts }: Foreseen): unknown {
  return [
    rehearsal.elapsedMs,
    counts,
    rehearsal.lines.map(({ parts, offsetMs }) => [parts, offsetMs]),
  ]
}

function dryRun({ shell, resting, regular, round }: Loop, marker: number): Foreseen | null {
  const { counters, splitsDates } = regular
  const rehearsal = new Rehearsal(splitsDates ? 'split' : 'whole')
  rehearsal.needs(shell.process.changes, 'signal')
  const budget = createBudget(createCrowd(), () => shell.system.clockMs())
  const copy = forkShell(shell, { stdin: spoiling(rehearsal), budget })
  const markers = counters.map((_, index) => marker + index * MARKER_STEP)
  for (const [index, name] of counters.entries()) copy.variables.set(name, String(markers[index]))
  const done = resting.rehearse(rehearsal, () => spawn(round(copy)).done)
  if (done?.value !== true || copy.leaving !== null || !isUnchanged(shell, copy, counters))
    return null
  const shortestMs = rehearsal.lines.length === 0 ? SHORTEST_SILENT_MS : SHORTEST_PRINTING_MS
  if (rehearsal.elapsedMs < shortestMs) return null
  const counts = counters.map((name, index): Count => {
    const step = Number(copy.variables.get(name)) - (markers[index] ?? 0)
    return { from: Number(shell.variables.get(name)), step }
  })
  if (!counts.every(({ from }) => Number.isSafeInteger(from))) return null
  for (const [index, { from, step }] of counts.entries()) {
    const number = markers[index] ?? 0
    rehearsal.rewrite((text) => withCount(text, [number, number + step], { from, step }))
  }
  return { rehearsal, counts }
}

/** A text with a counter in the place of the numbers that stand for it: its value before and after it was counted up. */
function withCount(
  text: string,
  [before, after]: readonly [number, number],
  { from, step }: Count,
): readonly LogPart[] {
  return text.split(new RegExp(`(${before}|${after})`)).flatMap((part): readonly LogPart[] => {
    if (part === String(before)) return [{ from, step }]
    if (part === String(after)) return [{ from: from + step, step }]
    return part === '' ? [] : [part]
  })
}

/** True when a round left the shell as it was, but for the counters. */
function isUnchanged(shell: Shell, copy: Shell, counters: readonly string[]): boolean {
  const changed = [...copy.variables].filter(
    ([name, value]) => shell.variables.get(name) !== value && !counters.includes(name),
  )
  return (
    changed.length === 0 &&
    copy.variables.size === shell.variables.size &&
    copy.status === shell.status &&
    copy.cwd === shell.cwd &&
    copy.stdout === shell.stdout &&
    copy.stderr === shell.stderr
  )
}

/** An input that a dry run must not read, because it would be gone. */
function spoiling(rehearsal: Rehearsal): Input {
  const read = function* (): Task<null> {
    rehearsal.spoil()
    return yield* wait(createFuture<null>())
  }
  return {
    line: read,
    some: read,
    *rest() {
      rehearsal.spoil()
      return yield* wait(createFuture<string>())
    },
  }
}
