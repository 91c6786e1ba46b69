// An SVG as pixels: the browser draws it.

/** No side of a picture is longer, whatever its scale: some browsers draw nothing then. */
const LONGEST_SIDE = 8192

export interface Drawing {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
}

/** Draws an SVG of ours, `scale` times as large; rejects when the browser cannot. */
export async function draw(svg: string, scale: number): Promise<Drawing> {
  const image = await imageOf(svg)
  const most = Math.min(scale, LONGEST_SIDE / Math.max(image.width, image.height, 1))
  const width = Math.max(1, Math.round(image.width * most))
  const height = Math.max(1, Math.round(image.height * most))
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('This browser cannot draw the picture.')
  context.drawImage(image, 0, 0, width, height)
  return { context, width, height }
}

async function imageOf(svg: string): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    return image
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** An SVG as the bytes of a PNG. */
export async function pngOf(svg: string, scale: number): Promise<Uint8Array<ArrayBuffer>> {
  const { context } = await draw(svg, scale)
  const blob = await new Promise<Blob | null>((resolve) => {
    context.canvas.toBlob(resolve, 'image/png')
  })
  if (blob === null) throw new Error('This browser cannot make a PNG.')
  return new Uint8Array(await blob.arrayBuffer())
}
