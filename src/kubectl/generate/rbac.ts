// `kubectl create role`, `clusterrole`, `rolebinding` and `clusterrolebinding`.
// Follows create_role.go, create_clusterrole.go, create_rolebinding.go and create_clusterrolebinding.go of
// k8s.io/kubectl/pkg/cmd/create (v1.36).
import { infoOf } from '#api/meta/object.ts'
import { compareText } from '#lib/compare.ts'
import { parseLabelPairs } from '../label-pairs.ts'
import { kindOfWord } from '../resource-types.ts'
import { type Generated, generator, object, type Surroundings } from './generator.ts'

const API = 'rbac.authorization.k8s.io'
const VERBS = new Set(
  '* get delete list create update patch watch proxy deletecollection use bind escalate impersonate'.split(
    ' ',
  ),
)

const ROLE_FLAGS = {
  resource: { kind: 'list', value: [] },
  'resource-name': { kind: 'texts', value: [] },
  verb: { kind: 'list', value: [] },
} as const

interface Rule {
  readonly verbs: readonly string[]
  readonly resources: readonly string[]
  readonly names: readonly string[]
}

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)]

/** The rules, one for each group of resources; or what is wrong. */
function rulesOf(
  { verbs: given, resources, names }: Rule,
  { err }: Surroundings,
): object[] | string {
  const verbs = given.includes('*') ? ['*'] : unique(given)
  for (const verb of verbs)
    if (!VERBS.has(verb)) err(`Warning: '${verb}' is not a standard resource verb`)
  const groups = new Map<string, string[]>()
  for (const text of resources) {
    const [whole = '', sub] = text.split(/\/(.*)/s)
    const [word = '', group] = whole.split(/\.(.*)/s)
    if (word === '') return 'resource must be specified if apiGroup/subresource specified'
    const kind = word === '*' ? undefined : kindOfWord(word)
    if (kind === undefined && word !== '*')
      return `the server doesn't have a resource type "${word}"${group === undefined ? '' : ` in group "${group}"`}`
    const info = kind === undefined ? { group: group ?? '', resource: word } : infoOf(kind)
    const path = sub === undefined ? info.resource : `${info.resource}/${sub}`
    groups.set(info.group, [...(groups.get(info.group) ?? []), path])
  }
  return [...groups]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([group, paths]) => ({
      apiGroups: [group],
      resources: unique(paths),
      ...(names.length === 0 ? {} : { resourceNames: unique(names) }),
      verbs,
    }))
}

export const createRole = generator({
  name: 'role',
  use: 'NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
  flags: ROLE_FLAGS,
  refused: '',
  generate(name, { flags }, around): Generated {
    const { verb: verbs, resource: resources } = flags
    if (verbs.length === 0) return 'at least one verb must be specified'
    if (resources.length === 0) return 'at least one resource must be specified'
    const rules = rulesOf({ verbs, resources, names: flags['resource-name'] }, around)
    if (typeof rules === 'string') return rules
    return object({ apiVersion: `${API}/v1`, kind: 'Role', metadata: { name }, rules } as never)
  },
})

export const createClusterRole = generator({
  name: 'clusterrole',
  use: 'NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
  flags: {
    ...ROLE_FLAGS,
    'aggregation-rule': { kind: 'text', value: '' },
    'non-resource-url': { kind: 'list', value: [] },
  },
  refused: '',
  generate(name, { flags }, around): Generated {
    const { verb: verbs, resource: resources } = flags
    const urls = flags['non-resource-url']
    const aggregated = flags['aggregation-rule']
    if (aggregated !== '') return aggregatedRole(name, aggregated)
    if (verbs.length === 0) return 'at least one verb must be specified'
    if (resources.length + urls.length === 0)
      return 'one of resource or nonResourceURL must be specified'
    const odd = urls.find((url) => !url.startsWith('/') && url !== '*')
    if (odd !== undefined) return 'nonResourceURL should start with /'
    const rules = rulesOf({ verbs, resources, names: flags['resource-name'] }, around)
    if (typeof rules === 'string') return rules
    const urlRules = urls.length === 0 ? [] : [{ nonResourceURLs: urls, verbs: unique(verbs) }]
    return object({
      apiVersion: `${API}/v1`,
      kind: 'ClusterRole',
      metadata: { name },
      rules: [...rules, ...urlRules],
    } as never)
  },
})

function aggregatedRole(name: string, text: string): Generated {
  const labels = parseLabelPairs(text)
  if (typeof labels === 'string') return labels
  return object({
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: labels }] },
    apiVersion: `${API}/v1`,
    kind: 'ClusterRole',
    metadata: { name },
    rules: null,
  } as never)
}

const SUBJECT_FLAGS = {
  clusterrole: { kind: 'text', value: '' },
  group: { kind: 'texts', value: [] },
  serviceaccount: { kind: 'texts', value: [] },
  user: { kind: 'texts', value: [] },
} as const

interface Subjects {
  readonly group: readonly string[]
  readonly serviceaccount: readonly string[]
  readonly user: readonly string[]
}

/** The subjects that flags name; or what is wrong with one. */
export function subjectsOf({ user, group, serviceaccount }: Subjects): object[] | string {
  const odd = serviceaccount.find((text) => text.split(':').length !== 2)
  if (odd !== undefined) return 'serviceaccount must be <namespace>:<name>'
  return [
    ...user.map((name) => ({ apiGroup: API, kind: 'User', name })),
    ...group.map((name) => ({ apiGroup: API, kind: 'Group', name })),
    ...serviceaccount.map((text) => {
      const [namespace = '', name = ''] = text.split(':')
      return { kind: 'ServiceAccount', name, namespace }
    }),
  ]
}

interface Role {
  readonly kind: string
  readonly name: string
}

function binding(kind: string, name: string, role: Role, flags: Subjects): Generated {
  const subjects = subjectsOf(flags)
  if (typeof subjects === 'string') return subjects
  return object({
    apiVersion: `${API}/v1`,
    kind,
    metadata: { name },
    roleRef: { apiGroup: API, ...role },
    ...(subjects.length === 0 ? {} : { subjects }),
  } as never)
}

export const createRoleBinding = generator({
  name: 'rolebinding',
  use: 'NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  flags: { ...SUBJECT_FLAGS, role: { kind: 'text', value: '' } },
  refused: 'failed to create rolebinding: ',
  generate(name, { flags }): Generated {
    const { clusterrole, role } = flags
    if ((clusterrole === '') === (role === ''))
      return 'exactly one of clusterrole or role must be specified'
    const of =
      role === '' ? { kind: 'ClusterRole', name: clusterrole } : { kind: 'Role', name: role }
    return binding('RoleBinding', name, of, flags)
  },
})

export const createClusterRoleBinding = generator({
  name: 'clusterrolebinding',
  use: 'NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  flags: SUBJECT_FLAGS,
  required: ['clusterrole'],
  refused: 'failed to create clusterrolebinding: ',
  generate: (name, { flags }) =>
    binding('ClusterRoleBinding', name, { kind: 'ClusterRole', name: flags.clusterrole }, flags),
})
