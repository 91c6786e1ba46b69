// What stands beside the nodes: the API server with the objects that have no place on one, and the tray.
import type { Box } from '#picture/canvas/box.ts'
import type { CanvasElement } from '#picture/canvas/elements.ts'
import { API_LINE_HEIGHT, apiLinesOf, lineLabel } from '#picture/canvas/api-lines.ts'
import { countText } from '#picture/words/format.ts'
import { between, DASHED, group, label, type Pen, rect } from './markup.ts'
import { pill } from './state.ts'
import { widthOf } from './text-width.ts'

const TITLE = { size: 12.5, weight: 650 }

/** The API server: Services, ConfigMaps and the like, and the mirrors of static Pods. */
export function apiServer(
  pen: Pen,
  { items, deaf }: Extract<CanvasElement, { type: 'apiServer' }>['data'],
  { width, height }: Box,
): string {
  const { line2, text, dim, faint, fail } = pen.tokens
  const { shown, system, hidden } = apiLinesOf(items)
  const lines = [
    ...shown.map((item) => ({
      name: item.name,
      kind: lineLabel(item),
      ghost: item.mirror || item.missingFor !== null,
    })),
    ...(system.length === 0
      ? []
      : [{ name: countText(system.length, 'mirror Pod'), kind: 'kube-system', ghost: true }]),
  ]
  const beside = 12 + widthOf('API server', TITLE) + 8
  return group(0, 0, [
    rect({ x: 0, y: 0, width, height }, 14, {
      fill: between(pen, 'panel', 0.7, 'bg'),
      ...(deaf === null ? { stroke: line2 } : { stroke: fail, dash: DASHED }),
    }),
    label(12, 21, 'API server', { ...TITLE, fill: text }),
    deaf === null
      ? label(beside, 21, 'kube-apiserver', { size: 11, fill: dim })
      : pill(pen, { tone: 'fail', word: deaf.word }, beside, 17, width - beside - 8),
    ...lines.map((line, index) =>
      apiLine(pen, line, {
        x: 8,
        y: 34 + index * API_LINE_HEIGHT,
        width: width - 16,
        height: API_LINE_HEIGHT - 4,
      }),
    ),
    hidden.length === 0
      ? ''
      : label(12, height - 8, `+${hidden.length} more`, { size: 11.5, fill: faint }),
  ])
}

interface ApiLine {
  readonly name: string
  readonly kind: string
  readonly ghost: boolean
}

function apiLine(pen: Pen, { name, kind, ghost }: ApiLine, box: Box): string {
  const { panel, line2, text, dim } = pen.tokens
  const kindWidth = widthOf(kind, { size: 10.5 })
  const shape = ghost ? { stroke: line2, dash: DASHED } : { fill: panel, stroke: line2 }
  return [
    rect(box, 7, shape),
    label(box.x + 8, box.y + 15, name, {
      size: 11.5,
      fill: ghost ? dim : text,
      room: box.width - 24 - kindWidth,
    }),
    label(box.x + box.width - 8, box.y + 15, kind, { size: 10.5, fill: dim, anchor: 'end' }),
  ].join('')
}

/** The frame on which Pods without a node lie. */
export function tray(
  pen: Pen,
  data: Extract<CanvasElement, { type: 'tray' }>['data'],
  { width, height }: Box,
): string {
  const { waiting, hidden, anyPods, schedulerAway } = data
  const { control, text, dim, line, faint } = pen.tokens
  const count = waiting === 0 ? 'none' : String(waiting)
  const at = 12 + widthOf('Pending', TITLE) + 7
  const countBox = { x: at, y: 9, width: widthOf(count, { size: 11 }) + 14, height: 16 }
  const beside = at + countBox.width + 5
  const note = anyPods ? 'Every Pod has a node.' : 'Pods wait here for a node.'
  return group(0, 0, [
    rect({ x: 0, y: 0, width, height }, 14, {
      fill: between(pen, 'panel', 0.45, 'bg'),
      stroke: control,
      dash: DASHED,
    }),
    label(12, 21, 'Pending', { ...TITLE, fill: text }),
    rect(countBox, 8, { fill: line }),
    label(at + 7, 21, count, { size: 11, fill: dim }),
    schedulerAway
      ? pill(pen, { tone: 'idle', word: 'no scheduler' }, beside, 17, width - beside - 8)
      : '',
    waiting === 0 ? label(12, 52, note, { size: 11.5, fill: faint, room: width - 24 }) : '',
    hidden > 0 ? label(12, height - 8, `+${hidden} more`, { size: 11.5, fill: faint }) : '',
  ])
}
