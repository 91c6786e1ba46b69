// Texts that come from the engine again and again, each kept once.

/** Enough for those that come again and again; then it begins anew, for it costs more than rare ones are worth. */
const MOST_TEXTS = 4096

const texts = new Map<string, string>()

/** The text that was given first of those that are equal. */
export function pooled(text: string): string {
  const known = texts.get(text)
  if (known !== undefined) return known
  if (texts.size >= MOST_TEXTS) texts.clear()
  texts.set(text, text)
  return text
}
