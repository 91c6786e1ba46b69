// Small runs for tests of exports.
import { runScenario } from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import type { Recorded } from '../recorded.ts'

/** A finished run of a manifest, with the actions of a scenario. */
export function recorded(
  manifest: string,
  scenario = '',
): Recorded & { readonly nodes: readonly [] } {
  const files: readonly ScenarioFile[] = [
    ...(scenario === '' ? [] : [{ path: 'scenario.yaml', text: scenario }]),
    { path: 'manifests/all.yaml', text: manifest },
  ]
  const { cluster, parsed } = runScenario(files)
  return {
    journal: cluster.journal,
    stateAt: (entryId) => cluster.world.stateAt(entryId),
    files,
    title: parsed.scenario.title,
    nodes: [],
  }
}
