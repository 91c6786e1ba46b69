// Finds the word that somebody probably meant.
import { editDistance } from '#lib/edit-distance.ts'

/** The closest of `candidates` to a misspelt word; undefined when none is close. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 60) return undefined
  const lower = word.toLowerCase()
  const sameLetters = candidates.find((candidate) => candidate.toLowerCase() === lower)
  if (sameLetters !== undefined) return sameLetters
  let best: string | undefined
  let bestDistance = word.length <= 3 ? 2 : 3
  for (const candidate of candidates) {
    const distance = editDistance(lower, candidate.toLowerCase())
    if (distance >= bestDistance || distance >= candidate.length) continue
    best = candidate
    bestDistance = distance
  }
  return best
}
