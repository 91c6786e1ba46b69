// The same as `programs.ts` for the page: the programs are a part of their own, which is loaded when one is wanted.
import type { Command } from '../process/command.ts'
import { LATE_NAMES, mentionsLate } from './names.ts'
import type { LateLoading } from './programs.ts'

let programs: ReadonlyMap<string, Command> | null = null
let wasMissed = false

export function lateProgram(name: string): Command | undefined {
  if (programs === null && LATE_NAMES.has(name)) wasMissed = true
  return programs?.get(name)
}

export const lateLoading: LateLoading = {
  isNeeded(texts) {
    if (programs !== null) return false
    for (const text of texts) if (mentionsLate(text)) return true
    return false
  },
  missed: () => wasMissed,
  async load() {
    await lateLoading.loadAhead()
    wasMissed = false
  },
  async loadAhead() {
    if (programs !== null) return
    const [{ LATE_PROGRAMS }, { CONTROL_PLANE }] = await Promise.all([
      import('./table.ts'),
      import('../programs/control-plane.ts'),
    ])
    programs = new Map([...LATE_PROGRAMS, ...CONTROL_PLANE])
  },
}
