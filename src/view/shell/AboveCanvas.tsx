// What is said above and over the canvas: the welcome, a lesson's question, and what of the text is not in the picture.
import { lazy, Suspense } from 'react'
import { CannotRun } from './CannotRun.tsx'
import { OldPicture } from './OldPicture.tsx'
import { usePlayground } from './playground-context.tsx'
import { Welcome } from './Welcome.tsx'

// Few texts come from a living cluster.
const DumpPanel = lazy(() =>
  import('./DumpPanel.tsx').then((module) => ({ default: module.DumpPanel })),
)

const LessonStrip = lazy(() =>
  import('./lesson/LessonStrip.tsx').then(({ LessonStrip }) => ({ default: LessonStrip })),
)

/** The strips of the canvas, in the order in which they matter. */
export function AboveCanvas() {
  const hasLesson = usePlayground((state) => state.lesson !== null)
  const hasDump = usePlayground((state) => state.dump !== null)
  return (
    <>
      <Welcome />
      <OldPicture />
      {!hasDump && <CannotRun />}
      {hasLesson && (
        <Suspense fallback={null}>
          <LessonStrip />
        </Suspense>
      )}
      {hasDump && (
        <Suspense fallback={null}>
          <DumpPanel />
        </Suspense>
      )}
    </>
  )
}
