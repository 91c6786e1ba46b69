// `kubectl label`. Follows k8s.io/kubectl/pkg/cmd/label/label.go (v1.36).
import { type ApiObject, nameInSentence } from '#api/meta/object.ts'
import { PRINT_FLAGS, RESOURCE_FLAGS, unfollowed } from '../common-flags.ts'
import { parseCommandLine } from '../flags.ts'
import { readLineOf, writeLineOf } from '../line-form.ts'
import { parsePairs, splitPairs } from '../pairs.ts'
import { typedName } from '../resource-types.ts'
import {
  isAll,
  lineWords,
  onEach,
  parseResources,
  type ResourceRef,
  resourcesText,
} from '../resources.ts'
import { managedSession } from '../field-manager.ts'
import { fail, failRefused, narrate, type Session } from '../session.ts'
import { usageError } from '../usage.ts'
import { type KubectlVerb, NO_OFFERS, type Parsed, type VerbFace } from '../verb.ts'

export interface LabelAction {
  readonly verb: 'label'
  readonly atMs: number
  readonly namespace: string
  readonly resources: readonly ResourceRef[]
  readonly selector?: string
  /** As they are typed: `key=value`, and `key-` to remove one. */
  readonly labels: readonly string[]
  readonly overwrite: boolean
}

export const labelFace: VerbFace<LabelAction> = {
  describe: ({ resources, selector, labels }) =>
    `label ${resourcesText(resources, selector)} with ${labels.join(', ')}`,
  ...NO_OFFERS,
}

const FLAGS = {
  ...RESOURCE_FLAGS,
  ...PRINT_FLAGS,
  all: { kind: 'bool', value: false },
  'all-namespaces': { kind: 'bool', short: 'A', value: false },
  'field-manager': { kind: 'text', value: '' },
  'field-selector': { kind: 'text', value: '' },
  list: { kind: 'bool', value: false },
  local: { kind: 'bool', value: false },
  overwrite: { kind: 'bool', value: false },
  'resource-version': { kind: 'text', value: '' },
} as const

const FOLLOWED = ['all', 'field-manager', 'overwrite', 'selector']

export const label: KubectlVerb<LabelAction> = {
  face: labelFace,
  command: {
    name: 'label',
    use: '[--overwrite] TYPE NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
    flags: FLAGS,
    completes: 'resources',
    parse,
  },
  words,
  read: (reader, atMs) =>
    readLineOf(reader, 'label', (line) => parse(line, atMs), {
      verb: 'label',
      atMs,
      namespace: 'default',
      resources: [],
      labels: [],
      overwrite: false,
    }),
  write: (action) => writeLineOf(words(action)),
  run: (session, action) => run(managedSession(session, 'kubectl-label'), action),
}

function parse(line: readonly string[], atMs: number): Parsed<LabelAction> {
  const read = parseCommandLine('label', FLAGS, line)
  if (!read.ok) return read
  const { selector, all, overwrite } = read.flags
  const args = splitPairs(read.args, 'label')
  if (typeof args === 'string') return usageError(args)
  const { resources: names, pairs: labels } = args
  const parsed = parsePairs(labels)
  if (typeof parsed === 'string') return usageError(parsed)
  if (all && selector !== '') return usageError('cannot set --all and --selector at the same time')
  if (names.length === 0)
    return usageError(
      'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    )
  if (labels.length === 0 && !read.flags.list)
    return usageError('at least one label update is required')
  const left = unfollowed(read, FLAGS, FOLLOWED)
  if (left !== null) return left
  const resources = parseResources({
    args: names,
    selected: selector !== '',
    allowEmptySelector: all,
  })
  if (!resources.ok) return resources
  const action: LabelAction = {
    verb: 'label',
    atMs,
    namespace: read.namespace,
    resources: resources.resources,
    ...(selector === '' ? {} : { selector }),
    labels,
    overwrite,
  }
  return { ok: true, action }
}

function words(action: LabelAction): readonly string[] {
  return [
    'label',
    ...lineWords(action, action.labels, { all: isAll(action), overwrite: action.overwrite }),
  ]
}

function run(session: Session, action: LabelAction): number {
  return onEach(session, action, 'label', (one) => labelObject(session, one, action)) ?? 0
}

function labelObject(session: Session, object: ApiObject, action: LabelAction): number {
  const parsed = parsePairs(action.labels)
  if (typeof parsed === 'string')
    return fail(session, `could not label ${nameInSentence(object)}`, parsed, [`error: ${parsed}`])
  const { set, remove } = parsed
  const old = object.metadata.labels ?? {}
  for (const key of remove) if (!Object.hasOwn(old, key)) session.out(`label "${key}" not found.`)
  const taken = Object.keys(set).filter(
    (key) => Object.hasOwn(old, key) && old[key] !== set[key] && !action.overwrite,
  )
  if (taken.length > 0) {
    const problems = taken.map(
      (key) => `'${key}' already has a value (${old[key]}), and --overwrite is false`,
    )
    const lines = problems.length === 1 ? [`error: ${problems[0]}`] : problems
    return fail(session, `could not label ${nameInSentence(object)}`, problems.join('; '), lines)
  }
  const added = Object.keys(set).filter((key) => old[key] !== set[key])
  const removed = remove.filter((key) => Object.hasOwn(old, key))
  const labels = Object.fromEntries(
    Object.entries({ ...old, ...set }).filter(([key]) => !removed.includes(key)),
  )
  if (added.length > 0 || removed.length > 0) {
    const said = `labeled ${nameInSentence(object)} with ${action.labels.map((text) => `\`${text}\``).join(', ')}`
    const next = { ...object, metadata: { ...object.metadata, labels } }
    const result = session.client.update(next, narrate(said, 'Labeled'))
    if (!result.ok) return failRefused(session, 'label', object, result.status)
  }
  session.out(`${typedName(object)} ${changeWord(added.length > 0, removed.length > 0)}`)
  return 0
}

function changeWord(added: boolean, removed: boolean): string {
  if (added && removed) return 'modified'
  if (added) return 'labeled'
  return removed ? 'unlabeled' : 'not labeled'
}
