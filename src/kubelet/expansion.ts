// `$(NAME)` in env values, command and args.
// Follows third_party/forked/golang/expansion/expand.go (v1.36).

/** Linux takes no string of an argument or of the environment that is longer, MAX_ARG_STRLEN. */
const MAX_STRING = 128 * 1024
/** Nor that much of all together: a quarter of the stack. */
const MAX_TOTAL = 2 * 1024 * 1024

/** How much may still be expanded for one container. A process with more could not be started (E2BIG). */
export interface Room {
  left: number
}

/** The room of a container that is about to be created. */
export function createRoom(): Room {
  return { left: MAX_TOTAL + 1 }
}

/**
 * Replaces `$(NAME)` by its value; a name without a value stays as written, `$$` is one `$`. What is too long for
 * any process is cut just beyond that: variables of variables double their lengths.
 */
export function expand(
  text: string,
  values: Readonly<Record<string, string>>,
  room: Room = createRoom(),
): string {
  let result = ''
  let position = 0
  let closes = true
  while (position < text.length) {
    const dollar = text.indexOf('$', position)
    if (dollar < 0) return result + text.slice(position)
    result += text.slice(position, dollar)
    const after = text[dollar + 1]
    // Without a `)` nobody looks for one again and again.
    const close: number = after === '(' && closes ? text.indexOf(')', dollar) : -1
    if (after === '(') closes = close > 0
    if (after === '$') {
      result += '$'
      position = dollar + 2
    } else if (close > 0) {
      const name = text.slice(dollar + 2, close)
      const value = Object.hasOwn(values, name) ? (values[name] ?? '') : `$(${name})`
      result += value.slice(0, room.left)
      room.left -= Math.min(room.left, value.length)
      position = close + 1
    } else {
      result += '$'
      position = dollar + 1
    }
    if (result.length > MAX_STRING) return result
  }
  return result
}
