// The same as `programs.ts` for the page: the programs are a part of their own, which is loaded when one is wanted.
import { lateUntil } from '#lib/late-part.ts'
import type { Command } from '../process/command.ts'
import { LATE_NAMES, mentionsLate } from './names.ts'

const late = lateUntil<ReadonlyMap<string, Command>>(mentionsLate, async () => {
  const [{ LATE_PROGRAMS }, { CONTROL_PLANE }] = await Promise.all([
    import('./table.ts'),
    import('../programs/control-plane.ts'),
  ])
  return new Map([...LATE_PROGRAMS, ...CONTROL_PLANE])
})

export const lateLoading = late.loading

export function lateProgram(name: string): Command | undefined {
  const programs = late.get()
  if (programs === null && LATE_NAMES.has(name)) late.miss()
  return programs?.get(name)
}
