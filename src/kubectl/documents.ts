// The documents of the files that `-f` names, and what kubectl says of those that are no objects.
// Follows k8s.io/cli-runtime/pkg/resource/builder.go, visitor.go and mapper.go (v1.36).
import type { ManifestFault, UndecodableManifest } from '#api/meta/manifest-fault.ts'
import { type ApiObject, nameInSentence } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import type { UsageError } from './flags.ts'
import { fail, type Session } from './session.ts'
import { usageError } from './usage.ts'

/** An object of a file; with a fault it is as it was written, and the server would not decode it so. */
export interface Document {
  /** As it is called in messages. */
  readonly path: string
  readonly object: ApiObject
  readonly fault: UndecodableManifest | null
}

export interface Documents {
  /** In the order of the files. */
  readonly found: readonly Document[]
  /** What is said of the rest, without 'error: '. */
  readonly problems: readonly string[]
}

/** Where files are. */
export interface Files {
  manifests(path: string): readonly ApiObject[] | undefined
  faults(path: string): readonly ManifestFault[]
}

/** Reads files that are there. */
export function readDocuments(files: Files, paths: readonly string[]): Documents {
  const found: Document[] = []
  const problems: string[] = []
  for (const given of paths) {
    const path = shownPath(given)
    const faults = files.faults(given)
    const ofFile: Document[] = (files.manifests(given) ?? []).map((object) => ({
      path,
      object,
      fault: null,
    }))
    const undecodable = faults.filter((fault) => fault.kind === 'undecodable')
    for (const fault of undecodable.toReversed())
      ofFile.splice(fault.after, 0, { path, object: fault.written, fault })
    // Only where there were no files before is a folder without one refused.
    const isFirst = found.length + problems.length === 0
    const said = faults.filter(({ kind }) => kind !== 'no-files' || isFirst)
    found.push(...ofFile)
    problems.push(...said.flatMap((fault) => problemOf(path, fault)))
  }
  return { found, problems }
}

/** How a file is called in what is said of it: `-` is what is piped into the command. */
export function shownPath(path: string): string {
  return path === '-' ? 'STDIN' : path
}

function problemOf(path: string, fault: ManifestFault): readonly string[] {
  const file = JSON.stringify(path)
  switch (fault.kind) {
    case 'undecodable':
      return []
    case 'no-files':
      return [`error reading [${path}]: recognized file extensions are [.json .yaml .yml]`]
    case 'syntax': {
      const line = fault.line === 0 ? '' : `line ${fault.line}: `
      return [`error parsing ${path}: error converting YAML to JSON: yaml: ${line}${fault.message}`]
    }
    case 'unnamed':
      return [
        `error validating ${file}: error validating data: ${fault.message}; if you choose to ignore these errors, turn validation off with --validate=false`,
      ]
    case 'metadata':
      return [`unable to decode ${file}: ${fault.message}`]
    case 'no-match': {
      const { name, namespace, message } = fault
      const place = `name: ${JSON.stringify(name)} namespace: ${JSON.stringify(namespace)}`
      return [
        `resource mapping not found for ${place} from ${file}: ${message}\nensure CRDs are installed first`,
      ]
    }
  }
}

/** Says the problems of files when all else is done; the exit code. */
export function sayProblems(
  { err }: { err(line: string): void },
  problems: readonly string[],
): 0 | 1 {
  for (const problem of problems)
    for (const line of (problems.length === 1 ? `error: ${problem}` : problem).split('\n'))
      err(line)
  return problems.length === 0 ? 0 : 1
}

/** What becomes of fields that nobody knows. */
export type FieldValidation = 'strict' | 'warn' | 'ignore'

/** Reads `--validate`; what is wrong with it in kubectl's words. */
export function parseValidate(text: string): FieldValidation | UsageError {
  if (text === 'true' || text === 'strict') return 'strict'
  if (text === 'warn') return 'warn'
  if (text === 'false' || text === 'ignore') return 'ignore'
  return usageError(
    `invalid - validate option ${JSON.stringify(text)}; must be one of: strict (or true), warn, ignore (or false)`,
  )
}

/**
 * The object that a server takes of a document; with its answer where it takes none. What it leaves out with a warning is
 * said at once.
 */
export function takenObject(
  session: Session,
  { object, fault }: Pick<Document, 'object' | 'fault'>,
  validation: FieldValidation,
): { readonly object: ApiObject } | { readonly status: Status } {
  if (fault === null) return { object }
  const { lenient, message } = fault
  if (lenient === null || validation === 'strict') {
    fail(session, `could not send ${nameInSentence(object)}`, message, [])
    return { status: { code: 400, reason: 'BadRequest', message, causes: [] } }
  }
  if (validation === 'warn') for (const one of lenient.unknown) session.err(`Warning: ${one}`)
  // The namespace may have come in since it was read.
  const { namespace } = object.metadata
  const place = namespace === undefined ? {} : { namespace }
  const metadata = { ...place, ...lenient.object.metadata }
  return { object: { ...lenient.object, metadata } as ApiObject }
}
