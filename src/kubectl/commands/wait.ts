// `kubectl wait`, along virtual time. Follows k8s.io/kubectl/pkg/cmd/wait/wait.go and condition.go (v1.36).
import { type ApiObject, type Kind, infoOf } from '#api/meta/object.ts'
import { type Task, wait as untilSettled } from '#sim/task.ts'
import { FILE_FLAGS, PRINT_FLAGS, SELECTOR_FLAG, unfollowed } from '../common-flags.ts'
import { parseCommandLine } from '../flags.ts'
import { findResults } from '../jsonpath/evaluate.ts'
import { type Part, parsePath } from '../jsonpath/parse.ts'
import { relaxedPath, UNEXPECTED_PATH } from '../jsonpath/relaxed.ts'
import { parsePrinting, printDone, type Printing } from '../printing.ts'
import { kindOfWord, resourceOf } from '../resource-types.ts'
import { findResources, parseResources, type ResourceRequest, withFiles } from '../resources.ts'
import { servedObject } from '../served.ts'
import type { Session } from '../session.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

const FLAGS = {
  ...SELECTOR_FLAG,
  ...FILE_FLAGS,
  ...PRINT_FLAGS,
  all: { kind: 'bool', value: false },
  'all-namespaces': { kind: 'bool', short: 'A', value: false },
  'field-selector': { kind: 'text', value: '' },
  for: { kind: 'texts', value: [] },
  local: { kind: 'bool', value: false },
  timeout: { kind: 'duration', value: 30_000 },
} as const

const NOT_FOLLOWED = ['kustomize', 'local', 'recursive']
const FOLLOWED = Object.keys(FLAGS).filter((name) => !NOT_FOLLOWED.includes(name))
const WEEK_MS = 7 * 24 * 3_600_000
const POLL_MS = 500

type Wanted =
  | { readonly what: 'delete' | 'create' }
  | { readonly what: 'condition'; readonly type: string; readonly status: string }
  /** Without a value any one will do. */
  | { readonly what: 'path'; readonly parts: readonly Part[]; readonly value: string | null }

export interface WaitOptions extends ResourceRequest {
  readonly files: readonly string[]
  readonly wanted: Wanted
  readonly timeoutMs: number
  readonly printing: Printing
}

export const wait: LineCommand<WaitOptions> = {
  name: 'wait',
  use: "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  flags: FLAGS,
  completes: 'resources',
  changes: false,
  parse,
  run,
}

function parse(words: readonly string[]): ParsedOptions<WaitOptions> {
  const read = parseCommandLine('wait', FLAGS, words)
  if (!read.ok) return read
  const { args, flags, namespace } = read
  const { selector, all, filename: files } = flags
  const printing = parsePrinting({ ...flags, 'dry-run': 'none' })
  if (!printing.ok) return printing
  const texts = flags.for
  const [text] = texts
  if (text === undefined) return usageError('unrecognized condition: []')
  const wanted = parseWanted(text)
  if (typeof wanted === 'string') return usageError(wanted)
  const left = unfollowed(read, FLAGS, FOLLOWED)
  if (left !== null) return left
  const fields = flags['field-selector']
  const parsed =
    args.length === 0 && files.length > 0
      ? { ok: true as const, resources: [] }
      : parseResources({
          args,
          selected: selector !== '' || fields !== '',
          allowEmptySelector: all,
        })
  if (!parsed.ok) return parsed
  return {
    ok: true,
    options: {
      namespace,
      resources: parsed.resources,
      selector,
      fieldSelector: fields,
      allNamespaces: flags['all-namespaces'],
      files,
      wanted,
      timeoutMs: flags.timeout < 0 ? WEEK_MS : flags.timeout,
      printing: printing.printing,
    },
  }
}

/** What `--for` says, or what is wrong with it. */
function parseWanted(text: string): Wanted | string {
  const lower = text.toLowerCase()
  if (lower === 'delete' || lower === 'create') return { what: lower }
  if (text.startsWith('condition=')) {
    const [type = '', status = 'true'] = text.slice('condition='.length).split(/=(.*)/s)
    return { what: 'condition', type, status }
  }
  if (!text.startsWith('jsonpath=')) return `unrecognized condition: ${JSON.stringify(text)}`
  const [path = '', value] = splitPath(text.slice('jsonpath='.length))
  if (value === '')
    return "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3"
  const template = relaxedPath(path.replaceAll(/^'|'$/g, ''))
  if (template === null) return UNEXPECTED_PATH
  const parsed = parsePath(template)
  if (!parsed.ok) return parsed.message
  const plain = value === undefined ? null : value.replaceAll(/^["']+|["']+$/g, '')
  return { what: 'path', parts: parsed.parts, value: plain }
}

/** The path and the value behind it: the sign between them is the first one outside of braces. */
function splitPath(text: string): readonly [string, string?] {
  let depth = 0
  for (const [at, letter] of [...text].entries()) {
    if (letter === '{' || letter === '(') depth += 1
    if (letter === '}' || letter === ')') depth -= 1
    if (letter === '=' && depth === 0) return [text.slice(0, at), text.slice(at + 1)]
  }
  return [text]
}

function* run(session: Session, given: WaitOptions): Task<number> {
  const options = withFiles(session, given, given.files)
  if (typeof options === 'number') return options
  if (options.wanted.what === 'create') {
    const problem = yield* untilCreated(session, options)
    if (problem !== null) return sayErrors(session, [problem])
  }
  const { objects, missing, problem } = findResources(session.client, options)
  if (problem !== null) return sayErrors(session, [problem.replace(/^error: /, '')])
  const errors: string[] = []
  // One deadline for all of them: what comes after it is not even looked at.
  const endMs = session.world.clock.nowMs + options.timeoutMs
  for (const object of objects) {
    const failure = yield* untilMet(session, object, options, endMs)
    if (failure !== null) errors.push(failure)
  }
  if (options.wanted.what !== 'delete') {
    const lost = missing.map(({ kind, name }) => notFound(kind, name))
    if (lost.length === 1 && errors.length === 0) {
      session.err(`Error from server (NotFound): ${lost[0]}`)
      return 1
    }
    errors.push(...lost)
    if (objects.length + missing.length === 0)
      return sayErrors(session, ['no matching resources found'])
  }
  return errors.length === 0 ? 0 : sayErrors(session, errors)
}

const notFound = (kind: Kind, name: string): string =>
  `${resourceOf(kind)} ${JSON.stringify(name)} not found`

function sayErrors({ err }: Session, errors: readonly string[]): 1 {
  for (const error of errors) err(errors.length === 1 ? `error: ${error}` : error)
  return 1
}

function* untilCreated(session: Session, options: WaitOptions): Task<string | null> {
  const { resources, namespace, timeoutMs } = options
  const endMs = session.world.clock.nowMs + timeoutMs
  for (;;) {
    const isThere = resources.every(({ kind: word, name }) => {
      const kind = kindOfWord(word, session.client)
      return (
        kind === undefined || name === '' || session.client.get(kind, namespace, name) !== undefined
      )
    })
    if (isThere) return null
    if (session.world.clock.nowMs >= endMs) return 'timed out waiting for the condition'
    yield* untilSettled(session.sleeper.sleep(POLL_MS, 'kubectl wait'))
  }
}

/** Waits for one object and prints it; null, or why that did not come. */
function* untilMet(
  session: Session,
  object: ApiObject,
  { wanted, timeoutMs, printing }: WaitOptions,
  endMs: number,
): Task<string | null> {
  const { namespace = '', name = '', uid } = object.metadata
  const { kind } = object
  const place = `${infoOf(kind).resource}/${name}`
  const isLate = (): boolean => timeoutMs > 0 && session.world.clock.nowMs >= endMs
  if (isLate()) return `timed out waiting for the condition on ${place}`
  for (;;) {
    const found = session.client.get(kind, namespace, name)
    const now = found?.metadata.uid === uid ? found : undefined
    const met = isMet(now, wanted)
    if (typeof met === 'string') return met
    if (met) {
      printDone(session, now ?? object, 'condition met', printing)
      return null
    }
    if (timeoutMs === 0) return `condition not met for ${place}`
    if (session.world.clock.nowMs >= endMs) return `timed out waiting for the condition on ${place}`
    yield* untilSettled(session.sleeper.sleep(POLL_MS, 'kubectl wait'))
  }
}

interface WithConditions {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
  }
}

function isMet(object: ApiObject | undefined, wanted: Wanted): boolean | string {
  if (wanted.what === 'delete') return object === undefined
  if (object === undefined) return false
  switch (wanted.what) {
    case 'create':
      return true
    case 'condition': {
      const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
      return ((object as WithConditions).status?.conditions ?? []).some(
        ({ type, status }) => same(type, wanted.type) && same(status, wanted.status),
      )
    }
    case 'path':
      return isAtPath(object, wanted.parts, wanted.value)
  }
}

function isAtPath(
  object: ApiObject,
  parts: readonly Part[],
  value: string | null,
): boolean | string {
  const found = findResults(parts, servedObject(object))
  if (!found.ok) return false
  const results = found.value.flat()
  if (results.length === 0) return false
  if (results.length > 1) return 'given jsonpath expression matches more than one value'
  const [result] = results
  if (value === null) return true
  if (typeof result === 'object' && result !== null)
    return 'jsonpath leads to a nested object or list which is not supported'
  return String(result as string | number | boolean).trim() === value.trim()
}
