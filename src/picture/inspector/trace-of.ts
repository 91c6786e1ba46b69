// The scheduler's newest decision about a Pod, and what it says in one sentence.
import type { FilterVerdict, SchedulingTrace } from '#api/scheduler/trace.ts'
import type { JournalEntry } from '#client/world.ts'
import { countText } from '#picture/words/format.ts'

/** The trace of the last scheduling attempt of the Pod up to entry `entryId`; null when there was none. */
export function traceOf(
  entries: readonly JournalEntry[],
  entryId: number,
  podKey: string,
): SchedulingTrace | null {
  for (let id = Math.min(entryId, entries.length - 1); id >= 0; id -= 1) {
    const data = entries[id]?.data
    if (isTrace(data) && data.podKey === podKey) return data
  }
  return null
}

function isTrace(data: unknown): data is SchedulingTrace {
  return (
    typeof data === 'object' &&
    data !== null &&
    'podKey' in data &&
    'nodes' in data &&
    'requests' in data &&
    Array.isArray(data.nodes)
  )
}

/** '`worker-1` won with 412 of 3 nodes: 1 filtered out, 2 scored.' Names stand in backticks. */
export function decisionOf(trace: SchedulingTrace): string {
  const count = trace.nodes.length
  const feasible = trace.nodes.filter((node) => node.feasible)
  if (trace.selected === null) return trace.message ?? 'No node was chosen.'
  const chosen = trace.nodes.find(({ nodeName }) => nodeName === trace.selected)
  const out = count - feasible.length
  const filtered =
    out === 0 ? 'none was filtered out' : `${out} ${out === 1 ? 'was' : 'were'} filtered out`
  if (feasible.length === 1) {
    return `\`${trace.selected}\` is the only one of ${countText(count, 'node')} that fits: ${filtered}.`
  }
  const tie =
    trace.best.length > 1
      ? ` ${trace.best.length} nodes share the highest score; one of them was picked.`
      : ''
  return `\`${trace.selected}\` won with a score of ${chosen?.total ?? 0}: of ${countText(count, 'node')} ${filtered}, ${feasible.length} were scored.${tie}`
}

export interface FilterRow {
  readonly plugin: string
  /** Per node, in the order of the trace. */
  readonly cells: readonly {
    readonly nodeName: string
    readonly outcome: 'pass' | 'fail' | 'skip' | 'notRun'
    readonly reasons: readonly string[]
  }[]
}

/** The filters that decided something come first; those that every node skipped are left out. */
export function filterRows(trace: SchedulingTrace): readonly FilterRow[] {
  const plugins = [
    ...new Set(trace.nodes.flatMap((node) => node.filters.map(({ plugin }) => plugin))),
  ]
  const rows = plugins.map((plugin) => ({
    plugin,
    cells: trace.nodes.map(({ nodeName, filters }) => {
      const verdict = filters.find((f) => f.plugin === plugin)?.verdict
      return { nodeName, ...cellOf(verdict) }
    }),
  }))
  const ran = rows.filter(({ cells }) =>
    cells.some((c) => c.outcome === 'pass' || c.outcome === 'fail'),
  )
  const failed = (row: FilterRow): boolean => row.cells.some((c) => c.outcome === 'fail')
  return [...ran.filter(failed), ...ran.filter((row) => !failed(row))]
}

function cellOf(verdict: FilterVerdict | undefined): Omit<FilterRow['cells'][number], 'nodeName'> {
  if (verdict === undefined || verdict.code === 'NotRun') return { outcome: 'notRun', reasons: [] }
  if (verdict.code === 'Skip') return { outcome: 'skip', reasons: [] }
  if (verdict.code === 'Success') return { outcome: 'pass', reasons: [] }
  return 'reasons' in verdict
    ? { outcome: 'fail', reasons: verdict.reasons }
    : { outcome: 'notRun', reasons: [] }
}

export interface ScoreRow {
  readonly plugin: string
  readonly weight: number
  /** Per scored node: normalised × weight. */
  readonly totals: readonly number[]
}

/** The scores of the nodes that fit; plugins that gave every node the same stand last. */
export function scoreRows(trace: SchedulingTrace): {
  readonly nodeNames: readonly string[]
  readonly rows: readonly ScoreRow[]
  readonly sums: readonly number[]
} {
  const scored = trace.nodes.filter((node) => node.scores.length > 0)
  const plugins = [
    ...new Map(scored.flatMap((node) => node.scores.map((s) => [s.plugin, s.weight] as const))),
  ]
  const rows = plugins.map(([plugin, weight]) => ({
    plugin,
    weight,
    totals: scored.map((node) => node.scores.find((s) => s.plugin === plugin)?.total ?? 0),
  }))
  const decides = ({ totals }: ScoreRow): boolean => totals.some((total) => total !== totals[0])
  return {
    nodeNames: scored.map(({ nodeName }) => nodeName),
    rows: [...rows.filter(decides), ...rows.filter((row) => !decides(row))],
    sums: scored.map((node) => node.total ?? 0),
  }
}
