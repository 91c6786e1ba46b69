// The hash that names a static Pod. Follows hash/fnv of Go (New128a).
const OFFSET = 0x6c62272e07bb014262b821756295c58dn
const PRIME = 0x0000000001000000000000000000013bn
const MASK = (1n << 128n) - 1n

/** FNV-128a over the UTF-8 bytes of `text`, as 32 hex digits. */
export function fnv128a(text: string): string {
  let hash = OFFSET
  for (const byte of new TextEncoder().encode(text)) {
    hash = ((hash ^ BigInt(byte)) * PRIME) & MASK
  }
  return hash.toString(16).padStart(32, '0')
}
