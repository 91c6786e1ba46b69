// Actions that name a type which neither Kubernetes nor a definition of the scenario has.
import type { ApiObject } from '#api/meta/object.ts'
import { kindOfWord } from '#kubectl/resource-types.ts'
import type { FileDiagnostic } from '#manifest/types.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'
import { SCENARIO_FILE } from './read-scenario.ts'
import type { Action } from './types.ts'

interface Placed {
  readonly action: Action
  readonly index: number
}

/** The words by which definitions let kubectl name their objects. */
function wordsOf(objects: readonly ApiObject[]): ReadonlySet<string> {
  const words = objects.flatMap((object) => {
    if (object.kind !== 'CustomResourceDefinition') return []
    const {
      plural = '',
      singular = '',
      kind = '',
      shortNames = [],
      categories = [],
    } = object.spec.names
    return [plural, singular, kind.toLowerCase(), ...shortNames, ...categories]
  })
  return new Set(words)
}

/** The types that actions name and nobody brings, said where the action stands. */
export function unknownTypes(
  text: string,
  actions: readonly Placed[],
  objects: readonly ApiObject[],
): readonly FileDiagnostic[] {
  const brought = wordsOf(objects)
  return actions.flatMap(({ action, index }): readonly FileDiagnostic[] => {
    const named = 'resources' in action ? action.resources : []
    const unknown = named.find(({ kind }) => {
      const [word = ''] = kind.toLowerCase().split('.')
      return kindOfWord(kind) === undefined && !brought.has(word)
    })
    if (unknown === undefined) return []
    const ranges = parseYaml(text).documents[0]?.ranges
    const range =
      ranges?.keyAt(['actions', index, action.verb]) ?? ranges?.nearest(['actions', index])
    if (range === undefined) return []
    const message = `the server doesn't have a resource type "${unknown.kind}"`
    return [{ path: SCENARIO_FILE, severity: 'error', source: 'scope', message, range }]
  })
}
