// `kubectl delete`. Follows k8s.io/kubectl/pkg/cmd/delete/delete.go (v1.36).
import { shownKind } from '#api/meta/custom-kind.ts'
import { isMirrorPod } from '#api/core/containers.ts'
import { type ApiObject, nameInSentence, infoOf } from '#api/meta/object.ts'
import { parseLabelSelector } from '#api/meta/label-selector-text.ts'
import type { WorldObject } from '#client/world.ts'
import {
  type FieldReader,
  fieldsBelow,
  namespaceField,
  readKind,
  readName,
  readNamespace,
} from '../fields.ts'
import { RESOURCE_FLAGS, unfollowed } from '../common-flags.ts'
import { type FlagValues, joinWords, parseBool, parseCommandLine } from '../flags.ts'
import { usageError } from '../usage.ts'
import { resourceOf, typeOf } from '../resource-types.ts'
import {
  failSelector,
  findResources,
  isAll,
  lineWords,
  parseResources,
  type ResourceRef,
  resourcesText,
} from '../resources.ts'
import { fail, failMissing, failNotFound, failRefused, narrate, type Session } from '../session.ts'
import { type Document, readDocuments, sayProblems } from '../documents.ts'
import type { KubectlVerb, Offer, Parsed, VerbFace } from '../verb.ts'

export interface DeleteAction {
  readonly verb: 'delete'
  readonly atMs: number
  readonly namespace: string
  readonly resources: readonly ResourceRef[]
  /** Instead of resources: what these files of the scenario's tree name. */
  readonly files?: readonly string[]
  /** All of the kinds in the namespace whose labels match. */
  readonly selector?: string
  readonly fieldSelector?: string
  readonly allNamespaces?: boolean
  /** What is not there is no failure. */
  readonly ignoreNotFound?: boolean
  /** 0 takes the object away at once; left out, the object says how long. */
  readonly gracePeriodSeconds?: number
  /** What becomes of the dependents; left out, they go afterwards. */
  readonly cascade?: 'foreground' | 'orphan'
  /** The word for it where it was a boolean, which is warned of: 'false'. */
  readonly cascadeBoolean?: string
}

export const deleteFace: VerbFace<DeleteAction> = {
  describe({ resources, files, selector, gracePeriodSeconds }) {
    const grace = gracePeriodSeconds === 0 ? ' without grace' : ''
    return `delete ${files?.join(', ') ?? resourcesText(resources, selector)}${grace}`
  },
  offers(thing, { atMs }) {
    const object = deletable(thing)
    if (object === null) return []
    const { name = '', namespace = 'default' } = object.metadata
    const resources = [{ kind: object.kind, name }]
    const action: DeleteAction = { verb: 'delete', atMs, namespace, resources }
    const named = `${shownKind(object.kind)} ${name}`
    const normal: Offer<DeleteAction> = {
      id: 'delete',
      label: 'Delete',
      fullLabel: `Delete ${named}`,
      done: `Deleted ${named}`,
      action,
      danger: true,
      hint: hintOf(object),
      place: 'row',
    }
    if (object.kind !== 'Pod') return [normal]
    const now: Offer<DeleteAction> = {
      ...normal,
      id: 'delete-now',
      label: 'Delete now',
      fullLabel: `Delete ${named} now, without grace`,
      done: `Deleted ${named} without grace`,
      action: { ...action, gracePeriodSeconds: 0 },
      hint: isMirrorPod(object)
        ? MIRROR_HINT
        : 'Grace period 0: the object is gone at once, before its containers are',
    }
    return object.metadata.deletionTimestamp === undefined ? [normal, now] : [now]
  },
  form: () => null,
}

// A Namespace would keep its contents, as nothing empties it here; Events are a record of the past, and
// a Node without its object is a machine that nobody knows.
const LEFT_ALONE: ReadonlySet<string> = new Set(['Namespace', 'Event', 'Node'])

function deletable(thing: WorldObject): ApiObject | null {
  return 'metadata' in thing && !LEFT_ALONE.has(thing.kind) ? thing : null
}

const DEFAULT_GRACE_SECONDS = 30
const MIRROR_HINT = 'Only the mirror goes; the kubelet makes it again'

const HINTS: Readonly<Record<string, string>> = {
  ReplicaSet: 'Its Pods are deleted after it',
  Service: 'Its name and its address lead nowhere any more',
  ConfigMap: 'New containers that need it cannot start; what runs, runs on',
  Secret: 'New containers that need it cannot start; what runs, runs on',
  ServiceAccount: 'New Pods that name it are refused',
  StorageClass: 'New claims that name it stay Pending',
}

function hintOf(object: ApiObject): string {
  if (object.kind !== 'Pod') return HINTS[object.kind] ?? 'It is gone at once'
  const seconds = object.spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS
  return isMirrorPod(object) ? MIRROR_HINT : `Its containers get ${seconds} s to stop`
}

const FLAGS = {
  ...RESOURCE_FLAGS,
  all: { kind: 'bool', value: false },
  'all-namespaces': { kind: 'bool', short: 'A', value: false },
  cascade: { kind: 'text', value: 'background', bare: 'background' },
  'field-selector': { kind: 'text', value: '' },
  force: { kind: 'bool', value: false },
  'grace-period': { kind: 'number', value: -1 },
  'ignore-not-found': { kind: 'bool', value: false },
  interactive: { kind: 'bool', short: 'i', value: false },
  now: { kind: 'bool', value: false },
  output: { kind: 'text', short: 'o', value: '' },
  raw: { kind: 'text', value: '' },
  timeout: { kind: 'duration', value: 0 },
  wait: { kind: 'bool', value: true },
} as const

const FOLLOWED = [
  'all',
  'all-namespaces',
  'cascade',
  'field-selector',
  'filename',
  'force',
  'grace-period',
  'ignore-not-found',
  'now',
  'recursive',
  'selector',
  'timeout',
  'wait',
]

export const deleteVerb: KubectlVerb<DeleteAction> = {
  face: deleteFace,
  command: {
    name: 'delete',
    use: '(-f FILENAME | TYPE [(NAME | -l label | --all)])',
    flags: FLAGS,
    completes: 'resources',
    parse,
  },
  words,
  read,
  write,
  run,
}

function parse(line: readonly string[], atMs: number): Parsed<DeleteAction> {
  const read = parseCommandLine('delete', FLAGS, line)
  if (!read.ok) return read
  const { args, flags, changed, namespace } = read
  const { all, selector, filename, force } = flags
  const { cascade } = flags
  const policy = policyOf(cascade)
  if (policy === null)
    return usageError(
      `invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`,
    )
  const grace = graceOf(flags)
  if (typeof grace === 'string') return usageError(grace)
  if (all && (flags['field-selector'] !== '' || selector !== ''))
    return usageError("setting 'all' parameter but found a non empty selector. ")
  const left = unfollowed(read, FLAGS, FOLLOWED)
  if (left !== null) return left
  const files = filename
  const fieldSelector = flags['field-selector']
  const selected = selector !== '' || fieldSelector !== '' || all
  const parsed = parseResources({ args, selected, allowEmptySelector: false })
  if (files.length === 0 && !parsed.ok) return parsed
  if (files.length > 0 && args.length > 0) return usageError(FILES_WITH_ARGUMENTS)
  if (force && grace > 0)
    return usageError('--force and --grace-period greater than 0 cannot be specified together')
  const ignoreNotFound = flags['ignore-not-found'] || (selected && !changed.has('ignore-not-found'))
  const action: DeleteAction = {
    verb: 'delete',
    atMs,
    namespace,
    resources: parsed.ok ? parsed.resources : [],
    ...(files.length === 0 ? {} : { files }),
    ...(selector === '' ? {} : { selector }),
    ...(fieldSelector === '' ? {} : { fieldSelector }),
    ...(grace < 0 ? {} : { gracePeriodSeconds: grace }),
    ...(policy === 'background' ? {} : { cascade: policy }),
    ...(parseBool(cascade) === null ? {} : { cascadeBoolean: cascade }),
    ...(ignoreNotFound ? { ignoreNotFound } : {}),
    ...(flags['all-namespaces'] ? { allNamespaces: true } : {}),
  }
  return { ok: true, action }
}

/** What `--cascade` says, which was a boolean before Kubernetes 1.20; null for neither. Follows parseCascadingFlag. */
function policyOf(cascade: string): 'background' | 'foreground' | 'orphan' | null {
  if (cascade === 'background' || cascade === 'foreground' || cascade === 'orphan') return cascade
  const isCascading = parseBool(cascade)
  if (isCascading === null) return null
  return isCascading ? 'background' : 'orphan'
}

/** How long `kubectl delete` waits for what it deleted: 0 is as long as it takes, null not at all. */
export function waitOfLine(line: readonly string[]): number | null {
  const read = parseCommandLine('delete', FLAGS, line)
  return read.ok && read.flags.wait ? read.flags.timeout : null
}

const FILES_WITH_ARGUMENTS =
  'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well'

/** Seconds, -1 where the object says how long; or what is wrong. */
function graceOf(flags: FlagValues<typeof FLAGS>): number | string {
  const given = flags['grace-period']
  if (flags.now && given !== -1) return '--now and --grace-period cannot be specified together'
  if (flags.now || (given === 0 && !flags.force)) return 1
  return flags.force && given < 0 ? 0 : given
}

function words(action: DeleteAction): readonly string[] {
  const { files = [], selector, fieldSelector, gracePeriodSeconds, allNamespaces } = action
  const isSelected = selector !== undefined || fieldSelector !== undefined
  const all = isAll(action)
  const fileWords = files.map((file) => `--filename=${file}`)
  const flags = {
    all,
    'all-namespaces': allNamespaces,
    'field-selector': fieldSelector,
    'ignore-not-found': !isSelected && !all && action.ignoreNotFound,
    force: gracePeriodSeconds === 0,
    'grace-period': gracePeriodSeconds,
    cascade: action.cascadeBoolean ?? action.cascade,
  }
  return ['delete', ...lineWords(action, fileWords, flags)]
}

const FIELDS = ['kind', 'name', 'namespace', 'selector', 'gracePeriodSeconds']
const MAX_SELECTOR = 1000
const MAX_GRACE_SECONDS = 86_400

function read(reader: FieldReader, atMs: number): DeleteAction {
  const word = reader.raw('delete')
  if (typeof word === 'string') return readWord(reader, atMs, word)
  const fields = fieldsBelow(reader, 'delete', FIELDS)
  const grace = fields.has('gracePeriodSeconds')
    ? { gracePeriodSeconds: fields.whole('gracePeriodSeconds', 30, 0, MAX_GRACE_SECONDS) }
    : {}
  const kind = readKind(fields, 'kind', readName(fields, 'kind'))
  const namespace = readNamespace(fields)
  const { name, ...selector } = readWhich(fields)
  return { verb: 'delete', atMs, namespace, resources: [{ kind, name }], ...selector, ...grace }
}

/** `pod/web`, or `pod/shop/web` with a namespace. */
function readWord(reader: FieldReader, atMs: number, word: string): DeleteAction {
  const parts = word.split('/')
  const [kind = '', second = '', third] = parts
  const isNamed = parts.length >= 2 && parts.length <= 3 && !parts.includes('')
  if (!isNamed) reader.say('error', 'delete', 'write kind and name, like pod/web')
  return {
    verb: 'delete',
    atMs,
    namespace: third === undefined ? 'default' : second,
    resources: isNamed ? [{ kind: readKind(reader, 'delete', kind), name: third ?? second }] : [],
  }
}

/** One name, or a label selector instead. */
function readWhich(fields: FieldReader): { readonly name: string; readonly selector?: string } {
  if (!fields.has('selector')) return { name: readName(fields, 'name') }
  if (fields.has('name')) {
    fields.say('error', 'name', 'name cannot be provided when a selector is specified')
  }
  const selector = fields.text('selector', '', MAX_SELECTOR)
  if (parseLabelSelector(selector) === undefined) {
    fields.say('error', 'selector', 'a selector is written app=shop, or app=shop,tier!=web')
  }
  return { name: '', selector }
}

function write(action: DeleteAction): Readonly<Record<string, unknown>> {
  const { resources, namespace, selector, gracePeriodSeconds } = action
  const [{ kind, name } = { kind: '', name: '' }, ...more] = resources
  const isOne = more.length === 0 && kind !== '' && (name === '') === (selector !== undefined)
  const hasMore =
    action.cascade !== undefined ||
    action.cascadeBoolean !== undefined ||
    action.allNamespaces === true ||
    action.fieldSelector !== undefined ||
    (selector === undefined && action.ignoreNotFound)
  if (!isOne || hasMore === true) return { kubectl: joinWords(words(action)) }
  const isPlain = namespace === 'default' && selector === undefined
  if (isPlain && gracePeriodSeconds === undefined)
    return { delete: `${kind.toLowerCase()}/${name}` }
  const which = selector === undefined ? { name } : { selector }
  return { delete: { kind, ...which, ...namespaceField(namespace), gracePeriodSeconds } }
}

function run(session: Session, action: DeleteAction): number {
  const { files, ignoreNotFound = false, cascade = 'background', cascadeBoolean } = action
  if (cascadeBoolean !== undefined)
    session.err(
      `warning: --cascade=${cascadeBoolean} is deprecated (boolean value) and can be replaced with --cascade=${cascade}.`,
    )
  if (action.gracePeriodSeconds === 0) session.err(IMMEDIATE)
  if (files !== undefined) {
    const missing = files.filter((path) => session.manifests(path) === undefined)
    if (missing.length > 0) return failMissing(session, 'delete', missing)
    const { found, problems } = readDocuments(session, files)
    const codes = found.map((document) => deleteDocument(session, document, action))
    return Math.max(...codes, sayProblems(session, problems))
  }
  const { objects, missing, problem } = findResources(session.client, action)
  if (problem !== null) return failSelector(session, 'delete', problem)
  const absent = ignoreNotFound ? [] : missing
  const codes = [
    ...objects.map((object) => deleteObject(session, object, action)),
    ...absent.map(({ kind, name }) => failNotFound(session, kind, name, ' to delete')),
  ]
  if (codes.length > 0) return Math.max(...codes)
  return missing.length > 0 ? 0 : foundNone(session, action)
}

const POLICIES = { foreground: 'Foreground', orphan: 'Orphan' } as const

const IMMEDIATE =
  'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.'

/** Deletes what a file of the scenario's tree names. */
function deleteDocument(
  session: Session,
  { path, object: { kind, metadata } }: Document,
  action: DeleteAction,
): number {
  const { name = '', namespace = 'default' } = metadata
  const doing = `error when deleting "${path}": `
  if (name === '')
    return fail(session, `found no ${shownKind(kind)} to delete`, 'the file names none', [
      `error: ${doing}resource name may not be empty`,
    ])
  const object = session.client.get(kind, namespace, name)
  if (object !== undefined) return deleteObject(session, object, action)
  if (action.ignoreNotFound === true) return 0
  const line = `Error from server (NotFound): ${doing}${resourceOf(kind)} "${name}" not found`
  const what = `found no ${shownKind(kind)} \`${name}\` to delete`
  return fail(session, what, 'there is none at this moment', [line])
}

function foundNone(session: Session, { resources, selector }: DeleteAction): number {
  const kinds = resources.map(({ kind }) => kind).join(', ')
  const which = selector === undefined ? '' : ` with the labels \`${selector}\``
  fail(session, `found no ${kinds}${which} to delete`, 'there is none at this moment', [])
  session.out('No resources found')
  return 0
}

function deleteObject(
  session: Session,
  object: ApiObject,
  { gracePeriodSeconds: grace, cascade }: DeleteAction,
): number {
  const { kind, metadata } = object
  const { name = '', namespace = 'default' } = metadata
  const given = grace === undefined ? '' : ` with a grace period of ${grace} s`
  const result = session.client.delete(
    kind,
    namespace,
    name,
    {
      ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
      // Always said: left out, ReplicationControllers and Jobs would leave their Pods.
      propagationPolicy: cascade === undefined ? 'Background' : POLICIES[cascade],
    },
    narrate(`deleted ${nameInSentence(object)}${given}`, 'Deleted'),
  )
  if (!result.ok) return failRefused(session, 'delete', object, result.status)
  const where = infoOf(kind).namespaced ? ` from ${namespace} namespace` : ''
  session.out(`${typeOf(kind)} "${name}" ${grace === 0 ? 'force deleted' : 'deleted'}${where}`)
  return 0
}
