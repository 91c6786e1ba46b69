// Frames as a moving picture. All have one palette, and of each frame only what differs from the one before is
// written: most of a picture stands still.
import { applyPalette, GIFEncoder, quantize } from 'gifenc'
import type { Frame } from '#export/pictures.ts'
import { draw } from './raster.ts'

const MOST_COLORS = 255
/** The number of a colour that no pixel has: what is the same as before. */
const SAME = 255
const FRAMES_FOR_PALETTE = 8

/** The frames as the bytes of a GIF that goes on for ever; `onFrame` is called with the share that is done. */
export async function gifOf(
  frames: readonly Frame[],
  scale: number,
  onFrame: (done: number) => void,
): Promise<Uint8Array> {
  const palette = await paletteOf(frames, scale)
  const encoder = GIFEncoder()
  let before: Uint8Array | null = null
  for (const [index, { svg, delayMs }] of frames.entries()) {
    const { context, width, height } = await draw(svg, scale)
    const pixels = applyPalette(context.getImageData(0, 0, width, height).data, palette)
    encoder.writeFrame(before === null ? pixels : differing(pixels, before), width, height, {
      ...(before === null ? { palette: padded(palette), repeat: 0 } : {}),
      delay: delayMs,
      transparent: before !== null,
      transparentIndex: SAME,
      dispose: 1,
    })
    before = pixels
    onFrame((index + 1) / frames.length)
  }
  encoder.finish()
  return encoder.bytes()
}

function differing(pixels: Uint8Array, before: Uint8Array): Uint8Array {
  return pixels.map((color, at) => (color === before[at] ? SAME : color))
}

type Palette = readonly (readonly number[])[]

/** The colours of frames from the whole picture. */
async function paletteOf(frames: readonly Frame[], scale: number): Promise<Palette> {
  const count = Math.min(frames.length, FRAMES_FOR_PALETTE)
  const parts: Uint8ClampedArray[] = []
  for (let index = 0; index < count; index += 1) {
    const frame = frames[Math.floor(((index + 1) * frames.length) / count) - 1]
    if (frame === undefined) continue
    const { context, width, height } = await draw(frame.svg, scale)
    parts.push(context.getImageData(0, 0, width, height).data)
  }
  const all = new Uint8ClampedArray(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return quantize(all, MOST_COLORS)
}

/** With a place for the colour of what is the same. */
const padded = (palette: Palette): Palette => [
  ...palette,
  ...Array.from({ length: SAME + 1 - palette.length }, () => [0, 0, 0]),
]
