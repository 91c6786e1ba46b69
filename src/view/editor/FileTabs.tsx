// The files of the scenario as tabs, and the way to their tree.
import { lazy, Suspense, useState, type KeyboardEvent } from 'react'
import { countText } from '#picture/words/format.ts'
import { Icon } from '#view/shell/Icon.tsx'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { shortNames } from './file-names.ts'

// Opened by a press, so it is no part of the first load.
const FileTree = lazy(() =>
  import('./FileTree.tsx').then(({ FileTree }) => ({ default: FileTree })),
)

/** The tabs above the text; `responsiblePath` is the file that the shown step follows from. */
export function FileTabs(props: { readonly responsiblePath: string | null }) {
  const files = usePlayground((state) => state.files)
  const active = usePlayground((state) => state.activePath)
  const diagnostics = usePlayground((state) => state.diagnostics)
  const actions = usePlaygroundActions()
  const { openFile, showLesson } = actions
  const lesson = usePlayground((state) => state.lesson)
  const showsLesson = lesson?.shows ?? false
  const [managing, setManaging] = useState(false)
  const names = shortNames(files.map(({ path }) => path))
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 }
    const move = moves[event.key]
    if (move === undefined) return
    event.preventDefault()
    const tabs = [...(lesson === null ? [] : [null]), ...files.map(({ path }) => path)]
    const index = tabs.indexOf(showsLesson ? null : active)
    const next = tabs[(index + move + tabs.length) % tabs.length]
    if (next === undefined) return
    if (next === null) showLesson(true)
    else openFile(next)
    document.getElementById(next === null ? LESSON_TAB : tabIdOf(next))?.focus()
  }
  return (
    <div className="file-bar">
      <div className="file-tabs" role="tablist" aria-label="Files" onKeyDown={onKeyDown}>
        {lesson !== null && (
          <button
            type="button"
            role="tab"
            id={LESSON_TAB}
            className="lesson-tab"
            aria-selected={showsLesson}
            tabIndex={showsLesson ? 0 : -1}
            onClick={() => showLesson(true)}
          >
            Lesson
          </button>
        )}
        {files.map(({ path }, index) => {
          const isShown = path === active && !showsLesson
          const problems = diagnostics.filter(
            (d) => d.path === path && d.severity === 'error',
          ).length
          return (
            <button
              key={path}
              type="button"
              role="tab"
              id={tabIdOf(path)}
              aria-selected={isShown}
              tabIndex={isShown ? 0 : -1}
              title={path}
              className={path === props.responsiblePath && !showsLesson ? 'responsible' : undefined}
              onClick={() => openFile(path)}
            >
              {names[index]}
              {problems > 0 && (
                <span className="tab-problems" aria-label={countText(problems, 'error')}>
                  {problems}
                </span>
              )}
            </button>
          )
        })}
      </div>
      <FileTools open={managing} onToggle={() => setManaging(!managing)} />
      {managing && (
        <Suspense fallback={null}>
          <FileTree onClose={() => setManaging(false)} />
        </Suspense>
      )}
    </div>
  )
}

const LESSON_TAB = 'lesson-tab'
const tabIdOf = (path: string): string => `file-${path}`

function FileTools(props: { readonly open: boolean; readonly onToggle: () => void }) {
  return (
    <div className="file-tools">
      <button
        type="button"
        className="tool"
        aria-label="Files: new, rename, duplicate, delete"
        title="Files: new, rename, duplicate, delete"
        aria-expanded={props.open}
        onClick={props.onToggle}
      >
        <Icon name="plus" size={14} />
      </button>
    </div>
  )
}
