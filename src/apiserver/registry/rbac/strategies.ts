// Roles and their bindings. Follows pkg/registry/rbac and pkg/apis/rbac/validation/validation.go (v1.36).
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  RbacSubject,
  Role,
  RoleBinding,
  RoleRef,
} from '#api/generated/types.ts'
import { type FieldError, type FieldPath, rootPath } from '#api/meta/field-error.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { isDns1123Subdomain, isPathSegmentName } from '#api/meta/formats.ts'
import { equal } from '#lib/equal.ts'
import { simplified } from '#lib/simplified.ts'
import { eachItem, invalid, invalidEach, notSupported, required } from '../../validation/errors.ts'
import type { Sparse } from '../../validation/sparse.ts'
import { validateLabelSelector } from '../../validation/validate-labels.ts'
import { isReadable } from '../../validation/validate-workload.ts'
import { storedStrategy } from '../stored-strategy.ts'

simplified(
  'rbac',
  'roles and their bindings are stored and shown, and nobody is asked what he may do: everybody may do everything.',
  {
    fields: [
      'Role.rules',
      'ClusterRole.rules',
      'ClusterRole.aggregationRule',
      'RoleBinding.roleRef',
      'ClusterRoleBinding.roleRef',
    ],
  },
)

const GROUP = 'rbac.authorization.k8s.io'

function validateRule(
  rule: Sparse<PolicyRule>,
  path: FieldPath,
  namespaced: boolean,
): readonly FieldError[] {
  const { verbs = [], nonResourceURLs = [], apiGroups = [], resources = [] } = rule
  const errors =
    verbs.length === 0
      ? [required(path.child('verbs'), 'verbs must contain at least one value')]
      : []
  if (nonResourceURLs.length > 0) {
    const at = path.child('nonResourceURLs')
    if (namespaced)
      errors.push(
        invalid(at, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'),
      )
    if (apiGroups.length + resources.length + (rule.resourceNames ?? []).length > 0)
      errors.push(
        invalid(
          at,
          nonResourceURLs,
          'rules cannot apply to both regular resources and non-resource URLs',
        ),
      )
    return errors
  }
  if (apiGroups.length === 0)
    errors.push(
      required(path.child('apiGroups'), 'resource rules must supply at least one api group'),
    )
  if (resources.length === 0)
    errors.push(
      required(path.child('resources'), 'resource rules must supply at least one resource'),
    )
  return errors
}

function validateAggregation({ aggregationRule }: Sparse<ClusterRole>): readonly FieldError[] {
  if (aggregationRule === undefined) return []
  const path = rootPath('aggregationRule', 'clusterRoleSelectors')
  const { clusterRoleSelectors = [] } = aggregationRule
  return clusterRoleSelectors.length === 0
    ? [required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil')]
    : eachItem(clusterRoleSelectors, path, (selector, at) => [
        ...validateLabelSelector(selector, at),
        ...(isReadable(selector) ? [] : [invalid(at, null, 'invalid label selector.')]),
      ])
}

function validateSubject(
  { kind = '', name = '', apiGroup = '', namespace = '' }: Sparse<RbacSubject>,
  path: FieldPath,
  namespaced: boolean,
): readonly FieldError[] {
  const errors = name === '' ? [required(path.child('name'))] : []
  const group = path.child('apiGroup')
  switch (kind) {
    case 'ServiceAccount':
      if (name !== '')
        errors.push(...invalidEach(path.child('name'), name, isDns1123Subdomain(name)))
      if (apiGroup !== '') errors.push(notSupported(group, apiGroup, ['']))
      if (!namespaced && namespace === '') errors.push(required(path.child('namespace')))
      return errors
    case 'User':
    case 'Group':
      return apiGroup === GROUP ? errors : [...errors, notSupported(group, apiGroup, [GROUP])]
    default:
      return [
        ...errors,
        notSupported(path.child('kind'), kind, ['ServiceAccount', 'User', 'Group']),
      ]
  }
}

type Binding = RoleBinding | ClusterRoleBinding

function validateRoleRef(
  { apiGroup = '', kind = '', name = '' }: Sparse<RoleRef>,
  kinds: readonly string[],
): readonly FieldError[] {
  const path = rootPath('roleRef')
  return [
    ...(apiGroup === GROUP ? [] : [notSupported(path.child('apiGroup'), apiGroup, [GROUP])]),
    ...(kinds.includes(kind) ? [] : [notSupported(path.child('kind'), kind, kinds)]),
    ...(name === ''
      ? [required(path.child('name'))]
      : invalidEach(path.child('name'), name, isPathSegmentName(name))),
  ]
}

const validateBinding =
  (namespaced: boolean, kinds: readonly string[]) =>
  ({ roleRef, subjects }: Sparse<Binding>): readonly FieldError[] => [
    ...validateRoleRef(roleRef ?? {}, kinds),
    ...eachItem(subjects, rootPath('subjects'), (subject, path) =>
      validateSubject(subject, path, namespaced),
    ),
  ]

const sameRole = ({ roleRef }: Sparse<Binding>, old: Binding): readonly FieldError[] =>
  equal(roleRef, old.roleRef)
    ? []
    : [invalid(rootPath('roleRef'), printedRef(roleRef ?? {}), 'cannot change roleRef')]

/** As Go prints the internal struct. */
const printedRef = ({ apiGroup = '', kind = '', name = '' }: Sparse<RoleRef>): unknown => ({
  APIGroup: apiGroup,
  Kind: kind,
  Name: name,
})

const withGroup = (subject: RbacSubject): RbacSubject =>
  (subject.kind === 'User' || subject.kind === 'Group') && (subject.apiGroup ?? '') === ''
    ? { ...subject, apiGroup: GROUP }
    : subject

function bindingDefaults<T extends Binding>(binding: T): T {
  const { roleRef = { kind: '', name: '' }, subjects }: Sparse<Binding> = binding
  return {
    ...binding,
    roleRef: { ...roleRef, apiGroup: (roleRef.apiGroup ?? '') || GROUP },
    ...(subjects === undefined ? {} : { subjects: (binding.subjects ?? []).map(withGroup) }),
  }
}

const nameFormat = isPathSegmentName

export const rbacStrategies = {
  'Role.rbac.authorization.k8s.io': storedStrategy<Role>(STORED_KINDS.Role, {
    allowCreateOnUpdate: true,
    nameFormat,
    updateChecks: ['whole', 'metadata', 'change'],
    validate: ({ rules }) =>
      eachItem(rules, rootPath('rules'), (rule, path) => validateRule(rule, path, true)),
  }),
  'ClusterRole.rbac.authorization.k8s.io': storedStrategy<ClusterRole>(STORED_KINDS.ClusterRole, {
    allowCreateOnUpdate: true,
    nameFormat,
    updateChecks: ['whole', 'metadata', 'change'],
    validate: (role) => [
      ...eachItem(role.rules, rootPath('rules'), (rule, path) => validateRule(rule, path, false)),
      ...validateAggregation(role),
    ],
  }),
  'RoleBinding.rbac.authorization.k8s.io': storedStrategy<RoleBinding>(STORED_KINDS.RoleBinding, {
    allowCreateOnUpdate: true,
    nameFormat,
    updateChecks: ['whole', 'metadata', 'change'],
    setDefaults: bindingDefaults,
    validate: validateBinding(true, ['Role', 'ClusterRole']),
    validateChange: sameRole,
  }),
  'ClusterRoleBinding.rbac.authorization.k8s.io': storedStrategy<ClusterRoleBinding>(
    STORED_KINDS.ClusterRoleBinding,
    {
      allowCreateOnUpdate: true,
      nameFormat,
      updateChecks: ['whole', 'metadata', 'change'],
      setDefaults: bindingDefaults,
      validate: validateBinding(false, ['ClusterRole']),
      validateChange: sameRole,
    },
  ),
}
