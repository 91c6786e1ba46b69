// Bytes as text that survives in an address: A-Z a-z 0-9 - _, without padding.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]))

/** Four letters for three bytes; the last group is shorter. */
export function base64urlOf(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    const letters = Math.min(4, bytes.length - at + 1)
    for (let letter = 0; letter < letters; letter += 1) {
      text += ALPHABET.charAt((group >> (18 - 6 * letter)) & 63)
    }
  }
  return text
}

/** The bytes up to the first letter that does not belong; its index, or -1 when all are good. */
export function bytesOfBase64url(text: string): {
  readonly bytes: Uint8Array
  readonly damagedAt: number
} {
  const clean = text.replace(/=+$/, '')
  const bytes = new Uint8Array(Math.floor((clean.length * 3) / 4))
  let length = 0
  let held = 0
  let bits = 0
  for (let at = 0; at < clean.length; at += 1) {
    const value = VALUES.get(clean.charAt(at))
    if (value === undefined) return { bytes: bytes.subarray(0, length), damagedAt: at }
    held = ((held << 6) | value) & 0xff_ffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[length] = (held >> bits) & 255
    length += 1
  }
  return { bytes: bytes.subarray(0, length), damagedAt: -1 }
}
