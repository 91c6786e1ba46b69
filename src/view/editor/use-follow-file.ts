// The file that is responsible for the shown step is opened, unless the person is in the editor or has chosen another.
import { useEffect, useRef } from 'react'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import type { ResponsibleLines } from './use-responsible-lines.ts'

/** Opens the file of each step that another file than the step before is responsible for. */
export function useFollowFile(lines: ResponsibleLines): void {
  const path = lines?.path ?? null
  const step = usePlayground((state) => state.step)
  const follows = usePlayground((state) => state.follows && state.selection === null)
  const { followFile } = usePlaygroundActions()
  const shown = useRef({ path, step })
  useEffect(() => {
    const before = shown.current
    shown.current = { path, step }
    const hasMoved = before.step !== step && before.path !== path
    if (!follows || path === null || !hasMoved || step < 1) return
    const inEditor = document.activeElement?.closest('#editor') !== null
    if (!inEditor) followFile(path)
  }, [path, step, follows, followFile])
}
