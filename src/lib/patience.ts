// How long to wait with the next attempt at something that pays only when it lasts.

const MOST = 64
/** What lasted so long was worth it. */
const GOOD = 3

export interface Patience {
  /** True when the next attempt is due; otherwise one opportunity goes by. */
  tries(): boolean
  /** An attempt failed, so that twice as many opportunities go by before the next. */
  lost(): void
  /** An attempt succeeded and lasted for so many rounds; few of them count as a failure. */
  lasted(rounds: number): void
}

/** Makes one that tries at the first opportunity. */
export function createPatience(): Patience {
  let goBy = 0
  let patience = 0
  const lost = (): void => {
    patience = Math.min(MOST, Math.max(1, patience * 2))
    goBy = patience
  }
  return {
    tries() {
      if (goBy === 0) return true
      goBy -= 1
      return false
    },
    lost,
    lasted(rounds) {
      if (rounds < GOOD) lost()
      else patience = 0
    },
  }
}
