// How far two words are apart.

/**
 * How many insertions, deletions, changes and, unless they count as two, swaps of neighbours lead from one word to the
 * other; 3 where more are needed than anybody mistypes.
 */
export function editDistance(from: string, to: string, { swaps = true } = {}): number {
  if (Math.abs(from.length - to.length) > 2) return 3
  let twoBack: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i += 1) {
    const current = [i]
    for (let j = 1; j <= to.length; j += 1) {
      const change = from[i - 1] === to[j - 1] ? 0 : 1
      let least = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + change,
      )
      const swapped =
        swaps && i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      if (swapped) least = Math.min(least, (twoBack[j - 2] ?? 0) + 1)
      current.push(least)
    }
    twoBack = previous
    previous = current
  }
  return previous[to.length] ?? 3
}
