// What the commands of `kubectl set` have in common: they change the Pod spec of what a line names.
// Follows k8s.io/kubectl/pkg/cmd/set/helper.go (v1.36).
import { goType } from '../errors.ts'
import type { Container, PodSpec } from '#api/generated/types.ts'
import { type ApiObject, nameInSentence, infoOf } from '#api/meta/object.ts'
import { DRY_RUN_FLAG, FILE_FLAGS, PRINT_FLAGS, SELECTOR_FLAG } from '../common-flags.ts'
import { printDone, type Printing } from '../printing.ts'
import { normalForm } from '#api/meta/normal-form.ts'
import { findResources, type ResourceRequest, withFiles } from '../resources.ts'
import { fail, failNotFound, failRefused, narrate, type Session } from '../session.ts'

export const SET_FLAGS = {
  ...SELECTOR_FLAG,
  ...FILE_FLAGS,
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  all: { kind: 'bool', value: false },
  'field-manager': { kind: 'text', value: '' },
  local: { kind: 'bool', value: false },
} as const

/** Flags that no command of `kubectl set` follows. */
export const NOT_FOLLOWED = ['kustomize', 'recursive']

export interface SetOptions extends ResourceRequest {
  readonly files: readonly string[]
  /** Nothing is asked of a server: the objects of the files are changed and printed. */
  readonly local: boolean
  readonly printing: Printing
}

/** What comes of a Pod spec, null when nothing changes; and what could not be done. */
interface Changed {
  readonly spec: PodSpec | null
  readonly problems: readonly string[]
}

/** What is done to the Pod spec of an object; a sentence says that nothing can be. */
export type Change = (spec: PodSpec, object: ApiObject) => PodSpec | Changed | string | null

function changedOf(result: ReturnType<Change>): Changed {
  if (typeof result === 'string') return { spec: null, problems: [result] }
  return result !== null && 'problems' in result ? result : { spec: result, problems: [] }
}

interface Setting {
  /** Of the sentences: 'set the environment of'. */
  readonly could: string
  /** Behind the name of an object that was changed. */
  readonly done: string
  /** Before what the server says of a refusal. */
  readonly refused: string
}

/** Changes the Pod spec of each object that a line names; the exit code. */
export function changeTemplates(
  session: Session,
  given: SetOptions,
  setting: Setting,
  change: Change,
): number {
  const { printing, local } = given
  const late: string[] = []
  const work = { setting, change, printing, local, late }
  const code = eachOfAll(session, given, setting.could, (one) => changeObject(session, one, work))
  for (const line of late) session.err(`error: ${line}`)
  return late.length > 0 ? 1 : code
}

/** Does something to each object that a line names, where all of them are there; the exit code. */
export function eachOfAll(
  session: Session,
  given: SetOptions,
  what: string,
  act: (object: ApiObject) => number,
): number {
  if (given.local) {
    const held = given.files.flatMap((path) => session.manifests(path) ?? [])
    return Math.max(0, ...held.map((object) => act(asTyped(object))))
  }
  const options = withFiles(session, given, given.files)
  if (typeof options === 'number') return options
  const { objects, missing, problem } = findResources(session.client, options)
  if (problem !== null) return fail(session, `could not ${what}`, problem, [problem])
  const lost = missing.map(({ kind, name }) => failNotFound(session, kind, name, ` to ${what}`))
  return lost.length > 0 ? 1 : Math.max(0, ...objects.map(act))
}

/** An object as Go has it: what it always writes is there. */
function asTyped(object: ApiObject): ApiObject {
  return normalForm<ApiObject>(object.kind, object)
}

interface Work {
  readonly setting: Setting
  readonly change: Change
  readonly printing: Printing
  readonly local: boolean
  /** What is said of containers when all is done. */
  readonly late: string[]
}

function changeObject(session: Session, object: ApiObject, work: Work): number {
  const { setting, change, printing, local, late } = work
  const path = infoOf(object.kind).podSpecPath
  const { name = '' } = object.metadata
  const could = `could not ${setting.could} ${nameInSentence(object)}`
  if (path === null) {
    const problem = `${infoOf(object.kind).resource}/${name} the object is not a pod or does not have a pod template: ${goType(object.kind)}`
    return fail(session, could, 'it has no Pod template', [`error: ${problem}`])
  }
  const spec = at(object, path) as PodSpec
  const { spec: changed, problems } = changedOf(change(spec, object))
  if (problems.length > 0) fail(session, could, problems.join('; '), [])
  late.push(...problems)
  if (changed === null) return 0
  const next = withAt(object, path, changed) as ApiObject
  if (local || printing.dryRun === 'client') return printDone(session, next, setting.done, printing)
  const said = narrate(
    `${setting.done.replace(' updated', '')} of ${nameInSentence(object)} set`,
    'Set',
  )
  const result = session.client.update(next, said)
  if (result.ok) return printDone(session, result.object, setting.done, printing)
  const line = `error: ${setting.refused}${result.status.message}`
  return failRefused(session, setting.could, object, result.status, [line])
}

/** What stands at a path of an object; {} where there is nothing. */
export function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : {}),
    value,
  )
}

function withAt(value: unknown, [key, ...rest]: readonly string[], inner: unknown): unknown {
  if (key === undefined) return inner
  const fields = value as Readonly<Record<string, unknown>>
  return { ...fields, [key]: withAt(fields[key], rest, inner) }
}

/** Containers by their names: '*' stands for any letters. */
export function isChosen(name: string, pattern: string): boolean {
  const expression = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*')
  return new RegExp(`^${expression}$`).test(name)
}

/** A Pod spec with each of its containers changed. */
export function mapContainers(spec: PodSpec, change: (container: Container) => Container): PodSpec {
  const { initContainers } = spec
  return {
    ...spec,
    containers: spec.containers.map(change),
    ...(initContainers === undefined ? {} : { initContainers: initContainers.map(change) }),
  }
}

/** Whether a Pod has a container of that name. */
export const anyContainer = (spec: PodSpec, pattern: string): boolean =>
  [...(spec.initContainers ?? []), ...spec.containers].some(({ name }) => isChosen(name, pattern))
