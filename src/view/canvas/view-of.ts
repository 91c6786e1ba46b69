// Which part of the picture is looked at, and how large.
import type { Box } from '#picture/canvas/box.ts'
import type { CanvasLayout, Form } from '#picture/canvas/layout.ts'

/** What the view needs of the places. */
export type Extent = Pick<CanvasLayout, 'width' | 'height' | 'level'>

export interface PaneSize {
  readonly width: number
  readonly height: number
}

export interface View {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

const MIN_ZOOM = 0.04
export const MAX_ZOOM = 2.5

const EDGE = 14
/** A picture that is lower than its pane stands near the top, where the eye begins. */
const MOST_ABOVE = 56
/** Room for the buttons. */
const BELOW = 46
/** Room for the owners of a crowd, which stand above it. */
const OWNERS_ABOVE = 42
const MOST_ENLARGED = 1.15
const SMALLEST_TO_READ = 0.62
const LEAST_WITH_WORDS = 0.4

/** A pane narrower than this gets the picture below one another. */
const NARROW_PANE = 520

/** The form of the picture for a pane of this width in pixels. */
export const formFor = (width: number): Form =>
  width > 0 && width < NARROW_PANE ? 'narrow' : 'wide'

/** The view that shows the whole picture. */
export function fitAll(places: Extent, pane: PaneSize): View {
  return viewAt(places, pane, Math.min(...fits(places, pane)))
}

/**
 * The view that a picture has until a person moves it: all of it when its words can be read then, else
 * a part of it at a size that can be read, where `focus`, what the shown step is about, is in sight.
 * Dots are for the overview and always shown whole, and so are chips beside one another.
 */
export function restView(places: Extent, pane: PaneSize, focus: Box | null): View {
  const [fitWidth, fitHeight] = fits(places, pane)
  const all = Math.min(fitWidth, fitHeight)
  const isNarrow = formFor(pane.width) === 'narrow'
  if (places.level === 'dot' || (places.level === 'chip' && !isNarrow))
    return viewAt(places, pane, all)
  // A phone scrolls down a picture of its own width.
  const wanted = isNarrow ? Math.min(fitWidth, MOST_ENLARGED) : 0
  const view = viewAt(places, pane, Math.max(all, wanted, SMALLEST_TO_READ))
  return focus === null ? view : showing(view, focus, pane)
}

/** From further away the words of cards would lie on one another; all of a picture can always be seen. */
export function leastZoom(places: Extent, pane: PaneSize): number {
  return places.level === 'dot' || pane.width === 0
    ? MIN_ZOOM
    : Math.min(LEAST_WITH_WORDS, fitAll(places, pane).zoom)
}

function fits(places: Extent, pane: PaneSize): readonly [width: number, height: number] {
  const height = pane.height - edgeAbove(places) - BELOW
  return [(pane.width - 2 * EDGE) / places.width, height / places.height]
}

function edgeAbove({ level }: Extent): number {
  return level === 'dot' ? EDGE + OWNERS_ABOVE : EDGE
}

function viewAt(places: Extent, pane: PaneSize, wanted: number): View {
  const zoom = Math.max(MIN_ZOOM, Math.min(wanted, MOST_ENLARGED))
  const left = (pane.width - places.width * zoom) / 2
  const top = (pane.height - BELOW - places.height * zoom) / 2
  return {
    zoom,
    x: Math.max(EDGE, left),
    y: Math.max(edgeAbove(places), Math.min(top, MOST_ABOVE)),
  }
}

/** The view moved as little as needed to show a box; of one that is too large its beginning. */
function showing({ x, y, zoom }: View, box: Box, pane: PaneSize): View {
  const shift = (start: number, end: number, room: number): number =>
    Math.max(Math.min(0, room - end), EDGE - start)
  const needed = (start: number, end: number, room: number): number =>
    start >= EDGE && end <= room ? 0 : shift(start, end, room)
  const left = x + box.x * zoom
  const top = y + box.y * zoom
  return {
    zoom,
    x: x + needed(left, left + box.width * zoom, pane.width - EDGE),
    y: y + needed(top, top + box.height * zoom, pane.height - BELOW),
  }
}
