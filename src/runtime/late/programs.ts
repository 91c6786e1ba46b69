// Programs that a usual first run does not need. Here they are all there from the start; in the page's worker
// `programs-of-page.ts` stands in for this file (vite.config.ts), which loads them when a scenario names one.
import type { Command } from '../process/command.ts'
import { CONTROL_PLANE } from '../programs/control-plane.ts'
import { LATE_PROGRAMS } from './table.ts'

/** The late program of this name; undefined when there is none, or while it is not loaded. */
export function lateProgram(name: string): Command | undefined {
  return LATE_PROGRAMS.get(name) ?? CONTROL_PLANE.get(name)
}

export interface LateLoading {
  /** Whether a scenario of these texts may want a program that is not there yet. */
  isNeeded(texts: Iterable<string>): boolean
  /** A program was wanted that was not there: what ran until now is not what it should be. */
  missed(): boolean
  load(): Promise<void>
  /** Loads them before one is wanted: what was missed stays missed. */
  loadAhead(): Promise<void>
}

export const lateLoading: LateLoading = {
  isNeeded: () => false,
  missed: () => false,
  load: () => Promise.resolve(),
  loadAhead: () => Promise.resolve(),
}
