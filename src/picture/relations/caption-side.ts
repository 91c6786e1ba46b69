// Where the words about a thing's relations stand: on the edge of the pane where they cover least of what they are about.
import type { Box } from '#picture/canvas/box.ts'

/** How a pane looks at the picture: its offset in pixels, its zoom, and its own size. */
export interface Look {
  readonly transform: readonly [x: number, y: number, zoom: number]
  readonly width: number
  readonly height: number
}

/** About as large as the words are. */
const WORDS = { width: 430, height: 150 }

/** 'above' when fewer of the boxes lie there than below; the first box, the thing itself, counts for all the others. */
export function captionSide(boxes: readonly Box[], look: Look): 'above' | 'below' {
  const [x, y, zoom] = look.transform
  let above = 0
  let below = 0
  for (const [index, box] of boxes.entries()) {
    const weight = index === 0 ? boxes.length : 1
    const top = y + box.y * zoom
    const bottom = top + box.height * zoom
    const isSeen = bottom > 0 && top < look.height && x + box.x * zoom < WORDS.width
    if (isSeen && top < WORDS.height) above += weight
    if (isSeen && bottom > look.height - WORDS.height) below += weight
  }
  return above < below ? 'above' : 'below'
}
