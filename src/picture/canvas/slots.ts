// Numbers for places in a row.

/** Numbers that are given out lowest first and can be given back. */
export class Slots {
  readonly #free: number[] = []
  readonly #of = new Map<string, number>()
  readonly taken = new Map<string, number>()
  #count = 0
  peak = 0
  /** How often a slot was given out. */
  given = 0

  take(id: string): number {
    const known = this.taken.get(id)
    if (known !== undefined) return known
    const slot = this.#lowest()
    this.given += 1
    this.taken.set(id, slot)
    this.#of.set(id, slot)
    this.peak = Math.max(this.peak, this.taken.size)
    return slot
  }

  release(id: string): void {
    const slot = this.taken.get(id)
    if (slot === undefined) return
    this.taken.delete(id)
    this.#free.push(slot)
    // Those that are free stand the other way round, so that the lowest is taken from the end.
    if (this.#free.length > 1 && slot > (this.#free.at(-2) ?? slot))
      this.#free.sort((a, b) => b - a)
  }

  /** Every id that ever had a slot, and which. */
  get all(): ReadonlyMap<string, number> {
    return this.#of
  }

  #lowest(): number {
    const free = this.#free.pop()
    if (free !== undefined) return free
    this.#count += 1
    return this.#count - 1
  }
}
