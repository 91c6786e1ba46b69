// Texts that are kept. One that is put together of parts is a tree of them until somebody reads it, with 32 bytes for
// each part; and two that say the same are two. Of a run's hundreds of thousands of texts that is a large part.

/** The same text, stored as one piece. */
export function flat(text: string): string {
  // Reading a character is what makes the engine put the parts together.
  return Number.isNaN(text.charCodeAt(0)) ? '' : text
}

/** Makes a function that answers with the first text that was given to it of those that say the same. */
export function createInterner(): (text: string) => string {
  const known = new Map<string, string>()
  return (text) => {
    const same = known.get(text)
    if (same !== undefined) return same
    known.set(text, flat(text))
    return text
  }
}
