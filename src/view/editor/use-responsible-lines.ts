// The lines that the shown step follows from.
import { useCallback, useMemo } from 'react'
import { usePage, type Page } from '#view/shell/page.tsx'
import { usePlayground, type PlaygroundSnapshot } from '#view/shell/playground-context.tsx'

export type ResponsibleLines = ReturnType<Page['responsibleLines']>

/** Follows the state; null when no lines can be named. The same lines are the same object. */
export function useResponsibleLines(): ResponsibleLines {
  const page = usePage()
  const pathOf = useCallback(
    (s: PlaygroundSnapshot) => page.responsibleLines(s)?.path ?? null,
    [page],
  )
  const startOf = useCallback(
    (s: PlaygroundSnapshot) => page.responsibleLines(s)?.startLine ?? 0,
    [page],
  )
  const endOf = useCallback(
    (s: PlaygroundSnapshot) => page.responsibleLines(s)?.endLine ?? 0,
    [page],
  )
  const path = usePlayground(pathOf)
  const startLine = usePlayground(startOf)
  const endLine = usePlayground(endOf)
  return useMemo(
    () => (path === null ? null : { path, startLine, endLine }),
    [path, startLine, endLine],
  )
}
