// The forms in which a link is offered. Titles come from links of other people, so they are escaped.

export type EmbedSize = 'small' | 'medium' | 'large'

export const EMBED_SIZES: Readonly<Record<EmbedSize, readonly [width: number, height: number]>> = {
  small: [640, 420],
  medium: [800, 560],
  large: [1100, 720],
}

/** `[title](link)` for Markdown; brackets of the title are escaped. */
export function markdownOf(title: string, link: string): string {
  const text = title.replace(/[\\[\]]/g, (mark) => `\\${mark}`).replace(/\s+/g, ' ')
  return `[${text}](${link})`
}

/** The address of a read-only view for other pages: the same link with `?embed=1`. */
export function embedLinkOf(link: string): string {
  const url = new URL(link)
  url.searchParams.set('embed', '1')
  return url.href
}

/** An `<iframe>` of the given size in pixels. */
export function iframeOf(title: string, link: string, size: EmbedSize): string {
  const [width, height] = EMBED_SIZES[size]
  const src = escapeAttribute(embedLinkOf(link))
  return `<iframe src="${src}" title="${escapeAttribute(title)}" width="${width}" height="${height}" loading="lazy" style="border:0"></iframe>`
}

function escapeAttribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

/** What to think of a link's length, in characters. */
export function lengthAdvice(length: number): string {
  if (length <= 2000) return `${length} characters: fine everywhere, also in chats.`
  if (length <= 8000)
    return `${length} characters: fine in browsers; some chats cut links at 2,000 to 4,000.`
  return `${length} characters: long. Some programs cut such links; the file is the safer way.`
}
