// Names that controllers make up.
// Follows k8s.io/apiserver/pkg/storage/names/generate.go and k8s.io/apimachinery/pkg/util/rand (v1.36).
import type { Prng } from '#lib/prng.ts'

/** The characters of made-up names: no vowels and no digits that look like letters, so that no word comes about. */
export const SAFE_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'
const SUFFIX_LENGTH = 5
const MAX_BASE_LENGTH = 58

/** `base` and five random characters; `isTaken` makes it draw again. */
export function generateName(prng: Prng, base: string, isTaken: (name: string) => boolean): string {
  const kept = base.slice(0, MAX_BASE_LENGTH)
  for (;;) {
    let suffix = ''
    for (let i = 0; i < SUFFIX_LENGTH; i += 1)
      suffix += SAFE_ALPHABET[prng.next(SAFE_ALPHABET.length)] ?? ''
    if (!isTaken(`${kept}${suffix}`)) return `${kept}${suffix}`
  }
}
