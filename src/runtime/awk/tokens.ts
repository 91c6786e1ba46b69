// The tokens of an awk program.

export interface Token {
  readonly kind:
    | 'number'
    | 'text'
    | 'regex'
    | 'name'
    | 'call'
    | 'word'
    | 'operator'
    | 'newline'
    | 'end'
  readonly text: string
}

export const WORDS: ReadonlySet<string> = new Set(
  'BEGIN END function func if else while for do in next nextfile exit break continue return delete print printf getline'.split(
    ' ',
  ),
)

const OPERATOR =
  /^(?:\*\*=|\*\*|\+\+|--|\+=|-=|\*=|\/=|%=|\^=|==|<=|>=|!=|!~|&&|\|\||>>|[-+*/%^!<>|?:~$=,;(){}[\]])/
const MAX_TOKENS = 20_000

/** Takes a program apart; a text says what is wrong. */
export function tokensOf(source: string): readonly Token[] | string {
  const tokens: Token[] = []
  let at = 0
  const take = (kind: Token['kind'], text: string, length: number): void => {
    tokens.push({ kind, text })
    at += length
  }
  while (at < source.length) {
    if (tokens.length > MAX_TOKENS) return 'the program is too long'
    const rest = source.slice(at, at + 4096)
    const space = /^(?:[ \t\r]+|\\\r?\n|#[^\n]*)/.exec(rest)
    if (space !== null) {
      at += space[0].length
      continue
    }
    const name = /^[A-Za-z_]\w*/.exec(rest)?.[0]
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest)?.[0]
    if (rest.startsWith('\n')) take('newline', '\n', 1)
    else if (rest.startsWith('"')) {
      const text = quoted(source, at, '"')
      if (text === null) return 'unterminated string'
      take('text', unescaped(text), text.length + 2)
    } else if (rest.startsWith('/') && regexMayFollow(tokens.at(-1))) {
      const text = quoted(source, at, '/')
      if (text === null) return 'unterminated regexp'
      take('regex', text.replaceAll('\\/', '/'), text.length + 2)
    } else if (name !== undefined) {
      const calls = source.charAt(at + name.length) === '('
      take(WORDS.has(name) ? 'word' : calls ? 'call' : 'name', name, name.length)
    } else if (number !== undefined) take('number', number, number.length)
    else {
      const operator = OPERATOR.exec(rest)?.[0]
      if (operator === undefined) return `syntax error at source line 1 near ${rest.slice(0, 10)}`
      take('operator', operator, operator.length)
    }
  }
  tokens.push({ kind: 'end', text: '' })
  return tokens
}

/** A slash divides behind a value, else it begins an expression. */
function regexMayFollow(before: Token | undefined): boolean {
  if (before === undefined) return true
  if (before.kind === 'number' || before.kind === 'text' || before.kind === 'name') return false
  if (before.kind === 'operator') return !/^(?:\)|\]|\$|\+\+|--)$/.test(before.text)
  return true
}

/** What stands between quotes or slashes, as it is written; null when it does not end. */
function quoted(source: string, from: number, mark: string): string | null {
  let inSet = false
  for (let at = from + 1; at < source.length; at += 1) {
    const character = source.charAt(at)
    if (character === '\\') at += 1
    else if (character === '\n') return null
    else if (mark === '/' && character === '[') inSet = true
    else if (mark === '/' && character === ']') inSet = false
    else if (character === mark && !inSet) return source.slice(from + 1, at)
  }
  return null
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  '"': '"',
  '/': '/',
  '\\': '\\',
}

/** The text that a quoted string, or a value of -v, stands for. */
export function unescaped(text: string): string {
  return text.replace(/\\([0-7]{1,3}|.)/g, (all, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? all),
  )
}
