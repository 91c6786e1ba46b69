// What the controller of the selected thing will do next: what it wants, what it sees, the difference, the act and why.
import type { LoopRow, NextAct } from '#controllers/next-act/next-act.ts'
import { isToPredict } from '#playground/lesson-state.ts'
import { clockText, durationText } from '#picture/words/format.ts'
import { usePlayground } from '#view/shell/playground-context.tsx'
import { Sentence } from '#view/shell/Sentence.tsx'
import { useAnswer } from '#view/shell/use-answer.ts'
import './next-act.css'

/** The next act about the object of a key; nothing when no controller cares for it. */
export function NextActPanel({ of }: { readonly of: string }) {
  // In a lesson that would give away what one is asked to predict.
  const isHidden = usePlayground(isToPredict)
  const answer = useAnswer({ kind: 'nextActs', keys: isHidden ? [] : [of] })
  const next = answer?.[0] ?? null
  if (next === null) return null
  return (
    <section aria-label="Next act">
      <h3>Next</h3>
      {next.rows.length > 0 && <ControlLoop rows={next.rows} />}
      <p className={next.rests ? 'next-act rests' : 'next-act'}>
        <b>
          <Sentence text={next.act} />
        </b>
        <When atMs={next.atMs} />
        <span className="next-why">
          because <Sentence text={next.because} />.
        </span>
        {next.waitsFor !== '' && (
          <span className="next-why">
            Waits for <Sentence text={next.waitsFor} />.
          </span>
        )}
      </p>
    </section>
  )
}

function When({ atMs }: Pick<NextAct, 'atMs'>) {
  const nowMs = usePlayground((state) => state.timeMs)
  return atMs === null ? null : <span className="next-when">{whenText(atMs, nowMs)}</span>
}

/** 'at 1:20.0, in 20s'. */
export function whenText(atMs: number, nowMs: number): string {
  return atMs <= nowMs ? 'now' : `at ${clockText(atMs)}, in ${durationText(atMs - nowMs)}`
}

function ControlLoop({ rows }: { readonly rows: readonly LoopRow[] }) {
  const nowMs = usePlayground((state) => state.timeMs)
  return (
    <div className="table-scroll" role="group" aria-label="Control loop" tabIndex={0}>
      <table className="control-loop">
        <thead>
          <tr>
            <th scope="col">control loop</th>
            <th scope="col">desired</th>
            <th scope="col">observed</th>
            <th scope="col">difference</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, desired, observed, difference, atMs }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{desired}</td>
              <td>{observed}</td>
              <td>{atMs === undefined ? difference : whenText(atMs, nowMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
