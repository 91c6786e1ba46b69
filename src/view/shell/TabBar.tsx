// On a narrow screen: the tabs that choose which pane is shown.
import type { Pane } from '#playground/types.ts'
import { countText } from '#picture/words/format.ts'
import { Icon, type IconName } from './Icon.tsx'
import { usePlayground, usePlaygroundActions } from './playground-context.tsx'

const TABS: readonly (readonly [Pane, string, IconName])[] = [
  ['lesson', 'Lesson', 'book'],
  ['canvas', 'Canvas', 'canvas'],
  ['editor', 'Editor', 'code'],
  ['inspector', 'Inspector', 'info'],
  ['timeline', 'Timeline', 'lanes'],
  ['terminal', 'Terminal', 'terminal'],
]

/** What an embed does without. */
const OWN: ReadonlySet<Pane> = new Set(['editor', 'terminal'])

/** The bar at the bottom; it names how many problems the editor has. */
export function TabBar() {
  const pane = usePlayground((state) => state.pane)
  const embed = usePlayground((state) => state.embed)
  const errors = usePlayground(errorCount)
  const hasLesson = usePlayground((state) => state.lesson !== null && !state.embed)
  const { showPane, showLesson } = usePlaygroundActions()
  const choose = (id: Pane): void => {
    // The editor's pane has the lesson among its tabs, and here that one is a pane of its own.
    if (id === 'editor') showLesson(false)
    showPane(id)
  }
  return (
    <nav className="tab-bar" aria-label="Panes">
      {TABS.filter(([id]) => (id === 'lesson' ? hasLesson : !embed || !OWN.has(id))).map(
        ([id, label, icon]) => (
          <button
            key={id}
            type="button"
            aria-current={pane === id ? 'page' : undefined}
            onClick={() => choose(id)}
          >
            <Icon name={icon} size={18} />
            {label}
            {id === 'editor' && errors > 0 && (
              <span className="count" aria-label={countText(errors, 'error')}>
                {errors}
              </span>
            )}
          </button>
        ),
      )}
    </nav>
  )
}

function errorCount(state: {
  readonly diagnostics: readonly { readonly severity: string }[]
}): number {
  return state.diagnostics.filter(({ severity }) => severity === 'error').length
}
