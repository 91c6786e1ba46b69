// The editor pane: files, text, problems. The text stands in a plain text area at once; Monaco takes
// its place when it has come, and where it cannot come the text area stays.
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { Boundary } from '#view/shell/Boundary.tsx'
import { usePage } from '#view/shell/page.tsx'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { RunAnyway } from '#view/shell/RunAnyway.tsx'
import { NARROW, useMedia } from '#view/shell/use-media.ts'
import './editor.css'
import { FileTabs } from './FileTabs.tsx'
import { LateEdit } from './LateEdit.tsx'
import { PlainEditor } from './PlainEditor.tsx'
import { Problems } from './Problems.tsx'
import { useFollowFile } from './use-follow-file.ts'
import { useResponsibleLines } from './use-responsible-lines.ts'

const MonacoEditor = lazy(() =>
  import('./MonacoEditor.tsx').then(({ MonacoEditor }) => ({ default: MonacoEditor })),
)

/** Everything in the editor pane. */
export function Editor(props: { readonly lesson: ReactNode }) {
  const showsLesson = usePlayground((state) => state.lesson?.shows ?? false)
  const path = usePlayground((state) => state.activePath)
  const stale = usePlayground((state) => state.stale)
  const { goToPlace } = usePlaygroundActions()
  const isAlone = useMedia(NARROW)
  const place = usePlayground((state) => state.place)
  const isCalm = useCalm()
  const lines = useResponsibleLines()
  useFollowFile(lines)
  const current = place?.path === path ? place : null
  const plain = <PlainEditor wanted={current} lines={lines} />
  return (
    <div className="editor nokey">
      <FileTabs responsiblePath={lines?.path ?? null} />
      {showsLesson && props.lesson}
      <div
        hidden={showsLesson}
        className="editor-text"
        role="group"
        aria-label={path === '' ? 'No file' : path}
      >
        {isCalm ? (
          <Boundary fallback={plain}>
            <Suspense fallback={plain}>
              <MonacoEditor wanted={current} lines={lines} />
            </Suspense>
          </Boundary>
        ) : (
          plain
        )}
      </div>
      <LateEdit />
      {/* Beside the picture the picture says it. */}
      {stale && isAlone && (
        <div className="stale" role="status">
          <span>The picture shows the run before this change.</span>
          <RunAnyway />
        </div>
      )}
      {!showsLesson && <Problems onGoTo={goToPlace} />}
    </div>
  )
}

/** True some time after the page and the engine have come, so that Monaco does not delay them. */
function useCalm(): boolean {
  const { calm } = usePage()
  const [isCalm, setCalm] = useState(false)
  useEffect(() => {
    let wanted = true
    const done = (): void => {
      if (wanted) setCalm(true)
    }
    void calm.then(() => {
      if (typeof requestIdleCallback === 'function') requestIdleCallback(done, { timeout: 1500 })
      else setTimeout(done, 300)
    })
    return () => {
      wanted = false
    }
  }, [calm])
  return isCalm
}
