// What an address asks for: a shared scenario, an example of the gallery, a text of another tool.

export type UrlRequest = {
  /** A read-only canvas and timeline, for other people's pages. */
  readonly embed: boolean
} & (
  | { readonly kind: 'nothing' }
  /** For `decodeLink`. */
  | { readonly kind: 'link'; readonly fragment: string }
  | { readonly kind: 'example'; readonly id: string }
  | { readonly kind: 'yaml'; readonly text: string }
  | { readonly kind: 'unknown'; readonly message: string }
)

const MAX_YAML = 524_288
/** Each letter of the longest link as three. */
const MAX_ENCODED = 3 * 524_288

/** Reads `hash` (`#v1/…`, `#example/<id>`, `#yaml=…`) and `search` (`?yaml=…&embed=1`) of an address; the hash goes first. */
export function linkFromUrl(hash: string, search: string): UrlRequest {
  const query = new URLSearchParams(search)
  const embed = ['1', 'true', ''].includes(query.get('embed') ?? 'no')
  const own = hash.startsWith('#yaml=') ? textOfFragment(hash.slice('#yaml='.length)) : null
  if (own !== null) return { embed, ...own }
  const fragment = plainFragment(hash.startsWith('#') ? hash.slice(1) : hash)
  if (fragment.startsWith('example/')) return { embed, ...exampleOf(fragment.slice(8)) }
  if (/^v\d+\//.test(fragment)) return { embed, kind: 'link', fragment }
  const text = query.get('yaml')
  if (text !== null && text.trim() !== '') return { embed, ...boundText(text) }
  if (fragment === '' || fragment === '/') return { embed, kind: 'nothing' }
  const message = 'This address names no scenario: it begins neither with v1/ nor with example/.'
  return { embed, kind: 'unknown', message }
}

type YamlText =
  | { readonly kind: 'yaml'; readonly text: string }
  | { readonly kind: 'unknown'; readonly message: string }

function boundText(text: string): YamlText {
  if (text.length <= MAX_YAML) return { kind: 'yaml', text }
  const message = 'The text in this address is too long: at most 512 KiB are read.'
  return { kind: 'unknown', message }
}

/** A text behind `#yaml=`, which no server gets to see, so that it may be longer; encoded as in a query. */
function textOfFragment(encoded: string): YamlText {
  if (encoded.length > MAX_ENCODED) return boundText(encoded)
  try {
    return boundText(decodeURIComponent(encoded.replaceAll('+', '%20')))
  } catch {
    return { kind: 'unknown', message: 'The text in this address is not encoded as an address is.' }
  }
}

/** Chats and mail programs write some letters as `%2F`: none of ours needs it. */
function plainFragment(text: string): string {
  if (!text.includes('%') || text.length > MAX_ENCODED) return text
  return text.replaceAll(/%([0-7][0-9a-fA-F])/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}

function exampleOf(
  id: string,
):
  | { readonly kind: 'example'; readonly id: string }
  | { readonly kind: 'unknown'; readonly message: string } {
  if (/^[a-z0-9][a-z0-9-]{0,60}$/.test(id)) return { kind: 'example', id }
  return { kind: 'unknown', message: 'This address names no example of the gallery.' }
}
