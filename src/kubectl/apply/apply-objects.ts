// What `kubectl apply` does with each object: a three-way merge on its own side, or an apply on the server's.
// Follows k8s.io/kubectl/pkg/cmd/apply/apply.go and patcher.go (v1.36).
import { isCustomKind, shownKind } from '#api/meta/custom-kind.ts'
import type { UndecodableManifest } from '#api/meta/manifest-fault.ts'
import { LAST_APPLIED, sortedJson } from '#api/meta/last-applied.ts'
import { type ApiObject, infoOf, nameInSentence } from '#api/meta/object.ts'
import type { ApiResult, Status } from '#api/meta/status.ts'
import { type JsonFields } from '#api/strategicpatch/json-value.ts'
import { mergeLookup } from '#api/strategicpatch/merge-schema.ts'
import { applyStrategicMergePatch } from '#api/strategicpatch/strategic-merge-patch.ts'
import type { ApplyPatch, Patch } from '#client/client.ts'
import type { Task } from '#sim/task.ts'
import { mapped, unmappedLines } from '../custom-kinds.ts'
import { type FieldValidation, takenObject } from '../documents.ts'
import { errorLines } from '../errors.ts'
import { applyPatchOf, modifiedConfiguration } from '../last-applied.ts'
import { NO_PAUSES, paced, pausesOf, type Steps } from '../paced.ts'
import { printDone, type Printing } from '../printing.ts'
import { migratedManagers, ownersOfLastApplied } from './migrate-managers.ts'
import { fail, failRefused, failUnmapped, narrate, type Session } from '../session.ts'

/** How objects are applied. */
export interface Applying {
  readonly manager: string
  /** Null for a merge on the client's side. */
  readonly serverSide: { readonly force: boolean } | null
  readonly printing: Printing
  readonly validation: FieldValidation
}

/** FieldManagerClientSideApply. */
export const CLIENT_SIDE_MANAGER = 'kubectl-client-side-apply'
/** Of an apply on the server's side. */
export const SERVER_SIDE_MANAGER = 'kubectl'
const ANNOTATION_MANAGER = 'kubectl-last-applied'

export const PLAIN: Applying = {
  manager: CLIENT_SIDE_MANAGER,
  serverSide: null,
  printing: { format: null, dryRun: 'none' },
  validation: 'strict',
}

/** An object with the file that it is from; '' for none. */
export interface Source {
  readonly path: string
  readonly object: ApiObject
  /** As it stands in its file, where something was put into it. */
  readonly written?: ApiObject
  /** Why the server would not decode it as it is. */
  readonly fault?: UndecodableManifest | null
}

/** Why an object was not applied: as it is said when there is no other failure, and among several. */
export interface Failure {
  readonly alone: readonly string[]
  readonly among: readonly string[]
}

export interface Applied {
  /** What came of the objects that were applied. */
  readonly results: readonly ApiObject[]
  readonly failures: readonly Failure[]
}

/** Applies the objects, one after the other, and says of each what was done; failures are left to be said. */
export function applyObjects(
  session: Session,
  sources: readonly Source[],
  how: Applying,
  done: (applied: Applied) => number,
): number | Task<number> {
  return paced(session, applyOneByOne(session, sources, how), done)
}

/** The same, step after step. */
export function* applyOneByOne(
  session: Session,
  sources: readonly Source[],
  how: Applying,
): Steps<Applied> {
  // What a definition among them brings is not there yet when their kinds are looked up.
  const all = sources.map((source) => ({ source, object: mapped(session.client, source.object) }))
  const pauseBehind = how.printing.dryRun === 'none' ? pausesOf(sources) : NO_PAUSES
  const outcomes: Outcome[] = []
  for (const [index, { source, object }] of all.entries()) {
    outcomes.push(
      object === undefined
        ? { failure: failOfKind(session, source) }
        : applyObject(session, { ...source, object }, how),
    )
    yield pauseBehind(index)
  }
  return {
    results: outcomes.flatMap((outcome) => ('result' in outcome ? [outcome.result] : [])),
    failures: outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure] : [])),
  }
}

/** Says why objects were not applied; the exit code. */
export function sayFailures({ err }: Session, failures: readonly Failure[]): number {
  for (const { alone, among } of failures)
    for (const line of failures.length === 1 ? alone : among) err(line)
  return failures.length === 0 ? 0 : 1
}

/** A failure that the client finds. */
export function clientFailure(message: string): Failure {
  return { alone: `error: ${message}`.split('\n'), among: message.split('\n') }
}

function failOfKind(session: Session, { object, path }: Source): Failure {
  const lines = unmappedLines(object, path === '' ? 'manifests' : path)
  failUnmapped({ ...session, err() {} }, 'apply', object, path)
  return clientFailure(lines.join('\n').replace(/^error: /, ''))
}

type Outcome = { readonly result: ApiObject } | { readonly failure: Failure }

function applyObject(session: Session, source: Source, how: Applying): Outcome {
  const { object, path } = source
  const { name = '', generateName = '', namespace = 'default' } = object.metadata
  if (name === '') return { failure: failNameless(session, source, generateName) }
  if (how.serverSide !== null) return applyOnServer(session, source, how)
  const existing = session.client.get(object.kind, namespace, name)
  const modified = modifiedConfiguration(object, namespace)
  return existing === undefined
    ? createObject(session, { ...source, object: modified, written: object }, how)
    : patchObject(session, existing, { path, object: modified, written: object }, how)
}

function failNameless(session: Session, { object, path }: Source, generateName: string): Failure {
  const { kind, metadata } = object
  const place = `Name: "", Namespace: ${JSON.stringify(metadata.namespace ?? 'default')}`
  const problem =
    generateName === ''
      ? `error when retrieving current configuration of:\n${mappingOf(kind)}\n${place}\nfrom server for: ${JSON.stringify(path)}: resource name may not be empty`
      : `from ${generateName}: cannot use generate name with apply`
  fail(session, `could not apply \`${generateName}\``, 'it has no name', [])
  return clientFailure(problem)
}

/** 'Resource: "apps/v1, Resource=deployments", GroupVersionKind: "apps/v1, Kind=Deployment"' */
function mappingOf(kind: ApiObject['kind']): string {
  const { apiVersion, resource } = infoOf(kind)
  const version = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`
  return `Resource: "${version}, Resource=${resource}", GroupVersionKind: "${version}, Kind=${kind}"`
}

function refused(
  session: Session,
  { object, path, written = object }: Source,
  status: Status,
  doing: string,
): Outcome {
  failRefused(session, 'apply', written, status, [])
  return {
    failure: failureOf(
      status,
      object,
      path === '' ? '' : `error when ${doing} ${JSON.stringify(path)}: `,
    ),
  }
}

/** How a refusal is said; `before` stands in front of the message. */
export function failureOf(status: Status, object: ApiObject, before: string): Failure {
  const server = status.reason === '' ? '' : ` (${status.reason})`
  const among = `Error from server${server}: ${before}${status.message}`.split('\n')
  return { alone: status.reason === 'Invalid' ? errorLines(status, object) : among, among }
}

function warn({ err }: Session, warnings: readonly string[] = []): void {
  for (const warning of warnings) err(`Warning: ${warning}`)
}

/** Prints the line of an object; formats are printed when all is done. */
function printed(
  session: Session,
  object: ApiObject,
  done: string,
  { printing }: Applying,
): Outcome {
  const { format } = printing
  if (format === null || format.kind === 'name') printDone(session, object, done, printing)
  return { result: object }
}

function createObject(session: Session, source: Source, how: Applying): Outcome {
  const { fault = null } = source
  if (how.printing.dryRun === 'client') return printed(session, source.object, 'created', how)
  const taken = takenObject(session, { object: source.object, fault }, how.validation)
  if ('status' in taken) return refused(session, source, taken.status, 'creating')
  const { object } = taken
  const narration = narrate(`applied ${nameInSentence(object)}: created`, 'Applied')
  const said = { ...narration, fieldManager: how.manager }
  const result = session.client.create(object, said)
  warn(session, result.warnings)
  if (!result.ok) return refused(session, source, result.status, 'creating')
  return printed(session, result.object, 'created', how)
}

function patchObject(
  session: Session,
  existing: ApiObject,
  source: Source,
  how: Applying,
): Outcome {
  const { kind, metadata } = existing
  const { name = '', namespace = '', annotations = {} } = metadata
  if (annotations[LAST_APPLIED] === undefined)
    session.err(
      `Warning: resource ${infoOf(kind).resource}/${name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`,
    )
  const body = applyPatchOf(existing, source.object)
  const isSame = Object.keys(body).length === 0
  let next = existing
  if (!isSame && how.printing.dryRun === 'client') next = patchedHere(existing, body)
  else if (!isSame) {
    const narration = narrate(`applied ${nameInSentence(existing)}: configured`, 'Applied')
    const said = { ...narration, fieldManager: how.manager }
    const patch = { type: isCustomKind(kind) ? 'merge' : 'strategic', body } as const
    const result = session.client.patch(kind, namespace, name, patch, said)
    warn(session, result.warnings)
    if (!result.ok) {
      const place = `Name: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}`
      const doing = `applying patch:\n${sortedJson(body)}\nto:\n${mappingOf(kind)}\n${place}\nfor:`
      return refused(session, source, result.status, doing)
    }
    next = result.object
  }
  warnOfDeletion(session, next)
  return printed(session, next, isSame ? 'unchanged' : 'configured', how)
}

function warnOfDeletion({ err }: Session, { metadata }: ApiObject): void {
  if (metadata.deletionTimestamp !== undefined)
    err(
      `Warning: Detected changes to resource ${metadata.name ?? ''} which is currently being deleted.`,
    )
}

/** What a patch makes of an object without a server. */
function patchedHere(object: ApiObject, body: JsonFields): ApiObject {
  const current = object as unknown as JsonFields
  const outcome = applyStrategicMergePatch(object.kind, current, body, mergeLookup)
  return outcome.ok ? (outcome.object as unknown as ApiObject) : object
}

const CONFLICT_HELP = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`

function applyOnServer(session: Session, source: Source, how: Applying): Outcome {
  const { object } = source
  const { manager } = how
  const force = how.serverSide?.force === true
  const { kind, metadata } = object
  const { namespace = 'default', name = '' } = metadata
  const place = infoOf(kind).namespaced ? namespace : ''
  const said = narrate(`applied ${nameInSentence(object)} on the server's side`, 'Applied')
  const patch = { type: 'apply', body: object, fieldManager: manager, force } as const
  const result = session.client.patch(kind, place, name, patch, said)
  warn(session, result.warnings)
  if (result.ok) {
    // Of a dry run nothing stays that could be migrated.
    const isDry = how.printing.dryRun === 'server'
    const next = isDry ? result.object : migrate(session, result.object, patch)
    warnOfDeletion(session, next)
    return printed(session, next, 'serverside-applied', how)
  }
  const { status } = result
  if (status.reason !== 'Conflict') return refused(session, { object, path: '' }, status, '')
  failRefused(session, 'apply', object, status, [])
  return { failure: clientFailure(`${status.message}\n${CONFLICT_HELP}`) }
}

/** Makes what was applied on the client's side the applier's, and applies once more; what comes of it. */
function migrate(session: Session, applied: ApiObject, patch: ApplyPatch): ApiObject {
  const kept = keepAnnotation(session, applied, patch.fieldManager)
  if (kept === null) return applied
  const { managedFields = [], resourceVersion = '' } = kept.metadata
  const managers = migratedManagers(managedFields, patch.fieldManager)
  if (managers === null) return kept
  const said = narrate(
    `made ${nameInSentence(kept)} one that is applied on the server's side`,
    'Applied',
  )
  const body = [
    { op: 'replace', path: '/metadata/managedFields', value: managers },
    { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
  ]
  const moved = send(session, kept, { type: 'json', body }, said)
  if (!moved.ok) {
    session.err(warningOf(PATCH_FAILED, moved.status))
    return kept
  }
  const again = send(session, kept, patch, said)
  if (!again.ok) session.err(warningOf(REAPPLY_FAILED, again.status))
  return again.ok ? again.object : moved.object
}

const PATCH_FAILED = 'server rejected managed fields migration to Server-Side Apply'
const REAPPLY_FAILED =
  'failed to re-apply configuration after performing Server-Side Apply migration'
const ANNOTATION_FAILED = `failed to migrate ${LAST_APPLIED} for Server-Side Apply`

function warningOf(what: string, { message }: Status): string {
  return `Warning: ${what}. This is non-fatal and will be retried next time you apply. Error: ${message}`
}

/** Has a manager of its own own the annotation, so that it stays; null when that failed. */
function keepAnnotation(session: Session, object: ApiObject, manager: string): ApiObject | null {
  const { name, namespace, annotations, managedFields = [] } = object.metadata
  const text = annotations?.[LAST_APPLIED]
  const isKept = text === undefined || ownersOfLastApplied(managedFields, 'Apply').length > 0
  if (manager !== SERVER_SIDE_MANAGER || isKept) return object
  const place = namespace === undefined ? {} : { namespace }
  const body = {
    apiVersion: object.apiVersion,
    kind: shownKind(object.kind),
    metadata: { name, ...place, annotations: { [LAST_APPLIED]: text } },
  }
  const said = narrate(`kept the last applied manifest of ${nameInSentence(object)}`, 'Applied')
  const patch = { type: 'apply', body, fieldManager: ANNOTATION_MANAGER } as const
  const result = send(session, object, patch, said)
  if (result.ok) return result.object
  session.err(warningOf(ANNOTATION_FAILED, result.status))
  return null
}

function send(
  { client }: Session,
  { kind, metadata: { name = '', namespace = '' } }: ApiObject,
  patch: Patch,
  said: ReturnType<typeof narrate>,
): ApiResult<ApiObject> {
  return client.patch(kind, namespace, name, patch, said)
}
