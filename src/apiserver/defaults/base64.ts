// Base64 of the bytes of a text in UTF-8, as the data of Secrets has it.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** 'aGk=' for 'hi'. */
export function encodeBase64(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let result = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    for (let digit = 0; digit < 4; digit += 1) {
      result += i + digit > bytes.length ? '=' : ALPHABET[(group >> (18 - digit * 6)) & 63]
    }
  }
  return result
}

/** The bytes of base64; undefined when the text is none. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/[\r\n]/g, '').replace(/={0,2}$/, '')
  if (text.replace(/[\r\n]/g, '').length % 4 !== 0 || digits.length % 4 === 1) return undefined
  const values = [...digits].map((digit) => ALPHABET.indexOf(digit))
  if (values.includes(-1)) return undefined
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4))
  for (let i = 0; i < bytes.length; i += 1) {
    const bit = i * 8
    const index = Math.floor(bit / 6)
    const pair = ((values[index] ?? 0) << 6) | (values[index + 1] ?? 0)
    bytes[i] = (pair >> (4 - (bit % 6))) & 255
  }
  return bytes
}

/** The bytes that base64 stands for; of a text that is none, its own. */
export function decodedLength(text: string): number {
  return decodeBase64(text)?.length ?? new TextEncoder().encode(text).length
}
