// Steps by swiping over the sentence and the buttons; the canvas is moved by the same gesture.
import { useRef, type TouchEvent } from 'react'
import { usePlaygroundActions } from './playground-context.tsx'

/** A finger that goes less far, or more up than aside, means something else. */
const LEAST_PX = 48

/** Handlers for touches: to the left is the next step, to the right the one before. */
export function useSwipe() {
  const { next, back } = usePlaygroundActions()
  const start = useRef<{ readonly x: number; readonly y: number } | null>(null)
  return {
    onTouchStart({ touches }: TouchEvent): void {
      const touch = touches.item(0)
      start.current =
        touch === null || touches.length > 1 ? null : { x: touch.clientX, y: touch.clientY }
    },
    onTouchEnd({ changedTouches }: TouchEvent): void {
      const touch = changedTouches.item(0)
      const from = start.current
      start.current = null
      if (touch === null || from === null) return
      const aside = touch.clientX - from.x
      if (Math.abs(aside) < LEAST_PX || Math.abs(aside) < 2 * Math.abs(touch.clientY - from.y))
        return
      if (aside < 0) next()
      else back()
    },
  }
}
