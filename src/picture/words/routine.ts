// Which steps only say again what another one has told: they are shown together with it.
import type { JournalEntry } from '#client/world.ts'

/**
 * Whether a step is a report of a status that follows from a step before it, as 'reported Pod `web`: Running' from
 * 'started container `nginx`'. What a probe has found, and how a Pod ended, is told by no other step.
 */
export function isRoutine({ data }: Pick<JournalEntry, 'data'>): boolean {
  return typeof data === 'object' && data !== null && 'reports' in data && data.reports === 'known'
}
