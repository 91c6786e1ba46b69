// SHA-256 over a whole journal: two runs with the same hash did the same, in the same order, for the same reasons.
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { JournalEntry } from '#client/world.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import { randomScenario } from './random-scenario.ts'

/** The hash of a journal in hexadecimal digits. */
export function journalHash(journal: readonly JournalEntry[]): string {
  const hash = sha256.create()
  for (const entry of journal) {
    const changes = entry.changes.map(({ key, after }) => [key, after ?? null])
    hash.update(utf8ToBytes(JSON.stringify({ ...entry, changes })))
  }
  return bytesToHex(hash.digest())
}

/** The hash of the random scenario of a seed, after two minutes. */
export function hashOfSeed(seed: number): string {
  return journalHash(runScenario(randomScenario(seed)).cluster.journal)
}
