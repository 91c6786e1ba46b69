// What the canvas reads of the selection and does to it.
import { useCallback, type MouseEvent } from 'react'
import {
  usePlayground,
  usePlaygroundActions,
  type PlaygroundSnapshot,
} from '#view/shell/playground-context.tsx'

/** Whether exactly this key is selected. The component renders again only when the answer changes. */
export function useIsSelected(key: string): boolean {
  return usePlayground(useCallback((state: PlaygroundSnapshot) => state.selection === key, [key]))
}

/** The selected key if it is the Pod or a container or volume of it, else null. */
export function useSelectionIn(podKey: string): string | null {
  return usePlayground(
    useCallback(
      ({ selection }: PlaygroundSnapshot) => {
        if (selection === null || !selection.startsWith(podKey)) return null
        const next = selection[podKey.length]
        return next === undefined || next === '#' || next === '~' ? selection : null
      },
      [podKey],
    ),
  )
}

/** Makes the click handler that selects a key, and keeps the click from what lies below. */
export type Select = (key: string) => (event: MouseEvent) => void

/** The maker of click handlers, always the same. */
export function useSelect(): Select {
  const { select } = usePlaygroundActions()
  return useCallback(
    (key) => (event) => {
      event.stopPropagation()
      select(key)
    },
    [select],
  )
}
