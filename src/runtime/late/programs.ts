// Programs that a usual first run does not need. Here they are all there from the start; in the page's worker
// `programs-of-page.ts` stands in for this file (vite.config.ts), which loads them when a scenario names one.
import { type LatePart, THERE } from '#lib/late-part.ts'
import type { Command } from '../process/command.ts'
import { CONTROL_PLANE } from '../programs/control-plane.ts'
import { LATE_PROGRAMS } from './table.ts'

/** The late program of this name; undefined when there is none, or while it is not loaded. */
export function lateProgram(name: string): Command | undefined {
  return LATE_PROGRAMS.get(name) ?? CONTROL_PLANE.get(name)
}

/** Whether they are there. */
export const lateLoading: LatePart = THERE
