// What is said to those who do not see the page: the sentence of each step and short notices. The
// notice is also shown, and goes away by itself.
import { useEffect, useState } from 'react'
import { spokenPredicate, spokenSentence, whoThen } from '#picture/words/entry-sentence.ts'
import { spokenTime } from '#picture/words/format.ts'
import { usePlayground, usePlaygroundActions } from './playground-context.tsx'
import './notice.css'

const NOTICE_MS = 4000
/** Who may want to undo something has longer. */
const UNDO_MS = 8000
/** Steps that follow each other faster than this are not all announced, only the one one stays at. */
const REST_MS = 250

/** The live regions of the page. */
export function Announcer() {
  const notice = usePlayground((state) => state.notice)
  const undoes = usePlayground((state) => state.noticeUndoes && state.canUndo)
  const { notify, undo } = usePlaygroundActions()
  const spoken = useSettledSentence()
  useEffect(() => {
    if (notice === null || notice === '') return undefined
    const timer = setTimeout(() => notify(''), undoes ? UNDO_MS : NOTICE_MS)
    return () => clearTimeout(timer)
  }, [notice, undoes, notify])
  return (
    <>
      <div className="visually-hidden" role="status" aria-label="Step">
        {spoken}
      </div>
      <div className="notice-area" role="status" aria-label="Notice">
        {notice !== null && notice !== '' && (
          <span className="notice">
            {notice}
            {undoes && (
              <button type="button" className="notice-undo" onClick={() => undo()}>
                Undo
              </button>
            )}
          </span>
        )}
      </div>
    </>
  )
}

function useSettledSentence(): string {
  const step = usePlayground((state) => state.step)
  const steps = usePlayground((state) => state.steps)
  const entry = usePlayground((state) => state.stepEntry)
  const report = usePlayground((state) => state.reportEntry)
  const [spoken, setSpoken] = useState('')
  useEffect(() => {
    // The sentence comes a moment later than the place.
    if (entry === null || entry.id !== steps[step]) return undefined
    const then = report === null ? '' : ` Then ${whoThen(entry, report)} ${spokenPredicate(report)}`
    const text = `Step ${step + 1} of ${steps.length}, ${spokenTime(entry.timeMs)}: ${spokenSentence(entry)}${then}`
    const timer = setTimeout(() => setSpoken(text), REST_MS)
    return () => clearTimeout(timer)
  }, [entry, report, step, steps])
  return spoken
}
