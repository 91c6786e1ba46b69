// A moment as an SVG: the elements of the canvas drawn from graph and layout, with the step's sentence below them
// and, when it is handed in, the link to the scenario inside, so that the picture can be opened again.
import type { Box } from '#picture/canvas/box.ts'
import type { CanvasGraph } from '#picture/canvas/canvas-graph.ts'
import { type CanvasElement, elementsOf } from '#picture/canvas/elements.ts'
import type { CanvasLayout } from '#picture/canvas/layout.ts'
import { ownerLines, wayBetween } from '#picture/canvas/lines.ts'
import type { Theme } from '#picture/tokens.ts'
import { withScenario } from '../scenario-inside.ts'
import { escaped, label, path, type Pen, penFor, px, rect, STYLE } from './markup.ts'
import { nodeFrame } from './node-frame.ts'
import { band, ownerBox } from './owner-box.ts'
import { podCard } from './pod-card.ts'
import { podChip, trayCard } from './pod-small.ts'
import { apiServer, tray } from './side.ts'
import { linesOf } from './text-width.ts'

export interface PictureOptions {
  readonly graph: CanvasGraph
  readonly places: CanvasLayout
  readonly theme: Theme
  readonly title: string
  /** What happened, and when: '0:14.2' and the step's sentence; '' for none. */
  readonly time: string
  readonly sentence: string
  /** The fragment of the link to the moment, without '#'; null leaves it out. */
  readonly link: string | null
  /** The area that is drawn, in canvas pixels; all of the picture when it is left out. */
  readonly frame?: { readonly width: number; readonly height: number }
}

const EDGE = 16
const SENTENCE = { size: 14 }
const LINE = 20
const MOST_LINES = 2
const CAPTION_EDGE = 14

/** The picture as the text of an SVG file. The same moment always gives the same text. */
export function pictureSvg(options: PictureOptions): string {
  const { graph, places, theme, title, link, frame = places } = options
  const pen = penFor(theme)
  const width = Math.max(frame.width, 420) + 2 * EDGE
  const caption = captionOf(pen, options, width)
  const height = frame.height + 2 * EDGE + caption.height
  const drawn = [
    rect({ x: 0, y: 0, width, height }, 0, { fill: pen.tokens.bg }),
    `<g transform="translate(${EDGE} ${EDGE})">${contents(pen, graph, places)}</g>`,
    `<g transform="translate(0 ${px(height - caption.height)})">${caption.text}</g>`,
  ]
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}" role="img">`,
    `<title>${escaped(title === '' ? 'Podscape' : title)}</title>`,
    options.sentence === '' ? '' : `<desc>${escaped(options.sentence)}</desc>`,
    `<style>${STYLE}</style>`,
    ...drawn,
    '</svg>\n',
  ].join('')
  return link === null ? svg : withScenario(svg, link)
}

/** The elements and lines, one element a line, so that two pictures can be compared as text. */
function contents(pen: Pen, graph: CanvasGraph, places: CanvasLayout): string {
  const elements = elementsOf(graph, places, [])
  const below = elements.filter(({ zIndex }) => zIndex === 0)
  const above = elements.filter(({ zIndex }) => zIndex !== 0)
  const { control, accent } = pen.tokens
  const call = graph.movement?.kind === 'call' ? wayBetween(graph, places, graph.movement) : null
  return [
    '',
    ...ownerLines(graph, places).map(({ path: way }) => path(way, { stroke: control, width: 1.3 })),
    ...below.map((one) => element(pen, one)),
    ...above.map((one) => element(pen, one)),
    call === null ? '' : path(call, { stroke: accent, width: 2 }),
    '',
  ].join('\n')
}

function element(pen: Pen, one: CanvasElement): string {
  const { x, y } = one.position
  const box = { x, y, width: one.width, height: one.height }
  return `<g transform="translate(${px(x)} ${px(y)})">${drawnIn(pen, one, box)}</g>`
}

function drawnIn(pen: Pen, one: CanvasElement, box: Box): string {
  switch (one.type) {
    case 'apiServer':
      return apiServer(pen, one.data, box)
    case 'tray':
      return tray(pen, one.data, box)
    case 'nodeFrame':
      return nodeFrame(pen, one.data, box)
    case 'owner':
      return ownerBox(pen, one.data, box)
    case 'band':
      return band(pen, one.data.band, box)
    case 'pod':
      if (one.data.look === 'card') return podCard(pen, one.data, box)
      return one.data.look === 'tray' ? trayCard(pen, one.data, box) : podChip(pen, one.data, box)
  }
}

function captionOf(pen: Pen, { time, sentence }: PictureOptions, width: number) {
  if (sentence === '') return { text: '', height: 0 }
  const { panel, line, text, dim } = pen.tokens
  const left = EDGE + 62
  const lines = linesOf(sentence, width - left - EDGE, SENTENCE, MOST_LINES)
  // The same height for every moment, so that the frames of a moving picture have one size.
  const height = 2 * CAPTION_EDGE + LINE * MOST_LINES
  const top = (height - LINE * lines.length) / 2 + 14.5
  const drawn = [
    rect({ x: 0, y: 0, width, height }, 0, { fill: panel }),
    path(`M0 0.5h${px(width)}`, { stroke: line }),
    label(EDGE, top, time, { size: 13, weight: 600, fill: dim }),
    ...lines.map((words, index) =>
      label(left, top + index * LINE, words, { ...SENTENCE, fill: text }),
    ),
  ]
  return { text: drawn.join(''), height }
}
