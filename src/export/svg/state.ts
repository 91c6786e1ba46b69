// Shape, word and colour of a state.
import type { CanvasTone, ShownState } from '#picture/canvas/canvas-graph.ts'
import { lineWidthOf, STATE_SHAPES } from '#picture/canvas/state-shapes.ts'
import { label, path, type Pen, px, rect } from './markup.ts'
import { widthOf } from './text-width.ts'

interface ToneColors {
  readonly tone: string
  readonly background: string
}

/** The colours of a tone. */
export function toneOf({ tokens }: Pen, tone: CanvasTone): ToneColors {
  if (tone === 'idle') return { tone: tokens.dim, background: 'none' }
  const name = tone === 'part' ? 'wait' : tone
  return { tone: tokens[name], background: tokens[`${name}-bg`] }
}

/** The shape of a tone with its upper left corner at a point. */
export function glyph(pen: Pen, tone: CanvasTone, x: number, y: number, size = 12): string {
  const { path: data, filled } = STATE_SHAPES[tone]
  const color = toneOf(pen, tone).tone
  const shape = filled
    ? path(data, { fill: color })
    : path(data, { stroke: color, width: lineWidthOf(tone), round: true })
  const scale = size === 12 ? '' : ` scale(${px(size / 12)})`
  return `<g transform="translate(${px(x)} ${px(y)})${scale}">${shape}</g>`
}

const PILL = { size: 11, weight: 600 }
const PILL_HEIGHT = 17
const PILL_AROUND = 6 + 12 + 4 + 8

/** How wide the pill of a word would be. */
export const pillWidth = (word: string): number => PILL_AROUND + widthOf(word, PILL)

/** Shape and word in a pill whose left end and middle stand at a point; `room` in pixels. */
export function pill(pen: Pen, state: ShownState, x: number, middle: number, room: number): string {
  const { tone, background } = toneOf(pen, state.tone)
  const width = Math.min(pillWidth(state.word), room)
  const box = { x, y: middle - PILL_HEIGHT / 2, width, height: PILL_HEIGHT }
  return [
    rect(box, PILL_HEIGHT / 2, { fill: background }),
    glyph(pen, state.tone, x + 6, middle - 6),
    label(x + 22, middle + 4, state.word, { ...PILL, fill: tone, room: width - PILL_AROUND + 1 }),
  ].join('')
}
