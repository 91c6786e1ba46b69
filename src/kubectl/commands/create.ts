// `kubectl create`. Follows k8s.io/kubectl/pkg/cmd/create/create.go (v1.36).
import { type ApiObject, nameInSentence } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import type { Task } from '#sim/task.ts'
import {
  DRY_RUN_FLAG,
  FIELD_FLAGS,
  FILE_FLAGS,
  PRINT_FLAGS,
  SELECTOR_FLAG,
  unfollowed,
} from '../common-flags.ts'
import { groupPage } from '../command-groups.ts'
import {
  type Document,
  type FieldValidation,
  parseValidate,
  readDocuments,
  sayProblems,
  takenObject,
} from '../documents.ts'
import { type CommandLine, type FlagTable, parseCommandLine } from '../flags.ts'
import {
  createConfigMap,
  createSecretDocker,
  createSecretGeneric,
  createSecretTls,
} from '../generate/config.ts'
import type { Generator } from '../generate/generator.ts'
import {
  createBudget,
  createNamespace,
  createPriorityClass,
  createQuota,
  createServiceAccount,
} from '../generate/policies.ts'
import {
  createClusterRole,
  createClusterRoleBinding,
  createRole,
  createRoleBinding,
} from '../generate/rbac.ts'
import {
  createIngress,
  createServiceClusterIp,
  createServiceExternalName,
  createServiceLoadBalancer,
  createServiceNodePort,
} from '../generate/services.ts'
import { createCronJob, createDeployment, createJob, NOT_FOUND } from '../generate/workloads.ts'
import { inNamespace } from '../in-namespace.ts'
import { NO_PAUSES, paced, pausesOf, type Steps } from '../paced.ts'
import { parsePrinting, printDone, type Printing, separate } from '../printing.ts'
import { resourceOf } from '../resource-types.ts'
import { fail, failMissing, failRefused, narrate, type Session } from '../session.ts'
import { splitCommand } from '../split-command.ts'
import { missingFlags, unknownSubcommand, usageError, usageErrorWithHelp } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

const GENERATORS: readonly Generator[] = [
  createDeployment,
  createJob,
  createCronJob,
  createConfigMap,
  createSecretGeneric,
  createSecretTls,
  createSecretDocker,
  createServiceClusterIp,
  createServiceNodePort,
  createServiceLoadBalancer,
  createServiceExternalName,
  createIngress,
  createNamespace,
  createServiceAccount,
  createQuota,
  createBudget,
  createPriorityClass,
  createRole,
  createClusterRole,
  createRoleBinding,
  createClusterRoleBinding,
]

const ALIASES: Readonly<Record<string, string>> = {
  deploy: 'deployment',
  cj: 'cronjob',
  cm: 'configmap',
  svc: 'service',
  ing: 'ingress',
  ns: 'namespace',
  sa: 'serviceaccount',
  resourcequota: 'quota',
  pdb: 'poddisruptionbudget',
  pc: 'priorityclass',
}

const COMMON = {
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  ...FIELD_FLAGS,
  'save-config': { kind: 'bool', value: false },
} as const

const FILES = {
  ...COMMON,
  ...FILE_FLAGS,
  ...SELECTOR_FLAG,
  edit: { kind: 'bool', value: false },
  raw: { kind: 'text', value: '' },
  'windows-line-endings': { kind: 'bool', value: false },
} as const

const FOLLOWED = ['dry-run', 'field-manager', 'output', 'template', 'validate']

export type CreateOptions =
  | {
      readonly from: 'files'
      readonly files: readonly string[]
      readonly printing: Printing
      readonly namespace: string
      readonly validation: FieldValidation
    }
  | {
      readonly from: 'generator'
      readonly generator: Generator
      readonly name: string
      readonly line: CommandLine<FlagTable>
      readonly printing: Printing
    }

export const create: LineCommand<CreateOptions> = {
  name: 'create',
  use: '-f FILENAME',
  flags: FILES,
  completes: 'files',
  changes: true,
  parse,
  run,
}

function parse(words: readonly string[]): ParsedOptions<CreateOptions> {
  const { command, rest } = splitCommand(words, FILES)
  const first = ALIASES[command] ?? command
  if (first !== 'secret' && first !== 'service') {
    const found = GENERATORS.find(({ name }) => name === first)
    return found === undefined ? parseFiles(words) : parseGenerated(found, rest)
  }
  const below = splitCommand(rest)
  const found = GENERATORS.find(({ name }) => name === `${first} ${below.command}`)
  if (found !== undefined) return parseGenerated(found, below.rest)
  return unknownSubcommand(`create ${first}`, rest) ?? groupPage(`create ${first}`)
}

function parseFiles(words: readonly string[]): ParsedOptions<CreateOptions> {
  const read = parseCommandLine('create', FILES, words)
  if (!read.ok) return read
  const { args, flags, namespace } = read
  const { filename: files, kustomize } = flags
  if (args.length > 0) return usageErrorWithHelp('create', `Unexpected args: [${args.join(' ')}]`)
  if (files.length === 0 && kustomize === '') return usageError('must specify one of -f and -k')
  const printing = parsePrinting(flags)
  if (!printing.ok) return printing
  const left = unfollowed(read, FILES, [...FOLLOWED, 'filename', 'recursive'])
  if (left !== null) return left
  const validation = parseValidate(flags.validate)
  if (typeof validation !== 'string') return validation
  return {
    ok: true,
    options: { from: 'files', files, printing: printing.printing, namespace, validation },
  }
}

function parseGenerated(found: Generator, words: readonly string[]): ParsedOptions<CreateOptions> {
  const command = `create ${found.name}`
  const table = { ...COMMON, ...found.flags }
  const read = parseCommandLine(command, table, words)
  if (!read.ok) return read
  const missing = missingFlags(read.changed, found.required ?? [])
  if (missing !== null) return missing
  const { behindDash, flags } = read
  const args = read.args.slice(0, read.args.length - (behindDash?.length ?? 0))
  const [name = ''] = args
  if (args.length !== 1)
    return usageErrorWithHelp(command, `exactly one NAME is required, got ${args.length}`)
  const printing = parsePrinting(flags)
  if (!printing.ok) return printing
  const left = unfollowed(read, COMMON, FOLLOWED)
  if (left !== null) return left
  return {
    ok: true,
    options: {
      from: 'generator',
      generator: found,
      name,
      line: read,
      printing: printing.printing,
    },
  }
}

function run(session: Session, options: CreateOptions): number | Task<number> {
  return options.from === 'files'
    ? createFiles(session, options)
    : createGenerated(session, options)
}

function createFiles(
  session: Session,
  options: Extract<CreateOptions, { from: 'files' }>,
): number | Task<number> {
  const { files } = options
  const missing = files.filter((path) => session.manifests(path) === undefined)
  if (missing.length > 0) return failMissing(session, 'create', missing)
  const { found, problems } = readDocuments(session, files)
  if (found.length + problems.length === 0)
    return fail(session, `could not create ${files.join(', ')}`, 'there is no object in it', [
      'error: no objects passed to create',
    ])
  return paced(session, createOneByOne(session, found, options), (codes) =>
    Math.max(...codes, sayProblems(session, problems)),
  )
}

/** Creates what the files hold, with a pause behind each object; the exit code of each. */
function* createOneByOne(
  session: Session,
  found: readonly Document[],
  { printing, namespace, validation }: Extract<CreateOptions, { from: 'files' }>,
): Steps<readonly number[]> {
  const placed = found.map((document) => ({ object: inNamespace(document.object, namespace) }))
  const pauseBehind = printing.dryRun === 'none' ? pausesOf(placed) : NO_PAUSES
  const createOne = (document: Document): number => {
    const { path } = document
    // Nobody decodes what is sent to no server.
    if (printing.dryRun === 'client')
      return createObject(session, inNamespace(document.object, namespace), printing)
    const taken = takenObject(session, document, validation)
    if ('status' in taken) {
      session.err(
        `Error from server (BadRequest): error when creating "${path}": ${taken.status.message}`,
      )
      return 1
    }
    const { object } = taken
    const refusal = (status: Status): readonly string[] | null =>
      status.reason === 'Invalid' && found.length === 1
        ? null
        : [`Error from server (${status.reason}): error when creating "${path}": ${status.message}`]
    return createObject(session, inNamespace(object, namespace), printing, refusal)
  }
  const codes: number[] = []
  for (const [index, document] of found.entries()) {
    if (index > 0) separate(session, printing)
    codes.push(createOne(document))
    yield pauseBehind(index)
  }
  return codes
}

function createGenerated(
  session: Session,
  { generator, name, line, printing }: Extract<CreateOptions, { from: 'generator' }>,
): number {
  const reader = session.client
  const { text, err } = session
  const folder = (path: string): readonly string[] | undefined => session.folder?.(path)
  const made = generator.generate(name, line, { reader, text, folder, err })
  if (typeof made === 'string') return failGenerated(session, generator.name, name, made)
  const { refused } = generator
  const refusal = (status: Status): readonly string[] | null =>
    refused === '' ? null : `error: ${refused}${status.message}`.split('\n')
  const isSaid = line.changed.has('namespace')
  const shown = isSaid || printing.dryRun === 'none' ? inNamespace(made, line.namespace) : made
  return createObject(session, shown, printing, refusal)
}

function failGenerated(session: Session, type: string, name: string, problem: string): number {
  const could = `could not create ${type} \`${name}\``
  if (!problem.startsWith(NOT_FOUND)) {
    // A type that nobody knows is said without more, where the mapper is asked and not a builder.
    const isPlain = problem.startsWith("the server doesn't have") && type.endsWith('role')
    return fail(session, could, problem, isPlain ? [problem] : `error: ${problem}`.split('\n'))
  }
  const { kind, name: missing } = JSON.parse(problem.slice(NOT_FOUND.length)) as {
    kind: ApiObject['kind']
    name: string
  }
  return fail(session, could, 'what it comes of is not there', [
    `Error from server (NotFound): ${resourceOf(kind)} "${missing}" not found`,
  ])
}

/** Creates an object and prints it; `refusal` has the lines of a refusal where they are not the server's own. */
export function createObject(
  session: Session,
  object: ApiObject,
  printing: Printing,
  refusal: (status: Status) => readonly string[] | null = () => null,
  done = 'created',
): number {
  if (printing.dryRun === 'client') return printDone(session, object, done, printing)
  const said = narrate(`created ${nameInSentence(object)}`, 'Created')
  const result = session.client.create(object, said)
  for (const warning of result.warnings ?? []) session.err(`Warning: ${warning}`)
  if (!result.ok) {
    const lines = refusal(result.status)
    return failRefused(session, 'create', object, result.status, lines)
  }
  return printDone(session, result.object, done, printing)
}
