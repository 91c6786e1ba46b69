// Accounts, roles and who has them. Follows k8s.io/kubectl/pkg/describe/describe.go and pkg/util/rbac/rbac.go (v1.36).
import type {
  ClusterRole,
  ClusterRoleBinding,
  Role,
  RoleBinding,
  ServiceAccount,
} from '#api/generated/types.ts'
import { compareText } from '#lib/compare.ts'
import { goList, NONE, printHead } from './common.ts'
import type { Writer } from './writer.ts'

/** A ServiceAccount. */
export function describeServiceAccount(
  writer: Writer,
  { metadata, imagePullSecrets = [] }: ServiceAccount,
): void {
  printHead(writer, metadata)
  const title = 'Image pull secrets:'
  if (imagePullSecrets.length === 0) writer.line(0, `${title}\t${NONE}`)
  for (const [index, { name = '' }] of imagePullSecrets.entries())
    writer.line(0, `${index === 0 ? title : ' '.repeat(title.length)}\t${name}`)
}

type Rule = NonNullable<Role['rules']>[number]

interface CompactRule {
  readonly group: string | undefined
  readonly resource: string | undefined
  readonly names: readonly string[]
  readonly urls: readonly string[]
  readonly verbs: readonly string[]
}

/** A Role or a ClusterRole: its rules, those for one resource together. */
export function describeRole(writer: Writer, { metadata, rules }: Role | ClusterRole): void {
  printHead(writer, metadata, false)
  writer.line(0, 'PolicyRule:')
  writer.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs')
  writer.line(1, '---------\t-----------------\t--------------\t-----')
  for (const rule of compactRules(rules ?? []))
    writer.line(
      1,
      `${resourceText(rule)}\t${goList(rule.urls)}\t${goList(rule.names)}\t${goList(rule.verbs)}`,
    )
}

/** Rules for one resource of one group, and for one name of it, become one. */
function compactRules(rules: readonly Rule[]): readonly CompactRule[] {
  const compact = new Map<string, CompactRule>()
  const add = (key: string, rule: CompactRule): void => {
    const known = compact.get(key)
    const verbs = [...new Set([...(known?.verbs ?? []), ...rule.verbs])]
    compact.set(key, { ...rule, verbs })
  }
  let urls = 0
  for (const rule of rules) {
    const names = rule.resourceNames ?? []
    const pairs = (rule.apiGroups ?? []).flatMap((group) =>
      (rule.resources ?? []).map((resource) => ({ group, resource })),
    )
    for (const { group, resource } of pairs)
      for (const name of names.length === 0 ? [null] : names)
        add(JSON.stringify([group, resource, name]), {
          group,
          resource,
          names: name === null ? [] : [name],
          urls: [],
          verbs: rule.verbs,
        })
    for (const url of rule.nonResourceURLs ?? []) {
      for (const verb of rule.verbs) {
        urls += 1
        add(String(urls), {
          group: undefined,
          resource: undefined,
          names: [],
          urls: [url],
          verbs: [verb],
        })
      }
    }
  }
  return [...compact.values()].toSorted((a, b) => compareText(ruleKey(a), ruleKey(b)))
}

/** As Go prints a rule, which is the order of the rules. */
function ruleKey({ group, resource, names, urls, verbs }: CompactRule): string {
  const list = (value: string | undefined): string => (value === undefined ? '[]' : `[${value}]`)
  return `&PolicyRule{Verbs:${goList(verbs)},APIGroups:${list(group)},Resources:${list(resource)},ResourceNames:${goList(names)},NonResourceURLs:${goList(urls)},}`
}

/** 'deployments.apps/scale'. Follows CombineResourceGroup. */
function resourceText({ group = '', resource }: CompactRule): string {
  if (resource === undefined) return ''
  const [name = '', sub] = resource.split(/\/(.*)/s)
  return `${name}${group === '' ? '' : `.${group}`}${sub === undefined ? '' : `/${sub}`}`
}

/** A RoleBinding or a ClusterRoleBinding. */
export function describeBinding(
  writer: Writer,
  { metadata, roleRef, subjects = [] }: RoleBinding | ClusterRoleBinding,
): void {
  printHead(writer, metadata, false)
  writer.line(0, 'Role:')
  writer.line(1, `Kind:\t${roleRef.kind}`)
  writer.line(1, `Name:\t${roleRef.name}`)
  writer.line(0, 'Subjects:')
  writer.line(1, 'Kind\tName\tNamespace')
  writer.line(1, '----\t----\t---------')
  for (const { kind, name, namespace = '' } of subjects)
    writer.line(1, `${kind}\t${name}\t${namespace}`)
}
