// What was typed, over visits: the newest last, each line once, bounded.
const KEY = 'podscape.terminal.history'
const MAX_LINES = 500
const MAX_LINE = 4000

/** The lines of earlier visits; none where the browser keeps nothing. */
export function readHistory(): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    if (!Array.isArray(value)) return []
    return value.filter((line): line is string => typeof line === 'string').slice(-MAX_LINES)
  } catch {
    return []
  }
}

/** The lines with a new one at the end, which is kept for the next visit. */
export function addToHistory(lines: readonly string[], line: string): readonly string[] {
  if (line.trim() === '' || line.length > MAX_LINE) return lines
  const next = [...lines.filter((one) => one !== line), line].slice(-MAX_LINES)
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // Without storage the next visit begins with an empty history.
  }
  return next
}
