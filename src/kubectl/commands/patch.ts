// `kubectl patch`. Follows k8s.io/kubectl/pkg/cmd/patch/patch.go (v1.36).
import { type ApiObject, nameInSentence, infoOf } from '#api/meta/object.ts'
import { equal } from '#lib/equal.ts'
import { goJsonProblem } from '#lib/go-json-problem.ts'
import { goYamlMessage } from '#yaml/go-yaml-message.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'
import type { BodyPatch } from '#client/client.ts'
import { DRY_RUN_FLAG, FILE_FLAGS, PRINT_FLAGS, unfollowed } from '../common-flags.ts'
import { parseCommandLine } from '../flags.ts'
import { drySession, parsePrinting, printDone, type Printing } from '../printing.ts'
import { onEach, parseResources, type ResourceRequest, withFiles } from '../resources.ts'
import { fail, failRefused, narrate, type Session } from '../session.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

const FLAGS = {
  ...FILE_FLAGS,
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  'field-manager': { kind: 'text', value: '' },
  local: { kind: 'bool', value: false },
  patch: { kind: 'text', short: 'p', value: '' },
  'patch-file': { kind: 'text', value: '' },
  subresource: { kind: 'text', value: '' },
  type: { kind: 'text', value: 'strategic' },
} as const

const NOT_FOLLOWED = ['kustomize', 'local', 'recursive']
const FOLLOWED = Object.keys(FLAGS).filter((name) => !NOT_FOLLOWED.includes(name))

type PatchType = BodyPatch['type']

export interface PatchOptions extends ResourceRequest {
  readonly files: readonly string[]
  readonly type: PatchType
  /** The patch as it is typed; null where a file holds it. */
  readonly text: string | null
  readonly path: string
  readonly subresource: string
  readonly printing: Printing
}

export const patch: LineCommand<PatchOptions> = {
  name: 'patch',
  use: '(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  flags: FLAGS,
  completes: 'resources',
  changes: true,
  parse,
  run,
}

function parse(words: readonly string[]): ParsedOptions<PatchOptions> {
  const read = parseCommandLine('patch', FLAGS, words)
  if (!read.ok) return read
  const { args, flags, changed, namespace } = read
  const { patch: text, type, filename: files, subresource } = flags
  const path = flags['patch-file']
  const printing = parsePrinting(flags)
  if (!printing.ok) return printing
  if (changed.has('patch') && path !== '')
    return usageError('cannot specify --patch and --patch-file together')
  if (text === '' && path === '')
    return usageError('must specify --patch or --patch-file containing the contents of the patch')
  if (type !== 'json' && type !== 'merge' && type !== 'strategic')
    return usageError(`--type must be one of [json merge strategic], not ${JSON.stringify(type)}`)
  const left = unfollowed(read, FLAGS, FOLLOWED)
  if (left !== null) return left
  const parsed =
    args.length === 0 && files.length > 0
      ? { ok: true as const, resources: [] }
      : parseResources({ args, selected: false, allowEmptySelector: false })
  if (!parsed.ok) return parsed
  const { resources } = parsed
  return {
    ok: true,
    options: {
      namespace,
      resources,
      files,
      type,
      text: path === '' ? text : null,
      path,
      subresource,
      printing: printing.printing,
    },
  }
}

function run(asked: Session, given: PatchOptions): number {
  // A dry run of the client shows what the server would make of it.
  const dryRun = given.printing.dryRun === 'none' ? 'none' : 'server'
  const session = drySession(asked, { dryRun })
  const options = withFiles(session, given, given.files)
  if (typeof options === 'number') return options
  const text = options.text ?? session.text(options.path)
  if (text === undefined)
    return fail(session, `could not read \`${options.path}\``, 'there is no such file', [
      `error: unable to read patch file: open ${options.path}: no such file or directory`,
    ])
  const body = bodyOf(text)
  if ('unreadable' in body)
    return fail(session, 'could not patch anything', 'the patch is no YAML', [
      `error: unable to parse ${JSON.stringify(options.text ?? '')}: ${body.unreadable}`,
    ])
  const change = (one: ApiObject): number => patchObject(session, one, body, options)
  return onEach(session, options, 'patch', change) ?? 0
}

type Body = { readonly value: unknown } | { readonly problem: string }
/** A text that kubectl itself cannot read. */
type Unreadable = { readonly unreadable: string }

/** JSON, or YAML that becomes JSON; a text that is none is sent as it is, and the server says what it is. */
function bodyOf(text: string): Body | Unreadable {
  // What begins like an object is taken for JSON.
  if (text.trimStart().startsWith('{')) {
    const problem = goJsonProblem(text)
    return problem === null ? { value: JSON.parse(text) as unknown } : { problem }
  }
  const { documents, diagnostics } = parseYaml(text)
  const broken = diagnostics.find(({ severity }) => severity === 'error')
  if (broken !== undefined) {
    const { line, message } = goYamlMessage(text, broken)
    return { unreadable: `yaml: ${line === 0 ? '' : `line ${line}: `}${message}` }
  }
  const [document] = documents
  return document === undefined
    ? { problem: 'unexpected end of JSON input' }
    : { value: document.value }
}

function patchObject(
  session: Session,
  object: ApiObject,
  body: Body,
  options: PatchOptions,
): number {
  const { type, subresource, printing } = options
  const could = `could not patch ${nameInSentence(object)}`
  if ('problem' in body)
    return fail(session, could, body.problem, [sayUnread(body.problem, type, printing)])
  const { value } = body
  if (type === 'strategic' && (typeof value !== 'object' || value === null))
    return fail(session, could, 'the patch is no object', [
      `Error from server (BadRequest): json: cannot unmarshal ${goType(value)} into Go value of type map[string]interface {}`,
    ])
  const subresources: readonly string[] = infoOf(object.kind).subresources
  if (subresource !== '' && !subresources.includes(subresource))
    return fail(session, could, `there is no ${subresource} of it`, [
      'Error from server (NotFound): the server could not find the requested resource',
    ])
  return subresource === 'scale'
    ? patchScale(session, object, { type, body: value })
    : sendPatch(session, object, { type, body: value }, options)
}

/** What is said of a patch that cannot be read: by the server, or by kubectl itself in a dry run. */
function sayUnread(problem: string, type: PatchType, { dryRun }: Printing): string {
  if (dryRun === 'client')
    return {
      strategic: 'error: invalid JSON document',
      merge: 'error: Invalid JSON Patch',
      json: `error: ${problem}`,
    }[type]
  return `Error from server (BadRequest): ${type === 'strategic' ? '' : 'error decoding patch: '}${problem}`
}

function sendPatch(
  session: Session,
  object: ApiObject,
  sent: BodyPatch,
  { subresource, printing }: PatchOptions,
): number {
  const { namespace = '', name = '' } = object.metadata
  const said = narrate(`patched ${nameInSentence(object)}`, 'Patched')
  const lenient: BodyPatch = { ...sent, fieldValidation: 'Warn' }
  const isPart =
    subresource === 'status' || subresource === 'resize' || subresource === 'ephemeralcontainers'
  const whole: BodyPatch = isPart ? { ...lenient, subresource } : lenient
  const result = session.client.patch(object.kind, namespace, name, whole, said)
  for (const warning of result.warnings ?? []) session.err(`Warning: ${warning}`)
  if (!result.ok) return failRefused(session, 'patch', object, result.status)
  const done = equal(result.object, object) ? 'patched (no change)' : 'patched'
  // That it was a dry run is not said.
  return printDone(session, result.object, done, { ...printing, dryRun: 'none' })
}

function patchScale(session: Session, object: ApiObject, sent: BodyPatch): number {
  const { namespace = '', name = '' } = object.metadata
  const said = narrate(`patched the scale of ${nameInSentence(object)}`, 'Patched')
  const result = session.client.patchScale(object.kind, namespace, name, sent, said)
  if (!result.ok) return failRefused(session, 'patch', object, result.status)
  session.out(`scale.autoscaling/${name} patched`)
  return 0
}

function goType(value: unknown): string {
  return typeof value === 'boolean' ? 'bool' : typeof value
}
