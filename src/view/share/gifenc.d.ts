// The part of gifenc that is used here; the package brings no types.
declare module 'gifenc' {
  type Palette = readonly (readonly number[])[]
  interface FrameOptions {
    readonly palette?: Palette
    /** Milliseconds. */
    readonly delay?: number
    readonly repeat?: number
    readonly transparent?: boolean
    readonly transparentIndex?: number
    /** 1: the next frame is drawn over this one. */
    readonly dispose?: number
  }
  interface Encoder {
    writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void
    finish(): void
    bytes(): Uint8Array
  }
  export function GIFEncoder(): Encoder
  export function quantize(
    pixels: Uint8Array | Uint8ClampedArray,
    most: number,
    options?: { readonly format?: 'rgb565' | 'rgb444' },
  ): Palette
  export function applyPalette(
    pixels: Uint8Array | Uint8ClampedArray,
    palette: Palette,
    format?: 'rgb565' | 'rgb444',
  ): Uint8Array
}
