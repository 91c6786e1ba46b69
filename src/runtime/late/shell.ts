// The shell, which a run without scripts does without. Here it is there from the start; in the page's worker
// `shell-of-page.ts` stands in for this file (vite.config.ts), which loads it when a scenario may want one.
import { type LatePart, THERE } from '#lib/late-part.ts'
import * as parts from './shell-parts.ts'

/** What there is of the shell. */
export type ShellParts = typeof parts

/** The shell; null while it is not loaded: what runs without it is run again. */
export const lateShell = (): ShellParts | null => parts

/** Whether it is there. */
export const shellLoading: LatePart = THERE
