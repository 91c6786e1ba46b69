// What is generally true of steps, which is loaded when somebody wants to be told.
import { useEffect, useState } from 'react'
import type { EntryHeader } from '#playground/questions.ts'
import { usePage } from './page.tsx'

type Explain = (entry: EntryHeader) => string | null

/** What is worth knowing about a step; null for what explains itself, and until the texts are there. */
export function useStepWords(): Explain {
  const page = usePage()
  const [explain, setExplain] = useState<Explain>(() => () => null)
  useEffect(() => {
    page.loadWords().then(
      (words) => setExplain(() => words),
      () => {},
    )
  }, [page])
  return explain
}
