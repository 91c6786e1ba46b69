// The ports of a Pod in the strip of its network namespace.
import type { PortPicture } from '#picture/canvas/canvas-graph.ts'
import { portText } from '#picture/canvas/pod/pod-words.ts'
import { between, DASHED, group, label, type Pen, rect } from './markup.ts'
import { widthOf } from './text-width.ts'

const FACE = { size: 10.5 }
const MOST_OWNER = 84

/** The chips of ports, set from the right; `width` is what they take. */
export function ports(
  pen: Pen,
  all: readonly PortPicture[],
  place: { readonly right: number; readonly middle: number; readonly short: boolean },
): { readonly text: string; readonly width: number } {
  const room = place.short ? 2 : 3
  const shown = all.length > room ? all.slice(0, room - 1) : all
  const more = all.slice(shown.length)
  const chips = shown.map((port): Chip => ({ ...wordsOf(port, place.short), port }))
  if (more.length > 0) chips.push({ words: `+${more.length}`, owner: '', port: null })
  let x = place.right
  const parts: string[] = []
  for (const chip of chips.toReversed()) {
    const width =
      10 + widthOf(chip.words, FACE) + (chip.owner === '' ? 0 : 4 + ownerWidth(chip.owner))
    x -= width
    parts.push(drawChip(pen, chip, { x, y: place.middle - 8, width, height: 16 }))
    x -= 5
  }
  return { text: parts.join(''), width: place.right - x }
}

interface Chip {
  readonly words: string
  readonly owner: string
  /** Null for the number of those that found no room. */
  readonly port: PortPicture | null
}

const ownerWidth = (owner: string): number => Math.min(MOST_OWNER, widthOf(owner, FACE))

function wordsOf({ port, protocol, containerName, state }: PortPicture, short: boolean) {
  const mark = state === 'clash' ? '▲ ' : ''
  const words = `${mark}:${port}${protocol === 'TCP' ? '' : `/${protocol}`}`
  return { words, owner: short ? '' : containerName }
}

function drawChip(
  pen: Pen,
  { words, owner, port }: Chip,
  box: { x: number; y: number; width: number; height: number },
): string {
  const { panel, line2, dim, run, wait } = pen.tokens
  const looks = {
    declared: { fill: 'none', stroke: line2, dash: DASHED, ink: dim },
    listening: { fill: pen.tokens['run-bg'], stroke: between(pen, 'run', 0.5, 'panel'), ink: run },
    clash: { fill: pen.tokens['wait-bg'], stroke: wait, ink: wait },
  }
  const { ink, ...shape } =
    port === null ? { fill: panel, stroke: line2, ink: dim } : looks[port.state]
  const next = box.x + 5 + widthOf(words, FACE) + 4
  return group(
    0,
    0,
    [
      rect(box, 5, shape),
      label(box.x + 5, box.y + 12, words, { ...FACE, fill: ink }),
      label(next, box.y + 12, owner, { ...FACE, fill: ink, room: MOST_OWNER }),
    ],
    port === null ? '' : portText(port),
  )
}
