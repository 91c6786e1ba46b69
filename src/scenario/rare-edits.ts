// Edits that are rarely made, so that what makes them is loaded when one is.
import { runAgain } from './dump/run-again.ts'
import type { ScenarioFile } from './types.ts'
import { type WantedFit, writeFit } from './write-fit.ts'

export type RareEdit =
  /** What was taken from a living cluster becomes a scenario that begins. */
  | { readonly kind: 'again'; readonly isSnapshot?: boolean }
  /** What lets a Pod fit somewhere; `what` says it in words. */
  | { readonly kind: 'fit'; readonly fit: WantedFit; readonly what: string }

/** The files after such an edit. */
export function editRarely(
  files: readonly ScenarioFile[],
  edit: RareEdit,
): readonly ScenarioFile[] {
  return edit.kind === 'again' ? runAgain(files) : writeFit(files, edit.fit)
}
