// Pressing and dragging somewhere on the timeline goes to the moment under the pointer.
import type { PointerEvent, RefObject } from 'react'
import { usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { timeAt, type View } from '#picture/timeline/scale.ts'
import { partOfPointer } from './part-of-pointer.ts'

interface DragHandlers {
  onPointerDown(event: PointerEvent<HTMLElement>): void
  onPointerMove(event: PointerEvent<HTMLElement>): void
}

/** Handlers for an element of the timeline; `area` spans the scale from edge to edge. */
export function useTimeDrag(area: RefObject<HTMLElement | null>, view: View): DragHandlers {
  const { goToTime, pause } = usePlaygroundActions()
  const goToPointer = (clientX: number): void => {
    const part = partOfPointer(area, clientX)
    if (part !== null) goToTime(timeAt(view, part))
  }
  return {
    onPointerDown(event) {
      const onControl = event.target instanceof Element && event.target.closest('button') !== null
      // A finger on the lanes scrolls them; the ruler and the playhead are for dragging.
      const scrolls = event.pointerType === 'touch' && event.currentTarget.matches('ul')
      if (event.button !== 0 || onControl || scrolls) return
      event.currentTarget.setPointerCapture(event.pointerId)
      pause()
      goToPointer(event.clientX)
    },
    onPointerMove(event) {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) goToPointer(event.clientX)
    },
  }
}
