// The commands that help next: about what is selected, and after what was done last.
import { parseKey, infoOf } from '#api/meta/object.ts'

const MOST = 4
/** After these a person wants to see how it goes on. */
const ROLLS =
  /\bkubectl\s+(?:set|rollout\s+(?:undo|restart)|scale)\b.*?\b(deploy(?:ment)?s?(?:\.apps)?[/ ][\w.-]+)/

/** Lines for the prompt, the most useful first. `last` is the text of the last command. */
export function suggestionsFor(selection: string | null, last: string): readonly string[] {
  const found = [...afterLast(last), ...aboutSelection(selection), ...ALWAYS]
  return [...new Set(found)].filter((line) => line !== last.trim()).slice(0, MOST)
}

const ALWAYS = ['kubectl get pods', 'kubectl get events', 'kubectl get nodes']

function afterLast(last: string): readonly string[] {
  const rolling = ROLLS.exec(last.replace(/^\s*k\s/, 'kubectl '))?.[1]
  if (rolling === undefined) return []
  const name = rolling.replace(/^\w+(?:\.apps)?[/ ]/, 'deployment/')
  return [`kubectl rollout status ${name}`, `kubectl rollout undo ${name}`]
}

/** What helps with things of a kind. */
const MORE: Readonly<Record<string, readonly string[] | undefined>> = {
  Pod: ['logs NAME'],
  Deployment: ['rollout status deployment/NAME'],
}

function aboutSelection(selection: string | null): readonly string[] {
  const found = selection === null ? undefined : parseKey(selection)
  if (found === undefined) return []
  const { kind, namespace, name } = found
  const { singular, namespaced } = infoOf(kind)
  const where = namespaced && namespace !== 'default' ? ` -n ${namespace}` : ''
  const more = MORE[kind] ?? []
  return [`describe ${singular} ${name}`, ...more.map((line) => line.replace('NAME', name))].map(
    (line) => `kubectl ${line}${where}`,
  )
}
