// The frame of a Node: name, state, taints, how much of it is asked for, and its Pods where they are dots.
import type { Box } from '#picture/canvas/box.ts'
import type { CapacityPicture, NodePicture, ShownState } from '#picture/canvas/canvas-graph.ts'
import { dotPaths, isFilled } from '#picture/canvas/dot-paths.ts'
import type { FrameElement } from '#picture/canvas/elements.ts'
import { countText } from '#picture/words/format.ts'
import { between, group, label, path, type Pen, rect } from './markup.ts'
import { fileMark } from './marks.ts'
import { glyph, toneOf } from './state.ts'
import { widthOf } from './text-width.ts'

const MACHINE = 'M1.5 2h10v4h-10z M1.5 7h10v4h-10z M3.5 4h.1 M3.5 9h.1'
const METER_WIDE = 76
const METER_GAP = 12
const BAR_HEIGHT = 6

/** The frame of a Node in a box of this size. */
export function nodeFrame(pen: Pen, data: FrameElement['data'], { width, height }: Box): string {
  const { node, wide, folder, empty, dots } = data
  const { line2, line, faint } = pen.tokens
  const headHeight = wide ? 50 : 82
  return group(
    0,
    0,
    [
      rect({ x: 0, y: 0, width, height }, 14, {
        fill: between(pen, 'panel', 0.7, 'bg'),
        stroke: line2,
      }),
      identity(pen, node, wide ? width - 3 * (METER_WIDE + METER_GAP) - 20 : width - 20, wide),
      meters(pen, node, width, wide),
      path(`M0.5 ${headHeight - 0.5}h${width - 1}`, { stroke: line }),
      folder ? fileMark(pen, 12, headHeight + 7) : '',
      folder
        ? label(30, headHeight + 17, node.staticFolder, {
            size: 10.5,
            mono: true,
            fill: pen.tokens.dim,
            room: width - 42,
            cut: 'start',
          })
        : '',
      empty ? label(12, headHeight + 24, 'no Pods', { size: 11.5, fill: faint }) : '',
      ...(dots === null
        ? []
        : [...dotPaths(dots)].map(([tone, d]) => {
            const { tone: color } = toneOf(pen, tone)
            return path(d, isFilled(tone) ? { fill: color } : { stroke: color, width: 1.8 })
          })),
    ],
    `Node ${node.name}: ${[node.state.word, ...(node.machine === null ? [] : [node.machine.word]), ...node.taints].join(', ')}`,
  )
}

const NAME = { size: 13, weight: 650 }
const SIGN = { size: 11, weight: 550 }

/** What a machine is beside what the API server says of its Node. */
function machineSign(pen: Pen, { word, tone }: ShownState, x: number, top: number): string {
  const color = toneOf(pen, tone).tone
  const box = { x, y: top - 12, width: widthOf(word, SIGN) + 12, height: 16 }
  return `${rect(box, 5, { fill: 'none', stroke: color })}${label(x + 6, top, word, { ...SIGN, fill: color })}`
}

function identity(pen: Pen, node: NodePicture, room: number, wide: boolean): string {
  const { text, dim, line2, panel } = pen.tokens
  const { tone } = toneOf(pen, node.state.tone)
  const left = wide ? 12 : 10
  const top = wide ? 20 : 22
  const word = { size: 11, weight: 550 }
  const wordEnd = left + 19 + widthOf(node.state.word, word)
  const taints = node.taints.length === 0 ? '' : countText(node.taints.length, 'taint')
  const sign = node.machine?.word ?? ''
  const signWidth = sign === '' ? 0 : widthOf(sign, SIGN) + 20
  const signAt = left + 19 + Math.min(widthOf(node.name, NAME), room - 19 - signWidth) + 6
  const taintsWidth = widthOf(taints, { size: 11 }) + 12
  return [
    `<g transform="translate(${left} ${top - 11})">${path(MACHINE, { stroke: dim, width: 1.2, round: true })}</g>`,
    label(left + 19, top, node.name, { ...NAME, fill: text, room: room - 19 - signWidth }),
    ...(node.machine === null ? [] : [machineSign(pen, node.machine, signAt, top)]),
    glyph(pen, node.state.tone, left, top + 7),
    label(left + 19, top + 17, node.state.word, { ...word, fill: tone, room: room - 19 }),
    taints === ''
      ? ''
      : rect({ x: wordEnd + 8, y: top + 5, width: taintsWidth, height: 16 }, 5, {
          fill: panel,
          stroke: line2,
        }),
    label(wordEnd + 14, top + 17, taints, { size: 11, fill: dim }),
  ].join('')
}

function meters(pen: Pen, node: NodePicture, width: number, wide: boolean): string {
  const shown = node.capacity.filter(({ label: name }) => wide || name !== 'pods')
  const each = wide
    ? METER_WIDE
    : (width - 20 - METER_GAP * (shown.length - 1)) / Math.max(1, shown.length)
  const start = wide ? width - 12 - shown.length * each - (shown.length - 1) * METER_GAP : 10
  const top = wide ? 15 : 52
  return shown
    .map((one, index) =>
      meter(pen, one, { x: start + index * (each + METER_GAP), y: top, width: each, height: 22 }),
    )
    .join('')
}

function meter(
  pen: Pen,
  { label: name, text, used, allocatable }: CapacityPicture,
  box: Box,
): string {
  const { dim, line, fail, text: ink } = pen.tokens
  const part = allocatable === 0 ? 0 : Math.min(1, used / allocatable)
  const bar = { x: box.x, y: box.y + 14, width: box.width, height: BAR_HEIGHT }
  const color = used > allocatable ? fail : between(pen, 'accent', 0.72, 'panel')
  return [
    label(box.x, box.y + 9, name === 'memory' ? 'mem' : name, { size: 10.5, fill: dim }),
    label(box.x + box.width, box.y + 9, text, {
      size: 10.5,
      fill: ink,
      anchor: 'end',
      room: box.width - 26,
    }),
    rect(bar, 3, { fill: line }),
    part === 0 ? '' : rect({ ...bar, width: Math.max(2, bar.width * part) }, 3, { fill: color }),
  ].join('')
}
