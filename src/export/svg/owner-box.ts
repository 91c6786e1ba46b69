// Owners of Pods in the look of their place, their Pods as shapes, and the band of a rollout.
import type { Box } from '#picture/canvas/box.ts'
import type { OwnerPicture, PodPicture } from '#picture/canvas/canvas-graph.ts'
import type { OwnerData } from '#picture/canvas/elements.ts'
import { pipsOf } from '#picture/canvas/pips.ts'
import type { Band } from '#picture/kinds/kind-picture.ts'
import { clockText } from '#picture/words/format.ts'
import { between, DASHED, group, label, path, type Pen, rect } from './markup.ts'
import { revisionMark } from './marks.ts'
import { glyph, pill, pillWidth, toneOf } from './state.ts'
import { widthOf } from './text-width.ts'

const OWNER = 'M1.5 4h7.5v7.5H1.5z M4 4V1.5h7.5V9H9'
const DETAIL = { size: 10.5 }

/** An owner in a box of this size. */
export function ownerBox(pen: Pen, data: OwnerData, box: Box): string {
  const { owner, look } = data
  const title = `${owner.kind} ${owner.name}: ${owner.state.word}, ${owner.ready} of ${owner.desired} ${owner.desired === 1 ? 'Pod' : 'Pods'} ready`
  if (look === 'chip') return group(0, 0, [chip(pen, owner, box)], title)
  if (look === 'card') return group(0, 0, [card(pen, data, box)], title)
  return group(0, 0, [look === 'run' ? run(pen, data, box) : revision(pen, data, box)], title)
}

const area = ({ width, height }: Box): Box => ({ x: 0, y: 0, width, height })

const ownerMark = ({ tokens }: Pen, x: number, y: number): string =>
  `<g transform="translate(${x} ${y})">${path(OWNER, { stroke: tokens.dim, width: 1.2, round: true })}</g>`

function chip(pen: Pen, { kind, name, ready, desired }: OwnerPicture, box: Box): string {
  const { panel, line2, text, dim } = pen.tokens
  const count = `${kind} ${ready}/${desired}`
  const middle = box.height / 2
  return [
    rect(area(box), 10, { fill: panel, stroke: line2 }),
    ownerMark(pen, 10, middle - 6.5),
    label(30, middle + 4, name, {
      size: 12,
      weight: 650,
      fill: text,
      room: box.width - 48 - widthOf(count, { size: 11 }),
    }),
    label(box.width - 10, middle + 4, count, { size: 11, fill: dim, anchor: 'end' }),
  ].join('')
}

const NARROW_COUNTS = 4

function card(pen: Pen, { owner, pods, wide }: OwnerData, box: Box): string {
  const { panel, line2, text, dim } = pen.tokens
  const { kind, name, detail, state, guards } = owner
  const state0 = Math.min(pillWidth(state.word), box.width * 0.45)
  const counts = owner.counts.filter(
    ([named]) => wide || owner.counts.length <= NARROW_COUNTS || named !== 'current',
  )
  let x = 10
  const drawn = counts.map(([named, count]) => {
    const words = [
      label(x, 54, named, { ...DETAIL, fill: dim }),
      label(x, 68, String(count), { size: 12, weight: 650, fill: text }),
    ].join('')
    x += Math.max(widthOf(named, DETAIL), widthOf(String(count), { size: 12 })) + (wide ? 24 : 10)
    return words
  })
  return [
    rect(area(box), 10, { fill: panel, stroke: line2 }),
    ownerMark(pen, 10, 9),
    label(29, 21, name, { size: 13, weight: 650, fill: text, room: box.width - 29 - state0 - 18 }),
    pill(pen, state, box.width - 10 - state0, 16, state0),
    label(10, 38, `${kind} · ${detail}`, { ...DETAIL, fill: dim, room: box.width - 20 }),
    ...drawn,
    pods === null ? '' : pips(pen, owner, pods, { x: 10, y: 74, width: box.width - 20, room: 12 }),
    ...guards.slice(0, 2).map(({ text: words }, index) => {
      const half = (box.width - 25) / 2
      return label(10 + index * (half + 5), box.height - 8, words, {
        ...DETAIL,
        fill: dim,
        room: half,
      })
    }),
  ].join('')
}

function revision(pen: Pen, { owner, pods, wide, newest }: OwnerData, box: Box): string {
  const { name, detail, ready, desired, active } = owner
  const { panel, line2, text, dim } = pen.tokens
  const shape = active
    ? { fill: panel, stroke: line2 }
    : { fill: between(pen, 'panel', 0.55, 'bg'), stroke: line2, dash: DASHED }
  const last = active ? `${ready} of ${desired} ready` : 'kept, to go back to'
  return [
    rect(area(box), 9, shape),
    revisionMark(pen, newest, 8, 9),
    label(25, 19, name, {
      size: 11,
      weight: 650,
      mono: true,
      fill: text,
      room: box.width - 33,
      cut: 'start',
    }),
    label(8, 35, detail, { ...DETAIL, fill: dim, room: box.width - 16 }),
    active && pods !== null
      ? pips(pen, owner, pods, { x: 8, y: 40, width: box.width - 16, room: wide ? 12 : 7 })
      : '',
    label(8, active ? 71 : 51, last, { ...DETAIL, fill: dim, room: box.width - 16 }),
  ].join('')
}

function run(pen: Pen, { owner, pods }: OwnerData, box: Box): string {
  const { panel, line2, dim } = pen.tokens
  const { state, order, counts } = owner
  const failed = counts.find(([named]) => named === 'failed')?.[1] ?? 0
  return [
    rect(area(box), 9, { fill: panel, stroke: line2 }),
    glyph(pen, state.tone, 8, 9),
    label(25, 19, state.word, {
      size: 11,
      weight: 650,
      fill: toneOf(pen, state.tone).tone,
      room: box.width - 33,
    }),
    label(8, 34, `since ${clockText(order)}`, { ...DETAIL, fill: dim, room: box.width - 16 }),
    pods === null || pods.length === 0
      ? ''
      : pips(pen, owner, pods, { x: 8, y: 37, width: box.width - 16, room: 4 }),
    failed === 0
      ? ''
      : label(8, 66, `${failed} failed`, { ...DETAIL, fill: dim, room: box.width - 16 }),
  ].join('')
}

interface PipsPlace {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly room: number
}

function pips(
  pen: Pen,
  owner: OwnerPicture,
  pods: readonly PodPicture[],
  place: PipsPlace,
): string {
  const made = pipsOf(owner, pods, place.room)
  const { dim, line2, text } = pen.tokens
  const middle = place.y + 9
  if (made.kind === 'row') {
    let x = place.x
    return made.pips
      .map(({ label: words, tone }) => {
        const before = words === '' ? 0 : widthOf(words, DETAIL) + 2
        const drawn =
          label(x, middle + 4, words, { ...DETAIL, fill: dim }) +
          glyph(pen, tone, x + before, middle - 6.5, 13)
        x += before + 17
        return drawn
      })
      .join('')
  }
  const counts = made.shares.map(({ count }) => String(count))
  const needed = counts.reduce((sum, count) => sum + widthOf(count, DETAIL) + 19, 0)
  const bar = Math.max(24, place.width - needed)
  let at = place.x
  const parts = made.shares.map(({ tone, count }) => {
    const width = (bar * count) / made.total
    const drawn = rect({ x: at, y: middle - 4, width: Math.max(1, width - 1), height: 8 }, 2, {
      fill: tone === 'idle' ? line2 : toneOf(pen, tone).tone,
    })
    at += width
    return drawn
  })
  let x = place.x + bar + 4
  const words = made.shares.map(({ tone }, index) => {
    const count = counts[index] ?? ''
    const drawn =
      glyph(pen, tone, x, middle - 5.5, 11) +
      label(x + 13, middle + 4, count, { ...DETAIL, weight: 650, fill: text })
    x += widthOf(count, DETAIL) + 19
    return drawn
  })
  return [...parts, ...words].join('')
}

const BAND_WIDTH = 144
const BAND_HEIGHT = 18

/** How many Pods are available and in total, between the least and the most that there may be. */
export function band(pen: Pen, { least, most, available, total }: Band, box: Box): string {
  const { line2, text, dim, run: runs, accent } = pen.tokens
  const scale = BAND_WIDTH / Math.max(1, most, total)
  const left = (box.width - BAND_WIDTH) / 2
  const top = box.height / 2 - BAND_HEIGHT / 2
  const part = (count: number, fill: string): string =>
    rect({ x: left, y: top + 3, width: count * scale, height: BAND_HEIGHT - 6 }, 2, { fill })
  const middle = { anchor: 'middle' as const, size: 10.5 }
  return group(
    0,
    0,
    [
      rect(area(box), 9, { fill: between(pen, 'panel', 0.6, 'bg'), stroke: line2, dash: DASHED }),
      label(box.width / 2, top - 8, `${available} available · ${total} in total`, {
        ...middle,
        fill: text,
        room: box.width - 12,
      }),
      part(total, between(pen, 'wait', 0.4, 'wait-bg')),
      part(available, runs),
      rect(
        {
          x: left + least * scale,
          y: top,
          width: Math.max(2, (most - least) * scale),
          height: BAND_HEIGHT,
        },
        3,
        { stroke: accent, dash: DASHED },
      ),
      label(left, top + BAND_HEIGHT + 14, `at least ${least}`, { ...DETAIL, fill: dim }),
      label(left + BAND_WIDTH, top + BAND_HEIGHT + 14, `at most ${most}`, {
        ...DETAIL,
        fill: dim,
        anchor: 'end',
      }),
    ],
    `${available} available, at least ${least} must be; ${total} in total, at most ${most} may be`,
  )
}
