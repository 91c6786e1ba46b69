// `kubectl apply`. Follows k8s.io/kubectl/pkg/cmd/apply/apply.go (v1.36).
import { isCustomKind } from '#api/meta/custom-kind.ts'
import { mapped } from '../custom-kinds.ts'
import { type ApiObject, nameInSentence, infoOf } from '#api/meta/object.ts'
import { isSafePath } from '#lib/safe-path.ts'
import {
  DRY_RUN_FLAG,
  FIELD_FLAGS,
  FILE_FLAGS,
  PRINT_FLAGS,
  SELECTOR_FLAG,
  unfollowed,
} from '../common-flags.ts'
import { joinWords, parseCommandLine } from '../flags.ts'
import { usageError, usageErrorWithHelp } from '../usage.ts'
import { applyPatchOf, LAST_APPLIED, modifiedConfiguration } from '../last-applied.ts'
import { typedName } from '../resource-types.ts'
import { fail, failMissing, failRefused, failUnmapped, narrate, type Session } from '../session.ts'
import { type KubectlVerb, NO_OFFERS, type Parsed, type VerbFace } from '../verb.ts'

export interface ApplyAction {
  readonly verb: 'apply'
  readonly atMs: number
  /** Paths of files in the tree of the scenario, in the order in which they are applied. */
  readonly files: readonly string[]
  /** What the files hold, where they were read already. */
  readonly objects?: readonly ApiObject[]
}

const MAX_PATH = 253

export const applyFace: VerbFace<ApplyAction> = {
  describe: ({ files }) => `apply ${files.join(', ')}`,
  ...NO_OFFERS,
}

const FLAGS = {
  ...SELECTOR_FLAG,
  ...FILE_FLAGS,
  ...DRY_RUN_FLAG,
  ...FIELD_FLAGS,
  ...PRINT_FLAGS,
  all: { kind: 'bool', value: false },
  cascade: { kind: 'text', value: 'background', bare: 'background' },
  force: { kind: 'bool', value: false },
  'force-conflicts': { kind: 'bool', value: false },
  'grace-period': { kind: 'number', value: -1 },
  'openapi-patch': { kind: 'bool', value: true },
  overwrite: { kind: 'bool', value: true },
  prune: { kind: 'bool', value: false },
  'prune-allowlist': { kind: 'list', value: [] },
  'server-side': { kind: 'bool', value: false },
  subresource: { kind: 'text', value: '' },
  timeout: { kind: 'duration', value: 0 },
  wait: { kind: 'bool', value: false },
} as const

export const apply: KubectlVerb<ApplyAction> = {
  face: applyFace,
  command: { name: 'apply', use: '-f FILENAME', flags: FLAGS, completes: 'files', parse },
  words: ({ files }) => ['apply', ...files.map((file) => `--filename=${file}`)],
  read(reader, atMs) {
    const file = reader.text('apply', '', MAX_PATH)
    if (!isSafePath(file)) reader.say('error', 'apply', 'apply must be the path of a file')
    return { verb: 'apply', atMs, files: [file] }
  },
  write: (action) =>
    action.files.length === 1
      ? { apply: action.files[0] }
      : { kubectl: joinWords(apply.words(action)) },
  run(session, { files, objects }) {
    if (objects !== undefined) return applyAll(session, objects, 'manifests')
    const missing = files.filter((path) => session.manifests(path) === undefined)
    if (missing.length > 0) return failMissing(session, 'apply', missing)
    const found = files.flatMap((path) => session.manifests(path) ?? [])
    if (found.length > 0) return applyAll(session, found, files.join(','))
    const line = 'error: no objects passed to apply'
    return fail(session, `could not apply ${files.join(', ')}`, 'there is no object in it', [line])
  },
}

function parse(line: readonly string[], atMs: number): Parsed<ApplyAction> {
  const read = parseCommandLine('apply', FLAGS, line)
  if (!read.ok) return read
  const { args, flags } = read
  if (args.length > 0) return usageErrorWithHelp('apply', `Unexpected args: [${args.join(' ')}]`)
  const files = flags.filename
  if (files.length === 0 && flags.kustomize === '')
    return usageError('must specify one of -f and -k')
  const followed = ['field-manager', 'filename', 'overwrite', 'wait']
  const left = unfollowed(read, FLAGS, followed)
  return left ?? { ok: true, action: { verb: 'apply', atMs, files } }
}

/** Looks up the kinds of all objects before it creates the first: what a definition among them brings is not there yet. */
function applyAll(session: Session, objects: readonly ApiObject[], from: string): number {
  const all = objects.map((object) => ({ object, found: mapped(session.client, object) }))
  const codes = all.flatMap(({ found }) =>
    found === undefined ? [] : [applyObject(session, found)],
  )
  const unknown = all.flatMap(({ object, found }) =>
    found === undefined ? [failUnmapped(session, 'apply', object, from)] : [],
  )
  return Math.max(0, ...codes, ...unknown)
}

function applyObject(session: Session, object: ApiObject): number {
  const { client } = session
  const { name, generateName, namespace = 'default' } = object.metadata
  if (name === undefined && generateName !== undefined && generateName !== '') {
    const line = `error: from ${generateName}: cannot use generate name with apply`
    return fail(session, `could not apply \`${generateName}\``, 'it has no name', [line])
  }
  const existing = name === undefined ? undefined : client.get(object.kind, namespace, name)
  const modified = modifiedConfiguration(object, namespace)
  return existing === undefined
    ? createObject(session, object, modified)
    : patchObject(session, existing, modified)
}

function createObject(session: Session, object: ApiObject, modified: ApiObject): number {
  const said = narrate(`applied ${nameInSentence(object)}: created`, 'Applied')
  const result = session.client.create(modified, said)
  for (const warning of result.warnings ?? []) session.err(`Warning: ${warning}`)
  if (!result.ok) return failRefused(session, 'apply', object, result.status)
  session.out(`${typedName(result.object)} created`)
  return 0
}

function patchObject(session: Session, existing: ApiObject, modified: ApiObject): number {
  const { kind, metadata } = existing
  const { name = '', namespace = '', annotations = {}, deletionTimestamp } = metadata
  const typed = typedName(existing)
  if (annotations[LAST_APPLIED] === undefined)
    session.err(
      `Warning: resource ${infoOf(kind).resource}/${name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`,
    )
  const body = applyPatchOf(existing, modified)
  if (Object.keys(body).length > 0) {
    const said = narrate(`applied ${nameInSentence(existing)}: configured`, 'Applied')
    const type = isCustomKind(kind) ? 'merge' : 'strategic'
    const patch = { type, body } as const
    const result = session.client.patch(kind, namespace, name, patch, said)
    for (const warning of result.warnings ?? []) session.err(`Warning: ${warning}`)
    if (!result.ok) return failRefused(session, 'apply', modified, result.status)
  }
  if (deletionTimestamp !== undefined)
    session.err(`Warning: Detected changes to resource ${name} which is currently being deleted.`)
  session.out(`${typed} ${Object.keys(body).length > 0 ? 'configured' : 'unchanged'}`)
  return 0
}
