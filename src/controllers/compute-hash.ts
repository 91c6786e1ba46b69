// The hash of a Pod template, as it stands in the names of ReplicaSets: the one that a real cluster gives.
// Follows pkg/controller/controller_utils.go (v1.36), ComputeHash, and k8s.io/apimachinery/pkg/util/rand, SafeEncodeString.
import type { PodTemplateSpec } from '#api/generated/types.ts'
import { printGo } from './go-print.ts'
import { SAFE_ALPHABET } from './random-name.ts'

const FNV_OFFSET = 2_166_136_261
const FNV_PRIME = 16_777_619

/** The hash of a template; `collisionCount` makes it another one when that name is taken. */
export function computeHash(template: PodTemplateSpec, collisionCount: number | undefined): string {
  const text = new TextEncoder().encode(printGo(template, 'v1.PodTemplateSpec'))
  const hash = fnv32a(text)
  if (collisionCount === undefined) return safeEncodeString(String(hash))
  const count = new Uint8Array(8)
  new DataView(count.buffer).setUint32(0, collisionCount, true)
  return safeEncodeString(String(fnv32a(count, hash)))
}

/** FNV-1a of 32 bits, going on from `hash`. */
function fnv32a(bytes: Uint8Array, hash = FNV_OFFSET): number {
  let value = hash
  for (const byte of bytes) value = Math.imul(value ^ byte, FNV_PRIME) >>> 0
  return value
}

/** Each character as one of the alphabet that names are made of. */
export function safeEncodeString(text: string): string {
  return [...text]
    .map((char) => SAFE_ALPHABET[char.charCodeAt(0) % SAFE_ALPHABET.length] ?? '')
    .join('')
}
