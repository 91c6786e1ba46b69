// Which recordings of the scheduler are compared: those that need nothing the simulator leaves out.
import { isKind } from '#api/meta/object.ts'
import type { Handle } from '#scheduler/framework/plugin.ts'
import { PLUGINS } from '#scheduler/plugins/registry.ts'
import type { Answer, Question } from './scheduler-recording.ts'

// The plugins only keep what they are lent.
const NAMES: ReadonlySet<string> = new Set(PLUGINS.map(({ create }) => create({} as Handle).name))

/** What of a question is not simulated, or null: its kinds, its claims, and the plugins that decided the answer. */
export function schedulerOutOfScope(question: Question, answer: Answer): string | null {
  const { given = [], pending = [] } = question
  const unknown = given.find(({ kind }) => !isKind(kind))
  if (unknown !== undefined) return `kind ${unknown.kind}`
  if (pending.some(({ spec }) => (spec?.resourceClaims ?? []).length > 0)) return 'resource claims'
  const missing = pluginsOf(answer).find((plugin) => !NAMES.has(plugin))
  return missing === undefined ? null : `plugin ${missing}`
}

/** Every plugin that rejected or scored something. */
function pluginsOf({ attempts }: Answer): readonly string[] {
  return attempts.flatMap(({ preFilter, nodes = {} }) => [
    ...(preFilter?.plugin === undefined ? [] : [preFilter.plugin]),
    ...Object.values(nodes).flatMap(({ rejected, scores = {} }) => [
      ...(rejected?.plugin === undefined ? [] : [rejected.plugin]),
      ...Object.keys(scores),
    ]),
  ])
}
