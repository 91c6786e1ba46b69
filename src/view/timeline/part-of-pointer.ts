// Where the pointer is over an area of the timeline.
import type { RefObject } from 'react'

/** The part of the area's width left of the pointer, from 0 to 1; null while the area is not drawn. */
export function partOfPointer(area: RefObject<HTMLElement | null>, clientX: number): number | null {
  const box = area.current?.getBoundingClientRect()
  if (box === undefined || box.width === 0) return null
  return Math.max(0, Math.min(1, (clientX - box.left) / box.width))
}
