// Turns what an attempt found out into the table that a person can read. Equal rows are the same
// object, so that thousands of attempts over hundreds of nodes stay small.
import { simplified } from '#lib/simplified.ts'
import type { FilterVerdict, NodeTrace } from '#api/scheduler/trace.ts'
import type { PluginScores } from './framework.ts'
import type { Status } from './status.ts'

simplified(
  'trace-of-many-nodes',
  'with more than 200 nodes, the table of an attempt shows 20 of those that were looked at.',
)

type FilterRow = NodeTrace['filters'][number]
type ScoreRow = NodeTrace['scores'][number]

const SHOW_ALL_UP_TO = 200
const SHOWN_OF_MANY = 20
const MAX_REMEMBERED_ROWS = 10_000

const SUCCESS: FilterVerdict = { code: 'Success' }
const SKIP: FilterVerdict = { code: 'Skip' }
const NOT_RUN: FilterVerdict = { code: 'NotRun' }
const NO_SCORES: readonly ScoreRow[] = []

/** What is known of one node after an attempt; `place` is its index among the feasible nodes. */
export interface NodeOutcome {
  readonly nodeName: string
  readonly status: Status | null
  readonly place: number | null
}

export interface AttemptFacts {
  readonly outcomes: readonly NodeOutcome[]
  readonly skippedFilters: ReadonlySet<string>
  readonly scores: readonly PluginScores[]
  /** By index of the feasible nodes; empty when nothing was scored. */
  readonly totals: readonly number[]
  /** Nodes that must be in the table. */
  readonly always: ReadonlySet<string>
}

export interface TraceBuilder {
  build(facts: AttemptFacts): readonly NodeTrace[]
}

/** Makes a builder for a profile with these filter plugins. */
export function createTraceBuilder(filterNames: readonly string[]): TraceBuilder {
  const filterRows = new Map<string, readonly FilterRow[]>()
  const scoreRows = new Map<string, Map<number, ScoreRow>>()
  /** The last row of each node: attempts that follow one another find most nodes unchanged. */
  const lastRows = new Map<string, NodeTrace>()

  const filtersOf = (skipped: ReadonlySet<string>) => {
    const prefix = [...skipped].join(',')
    const rowsOf = (status: Status | null, verdict: string): readonly FilterRow[] =>
      remembered(filterRows, `${prefix}|${verdict}`, () =>
        computeFilterRows(filterNames, status, skipped),
      )
    // Most nodes pass, so their rows are looked up once per attempt.
    const passed = rowsOf(null, '')
    return (status: Status | null): readonly FilterRow[] =>
      status === null
        ? passed
        : rowsOf(status, [status.plugin, status.code, ...status.reasons].join('|'))
  }
  const newScores = (scores: readonly PluginScores[], place: number): readonly ScoreRow[] =>
    scores.map(({ plugin, weight, raw, normalized }) => {
      const rawScore = raw[place] ?? 0
      const score = normalized[place] ?? 0
      const rows = scoreRows.get(plugin) ?? new Map<number, ScoreRow>()
      scoreRows.set(plugin, rows)
      // One number for both, as a normalized score is never above 100.
      return remembered(rows, rawScore * 128 + score, () => ({
        plugin,
        weight,
        raw: rawScore,
        normalized: score,
        total: weight * score,
      }))
    })
  return {
    build({ outcomes, skippedFilters, scores, totals, always }) {
      const rowsOf = filtersOf(skippedFilters)
      return shownOf(outcomes, always).map(({ nodeName, status, place }) => {
        const last = lastRows.get(nodeName)
        const filters = rowsOf(status)
        const isSame =
          last !== undefined && last.filters === filters && hasScores(last, scores, place)
        const total = place === null ? null : (totals[place] ?? null)
        if (isSame && last.total === total) return last
        const row: NodeTrace = {
          nodeName,
          feasible: place !== null,
          filters,
          scores: isSame ? last.scores : place === null ? NO_SCORES : newScores(scores, place),
          total,
        }
        if (lastRows.size >= MAX_REMEMBERED_ROWS) lastRows.clear()
        lastRows.set(nodeName, row)
        return row
      })
    },
  }
}

/** True when a node got these scores already. */
function hasScores(
  last: NodeTrace,
  scores: readonly PluginScores[],
  place: number | null,
): boolean {
  if (place === null) return !last.feasible
  if (!last.feasible || last.scores.length !== scores.length) return false
  for (let i = 0; i < scores.length; i += 1) {
    const before = last.scores[i]
    const now = scores[i]
    if (
      before?.plugin !== now?.plugin ||
      before?.raw !== (now?.raw[place] ?? 0) ||
      before.normalized !== (now?.normalized[place] ?? 0)
    )
      return false
  }
  return true
}

function remembered<K, T>(rows: Map<K, T>, key: K, make: () => T): T {
  const known = rows.get(key)
  if (known !== undefined) return known
  if (rows.size >= MAX_REMEMBERED_ROWS) rows.clear()
  const row = make()
  rows.set(key, row)
  return row
}

function computeFilterRows(
  filterNames: readonly string[],
  status: Status | null,
  skipped: ReadonlySet<string>,
): readonly FilterRow[] {
  const failed = status === null ? -1 : filterNames.indexOf(status.plugin)
  return filterNames.map((plugin, index): FilterRow => {
    if (status !== null && index === failed) return { plugin, verdict: verdictOf(status) }
    // A rejection that no filter made came before all of them.
    if (status !== null && index > failed) return { plugin, verdict: NOT_RUN }
    return { plugin, verdict: skipped.has(plugin) ? SKIP : SUCCESS }
  })
}

function verdictOf({ code, reasons }: Status): FilterVerdict {
  const hard = code === 'UnschedulableAndUnresolvable'
  return { code: hard ? 'UnschedulableAndUnresolvable' : 'Unschedulable', reasons }
}

function shownOf(
  outcomes: readonly NodeOutcome[],
  always: ReadonlySet<string>,
): readonly NodeOutcome[] {
  if (outcomes.length <= SHOW_ALL_UP_TO) return outcomes
  let room = Math.max(0, SHOWN_OF_MANY - always.size)
  return outcomes.filter(({ nodeName }) => {
    if (always.has(nodeName)) return true
    room -= 1
    return room >= 0
  })
}
