// Collects what is wrong with a text, up to a bound: a broken text of a megabyte must not give a
// hundred thousand squiggles.
import type { Places } from './positions.ts'
import type { Diagnostic, Severity } from './types.ts'

export const MAX_DIAGNOSTICS = 200

export interface Problems {
  readonly diagnostics: readonly Diagnostic[]
  add(severity: Severity, message: string, start: number, end: number): void
}

/** An empty collection for a text; after `MAX_DIAGNOSTICS` of them the rest is counted as one. */
export function createProblems(places: Places): Problems {
  const diagnostics: Diagnostic[] = []
  return {
    diagnostics,
    add(severity, message, start, end) {
      if (diagnostics.length > MAX_DIAGNOSTICS) return
      const full = diagnostics.length === MAX_DIAGNOSTICS
      const text = full ? `more than ${MAX_DIAGNOSTICS} problems; the rest is not shown` : message
      diagnostics.push({
        severity,
        message: text,
        range: places.range(start, Math.max(end, start)),
      })
    },
  }
}
