// A change of the manifests at a later moment: from the start, or at that moment?
import { clockText } from '#picture/words/format.ts'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import './late-edit.css'

/** The question; nothing when there is none. */
export function LateEdit() {
  const late = usePlayground((state) => (state.stale ? null : state.lateEdit))
  const { applyLateEdit, notify } = usePlaygroundActions()
  if (late === null) return null
  const at = clockText(late.atMs)
  const apply = (): void => {
    applyLateEdit('moment')
    notify(`Applied at ${at}`, true)
  }
  return (
    <div className="late-edit" role="group" aria-label="When the change happens">
      <span>
        You changed this at {at}. It ran <b>from the start</b>.
      </span>
      <button type="button" className="btn" onClick={apply}>
        Apply it at {at}
      </button>
      <button type="button" className="btn quiet" onClick={() => applyLateEdit('start')}>
        Leave it
      </button>
    </div>
  )
}
