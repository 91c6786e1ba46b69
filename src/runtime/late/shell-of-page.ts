// The same as `shell.ts` for the page: the shell is a part of its own, which is loaded when a script may be run.
import type { LateLoading } from './programs.ts'
import type { ShellParts } from './shell.ts'

let parts: ShellParts | null = null
let wasMissed = false

export function lateShell(): ShellParts | null {
  if (parts === null) wasMissed = true
  return parts
}

/** Who runs something himself mostly runs a script; images whose program is a shell are missed, and then run again. */
const MENTIONED = /\b(?:command|args|exec|attach|debug|busybox|alpine|(?:ba|da|a)?sh)\b/

export const shellLoading: LateLoading = {
  isNeeded(texts) {
    if (parts !== null) return false
    for (const text of texts) if (MENTIONED.test(text)) return true
    return false
  },
  missed: () => wasMissed,
  async load() {
    await shellLoading.loadAhead()
    wasMissed = false
  },
  async loadAhead() {
    parts ??= await import('./shell-parts.ts')
  },
}
