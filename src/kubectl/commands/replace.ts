// `kubectl replace`. Follows k8s.io/kubectl/pkg/cmd/replace/replace.go (v1.36).
import { shownKind } from '#api/meta/custom-kind.ts'
import { type ApiObject, nameInSentence, infoOf } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import { DRY_RUN_FLAG, FIELD_FLAGS, FILE_FLAGS, PRINT_FLAGS, unfollowed } from '../common-flags.ts'
import {
  type Document,
  type FieldValidation,
  parseValidate,
  readDocuments,
  sayProblems,
  takenObject,
} from '../documents.ts'
import { parseCommandLine } from '../flags.ts'
import { parsePrinting, printDone, type Printing } from '../printing.ts'
import { resourceOf, typeOf } from '../resource-types.ts'
import { fail, failMissing, failRefused, narrate, type Session } from '../session.ts'
import { usageError, usageErrorWithHelp } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'
import { inNamespace } from '../in-namespace.ts'
import { createObject } from './create.ts'

const FLAGS = {
  ...FILE_FLAGS,
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  ...FIELD_FLAGS,
  cascade: { kind: 'text', value: 'background', bare: 'background' },
  force: { kind: 'bool', value: false },
  'grace-period': { kind: 'number', value: -1 },
  raw: { kind: 'text', value: '' },
  'save-config': { kind: 'bool', value: false },
  subresource: { kind: 'text', value: '' },
  timeout: { kind: 'duration', value: 0 },
  wait: { kind: 'bool', value: false },
} as const

const NOT_FOLLOWED = ['kustomize', 'raw', 'save-config', 'subresource']
const FOLLOWED = Object.keys(FLAGS).filter((name) => !NOT_FOLLOWED.includes(name))

export interface ReplaceOptions {
  readonly files: readonly string[]
  readonly namespace: string
  readonly force: boolean
  readonly validation: FieldValidation
  readonly printing: Printing
}

export const replace: LineCommand<ReplaceOptions> = {
  name: 'replace',
  use: '-f FILENAME',
  flags: FLAGS,
  completes: 'files',
  changes: true,
  parse,
  run,
}

function parse(words: readonly string[]): ParsedOptions<ReplaceOptions> {
  const read = parseCommandLine('replace', FLAGS, words)
  if (!read.ok) return read
  const { args, flags, namespace } = read
  const { filename: files, force } = flags
  const printing = parsePrinting(flags)
  if (!printing.ok) return printing
  if (args.length > 0) return usageErrorWithHelp('replace', `Unexpected args: [${args.join(' ')}]`)
  if (files.length === 0 && flags.kustomize === '')
    return usageError('must specify one of -f and -k')
  const left = unfollowed(read, FLAGS, FOLLOWED)
  if (left !== null) return left
  const validation = parseValidate(flags.validate)
  if (typeof validation !== 'string') return validation
  return {
    ok: true,
    options: { files, namespace, force, validation, printing: printing.printing },
  }
}

function run(session: Session, options: ReplaceOptions): number {
  const { files, namespace, force, validation, printing } = options
  const missing = files.filter((path) => session.manifests(path) === undefined)
  if (missing.length > 0) return failMissing(session, 'replace', missing)
  const { found, problems } = readDocuments(session, files)
  if (found.length + problems.length === 0)
    return fail(session, `could not replace ${files.join(', ')}`, 'there is no object in it', [
      'error: no objects passed to replace',
    ])
  const one = (document: Document): number => {
    const { path } = document
    // Nobody decodes what is sent to no server.
    if (printing.dryRun === 'client')
      return printDone(session, inNamespace(document.object, namespace), 'replaced', printing)
    const taken = takenObject(session, document, validation)
    if ('status' in taken) {
      session.err(
        `Error from server (BadRequest): error when replacing "${path}": ${taken.status.message}`,
      )
      return 1
    }
    const object = inNamespace(taken.object, namespace)
    return force
      ? replaceByForce(session, object, printing)
      : replaceObject(session, object, { path, isOne: found.length === 1, printing })
  }
  return Math.max(...found.map(one), sayProblems(session, problems))
}

interface Replacing {
  readonly path: string
  readonly isOne: boolean
  readonly printing: Printing
}

function replaceObject(
  session: Session,
  object: ApiObject,
  { path, isOne, printing }: Replacing,
): number {
  const { namespace = 'default', name = '' } = object.metadata
  const could = `error when replacing "${path}": `
  const stored = session.client.get(object.kind, namespace, name)
  const { resourceVersion = '', uid = '' } = stored?.metadata ?? {}
  // Of some kinds the server creates what is not there.
  const known = stored === undefined ? {} : { resourceVersion, uid }
  const next = { ...object, metadata: { ...known, ...object.metadata } } as ApiObject
  const said = narrate(`replaced ${nameInSentence(object)}`, 'Replaced')
  const result = session.client.update(next, said)
  for (const warning of result.warnings ?? []) session.err(`Warning: ${warning}`)
  if (result.ok) {
    return printDone(session, result.object, 'replaced', printing)
  }
  if (stored === undefined && result.status.reason === 'NotFound')
    return fail(
      session,
      `found no ${shownKind(object.kind)} \`${name}\` to replace`,
      'there is none',
      [`Error from server (NotFound): ${could}${resourceOf(object.kind)} "${name}" not found`],
    )
  const lines = linesOf(result.status, could, isOne)
  return failRefused(session, 'replace', object, result.status, lines)
}

function linesOf(status: Status, could: string, isOne: boolean): readonly string[] | null {
  return status.reason === 'Invalid' && isOne
    ? null
    : [`Error from server (${status.reason}): ${could}${status.message}`]
}

function replaceByForce(session: Session, object: ApiObject, printing: Printing): number {
  const { namespace = 'default', name = '' } = object.metadata
  const { kind } = object
  if (session.client.get(kind, namespace, name) !== undefined) {
    const said = narrate(`deleted ${nameInSentence(object)} to replace it`, 'Deleted')
    const options = { gracePeriodSeconds: 0, propagationPolicy: 'Background' } as const
    const result = session.client.delete(kind, namespace, name, options, said)
    if (!result.ok) return failRefused(session, 'delete', object, result.status)
    const where = infoOf(kind).namespaced ? ` from ${namespace} namespace` : ''
    session.out(`${typeOf(kind)} "${name}" deleted${where}`)
  }
  return createObject(session, object, printing, () => null, 'replaced')
}
