// How long a text is once it is written.

/** Bytes of `text` in UTF-8: Go's len. Half of a surrogate pair counts as two. */
export function byteLength(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code >= 0x800) bytes += code >= 0xd800 && code < 0xe000 ? 1 : 2
    else if (code >= 0x80) bytes += 1
  }
  return bytes
}
