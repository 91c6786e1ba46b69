// Runs a text that does not run by itself, because something in it is wrong.
import { Keys } from './Keys.tsx'
import { usePlaygroundActions } from './playground-context.tsx'

/** The button. */
export function RunAnyway() {
  const { runFromStart } = usePlaygroundActions()
  return (
    <button type="button" className="btn" onClick={() => runFromStart()}>
      Run what can run <Keys keys="Mod+Enter" />
    </button>
  )
}
