// The elements of an SVG as text. All text of others goes through `escaped`.
import type { Box } from '#picture/canvas/box.ts'
import { mix, type Theme, type Tokens, TOKENS } from '#picture/tokens.ts'
import { type Cut, type Face, fitted } from './text-width.ts'

/** What a picture is drawn with. */
export interface Pen {
  readonly tokens: Tokens
}

export const penFor = (theme: Theme): Pen => ({ tokens: TOKENS[theme] })

const SANS =
  "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
const MONO =
  "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"

/** The classes that the elements below use. */
export const STYLE = `text{font-family:${SANS};font-variant-numeric:tabular-nums}text.m{font-family:${MONO}}`

/** Text for an element or attribute of XML: without marks that mean something, and without what XML forbids. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** A length in pixels with at most one digit behind the point. */
export const px = (length: number): number => Math.round(length * 10) / 10

export interface Shape {
  readonly fill?: string
  readonly stroke?: string
  readonly width?: number
  readonly dash?: string
  readonly opacity?: number
}

const paint = ({ fill = 'none', stroke, width = 1, dash, opacity }: Shape): string =>
  [
    ` fill="${fill}"`,
    stroke === undefined ? '' : ` stroke="${stroke}"`,
    stroke === undefined || width === 1 ? '' : ` stroke-width="${width}"`,
    dash === undefined ? '' : ` stroke-dasharray="${dash}"`,
    opacity === undefined ? '' : ` opacity="${opacity}"`,
  ].join('')

export const DASHED = '4 3'

/** A rectangle with round corners; its line lies within the box. */
export function rect(
  box: Box,
  radius: number | readonly [rx: number, ry: number],
  shape: Shape,
): string {
  const inset = shape.stroke === undefined ? 0 : (shape.width ?? 1) / 2
  const [rx, ry] = typeof radius === 'number' ? [radius, radius] : radius
  const corners = rx === ry ? ` rx="${px(rx)}"` : ` rx="${px(rx)}" ry="${px(ry)}"`
  const width = Math.max(0, box.width - 2 * inset)
  const height = Math.max(0, box.height - 2 * inset)
  return `<rect x="${px(box.x + inset)}" y="${px(box.y + inset)}" width="${px(width)}" height="${px(height)}"${corners}${paint(shape)}/>`
}

/** A path; `data` is made by functions of ours, never by others. */
export function path(data: string, shape: Shape & { readonly round?: boolean }): string {
  const ends = shape.round === true ? ' stroke-linecap="round" stroke-linejoin="round"' : ''
  return `<path d="${data}"${paint(shape)}${ends}/>`
}

/** A disc or ring. */
export const circle = (x: number, y: number, radius: number, shape: Shape): string =>
  `<circle cx="${px(x)}" cy="${px(y)}" r="${px(radius)}"${paint(shape)}/>`

export interface Letters extends Face {
  readonly fill: string
  readonly anchor?: 'start' | 'middle' | 'end'
  /** In pixels; what is longer is cut, and said whole in a title. */
  readonly room?: number
  readonly cut?: Cut
}

/** A line of text whose baseline stands at `y`. */
export function label(x: number, y: number, text: string, letters: Letters): string {
  const { size, weight = 400, mono = false, fill, anchor = 'start', room = Infinity, cut } = letters
  const shown = fitted(text, room, letters, cut)
  if (shown === '') return ''
  const title = shown === text ? '' : `<title>${escaped(text)}</title>`
  const attributes = [
    mono ? ' class="m"' : '',
    ` x="${px(x)}" y="${px(y)}" font-size="${size}"`,
    weight === 400 ? '' : ` font-weight="${weight}"`,
    anchor === 'start' ? '' : ` text-anchor="${anchor}"`,
    ` fill="${fill}"`,
  ]
  return `<text${attributes.join('')}>${title}${escaped(shown)}</text>`
}

/** Elements at a place of their own, with a title for who points at them or does not see them. */
export function group(x: number, y: number, content: readonly string[], title = ''): string {
  const place = x === 0 && y === 0 ? '' : ` transform="translate(${px(x)} ${px(y)})"`
  const named = title === '' ? '' : `<title>${escaped(title)}</title>`
  return `<g${place}>${named}${content.join('')}</g>`
}

/** A colour between a token and another. */
export const between = (
  { tokens }: Pen,
  color: keyof Tokens,
  part: number,
  other: keyof Tokens,
): string => mix(tokens[color], part, tokens[other])
