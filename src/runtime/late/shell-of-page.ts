// The same as `shell.ts` for the page: the shell is a part of its own, which is loaded when a script may be run.
import { lateUntil } from '#lib/late-part.ts'
import type { ShellParts } from './shell.ts'

/** Who runs something himself mostly runs a script; images whose program is a shell are missed, and then run again. */
const MENTIONED = /\b(?:command|args|exec|attach|debug|busybox|alpine|(?:ba|da|a)?sh)\b/

const late = lateUntil<ShellParts>(
  (text) => MENTIONED.test(text),
  () => import('./shell-parts.ts'),
)

export const shellLoading = late.loading

export function lateShell(): ShellParts | null {
  const parts = late.get()
  if (parts === null) late.miss()
  return parts
}
