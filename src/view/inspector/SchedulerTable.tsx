// The scheduler's tables: which filter let which node pass, and how the rest was scored.
import { Term } from '#view/shell/Term.tsx'
import type { SchedulingTrace } from '#api/scheduler/trace.ts'
import { filterRows, scoreRows } from '#picture/inspector/trace-of.ts'

const OUTCOMES = {
  pass: ['✓', 'passed'],
  fail: ['✕', 'filtered out'],
  skip: ['–', 'does not apply to this Pod'],
  notRun: ['·', 'not run: the node was out already'],
} as const

/** Nodes beyond this many are summed up; the table stays readable. */
const MOST_NODES = 12

/** Both tables of one scheduling attempt. */
export function SchedulerTable({ trace }: { readonly trace: SchedulingTrace }) {
  const shown = chooseNodes(trace)
  return (
    <>
      <FilterTable trace={shown} />
      {shown.nodes.length < trace.nodes.length && (
        <p className="hint">
          {trace.nodes.length - shown.nodes.length} of {trace.nodes.length} nodes are not shown:
          first come the chosen one, then the best, then those that were filtered out.
        </p>
      )}
      {shown.nodes.some((node) => node.scores.length > 0) && <ScoreTable trace={shown} />}
    </>
  )
}

function chooseNodes(trace: SchedulingTrace): SchedulingTrace {
  if (trace.nodes.length <= MOST_NODES) return trace
  const rank = (node: SchedulingTrace['nodes'][number]): number =>
    node.nodeName === trace.selected ? Infinity : (node.total ?? -1)
  const nodes = trace.nodes.toSorted((a, b) => rank(b) - rank(a)).slice(0, MOST_NODES)
  return { ...trace, nodes }
}

function NodeHeads(props: { readonly names: readonly string[]; readonly selected: string | null }) {
  return props.names.map((name) => (
    <th key={name} scope="col" className={name === props.selected ? 'win' : undefined} title={name}>
      {name}
    </th>
  ))
}

function FilterTable({ trace }: { readonly trace: SchedulingTrace }) {
  const rows = filterRows(trace)
  const reasons = rows.flatMap((row) =>
    row.cells.flatMap((cell) =>
      cell.reasons.map((reason) => ({ ...cell, reason, plugin: row.plugin })),
    ),
  )
  return (
    <>
      <div className="table-scroll" role="group" aria-label="Filters by node" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">filter</th>
              <NodeHeads names={trace.nodes.map((n) => n.nodeName)} selected={trace.selected} />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.plugin}>
                <th scope="row">
                  <Term word={row.plugin} />
                </th>
                {row.cells.map((cell) => (
                  <td
                    key={cell.nodeName}
                    className={cell.outcome}
                    title={cell.reasons.join(', ') || OUTCOMES[cell.outcome][1]}
                  >
                    <span aria-hidden="true">{OUTCOMES[cell.outcome][0]}</span>
                    <span className="visually-hidden">{OUTCOMES[cell.outcome][1]}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {reasons.length > 0 && (
        <ul className="reasons">
          {reasons.map(({ nodeName, plugin, reason }) => (
            <li key={`${nodeName} ${plugin} ${reason}`}>
              <span className="fail-mark" aria-hidden="true">
                ✕
              </span>{' '}
              <b>{nodeName}</b> {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function ScoreTable({ trace }: { readonly trace: SchedulingTrace }) {
  const { nodeNames, rows, sums } = scoreRows(trace)
  const best = Math.max(...sums)
  return (
    <div className="table-scroll" role="group" aria-label="Scores by node" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">score × weight</th>
            <NodeHeads names={nodeNames} selected={trace.selected} />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.plugin}>
              <th scope="row">
                <Term word={row.plugin} /> <span className="dim">×{row.weight}</span>
              </th>
              {row.totals.map((total, index) => (
                <td key={nodeNames[index]}>{total}</td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">sum</th>
            {sums.map((sum, index) => (
              <td key={nodeNames[index]} className={sum === best ? 'win' : undefined}>
                {sum}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}
