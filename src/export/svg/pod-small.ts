// A Pod where there is no room for its card: a chip, a line, or a card in the tray with the reason why it waits.
import type { Box } from '#picture/canvas/box.ts'
import type { PodData } from '#picture/canvas/elements.ts'
import { shortName } from '#picture/canvas/pod/pod-words.ts'
import { group, label, type Pen, rect } from './markup.ts'
import { fileMark, halo, revisionMark } from './marks.ts'
import { glyph, pill, pillWidth, toneOf } from './state.ts'
import { linesOf, widthOf } from './text-width.ts'

const NAME = { size: 11.5 }
const WORD = { size: 10.5, weight: 600 }
const REASON = { size: 11.5 }

const hintOf = ({ pod }: PodData): string =>
  [`Pod ${pod.name}: ${pod.state.word}`, pod.reason].filter(Boolean).join('\n')

/** Name and state in two lines, or in one. */
export function podChip(pen: Pen, data: PodData, box: Box): string {
  const { pod, look, focus, revision } = data
  const { panel, line2, text } = pen.tokens
  const { tone } = toneOf(pen, pod.state.tone)
  const isTwo = look === 'chip'
  const { width, height } = box
  const area = { x: 0, y: 0, width, height }
  const start = 8 + (revision === null ? 0 : 15) + (pod.staticPod === null || isTwo ? 0 : 16)
  const wordRoom = isTwo ? width - 33 : Math.min(widthOf(pod.state.word, WORD), width * 0.5)
  const nameRoom = width - start - 8 - (isTwo ? 0 : wordRoom + 22)
  const middle = height / 2
  const wordAt = isTwo ? 8 : width - 8 - wordRoom - 17
  const line = isTwo ? middle + 13 : middle + 4
  return group(
    0,
    0,
    [
      rect(area, 8, { fill: panel, stroke: line2 }),
      focus === null ? '' : halo(pen, area, 8),
      pod.staticPod === null || isTwo ? '' : fileMark(pen, 8, middle - 6),
      revision === null
        ? ''
        : revisionMark(pen, revision === 'new', 8, (isTwo ? middle - 8 : middle) - 5),
      label(start, isTwo ? middle - 4 : middle + 4, shortName(pod), {
        ...NAME,
        fill: text,
        room: nameRoom,
        cut: 'middle',
      }),
      glyph(pen, pod.state.tone, wordAt, line - 10),
      label(wordAt + 17, line, pod.state.word, { ...WORD, fill: tone, room: wordRoom }),
    ],
    hintOf(data),
  )
}

const MOST_LINES = 4

/** A Pod in the tray, with what the scheduler says of it. */
export function trayCard(pen: Pen, data: PodData, { width, height }: Box): string {
  const { pod, focus } = data
  const { panel, line2, text, dim } = pen.tokens
  const area = { x: 0, y: 0, width, height }
  const state = Math.min(pillWidth(pod.state.word), width * 0.45)
  const reason = pod.reason === '' ? 'Waits for the scheduler.' : pod.reason
  const name = { size: 13, weight: 650 }
  const room = width - 28 - state
  const nameEnd = 10 + Math.min(widthOf(pod.name, name), room)
  return group(
    0,
    0,
    [
      rect(area, 11, { fill: panel, stroke: line2, width: 1.5 }),
      focus === null ? '' : halo(pen, area, 11),
      label(10, 22, pod.name, { ...name, fill: text, room, cut: 'middle' }),
      pill(pen, pod.state, nameEnd + 8, 17.5, state),
      ...linesOf(reason, width - 20, REASON, MOST_LINES).map((line, index) =>
        label(10, 46 + index * 15.5, line, { ...REASON, fill: dim }),
      ),
    ],
    hintOf(data),
  )
}
