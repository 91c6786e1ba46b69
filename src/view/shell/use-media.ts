// Questions to the browser's window that components render by.
import { useCallback, useSyncExternalStore } from 'react'

/** Whether a media query holds; renders again when that changes. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}

/** At this width and below one pane is shown at a time. */
export const NARROW = '(max-width: 800px)'

/** True on keyboards that have ⌘. */
export const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent)
