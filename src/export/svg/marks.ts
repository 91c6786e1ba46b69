// Small marks that several things have.
import type { Box } from '#picture/canvas/box.ts'
import { label, path, type Pen, rect } from './markup.ts'

/** Around what the shown step is about. */
export function halo({ tokens }: Pen, box: Box, radius: number): string {
  const around = { x: box.x - 3, y: box.y - 3, width: box.width + 6, height: box.height + 6 }
  return rect(around, radius + 2, { stroke: tokens.accent, width: 3, opacity: 0.4 })
}

/** A filled square for the newest revision, a hollow one for an older one. */
export function revisionMark({ tokens }: Pen, isNewest: boolean, x: number, y: number): string {
  const box = { x: x + 0.8, y: y + 0.8, width: 9.4, height: 9.4 }
  const fill = isNewest ? { fill: tokens.dim } : {}
  return rect(box, 1.5, { stroke: tokens.dim, width: 1.4, ...fill })
}

const SHEET = 'M1.5 1h5l3 3v7h-8z M6.5 1v3h3'

/** A sheet of paper. */
export function fileMark({ tokens }: Pen, x: number, y: number): string {
  return `<g transform="translate(${x} ${y})">${path(SHEET, { stroke: tokens.dim, width: 1.1, round: true })}</g>`
}

/** The tab with the file of a static Pod, above its card. */
export function fileTab(pen: Pen, file: string, width: number): string {
  const { line2, sunk, dim } = pen.tokens
  return [
    rect({ x: 12, y: 0, width: width - 24, height: 26 }, 7, { fill: sunk, stroke: line2 }),
    fileMark(pen, 22, 5),
    label(38, 15, file, { size: 10.5, mono: true, fill: dim, room: width - 24 - 36, cut: 'start' }),
  ].join('')
}
