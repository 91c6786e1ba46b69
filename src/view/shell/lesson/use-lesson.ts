// The texts of the lesson that one is at, which are loaded when it is open.
import { useEffect, useState } from 'react'
import type { LessonAnswer } from '#playground/questions.ts'
import { usePage, type LessonTexts } from '../page.tsx'
import { usePlayground } from '../playground-context.tsx'
import { useAnswer } from '../use-answer.ts'

/** The lesson with this id; null while there is none or it is not there yet. */
export function useLessonTexts(id: string | null): LessonTexts | null {
  const page = usePage()
  const [found, setFound] = useState<LessonTexts | null>(null)
  useEffect(() => {
    if (id === null) return undefined
    let wanted = true
    page.loadLesson(id).then(
      (texts) => wanted && setFound(texts),
      () => {},
    )
    return () => {
      wanted = false
    }
  }, [page, id])
  return found?.id === id ? found : null
}

/** What the run says of the lesson: where its answer is seen, and once it has ended what became of what is expected. */
export function useLessonAnswer({ seen, expect }: LessonTexts['lesson']): LessonAnswer | undefined {
  const isDone = usePlayground((state) => state.runState === 'done')
  return useAnswer({ kind: 'lesson', seen, expect: isDone ? expect : [] }, 'run')
}
