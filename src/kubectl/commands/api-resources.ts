// `kubectl api-resources` and `kubectl api-versions`.
// Follows k8s.io/kubectl/pkg/cmd/apiresources/apiresources.go and apiversions.go (v1.36).
import { preferredVersion, servedDefinitions } from '../custom-kinds.ts'
import { RESOURCES } from '#api/generated/resources.ts'
import { groupOfVersion } from '#api/meta/kind-info.ts'
import { KINDS } from '#api/meta/object.ts'
import { compareText } from '#lib/compare.ts'
import { parseCommandLine } from '../flags.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import { alignCells } from '../table.ts'
import { notSimulated, usageError, usageErrorWithHelp } from '../usage.ts'
import type { ParsedOptions, ReadingCommand, ReadingSession } from '../verb.ts'

interface Resource {
  readonly name: string
  readonly kind: string
  readonly group: string
  readonly apiVersion: string
  readonly namespaced: boolean
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly verbs: readonly string[]
}

const ALL_VERBS = 'create,delete,deletecollection,get,list,patch,update,watch'.split(',')
const DEFINED_VERBS = 'delete,deletecollection,get,list,patch,create,update,watch'.split(',')
/** Of what is asked once and never kept. */
const OTHER_VERBS: Readonly<Record<string, readonly string[]>> = {
  Binding: ['create'],
  ComponentStatus: ['get', 'list'],
  TokenReview: ['create'],
  SubjectAccessReview: ['create'],
  SelfSubjectAccessReview: ['create'],
  SelfSubjectRulesReview: ['create'],
  LocalSubjectAccessReview: ['create'],
  SelfSubjectReview: ['create'],
}
/** Of resources that are no kind of the simulator. */
const SHORT_NAMES: Readonly<Record<string, readonly string[]>> = { ComponentStatus: ['cs'] }

/** What the definitions of this moment bring, in each of their versions that is served. */
function definedResources({ reader }: Pick<ReadingSession, 'reader'>): readonly Resource[] {
  return servedDefinitions(reader).flatMap(({ spec, status }) => {
    const { group, scope } = spec
    const { kind, plural, shortNames = [], categories = [] } = status?.acceptedNames ?? spec.names
    const version = preferredVersion({ spec })
    return version === undefined
      ? []
      : [
          {
            name: plural,
            kind,
            group,
            apiVersion: `${group}/${version.name}`,
            namespaced: scope !== 'Cluster',
            shortNames,
            categories,
            verbs: DEFINED_VERBS,
          },
        ]
  })
}

function allResources(): readonly Resource[] {
  const known = new Map(Object.values(KINDS).map((info) => [info.groupKind as string, info]))
  return Object.entries(RESOURCES).map(([groupKind, { apiVersion, resource, namespaced }]) => {
    const [kind = ''] = groupKind.split('.')
    const info = known.get(groupKind)
    return {
      name: resource,
      kind,
      group: groupOfVersion(apiVersion),
      apiVersion,
      namespaced,
      shortNames: info?.shortNames ?? SHORT_NAMES[kind] ?? [],
      categories: info?.categories ?? [],
      verbs: OTHER_VERBS[kind] ?? ALL_VERBS,
    }
  })
}

const FLAGS = {
  'api-group': { kind: 'text', value: '' },
  cached: { kind: 'bool', value: false },
  categories: { kind: 'list', value: [] },
  namespaced: { kind: 'bool', value: true },
  'no-headers': { kind: 'bool', value: false },
  output: { kind: 'text', short: 'o', value: '' },
  'show-managed-fields': { kind: 'bool', value: false },
  'sort-by': { kind: 'text', value: '' },
  verbs: { kind: 'list', value: [] },
} as const

export interface ResourcesOptions {
  readonly group: string | null
  readonly namespaced: boolean | null
  readonly categories: readonly string[]
  readonly verbs: readonly string[]
  readonly sortBy: string
  readonly output: string
  readonly noHeaders: boolean
}

export const apiResources: ReadingCommand<ResourcesOptions> = {
  name: 'api-resources',
  use: '',
  flags: FLAGS,
  completes: 'files',
  parse,
  run,
}

const FORMATS = ['json', 'kyaml', 'name', 'wide', 'yaml']

function parse(words: readonly string[]): ParsedOptions<ResourcesOptions> {
  const read = parseCommandLine('api-resources', FLAGS, words)
  if (!read.ok) return read
  const { args, flags, changed } = read
  const sortBy = flags['sort-by']
  if (args.length > 0)
    return usageErrorWithHelp('api-resources', `unexpected arguments: [${args.join(' ')}]`)
  if (flags.output !== '' && !FORMATS.includes(flags.output))
    return usageError(
      `unable to match a printer suitable for the output format "${flags.output}", allowed formats are: ${FORMATS.join(',')}`,
    )
  if (!['', 'name', 'kind'].includes(sortBy))
    return usageError('--sort-by accepts only name or kind')
  if (flags.output === 'json' || flags.output === 'kyaml') return notSimulated(`-o ${flags.output}`)
  return {
    ok: true,
    options: {
      group: changed.has('api-group') ? flags['api-group'] : null,
      namespaced: changed.has('namespaced') ? flags.namespaced : null,
      categories: flags.categories,
      verbs: flags.verbs,
      sortBy,
      output: flags.output,
      noHeaders: flags['no-headers'],
    },
  }
}

/** The types that one can do something with, as `kubectl api-resources -o name --verbs=…` prints them. */
export function namesWithVerb(
  session: Pick<ReadingSession, 'reader'>,
  verb: string,
): readonly string[] {
  return chosenResources(session, { ...EVERYTHING, verbs: [verb] }).map(nameWithGroup)
}

const EVERYTHING = { group: null, namespaced: null, categories: [], verbs: [], sortBy: '' }

const nameWithGroup = ({ group, name }: Resource): string =>
  group === '' ? name : `${name}.${group}`

function chosenResources(
  session: Pick<ReadingSession, 'reader'>,
  options: Pick<ResourcesOptions, 'group' | 'namespaced' | 'categories' | 'verbs' | 'sortBy'>,
): readonly Resource[] {
  const { group, namespaced, categories, verbs, sortBy } = options
  const chosen = [...allResources(), ...definedResources(session)]
    .filter((one) => group === null || one.group === group)
    .filter((one) => namespaced === null || one.namespaced === namespaced)
    .filter((one) => verbs.every((verb) => one.verbs.includes(verb)))
    .filter((one) => categories.every((name) => one.categories.includes(name)))
  const keyOf = (one: Resource): string =>
    sortBy === 'name' ? one.name : sortBy === 'kind' ? one.kind : `${one.group}/${one.name}`
  return chosen.toSorted((a, b) => compareText(keyOf(a), keyOf(b)))
}

function run(session: ReadingSession, options: ResourcesOptions): number {
  const { out } = session
  const { output } = options
  const sorted = chosenResources(session, options)
  if (output === 'yaml') {
    for (const line of printYaml(listOf(sorted)).trimEnd().split('\n')) out(line)
    return 0
  }
  if (output === 'name') {
    for (const one of sorted) out(nameWithGroup(one))
    return 0
  }
  printTable(out, sorted, options)
  return 0
}

function printTable(
  out: (line: string) => void,
  sorted: readonly Resource[],
  { output, noHeaders }: ResourcesOptions,
): void {
  const isWide = output === 'wide'
  const header = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND']
  const rows = sorted.map((one) => [
    one.name,
    one.shortNames.join(','),
    one.apiVersion,
    String(one.namespaced),
    one.kind,
    ...(isWide ? [one.verbs.join(','), one.categories.join(',')] : []),
  ])
  const titles = isWide ? [...header, 'VERBS', 'CATEGORIES'] : header
  const all = noHeaders ? rows : [titles, ...rows]
  if (all.length === 0) return
  for (const line of alignCells(all).trimEnd().split('\n')) out(line)
}

function listOf(resources: readonly Resource[]): unknown {
  return {
    apiVersion: 'v1',
    groupVersion: '',
    kind: 'APIResourceList',
    resources: resources.map(
      ({ name, kind, group, namespaced, shortNames, verbs, categories }) => ({
        ...(categories.length === 0 ? {} : { categories }),
        ...(group === '' ? {} : { group }),
        kind,
        name,
        namespaced,
        ...(shortNames.length === 0 ? {} : { shortNames }),
        singularName: kind.toLowerCase(),
        verbs,
      }),
    ),
  }
}

export const apiVersions: ReadingCommand<null> = {
  name: 'api-versions',
  use: '',
  flags: {},
  completes: 'files',
  parse(words) {
    const read = parseCommandLine('api-versions', {}, words)
    if (!read.ok) return read
    return read.args.length > 0
      ? usageErrorWithHelp('api-versions', `unexpected arguments: [${read.args.join(' ')}]`)
      : { ok: true, options: null }
  },
  run({ out, reader }) {
    const versions = new Set([
      ...Object.values(RESOURCES).map(({ apiVersion }) => apiVersion as string),
      ...servedDefinitions(reader).flatMap(({ spec }) =>
        spec.versions.flatMap(({ name, served }) => (served ? [`${spec.group}/${name}`] : [])),
      ),
    ])
    for (const version of [...versions].toSorted(compareText)) out(version)
    return 0
  },
}
