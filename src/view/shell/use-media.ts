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

/** One pane is shown at a time: in a narrow window, and on a phone that lies on its side. */
export const NARROW = '(max-width: 800px), (max-width: 1000px) and (max-height: 480px)'

/** True on keyboards that have ⌘. */
export const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent)
