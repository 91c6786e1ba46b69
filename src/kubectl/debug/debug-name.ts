// The characters at the end of names that `kubectl debug` makes up.
// Follows k8s.io/apimachinery/pkg/util/rand (v1.36), String.

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'
const LENGTH = 5
const FNV_OFFSET = 2_166_136_261
const FNV_PRIME = 16_777_619

/** Five characters that are the same for the same text, which has to say what the name is for and when. */
export function suffixFor(text: string): string {
  let hash = FNV_OFFSET
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), FNV_PRIME) >>> 0
  let suffix = ''
  for (let at = 0; at < LENGTH; at += 1) {
    suffix += ALPHABET[hash % ALPHABET.length] ?? ''
    hash = Math.imul(hash ^ (hash >>> 7), FNV_PRIME) >>> 0
  }
  return suffix
}
