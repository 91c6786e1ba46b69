// Values as KYAML: YAML that is explicit, in braces and quotes.
// Follows sigs.k8s.io/yaml/kyaml/kyaml.go (v1.6).

/** The text of one document, with the line that begins it. */
export function printKyaml(value: unknown): string {
  return `---\n${render(value, 0)}\n`
}

const blanks = (level: number): string => '  '.repeat(level)

const isNested = (value: unknown): boolean => typeof value === 'object' && value !== null

function render(value: unknown, level: number): string {
  if (Array.isArray(value)) return renderList(value, level)
  if (typeof value === 'string') return quoted(value, level + 1)
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  if (fields.length === 0) return '{}'
  const lines = fields.map(
    ([key, field]) => `${blanks(level + 1)}${keyText(key)}: ${render(field, level + 1)},\n`,
  )
  return `{\n${lines.join('')}${blanks(level)}}`
}

function renderList(items: readonly unknown[], level: number): string {
  if (items.length === 0) return '[]'
  if (items.every(isNested)) return `[${items.map((item) => render(item, level)).join(', ')}]`
  const lines = items.map((item) => `${blanks(level + 1)}${render(item, level + 1)},\n`)
  return `[\n${lines.join('')}${blanks(level)}]`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': String.raw`\a`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\r': String.raw`\r`,
  '\v': String.raw`\v`,
  '\0': String.raw`\0`,
  '\u001B': String.raw`\e`,
  '\u0085': String.raw`\N`,
  '\u00A0': String.raw`\_`,
  '\u2028': String.raw`\L`,
  '\u2029': String.raw`\P`,
  '"': String.raw`\"`,
  '\\': '\\\\',
}

const escaped = (text: string): string =>
  text.replaceAll(/["\\\p{Cc}\u00A0\u2028\u2029]/gu, (character) => {
    if (character === '\t') return character
    const code = character.codePointAt(0) ?? 0
    return ESCAPES[character] ?? `\\x${code.toString(16).padStart(2, '0')}`
  })

/** A text in quotes; each line of several stands on a line of its own. */
function quoted(text: string, level: number): string {
  if (!text.includes('\n')) return `"${escaped(text)}"`
  const indent = blanks(level).repeat(2)
  const lines = text.split('\n')
  const shown = lines.map((line, index) => {
    const isLast = index === lines.length - 1
    if (isLast && line === '') return ''
    const lead = /^[^\S\n]/.test(line) ? '\\' : ' '
    return `${indent}${lead}${escaped(line)}${isLast ? '' : String.raw`\n`}\\\n`
  })
  return `"\\\n${shown.join('')}${blanks(level)}"`
}

/** Keys that a parser could take for something else than a text stand in quotes. */
function keyText(key: string): string {
  const isPlain = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u.test(key)
  return isPlain && !isAmbiguous(key) ? key : `"${escaped(key).replaceAll('\t', String.raw`\t`)}"`
}

function isAmbiguous(text: string): boolean {
  if (/^(?:null|true|false|y|yes|n|no|on|off|t|f)$/i.test(text)) return true
  const plain = text.replaceAll('_', '')
  return (
    /^[+-]?(?:\d+|0x[\da-f]+|0o?[0-7]+|0b[01]+)$/i.test(plain) ||
    /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(plain) ||
    /^[+-]?(?:inf|infinity|nan)$/i.test(plain) ||
    /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ].*)?$/.test(text)
  )
}
