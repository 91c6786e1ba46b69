// What the address of an embed asks for beside the scenario: `?embed=1&theme=dark&lesson=0&step=12`.

export interface EmbedOptions {
  /** The step to begin with, from 1; null leaves the moment to the link. */
  readonly step: number | null
  /** Whether what is worth knowing about a step stands below its sentence. */
  readonly lesson: boolean
}

/** Reads the options; what is no option is left out. The theme is read by public/theme.js, before the first paint. */
export function embedOptionsOf(search: string): EmbedOptions {
  const asked = new URLSearchParams(search)
  const step = asked.get('step') ?? ''
  const lesson = asked.get('lesson') ?? '1'
  return {
    step: /^[1-9]\d{0,5}$/.test(step) ? Number(step) : null,
    lesson: lesson !== '0' && lesson !== 'false',
  }
}

const LEAST_PICTURE = 180
const MOST_PICTURE = 640
/** What the canvas leaves free around the picture. */
const AROUND = 60

/** How high a frame of this width would like to be, in pixels, to show a picture of this size above its foot. */
export function wantedHeight(
  picture: { readonly width: number; readonly height: number },
  frameWidth: number,
  footHeight: number,
): number {
  const zoom = Math.min(1, Math.max(0, frameWidth - 28) / Math.max(1, picture.width))
  const height = Math.min(MOST_PICTURE, Math.max(LEAST_PICTURE, picture.height * zoom + AROUND))
  return Math.round(height + footHeight)
}
