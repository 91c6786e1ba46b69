// `kubectl apply` with its options: dry runs, formats, namespaces, selectors, and the server's side.
// Follows k8s.io/kubectl/pkg/cmd/apply/apply.go (v1.36).
import { parseLabels } from '#api/meta/parse-label-selector.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { parseLabelSelector } from '#api/meta/label-selector-text.ts'
import type { Task } from '#sim/task.ts'
import {
  type Applying,
  applyObjects,
  CLIENT_SIDE_MANAGER,
  clientFailure,
  type Failure,
  SERVER_SIDE_MANAGER,
  sayFailures,
  type Source,
} from '../apply/apply-objects.ts'
import { unfollowed } from '../common-flags.ts'
import { parseValidate, readDocuments } from '../documents.ts'
import { parseCommandLine } from '../flags.ts'
import { namespaceProblem, inNamespace } from '../in-namespace.ts'
import { printAll } from '../print-all.ts'
import { drySession, parsePrinting } from '../printing.ts'
import { fail, failMissing, type Session } from '../session.ts'
import { splitCommand } from '../split-command.ts'
import { usageError, usageErrorWithHelp } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'
import { apply, APPLY_FLAGS, LAST_APPLIED } from './apply.ts'
import { leftOutCommand } from './left-out.ts'

const NOT_FOLLOWED = ['kustomize', 'prune', 'prune-allowlist', 'subresource']
const FOLLOWED = Object.keys(APPLY_FLAGS).filter((name) => !NOT_FOLLOWED.includes(name))

export interface ApplyOptions {
  readonly files: readonly string[]
  readonly namespace: string
  /** The line says the namespace itself. */
  readonly isPlaced: boolean
  readonly selector: string
  readonly how: Applying
}

export const applyWithOptions: LineCommand<ApplyOptions> = {
  ...apply.command,
  changes: true,
  parse,
  run,
}

function parse(words: readonly string[]): ParsedOptions<ApplyOptions> {
  const { command: word, rest } = splitCommand(words)
  if (LAST_APPLIED.has(word)) return leftOutCommand(`apply ${word}`, rest)
  const read = parseCommandLine('apply', APPLY_FLAGS, words)
  if (!read.ok) return read
  const { args, flags, changed, namespace } = read
  const { filename: files, selector, all, force } = flags
  const isServer = flags['server-side']
  if (args.length > 0) return usageErrorWithHelp('apply', `Unexpected args: [${args.join(' ')}]`)
  const printing = parsePrinting(flags)
  if (!printing.ok) return printing
  if (files.length === 0 && flags.kustomize === '')
    return usageError('must specify one of -f and -k')
  const { dryRun } = printing.printing
  if (flags['force-conflicts'] && !isServer)
    return usageError('--force-conflicts only works with --server-side')
  if (isServer && dryRun === 'client')
    return usageError(
      "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
    )
  if (isServer && force) return usageError('--force cannot be used with --server-side')
  if (dryRun === 'server' && force)
    return usageError('--dry-run=server cannot be used with --force')
  if (all && selector !== '') return usageError('cannot set --all and --selector at the same time')
  if (flags.prune && !all && selector === '') return usageError(PRUNE_ALL)
  if (flags.subresource !== '' && !isServer)
    return usageError('--subresource can only be specified for --server-side')
  const labels = parseLabels(selector)
  if (!labels.ok) return usageError(labels.message)
  const left = unfollowed(read, APPLY_FLAGS, FOLLOWED)
  if (left !== null) return left
  const ownManager = isServer ? SERVER_SIDE_MANAGER : CLIENT_SIDE_MANAGER
  const manager = flags['field-manager'] || ownManager
  const serverSide = isServer ? { force: flags['force-conflicts'] } : null
  const validation = parseValidate(flags.validate)
  if (typeof validation !== 'string') return validation
  const how = { manager, serverSide, printing: printing.printing, validation }
  return {
    ok: true,
    options: { files, namespace, isPlaced: changed.has('namespace'), selector, how },
  }
}

const PRUNE_ALL =
  'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector'

function run(given: Session, options: ApplyOptions): number | Task<number> {
  const { files, how } = options
  const { printing } = how
  const missing = files.filter((path) => given.manifests(path) === undefined)
  if (missing.length > 0) return failMissing(given, 'apply', missing)
  const session = drySession(given, printing)
  const { sources, failures } = sourcesOf(session, options)
  if (sources.length === 0 && failures.length === 0)
    return fail(session, `could not apply ${files.join(', ')}`, 'there is no object in it', [
      'error: no objects passed to apply',
    ])
  return applyObjects(session, sources, how, (applied) => {
    const code = sayFailures(session, [...failures, ...applied.failures])
    const { format } = printing
    return code !== 0 || format === null || format.kind === 'name'
      ? code
      : printAll(session, applied.results, format)
  })
}

/** The chosen objects of the files, each in its namespace. */
function sourcesOf(
  session: Session,
  { files, namespace, isPlaced, selector }: ApplyOptions,
): { readonly sources: readonly Source[]; readonly failures: readonly Failure[] } {
  const labels = selector === '' ? null : parseLabelSelector(selector)
  const sources: Source[] = []
  const failures: Failure[] = []
  const { found, problems } = readDocuments(session, files)
  failures.push(...problems.map((problem) => clientFailure(problem)))
  for (const { path, object, fault } of found) {
    const problem = isPlaced ? namespaceProblem(object, namespace) : null
    if (problem !== null) failures.push(clientFailure(problem))
    else if (labels === null || matchesLabelSelector(labels, object.metadata.labels))
      sources.push({ path, object: inNamespace(object, namespace), fault })
  }
  return { sources, failures }
}
