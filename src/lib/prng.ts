// A small seeded generator (sfc32): integers only, so that no result depends on how a platform
// rounds floating point numbers.

export interface Prng {
  /** A whole number, uniform in [0, limit). `limit` is a positive whole number up to 2^32. */
  next(limit: number): number
  /** An independent generator, derived from this one's seed and `label`, not from its position. */
  fork(label: string): Prng
}

/** Makes a generator: the same seed gives the same numbers on every machine. */
export function createPrng(seed: number | string): Prng {
  return new SmallFastCounter(String(seed))
}

/** The items from any of them on, and then those before it: as one goes through a small map of Go. The list stays as it is. */
export function fromAnywhere<T>(items: Iterable<T>, prng: Prng): readonly T[] {
  const list = [...items]
  const start = list.length === 0 ? 0 : prng.next(list.length)
  return [...list.slice(start), ...list.slice(0, start)]
}

class SmallFastCounter implements Prng {
  readonly #seed: string
  #isReady = false
  #a = 0
  #b = 0
  #c = 0
  #counter = 1

  constructor(seed: string) {
    this.#seed = seed
  }

  next(limit: number): number {
    if (!this.#isReady) this.#start()
    return Math.floor((this.#step() / 4294967296) * limit)
  }

  fork(label: string): Prng {
    return new SmallFastCounter(`${this.#seed}/${label}`)
  }

  /** Not before the first number: of the generators that are forked for each process most are never asked. */
  #start(): void {
    this.#isReady = true
    this.#a = hashText(this.#seed, 0x9e3779b9)
    this.#b = hashText(this.#seed, 0x243f6a88)
    this.#c = hashText(this.#seed, 0xb7e15162)
    for (let i = 0; i < 12; i += 1) this.#step()
  }

  #step(): number {
    const a = this.#a
    const b = this.#b
    const c = this.#c
    const counter = this.#counter
    const t = (((a + b) | 0) + counter) | 0
    this.#counter = (counter + 1) | 0
    this.#a = b ^ (b >>> 9)
    this.#b = (c + (c << 3)) | 0
    this.#c = (((c << 21) | (c >>> 11)) + t) | 0
    return t >>> 0
  }
}

/** FNV-1a over UTF-16 code units, started from `basis`; a 32-bit whole number, possibly negative. */
function hashText(text: string, basis: number): number {
  let hash = basis | 0
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  return hash
}
