// The texts of an example, which are loaded when it is open.
import { useEffect, useState } from 'react'
import { usePage, type Lesson } from './page.tsx'

/** The lesson of an example; null while none is open or it is not there yet. */
export function useLesson(exampleId: string | null): Lesson | null {
  const page = usePage()
  const [found, setFound] = useState<{
    readonly id: string
    readonly lesson: Lesson | null
  } | null>(null)
  useEffect(() => {
    if (exampleId === null) return undefined
    let wanted = true
    page.loadLesson(exampleId).then(
      (lesson) => wanted && setFound({ id: exampleId, lesson }),
      () => {},
    )
    return () => {
      wanted = false
    }
  }, [page, exampleId])
  return found?.id === exampleId ? found.lesson : null
}
