// Which thing of the canvas the pointer rests on, or the keyboard has come to.
import { type RefObject, useEffect, useState } from 'react'

/** So long a pointer rests before it means something. */
const REST_MS = 140

/** The key of the thing; null for none. It is read from the nearest element with `data-key`. */
export function usePointedAt(pane: RefObject<HTMLElement | null>): string | null {
  const [key, setKey] = useState<string | null>(null)
  useEffect(() => {
    const element = pane.current
    if (element === null) return undefined
    let timer = 0
    const point = (target: EventTarget | null, afterMs: number): void => {
      clearTimeout(timer)
      const thing = target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null
      const next = thing?.dataset['key'] ?? null
      if (next === null || afterMs === 0) setKey(next)
      else timer = window.setTimeout(() => setKey(next), afterMs)
    }
    // A finger covers what it points at, and selects it.
    const onOver = (event: PointerEvent): void => {
      if (event.pointerType === 'mouse') point(event.target, event.buttons === 0 ? REST_MS : 0)
    }
    const onLeave = (): void => point(null, 0)
    const onFocus = ({ target }: FocusEvent): void => {
      if (target instanceof Element && target.matches(':focus-visible')) point(target, 0)
    }
    const abort = new AbortController()
    const { signal } = abort
    element.addEventListener('pointerover', onOver, { signal })
    element.addEventListener('pointerleave', onLeave, { signal })
    element.addEventListener('focusin', onFocus, { signal })
    element.addEventListener('focusout', onLeave, { signal })
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [pane])
  return key
}
