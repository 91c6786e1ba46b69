// `kubectl edit`. Follows k8s.io/kubectl/pkg/cmd/util/editor/editoptions.go (v1.36). Who sits at a terminal edits the object
// there; as an action of a scenario it has the file that was saved, behind `<`.
import { shownKind } from '#api/meta/custom-kind.ts'
import { type ApiObject, nameInSentence } from '#api/meta/object.ts'
import { simplified } from '#lib/simplified.ts'
import type { Task } from '#sim/task.ts'
import { wait } from '#sim/task.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import { unfollowed } from '../common-flags.ts'
import { parseCommandLine } from '../flags.ts'
import { printDone } from '../printing.ts'
import { servedObject } from '../served.ts'
import { failSelector, findResources, parseResources, type ResourceRequest } from '../resources.ts'
import { fail, failNotFound, failRefused, narrate, type Session } from '../session.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

simplified(
  'kubectl-edit',
  '`kubectl edit` opens one object in the terminal of the page and writes it back as a whole; the command line of Podscape opens no editor.',
)

const FLAGS = {
  'allow-missing-template-keys': { kind: 'bool', value: true },
  'field-manager': { kind: 'text', value: '' },
  filename: { kind: 'list', short: 'f', value: [] },
  kustomize: { kind: 'text', short: 'k', value: '' },
  output: { kind: 'text', short: 'o', value: '' },
  'output-patch': { kind: 'bool', value: false },
  recursive: { kind: 'bool', short: 'R', value: false },
  'save-config': { kind: 'bool', value: false },
  'show-managed-fields': { kind: 'bool', value: false },
  subresource: { kind: 'text', value: '' },
  template: { kind: 'text', value: '' },
  validate: { kind: 'text', value: 'true', bare: 'strict' },
  'windows-line-endings': { kind: 'bool', value: false },
} as const

export interface EditOptions extends ResourceRequest {
  readonly namespace: string
  /** The file that was saved; '' while it is to be edited. */
  readonly saved: string
}

export const edit: LineCommand<EditOptions> = {
  name: 'edit',
  use: '(RESOURCE/NAME | -f FILENAME)',
  flags: FLAGS,
  completes: 'resources',
  changes: true,
  parse,
  run,
}

function parse(words: readonly string[]): ParsedOptions<EditOptions> {
  const isSaved = words.at(-2) === '<'
  const read = parseCommandLine('edit', FLAGS, isSaved ? words.slice(0, -2) : words)
  if (!read.ok) return read
  const { args, namespace, flags } = read
  const left = unfollowed(read, FLAGS, ['output', 'validate', 'field-manager'])
  if (left !== null) return left
  if (flags.output !== '' && flags.output !== 'yaml')
    return usageError('the output format json of edit is not simulated')
  if (args.length === 0) return usageError('must specify one of -f and -k')
  const parsed = parseResources({ args, selected: false, allowEmptySelector: false })
  if (!parsed.ok) return parsed
  const saved = isSaved ? (words.at(-1) ?? '') : ''
  return { ok: true, options: { resources: parsed.resources, namespace, saved } }
}

const HEAD = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`

function* run(session: Session, options: EditOptions): Task<number> {
  const { objects, missing, problem } = findResources(session.client, options)
  if (problem !== null) return failSelector(session, 'edit', problem)
  const [gone] = missing
  if (gone !== undefined) return failNotFound(session, gone.kind, gone.name, ' to edit')
  const [object] = objects
  if (object === undefined) {
    session.err('error: edit cancelled, no objects found')
    return 1
  }
  if (options.saved !== '') return save(session, object, options.saved)
  const { editor } = session
  if (editor === null) {
    session.err('error: no editor is opened here: use patch, set, replace or apply')
    return 1
  }
  const edited = editor(
    `${shownKind(object.kind).toLowerCase()}/${object.metadata.name ?? ''}`,
    textOf(object),
  )
  yield* wait(edited)
  const empty = edited.value !== null && withoutComments(edited.value).trim() === ''
  session.err(empty ? 'Edit cancelled, saved file was empty.' : 'Edit cancelled, no changes made.')
  return 0
}

function textOf(object: ApiObject): string {
  const { managedFields: _, ...metadata } = object.metadata
  return `${HEAD}${printYaml(servedObject({ ...object, metadata } as ApiObject))}`
}

function withoutComments(text: string): string {
  return text.replaceAll(/^#.*\n?/gm, '')
}

function save(session: Session, stored: ApiObject, path: string): number {
  const name = nameInSentence(stored)
  const [object, ...more] = session.manifests(path) ?? []
  const isSame = object?.kind === stored.kind && object.metadata.name === stored.metadata.name
  if (object === undefined || more.length > 0 || !isSame) {
    const why = 'At least one of apiVersion, kind and name was changed'
    return fail(session, `could not edit ${name}`, 'it is another object by now', [`error: ${why}`])
  }
  const { resourceVersion = '', uid = '' } = stored.metadata
  const metadata = { ...object.metadata, resourceVersion, uid }
  const next = { ...object, metadata } as ApiObject
  const result = session.client.update(next, narrate(`edited ${name}`, 'Edited'))
  if (!result.ok) return failRefused(session, 'edit', object, result.status)
  for (const warning of result.warnings) session.err(`Warning: ${warning}`)
  return printDone(session, result.object, 'edited', { dryRun: 'none', format: null })
}
