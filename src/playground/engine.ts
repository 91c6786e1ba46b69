// The engine as the page sees it, without saying on which thread it runs: check, edit, run in slices, and
// questions about a run.
import { admitInEmptyCluster, createDryRunMemory, type DryRunMemory } from '#cluster/dry-run.ts'
import type { TerminalRun } from '#cluster/terminal/line-run.ts'
import { createFileMemory, type FileMemory } from '#manifest/decode-file.ts'
import { checkScenario } from '#scenario/check-scenario.ts'
import { placesOf } from '#scenario/places.ts'
import { parseScenario, type ParsedScenario } from '#scenario/parse-scenario.ts'
import { settlesByItself } from '#picture/words/what-goes-on.ts'
import { DEFAULT_UNTIL_MS } from '#scenario/read-scenario.ts'
import {
  continueScenario,
  endOf,
  prepareScenario,
  type PreparedScenario,
  startScenario,
  type ScenarioRun,
} from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { advanceSlice } from './advance-slice.ts'
import { RUN_IS_GONE, type AnswerTo, type Question, type TerminalQuestion } from './questions.ts'
import type { RunMoment } from './run-moment.ts'
import { createParkedRuns } from './parked-runs.ts'
import { createRunRecord, type RunRecord } from './run-record.ts'
import { createTreeMemory, type TreeMemory } from './tree-memory.ts'
import type { CheckResult, RunChunk, RunRequest } from './types.ts'

export interface Engine {
  /**
   * Reads and checks the files, with the API server's own answers, without running them. Of thousands of objects it asks
   * about some hundreds that it does not know at a time, or about all, when it is to be `whole`.
   */
  check(files: readonly ScenarioFile[], whole?: boolean): CheckResult
  /**
   * Runs a scenario a slice after the other and yields a chunk for each, also when it brought no entries. The
   * caller may stop between two slices, and ask in between. `isLong` says whether the present slice has taken long enough in
   * the caller's own time; it is asked every few entries, and decides nothing but where a slice ends.
   */
  run(request: RunRequest, isLong?: () => boolean): Generator<RunChunk>
  /** Makes ready what the next run begins with when a letter was typed; to be called when the newest run has begun. */
  prepare(): void
  /** Forgets what was made ready: there is more now than it was made with. */
  forgetPrepared(): void
  /**
   * Brings a few runs of the newest scenario to earlier moments, so that a change of an action need not run
   * everything again. To be called when there is nothing else to do; it can be left after each step.
   */
  park(): Generator<void>
  /** As `ask`, before the page has asked: it does not go over to the run by that. */
  askAhead<Q extends Exclude<Question, TerminalQuestion>>(at: RunMoment, question: Q): AnswerTo<Q>
  /** Throws `RUN_IS_GONE` when the run is older than one that was asked about. */
  ask<Q extends Exclude<Question, TerminalQuestion>>(at: RunMoment, question: Q): AnswerTo<Q>
  /** The run for what the terminal asks (`terminal-answers.ts`). Throws as `ask` does. */
  terminalRun(at: RunMoment): TerminalRun
}

/** What the memory of a tab can hold; the command line goes further. */
const PAGE_LIMITS = { maxEntries: 300_000, maxTimers: 20_000_000 } as const
/** About so many objects the API server is asked in one check: what they look like in a run is seen sooner than all that is wrong with them. */
const MOST_ASKED = 500
/** Machines of a cluster that is made ready; of more it takes so long that who types would wait for it. */
const MOST_PREPARED = 100
/** The most of virtual time that a slice takes. */
const SLICE_MS = 5_000

/** A run whose end the scenario does not choose goes on in such steps while something comes to its end, up to the last. */
const LONGER_MS = 60_000
const LATEST_END_MS = 600_000

/** Where a run that has come to its end should end instead; null when that is its end. */
function laterEnd({ parsed, cluster, untilMs }: ScenarioRun): number | null {
  const isChosen = parsed.scenario.untilMs !== DEFAULT_UNTIL_MS
  if (isChosen || untilMs >= LATEST_END_MS || !settlesByItself(cluster.world.state)) return null
  return Math.min(untilMs + LONGER_MS, LATEST_END_MS)
}

function recordOf(records: ReadonlyMap<number, RunRecord>, { run }: RunMoment): RunRecord {
  const record = records.get(run)
  if (record === undefined) throw new Error(RUN_IS_GONE)
  return record
}

interface Known {
  readonly memory: FileMemory
  readonly dryRuns: DryRunMemory
  readonly trees: TreeMemory
  /** How many objects that are not known may be asked about, and read once more for their places. */
  readonly most: number
}

function checkOf(
  files: readonly ScenarioFile[],
  { memory, dryRuns, trees, most }: Known,
): CheckResult {
  memory.keep(files)
  const admit = admitInEmptyCluster(dryRuns, most)
  const checked = checkScenario(files, admit, memory.decode)
  trees.keep(files, checked)
  const { scenario, diagnostics } = checked
  const { places, unread } = placesOf(checked, most)
  return {
    title: scenario.title,
    actions: scenario.actions,
    diagnostics,
    places,
    expect: scenario.expect,
    dump: null,
    unchecked: Math.max(admit.unasked(), unread),
  }
}

interface Wanted {
  readonly files: readonly ScenarioFile[]
  readonly parsed: ParsedScenario
}

/** Makes what keeps a cluster ready for the next run. */
function createReady() {
  let newest: Wanted | null = null
  let prepared: PreparedScenario | null = null
  return {
    /** Notes which scenario runs now: the next one is most likely much like it. */
    note(wanted: Wanted): void {
      newest = wanted
    },
    /** The cluster of a scenario: the one that is ready, once, or another. */
    take({ files, parsed }: Wanted): PreparedScenario {
      const taken = prepared?.fits(parsed) === true ? prepared : prepareScenario(files, parsed)
      prepared = null
      return taken
    },
    prepare(): void {
      if (newest === null || newest.parsed.nodes.length > MOST_PREPARED) return
      const { files, parsed } = newest
      if (prepared?.fits(parsed) !== true) prepared = prepareScenario(files, parsed)
    },
    forget(): void {
      prepared = null
    },
  }
}

/**
 * Makes the engine of one page. It keeps the run that the page shows and the newest one: the page goes
 * over to a newer one by asking about it. A text that was checked is not decoded again when it is run.
 */
export function createEngine(memory: FileMemory = createFileMemory()): Engine {
  const records = new Map<number, RunRecord>()
  const parked = createParkedRuns()
  const dryRuns = createDryRunMemory()
  let start: (() => ScenarioRun) | null = null
  let shown = 0
  const forget = (isOld: (run: number) => boolean): void => {
    for (const run of records.keys()) if (isOld(run)) records.delete(run)
  }
  const trees = createTreeMemory()
  const ready = createReady()
  const begin = ({ files, untilMs }: RunRequest): ScenarioRun => {
    const parsed = trees.of(files) ?? parseScenario(files, memory.decode)
    ready.note({ files, parsed })
    const going = parked.take(parsed, endOf(parsed, untilMs))
    if (going !== null) return going
    return ready.take({ files, parsed }).begin(files, parsed, { untilMs, limits: PAGE_LIMITS })
  }
  const recordAt = (at: RunMoment): RunRecord => {
    const record = recordOf(records, at)
    if (at.run > shown) {
      shown = at.run
      forget((run) => run < shown)
    }
    return record
  }
  return {
    prepare: ready.prepare,
    forgetPrepared: ready.forget,
    *park() {
      if (start !== null) yield* parked.fill(start)
    },
    check: (files, whole = false) =>
      checkOf(files, { memory, dryRuns, trees, most: whole ? Infinity : MOST_ASKED }),
    *run(request, isLong = () => false) {
      forget((run) => run !== shown)
      let run = begin(request)
      parked.keep(run)
      start = () => startScenario(request.files, { decode: memory.decode, limits: PAGE_LIMITS })
      const record = createRunRecord(run, request.files)
      records.set(request.run, record)
      for (let { nowMs } = run.cluster; ;) {
        const soFar = advanceSlice(run, nowMs + SLICE_MS, isLong)
        // What repeats itself goes on to the end, although nothing is due any more.
        const advanced = soFar.reason === 'idle' ? run.advance(run.untilMs) : soFar
        nowMs = advanced.nowMs
        const { reason } = advanced
        const atEnd = reason !== 'paused' && reason !== 'limit' && nowMs >= run.untilMs
        const laterMs = atEnd ? laterEnd(run) : null
        if (laterMs !== null) run = continueScenario(run, run.parsed, laterMs)
        const goesOn = reason === 'paused' || (reason === 'reached' && nowMs < run.untilMs)
        const entries = record.takeIn(goesOn)
        const canGoOn = reason === 'reached' || (reason === 'idle' && nowMs >= run.untilMs)
        const done = goesOn ? null : { reason, message: advanced.message, canGoOn }
        yield { ...entries, nowMs, done }
        if (!goesOn) return
      }
    },
    askAhead: (at, question) => recordOf(records, at).answer(at, question),
    ask: (at, question) => recordAt(at).answer(at, question),
    terminalRun: (at) => recordAt(at).terminal,
  }
}
