// What can still be read of a damaged or cut link: the texts of its files, as far as they go.

const FILE = /\["((?:[^"\\]|\\.)*)","((?:[^"\\]|\\.)*)/gs
const MAX_SAVED = 1_048_576

/** The texts of the files in the beginning of a link's JSON, each under a comment; null when none is left. */
export function salvage(json: string): string | null {
  const start = json.indexOf('"files":[')
  if (start < 0) return null
  const parts: string[] = []
  for (const [, path = '', text = ''] of json.slice(start).matchAll(FILE)) {
    const readable = unescapeJson(text)
    if (readable.trim() === '') continue
    parts.push(`# ${unescapeJson(path).replaceAll(/\s/g, ' ')}\n${readable.trimEnd()}\n`)
  }
  return parts.length === 0 ? null : parts.join('---\n').slice(0, MAX_SAVED)
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** The text of the inside of a JSON string, also when it ends in the middle of an escape. */
function unescapeJson(text: string): string {
  return text
    .replace(/\\(?:u[0-9a-fA-F]{0,3})?$/, '')
    .replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code?: string, letter?: string) => {
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
      return ESCAPES[letter ?? ''] ?? letter ?? ''
    })
}
