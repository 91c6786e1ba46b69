// The tree of files that a check has read: a run of the same files begins with it, and need not read them once more.
import { isCustomObject } from '#api/meta/custom-kind.ts'
import { equal } from '#lib/equal.ts'
import { type CheckedObject, MAX_DIAGNOSTICS_PER_FILE } from '#manifest/check-files.ts'
import type { ParsedScenario } from '#scenario/parse-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'

export interface TreeMemory {
  /** Remembers what a check has read, when a reading without the API server's answers would be the same. */
  keep(files: readonly ScenarioFile[], tree: ParsedScenario): void
  /** null when the newest check was of other files. */
  of(files: readonly ScenarioFile[]): ParsedScenario | null
}

/** Makes a memory of one tree. */
export function createTreeMemory(): TreeMemory {
  let kept: { readonly files: readonly ScenarioFile[]; readonly tree: ParsedScenario } | null = null
  return {
    keep(files, tree) {
      const objects = [...tree.objects, ...[...tree.applied.values()].flat()]
      kept = hasNoError(tree) && objects.every(isAsRead) ? { files, tree } : null
    },
    of: (files) => (kept !== null && equal(kept.files, files) ? kept.tree : null),
  }
}

/** Nodes that are refused are in no tree. Where a file has as much to be said of as is said, an error may be among the rest. */
function hasNoError({ diagnostics }: ParsedScenario): boolean {
  const counts = new Map<string, number>()
  for (const { path } of diagnostics) counts.set(path, (counts.get(path) ?? 0) + 1)
  return (
    diagnostics.every(({ severity }) => severity !== 'error') &&
    [...counts.values()].every((count) => count < MAX_DIAGNOSTICS_PER_FILE)
  )
}

/** Whether the answers have left an object as it was: they tell of refusals, and which kinds are defined. */
function isAsRead({ object, refused }: CheckedObject): boolean {
  return !refused && !isCustomObject(object)
}
