// A run of a scenario as the terminal reads it: its history, what its actions printed, and its files.
import type { TerminalRun } from '#cluster/terminal/line-run.ts'
import { readManifests } from '#manifest/read-manifests.ts'
import { roleOf } from './paths.ts'
import type { ScenarioRun } from './run-scenario.ts'
import type { ScenarioFile } from './types.ts'

/** The run of these files for the terminal; it sees what the run writes from now on too. */
export function terminalRunOf(
  { cluster, parsed }: Pick<ScenarioRun, 'cluster' | 'parsed'>,
  files: readonly ScenarioFile[],
): TerminalRun {
  return {
    world: cluster.world,
    printed: () => cluster.printed,
    files,
    isAppliedAtStart: (path) => roleOf(path).role === 'manifest' && !parsed.applied.has(path),
    manifestsIn: (path, text) => readManifests({ path, text }),
  }
}
