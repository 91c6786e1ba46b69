// `$(NAME)` in env values, command and args.
// Follows third_party/forked/golang/expansion/expand.go (v1.36).

/** Replaces `$(NAME)` by its value; a name without a value stays as written, `$$` is one `$`. */
export function expand(text: string, values: Readonly<Record<string, string>>): string {
  let result = ''
  let position = 0
  while (position < text.length) {
    const dollar = text.indexOf('$', position)
    if (dollar < 0) return result + text.slice(position)
    result += text.slice(position, dollar)
    const after = text[dollar + 1]
    const close = after === '(' ? text.indexOf(')', dollar) : -1
    if (after === '$') {
      result += '$'
      position = dollar + 2
    } else if (close > 0) {
      const name = text.slice(dollar + 2, close)
      result += Object.hasOwn(values, name) ? values[name] : `$(${name})`
      position = close + 1
    } else {
      result += '$'
      position = dollar + 1
    }
  }
  return result
}
