// Digests of bytes: MD5 (RFC 1321), SHA-1, SHA-256 and SHA-512 (FIPS 180-4). The page has them only as promises, and
// time here is virtual.

export type Algorithm = 'md5' | 'sha1' | 'sha256' | 'sha512'

/** The digest in hexadecimal digits. */
export function digestOf(algorithm: Algorithm, bytes: Uint8Array): string {
  switch (algorithm) {
    case 'md5':
      return md5(bytes)
    case 'sha1':
      return sha1(bytes)
    case 'sha256':
      return sha256(bytes)
    case 'sha512':
      return sha512(bytes)
  }
}

/** The message with its end mark and its length, a multiple of a block. */
function padded(bytes: Uint8Array, block: 64 | 128, littleEndian: boolean): DataView {
  const lengthBytes = block / 8
  const size = Math.ceil((bytes.length + 1 + lengthBytes) / block) * block
  const message = new Uint8Array(size)
  message.set(bytes)
  message[bytes.length] = 0x80
  const view = new DataView(message.buffer)
  view.setBigUint64(size - 8, BigInt(bytes.length) * 8n, littleEndian)
  return view
}

const rotated = (value: number, by: number): number => (value << by) | (value >>> (32 - by))
const hexOf = (words: readonly number[]): string =>
  words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')

const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
const MD5_SINES = Array.from(
  { length: 64 },
  (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32) | 0,
)

function md5(bytes: Uint8Array): string {
  const view = padded(bytes, 64, true)
  let [a0, b0, c0, d0] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476]
  for (let at = 0; at < view.byteLength; at += 64) {
    let [a, b, c, d] = [a0, b0, c0, d0]
    for (let i = 0; i < 64; i += 1) {
      const round = i >> 4
      const mixed =
        round === 0
          ? (b & c) | (~b & d)
          : round === 1
            ? (d & b) | (~d & c)
            : round === 2
              ? b ^ c ^ d
              : c ^ (b | ~d)
      const place =
        round === 0
          ? i
          : round === 1
            ? (5 * i + 1) % 16
            : round === 2
              ? (3 * i + 5) % 16
              : (7 * i) % 16
      const sum = (a + mixed + (MD5_SINES[i] ?? 0) + view.getInt32(at + place * 4, true)) | 0
      ;[a, d, c, b] = [d, c, b, (b + rotated(sum, MD5_SHIFTS[round * 4 + (i % 4)] ?? 0)) | 0]
    }
    a0 = (a0 + a) | 0
    b0 = (b0 + b) | 0
    c0 = (c0 + c) | 0
    d0 = (d0 + d) | 0
  }
  const result = new DataView(new ArrayBuffer(16))
  for (const [index, word] of [a0, b0, c0, d0].entries()) result.setInt32(index * 4, word, true)
  return hexOf([0, 4, 8, 12].map((place) => result.getUint32(place)))
}

function sha1(bytes: Uint8Array): string {
  const view = padded(bytes, 64, false)
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0]
  for (let at = 0; at < view.byteLength; at += 64) {
    const words = Array.from({ length: 16 }, (_, index) => view.getInt32(at + index * 4))
    for (let i = 16; i < 80; i += 1)
      words.push(
        rotated(
          (words[i - 3] ?? 0) ^ (words[i - 8] ?? 0) ^ (words[i - 14] ?? 0) ^ (words[i - 16] ?? 0),
          1,
        ),
      )
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
    for (let i = 0; i < 80; i += 1) {
      const mixed =
        i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d)
      const constant =
        [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc | 0, 0xca62c1d6 | 0][Math.floor(i / 20)] ?? 0
      const sum = (rotated(a, 5) + mixed + e + constant + (words[i] ?? 0)) | 0
      ;[e, d, c, b, a] = [d, c, rotated(b, 30), a, sum]
    }
    for (const [index, value] of [a, b, c, d, e].entries())
      state[index] = ((state[index] ?? 0) + value) | 0
  }
  return hexOf(state)
}

/** The first primes, from whose roots the constants come. */
const PRIMES: readonly number[] = (() => {
  const primes: number[] = []
  for (let candidate = 2; primes.length < 80; candidate += 1)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  return primes
})()

/** The first 64 bits behind the point of a root of a prime: of degree 2 or 3. */
function rootBits(prime: number, degree: 2 | 3): bigint {
  const scaled = BigInt(prime) << BigInt(64 * degree)
  let low = 0n
  let high = 1n << 72n
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (middle ** BigInt(degree) <= scaled) low = middle
    else high = middle
  }
  return low & ((1n << 64n) - 1n)
}

const START = PRIMES.slice(0, 8).map((prime) => rootBits(prime, 2))
const ROUNDS = PRIMES.map((prime) => rootBits(prime, 3))
const START_32 = START.map((bits) => Number(bits >> 32n) | 0)
const ROUNDS_32 = ROUNDS.slice(0, 64).map((bits) => Number(bits >> 32n) | 0)

function sha256(bytes: Uint8Array): string {
  const view = padded(bytes, 64, false)
  const state = [...START_32]
  for (let at = 0; at < view.byteLength; at += 64) {
    const words = Array.from({ length: 16 }, (_, index) => view.getInt32(at + index * 4))
    for (let i = 16; i < 64; i += 1) {
      const [x = 0, y = 0] = [words[i - 15], words[i - 2]]
      const small = rotated(x, 25) ^ rotated(x, 14) ^ (x >>> 3)
      const large = rotated(y, 15) ^ rotated(y, 13) ^ (y >>> 10)
      words.push(((words[i - 16] ?? 0) + small + (words[i - 7] ?? 0) + large) | 0)
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
    for (let i = 0; i < 64; i += 1) {
      const first =
        (h +
          (rotated(e, 26) ^ rotated(e, 21) ^ rotated(e, 7)) +
          ((e & f) ^ (~e & g)) +
          (ROUNDS_32[i] ?? 0) +
          (words[i] ?? 0)) |
        0
      const second =
        ((rotated(a, 30) ^ rotated(a, 19) ^ rotated(a, 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
    }
    for (const [index, value] of [a, b, c, d, e, f, g, h].entries())
      state[index] = ((state[index] ?? 0) + value) | 0
  }
  return hexOf(state)
}

function sha512(bytes: Uint8Array): string {
  const view = padded(bytes, 128, false)
  const state = [...START]
  const cut = (value: bigint): bigint => BigInt.asUintN(64, value)
  const turned = (value: bigint, by: number): bigint =>
    cut((value >> BigInt(by)) | (value << BigInt(64 - by)))
  for (let at = 0; at < view.byteLength; at += 128) {
    const words = Array.from({ length: 16 }, (_, index) => view.getBigUint64(at + index * 8))
    for (let i = 16; i < 80; i += 1) {
      const [x = 0n, y = 0n] = [words[i - 15], words[i - 2]]
      const small = turned(x, 1) ^ turned(x, 8) ^ (x >> 7n)
      const large = turned(y, 19) ^ turned(y, 61) ^ (y >> 6n)
      words.push(cut((words[i - 16] ?? 0n) + small + (words[i - 7] ?? 0n) + large))
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state
    for (let i = 0; i < 80; i += 1) {
      const first = cut(
        h +
          (turned(e, 14) ^ turned(e, 18) ^ turned(e, 41)) +
          ((e & f) ^ (cut(~e) & g)) +
          (ROUNDS[i] ?? 0n) +
          (words[i] ?? 0n),
      )
      const second = cut(
        (turned(a, 28) ^ turned(a, 34) ^ turned(a, 39)) + ((a & b) ^ (a & c) ^ (b & c)),
      )
      ;[h, g, f, e, d, c, b, a] = [g, f, e, cut(d + first), c, b, a, cut(first + second)]
    }
    for (const [index, value] of [a, b, c, d, e, f, g, h].entries())
      state[index] = cut((state[index] ?? 0n) + value)
  }
  return state.map((word) => word.toString(16).padStart(16, '0')).join('')
}
