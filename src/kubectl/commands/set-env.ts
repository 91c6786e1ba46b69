// `kubectl set env`. Follows k8s.io/kubectl/pkg/cmd/set/set_env.go (v1.36).
import type { Container, EnvVar, PodSpec } from '#api/generated/types.ts'
import { isEnvVarName } from '#api/meta/formats.ts'
import { type ApiObject, infoOf } from '#api/meta/object.ts'
import { fieldPathText } from '../describe/field-path.ts'
import { parseCommandLine } from '../flags.ts'
import { kindOfWord } from '../resource-types.ts'
import { parseResources } from '../resources.ts'
import { fail, failNotFound, type Session } from '../session.ts'
import {
  anyContainer,
  at,
  changeTemplates,
  eachOfAll,
  isChosen,
  mapContainers,
  SET_FLAGS,
  type SetOptions,
} from '../set/change-template.ts'
import { parseSetting } from '../set/parse-setting.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

const NO_NAMES = 'one or more resources must be specified as <resource> <name> or <resource>/<name>'

const ENV_FLAGS = {
  ...SET_FLAGS,
  containers: { kind: 'text', short: 'c', value: '*' },
  env: { kind: 'texts', short: 'e', value: [] },
  from: { kind: 'text', value: '' },
  keys: { kind: 'list', value: [] },
  list: { kind: 'bool', value: false },
  overwrite: { kind: 'bool', value: true },
  prefix: { kind: 'text', value: '' },
  resolve: { kind: 'bool', value: false },
} as const

interface EnvOptions extends SetOptions {
  readonly set: readonly EnvVar[]
  readonly remove: readonly string[]
  readonly containers: string
  readonly from: { readonly kind: string; readonly name: string } | null
  readonly keys: readonly string[]
  readonly prefix: string
  readonly list: boolean
  readonly resolve: boolean
  readonly overwrite: boolean
}

export const setEnv: LineCommand<EnvOptions> = {
  name: 'set env',
  use: 'RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  flags: ENV_FLAGS,
  completes: 'resources',
  changes: true,
  parse: parseEnv,
  run: runEnv,
}

function parseEnv(words: readonly string[]): ParsedOptions<EnvOptions> {
  const read = parseCommandLine('set env', ENV_FLAGS, words)
  if (!read.ok) return read
  const { flags } = read
  const {
    selector,
    all,
    filename: files,
    containers,
    keys,
    prefix,
    list,
    resolve,
    overwrite,
  } = flags
  if (all && selector !== '') return usageError('cannot set --all and --selector at the same time')
  const split = splitEnvironment(read.args)
  if (split === null)
    return usageError(
      `all resources must be specified before environment changes: ${read.args.join(' ')}`,
    )
  const { names, given } = split
  const pairs = [...given, ...flags.env]
  if (names.length === 0 && files.length === 0) return usageError(NO_NAMES)
  if (list && flags.output !== '')
    return usageError('--list and --output may not be specified together')
  const set = pairs
    .filter((pair) => pair.includes('='))
    .map((pair) => {
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      return { name, value }
    })
  const odd = set.find(({ name }) => isEnvVarName(name).length > 0)
  if (odd !== undefined)
    return usageError(`"${odd.name}" is not a valid key name: ${isEnvVarName(odd.name).join(';')}`)
  const unknown = pairs.find((pair) => !pair.includes('=') && !pair.endsWith('-'))
  if (unknown !== undefined) return usageError(`unknown environment variable: ${unknown}`)
  const remove = pairs.filter((pair) => !pair.includes('=')).map((pair) => pair.slice(0, -1))
  if (set.some(({ name }) => remove.includes(name)))
    return usageError(
      'can not both modify and remove the same environment variable in the same command',
    )
  const from = flags.from === '' ? null : parseFrom(flags.from)
  if (from !== null && 'ok' in from) return from
  const parsed = parseSetting(read, ENV_FLAGS, names)
  if (!parsed.ok) return parsed
  return {
    ok: true,
    options: {
      ...parsed.options,
      set,
      remove,
      containers,
      from,
      keys,
      prefix,
      list,
      resolve,
      overwrite,
    },
  }
}

/** Follows SplitEnvironmentFromResources: null for a resource behind a variable. */
function splitEnvironment(
  args: readonly string[],
): { readonly names: readonly string[]; readonly given: readonly string[] } | null {
  const isPair = (word: string): boolean => /^.+=/s.test(word) || word.endsWith('-')
  const first = args.findIndex(isPair)
  const at = first < 0 ? args.length : first
  const given = args.slice(at)
  return given.every(isPair) ? { names: args.slice(0, at), given } : null
}

function parseFrom(
  text: string,
): { readonly kind: string; readonly name: string } | ReturnType<typeof usageError> {
  const parsed = parseResources({ args: [text], selected: false, allowEmptySelector: false })
  if (!parsed.ok) return parsed
  return parsed.resources[0] ?? usageError('env from is nothing')
}

function runEnv(session: Session, options: EnvOptions): number {
  const sourced = sourcedVariables(session, options)
  if (typeof sourced === 'number') return sourced
  const wanted = [...sourced, ...options.set]
  if (options.list) return listAll(session, options)
  const setting = {
    could: 'set the environment of',
    done: 'env updated',
    refused: 'failed to patch env update to pod template: ',
  }
  return changeTemplates(session, options, setting, (spec, object) => {
    const { containers, remove, overwrite } = options
    if (!anyContainer(spec, containers)) {
      session.err(
        `Warning: ${object.kind}/${object.metadata.name ?? ''} does not have any containers matching ${JSON.stringify(containers)}`,
      )
      return null
    }
    const taken = overwrite ? undefined : takenVariable(spec, wanted)
    if (taken !== undefined)
      return `${infoOf(object.kind).resource}/${object.metadata.name ?? ''} '${taken.name}' already has a value (${taken.value ?? ''}), and --overwrite is false`
    const next = mapContainers(spec, (container) =>
      isChosen(container.name, containers) ? withVariables(container, wanted, remove) : container,
    )
    return JSON.stringify(next) === JSON.stringify(spec) ? null : next
  })
}

function takenVariable(spec: PodSpec, wanted: readonly EnvVar[]): EnvVar | undefined {
  return spec.containers
    .flatMap(({ env = [] }) => env)
    .find(({ name, value }) => wanted.some((one) => one.name === name && one.value !== value))
}

function withVariables(
  container: Container,
  wanted: readonly EnvVar[],
  remove: readonly string[],
): Container {
  const kept = (container.env ?? []).filter(({ name }) => !remove.includes(name))
  const changed = kept.map((one) => wanted.findLast(({ name }) => name === one.name) ?? one)
  const added = wanted.filter(
    ({ name }, index) =>
      !kept.some((one) => one.name === name) &&
      wanted.findLastIndex((one) => one.name === name) === index,
  )
  const env = [...changed, ...added]
  const { env: _env, ...rest } = container
  return env.length === 0 ? rest : { ...rest, env }
}

/** The variables that a ConfigMap or a Secret makes; the exit code where there is none. */
function sourcedVariables(session: Session, options: EnvOptions): readonly EnvVar[] | number {
  const { from, namespace, keys, prefix } = options
  if (from === null) return []
  const kind = kindOfWord(from.kind)
  if (kind !== 'ConfigMap' && kind !== 'Secret')
    return fail(session, 'could not set the environment', 'it comes of nothing', [
      `error: unsupported resource specified in --from`,
    ])
  const found = session.client.get(kind, namespace, from.name)
  if (found === undefined) return failNotFound(session, kind, from.name, ' to read')
  const held = Object.keys(found.data ?? {}).filter(
    (key) => keys.length === 0 || keys.includes(key),
  )
  return held.map((key) => {
    const upper = key.toUpperCase().replaceAll(/[^A-Z0-9_]/g, '_')
    if (upper !== key) session.err(`Warning: key ${key} transferred to ${upper}`)
    const reference = { key, name: from.name }
    const valueFrom =
      kind === 'ConfigMap' ? { configMapKeyRef: reference } : { secretKeyRef: reference }
    return { name: `${prefix}${upper}`, valueFrom }
  })
}

function listAll(session: Session, options: EnvOptions): number {
  const one = (object: ApiObject): number => {
    const path = infoOf(object.kind).podSpecPath
    const spec = path === null ? null : (at(object, path) as PodSpec)
    for (const container of spec?.containers ?? [])
      if (isChosen(container.name, options.containers))
        listContainer(session, object, container, options)
    return 0
  }
  return eachOfAll(session, options, 'list the environment of', one)
}

function listContainer(
  { out, client }: Session,
  object: ApiObject,
  { name, env = [] }: Container,
  { resolve, namespace }: EnvOptions,
): void {
  out(`# ${object.kind} ${object.metadata.name ?? ''}, container ${name}`)
  for (const variable of env) {
    const { valueFrom } = variable
    if (valueFrom === undefined) {
      out(`${variable.name}=${variable.value ?? ''}`)
      continue
    }
    const { fieldRef, configMapKeyRef, secretKeyRef, resourceFieldRef } = valueFrom
    const config = configMapKeyRef
    const value = !resolve
      ? null
      : fieldRef === undefined
        ? config === undefined
          ? null
          : (client.get('ConfigMap', namespace, config.name ?? '')?.data?.[config.key] ?? null)
        : fieldPathText(object, fieldRef.fieldPath)
    if (value !== null) out(`${variable.name}=${value}`)
    else if (fieldRef !== undefined) out(`# ${variable.name} from field path ${fieldRef.fieldPath}`)
    else if (config !== undefined)
      out(`# ${variable.name} from configmap ${config.name ?? ''}, key ${config.key}`)
    else if (secretKeyRef !== undefined)
      out(`# ${variable.name} from secret ${secretKeyRef.name ?? ''}, key ${secretKeyRef.key}`)
    else out(`# ${variable.name} from resource field ${resourceFieldRef?.resource ?? ''}`)
  }
}
