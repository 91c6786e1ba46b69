// The file that is responsible for the shown step is opened, unless the person is in the editor or has chosen another.
import { useEffect, useRef } from 'react'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import type { ResponsibleLines } from './use-responsible-lines.ts'

/** Opens the file of each step that another file than the step before is responsible for. */
export function useFollowFile(lines: ResponsibleLines): void {
  const path = lines?.path ?? null
  const isFirst = usePlayground((state) => state.step < 1)
  // What is shown comes later than the step is gone to, and the lines are of what is shown.
  const entry = usePlayground((state) => state.shownAt.entryId)
  const follows = usePlayground((state) => state.follows && state.selection === null)
  const { followFile } = usePlaygroundActions()
  const shown = useRef({ path, entry })
  useEffect(() => {
    const before = shown.current
    shown.current = { path, entry }
    const hasMoved = before.entry !== entry && before.path !== path
    if (!follows || path === null || !hasMoved || isFirst) return
    const inEditor = document.activeElement?.closest('#editor') !== null
    if (!inEditor) followFile(path)
  }, [path, entry, isFirst, follows, followFile])
}
