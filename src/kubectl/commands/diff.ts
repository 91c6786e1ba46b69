// `kubectl diff`: what an apply would change, as `diff -u -N` prints it.
// Follows k8s.io/kubectl/pkg/cmd/diff/diff.go (v1.36).
import { parseLabels } from '#api/meta/parse-label-selector.ts'
import { parseLabelSelector } from '#api/meta/label-selector-text.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { type ApiObject, infoOf } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import { EPOCH_MS } from '#api/meta/time.ts'
import { compareText } from '#lib/compare.ts'
import { gnuDiff } from '#lib/gnu-diff.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import { failureOf } from '../apply/apply-objects.ts'
import { FILE_FLAGS, SELECTOR_FLAG, unfollowed } from '../common-flags.ts'
import { readDocuments, takenObject } from '../documents.ts'
import { parseCommandLine, type UsageError } from '../flags.ts'
import { inNamespace, namespaceProblem } from '../in-namespace.ts'
import { applyPatchOf } from '../last-applied.ts'
import { servedObject } from '../served.ts'
import { narrate, type Session } from '../session.ts'
import { usageError, usageErrorWithHelp } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

const FLAGS = {
  ...SELECTOR_FLAG,
  ...FILE_FLAGS,
  concurrency: { kind: 'number', value: 1 },
  'field-manager': { kind: 'text', value: '' },
  'force-conflicts': { kind: 'bool', value: false },
  prune: { kind: 'bool', value: false },
  'prune-allowlist': { kind: 'texts', value: [] },
  'server-side': { kind: 'bool', value: false },
  'show-managed-fields': { kind: 'bool', value: false },
  'show-secrets': { kind: 'bool', value: false },
} as const

const NOT_FOLLOWED = ['kustomize', 'prune', 'prune-allowlist', 'show-managed-fields']
const FOLLOWED = Object.keys(FLAGS).filter((name) => !NOT_FOLLOWED.includes(name))
/** 1 says that there are differences. */
const FAILED = 2

export interface DiffOptions {
  readonly files: readonly string[]
  readonly namespace: string
  readonly isPlaced: boolean
  readonly selector: string
  readonly serverSide: { readonly manager: string; readonly force: boolean } | null
  readonly showSecrets: boolean
}

export const diff: LineCommand<DiffOptions | UsageError> = {
  name: 'diff',
  use: '-f FILENAME',
  flags: FLAGS,
  completes: 'files',
  changes: false,
  // What is wrong with a line is said with an exit code of its own.
  parse: (words) => {
    const parsed = parse(words)
    return parsed.ok || parsed.leftOut === true ? parsed : { ok: true, options: parsed }
  },
  run: (session, options) =>
    'lines' in options ? failed(session, options.lines) : run(session, options),
}

function failed({ err }: Pick<Session, 'err'>, lines: readonly string[]): number {
  for (const line of lines) err(line)
  return FAILED
}

function parse(words: readonly string[]): ParsedOptions<DiffOptions> {
  const read = parseCommandLine('diff', FLAGS, words)
  if (!read.ok) {
    const [first = ''] = read.lines
    return { ...read, lines: [first, "See 'kubectl diff -h' for help and examples"] }
  }
  const { args, flags, namespace, changed } = read
  const { filename: files, selector } = flags
  if (args.length > 0) return usageErrorWithHelp('diff', `Unexpected args: [${args.join(' ')}]`)
  if (files.length === 0 && flags.kustomize === '')
    return usageError('must specify one of -f and -k')
  const isServer = flags['server-side']
  const force = flags['force-conflicts']
  if (force && !isServer) return usageError('--force-conflicts only works with --server-side')
  const labels = parseLabels(selector)
  if (!labels.ok) return usageError(labels.message)
  const left = unfollowed(read, FLAGS, FOLLOWED)
  if (left !== null) return left
  const manager = flags['field-manager'] || 'kubectl'
  return {
    ok: true,
    options: {
      files,
      namespace,
      isPlaced: changed.has('namespace'),
      selector,
      serverSide: isServer ? { manager, force } : null,
      showSecrets: flags['show-secrets'],
    },
  }
}

/** The two versions of an object, by the name of the file that each is written to. */
interface Versions {
  readonly name: string
  readonly live: ApiObject | undefined
  readonly merged: ApiObject
}

function run(session: Session, options: DiffOptions): number {
  const { files, selector, namespace, isPlaced } = options
  const missing = files.filter((path) => session.manifests(path) === undefined)
  if (missing.length > 0) return failed(session, [`error: the path "${missing[0]}" does not exist`])
  const labels = selector === '' ? null : parseLabelSelector(selector)
  const versions: Versions[] = []
  const { found, problems } = readDocuments(session, files)
  if (problems[0] !== undefined) return failed(session, `error: ${problems[0]}`.split('\n'))
  for (const { object, fault } of found) {
    const problem = isPlaced ? namespaceProblem(object, namespace) : null
    if (problem !== null) return failed(session, [`error: ${problem}`])
    if (labels !== null && !matchesLabelSelector(labels, object.metadata.labels)) continue
    const local = inNamespace(object, namespace)
    const live = session.client.get(local.kind, placeOf(local), local.metadata.name ?? '')
    const sent = { object: local, fault: live === undefined ? fault : null }
    const taken = takenObject(session, sent, 'warn')
    if ('status' in taken) return failed(session, failureOf(taken.status, local, '').alone)
    const merged = mergedWith(session, live, taken.object, options)
    if (!merged.ok) return failed(session, failureOf(merged.status, local, '').alone)
    for (const warning of merged.warnings) session.err(`Warning: ${warning}`)
    versions.push({ name: fileNameOf(local), live, merged: merged.object })
  }
  const printed = versions
    .toSorted((a, b) => compareText(a.name, b.name))
    .map((one) => printVersions(session, one, options.showSecrets))
  return printed.includes(true) ? 1 : 0
}

const placeOf = ({ kind, metadata }: ApiObject): string =>
  infoOf(kind).namespaced ? (metadata.namespace ?? 'default') : ''

/** 'apps.v1.Deployment.default.web' */
function fileNameOf(object: ApiObject): string {
  const { group, apiVersion, kind } = infoOf(object.kind)
  const version = apiVersion.split('/').at(-1) ?? ''
  const name = [version, kind, placeOf(object), object.metadata.name ?? ''].join('.')
  return group === '' ? name : `${group}.${name}`
}

/** What the server would make of the object. */
function mergedWith(
  session: Session,
  live: ApiObject | undefined,
  local: ApiObject,
  { serverSide }: DiffOptions,
): ApiResult<ApiObject> {
  const client = session.client.dryRun()
  const said = narrate('compared an object', 'Compared')
  const { kind, metadata } = local
  const name = metadata.name ?? ''
  if (serverSide !== null) {
    const { manager, force } = serverSide
    const patch = { type: 'apply', body: local, fieldManager: manager, force } as const
    return client.patch(kind, placeOf(local), name, patch, said)
  }
  if (live === undefined) return client.create(local, said)
  const annotations = local.metadata.annotations ?? {}
  const modified = { ...local, metadata: { ...local.metadata, annotations } } as ApiObject
  const body = applyPatchOf(live, modified)
  const patch = { type: 'strategic', body, fieldValidation: 'Warn' } as const
  return client.patch(kind, placeOf(local), name, patch, said)
}

/** Prints how an object would change; false when it would not. */
function printVersions(session: Session, versions: Versions, showSecrets: boolean): boolean {
  const { live, merged, name } = versions
  const isMasked = merged.kind === 'Secret' && !showSecrets
  const [before, after] = isMasked ? masked(live, merged) : [live, merged]
  const hunks = gnuDiff(linesOf(before), linesOf(after))
  if (hunks.length === 0) return false
  const { nowMs } = session.world.clock
  const [from, to] = ['LIVE', 'MERGED'].map((word) => `${folderOf(word, nowMs)}/${name}`)
  const when = timeOf(nowMs)
  session.out(`diff -u -N ${from} ${to}`)
  session.out(`--- ${from}\t${when}`)
  session.out(`+++ ${to}\t${when}`)
  for (const line of hunks) session.out(line)
  return true
}

/** Of a folder that is made for this moment. */
function folderOf(word: string, nowMs: number): string {
  const number = Math.imul(nowMs + word.length, 0x9e3779b1) >>> 0
  return `/tmp/${word}-${number}`
}

function timeOf(nowMs: number): string {
  const [day = '', time = ''] = new Date(EPOCH_MS + nowMs).toISOString().split('T')
  return `${day} ${time.replace('Z', '000000')} +0000`
}

function linesOf(object: ApiObject | undefined): readonly string[] {
  if (object === undefined) return []
  const { managedFields: _, ...metadata } = object.metadata
  return printYaml(servedObject({ ...object, metadata } as ApiObject))
    .replace(/\n$/, '')
    .split('\n')
}

/** Follows Masker: values are hidden, and that they differ is not. */
function masked(
  live: ApiObject | undefined,
  merged: ApiObject,
): readonly [ApiObject | undefined, ApiObject] {
  const dataOf = (object: ApiObject | undefined): Readonly<Record<string, string>> =>
    object?.kind === 'Secret' ? (object.data ?? {}) : {}
  const [from, to] = [dataOf(live), dataOf(merged)]
  const hidden = (
    own: Readonly<Record<string, string>>,
    other: Readonly<Record<string, string>>,
    word: string,
  ): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(own).map(([key, value]) => {
        const differs = Object.hasOwn(other, key) && other[key] !== value
        return [key, differs ? `*** (${word})` : '***']
      }),
    )
  const withData = <T extends ApiObject>(object: T, data: object): T =>
    Object.keys(data).length === 0 ? object : { ...object, data }
  return [
    live === undefined ? undefined : withData(live, hidden(from, to, 'before')),
    withData(merged, hidden(to, from, 'after')),
  ]
}
