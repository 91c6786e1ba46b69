// ResourceQuotas. Follows pkg/registry/core/resourcequota/strategy.go and ValidateResourceQuota of
// pkg/apis/core/validation/validation.go (v1.36).
import type {
  ResourceQuota,
  ResourceQuotaSpec,
  ScopedResourceSelectorRequirement,
} from '#api/generated/types.ts'
import { type FieldError, type FieldPath, rootPath } from '#api/meta/field-error.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { IMMUTABLE } from '#api/meta/formats.ts'
import {
  type ResourceList,
  setDefaultsResourceList,
} from '../../../defaults/resource-list-defaults.ts'
import { invalid, required } from '../../../validation/errors.ts'
import {
  validateResourceName,
  validateResourceQuantity,
} from '../../../validation/pod/validate-resources.ts'
import { isStandardQuotaResource } from '../../../validation/resource-names.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { sortedEntries } from '../../../validation/validate-labels.ts'
import { storedStrategy } from '../../stored-strategy.ts'

const OF_PODS = [
  'pods',
  'cpu',
  'memory',
  'limits.cpu',
  'limits.memory',
  'requests.cpu',
  'requests.memory',
]
const OF_CLAIMS = ['persistentvolumeclaims', 'requests.storage']
/** The resources that a scope can limit. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  Terminating: OF_PODS,
  NotTerminating: OF_PODS,
  BestEffort: ['pods'],
  NotBestEffort: OF_PODS,
  PriorityClass: OF_PODS,
  VolumeAttributesClass: OF_CLAIMS,
  CrossNamespacePodAffinity: OF_PODS,
}
const WITHOUT_VALUES = [
  'BestEffort',
  'NotBestEffort',
  'Terminating',
  'NotTerminating',
  'CrossNamespacePodAffinity',
]
const PAIRS = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const
const EXISTS =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"

const isScope = (scope: string): boolean => Object.hasOwn(SCOPES, scope)

/** How many of the limited resources a scope has no say about. */
function unfit(scope: string, hard: ResourceList): readonly string[] {
  const fitting = isScope(scope) ? SCOPES[scope] : undefined
  return Object.keys(hard).filter(
    (name) => isStandardQuotaResource(name) && fitting !== undefined && !fitting.includes(name),
  )
}

/** The errors of amounts of a quota, limits or used ones. */
function validateAmounts(list: ResourceList | undefined, path: FieldPath): readonly FieldError[] {
  return sortedEntries(list).flatMap(([name, quantity]) => {
    const at = path.key(name)
    return [
      ...validateResourceName(name, at),
      ...(name.includes('/') || isStandardQuotaResource(name)
        ? []
        : [invalid(at, name, 'must be a standard resource for quota')]),
      ...validateResourceQuantity(name, quantity, at),
    ]
  })
}

function conflicts(scopes: readonly string[], error: FieldError): readonly FieldError[] {
  return PAIRS.filter((pair) => pair.every((one) => scopes.includes(one))).map(() => error)
}

function validateScopes({
  scopes = [],
  hard = {},
}: Sparse<ResourceQuotaSpec>): readonly FieldError[] {
  const path = rootPath('spec', 'scopes')
  const error = (detail: string): FieldError => invalid(path, scopes, detail)
  return [
    ...scopes.flatMap((scope) => [
      ...(isScope(scope) ? [] : [error('unsupported scope')]),
      ...unfit(scope, hard).map(() => error('unsupported scope applied to resource')),
    ]),
    ...conflicts(scopes, error('conflicting scopes')),
  ]
}

type Requirement = Sparse<ScopedResourceSelectorRequirement>

const printed = ({ scopeName = '', operator = '', values }: Requirement): unknown => ({
  ScopeName: scopeName,
  Operator: operator,
  Values: values ?? null,
})

function validateOperator(
  { scopeName = '', operator = '', values = [] }: Requirement,
  path: FieldPath,
): readonly FieldError[] {
  const errors: FieldError[] = []
  if (WITHOUT_VALUES.includes(scopeName) && operator !== 'Exists')
    errors.push(invalid(path.child('operator'), operator, EXISTS))
  const at = path.child('values')
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0
        ? errors
        : [
            ...errors,
            required(
              at,
              "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
            ),
          ]
    case 'Exists':
    case 'DoesNotExist':
      return values.length === 0
        ? errors
        : [
            ...errors,
            invalid(
              at,
              values,
              "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
            ),
          ]
    default:
      return [...errors, invalid(path.child('operator'), operator, 'not a valid selector operator')]
  }
}

function validateScopeSelector({
  scopeSelector,
  scopes,
  hard = {},
}: Sparse<ResourceQuotaSpec>): readonly FieldError[] {
  if (scopeSelector === undefined) return []
  const path = rootPath('spec', 'scopeSelector', 'matchExpressions')
  const requirements = scopeSelector.matchExpressions ?? []
  const whole = { MatchExpressions: requirements.map(printed) }
  const names = requirements.map(({ scopeName = '' }) => scopeName)
  return [
    ...requirements.flatMap((requirement) => {
      const { scopeName = '' } = requirement
      return [
        ...(isScope(scopeName)
          ? []
          : [invalid(path.child('scopeName'), scopeName, 'unsupported scope')]),
        ...unfit(scopeName, hard).map(() =>
          invalid(path, whole, 'unsupported scope applied to resource'),
        ),
        ...validateOperator(requirement, path),
      ]
    }),
    ...conflicts(names, invalid(path, scopes ?? null, 'conflicting scopes')),
  ]
}

function validateSpec({ spec = {} }: Sparse<ResourceQuota>): readonly FieldError[] {
  return [
    ...validateAmounts(spec.hard, rootPath('spec', 'hard')),
    ...validateScopes(spec),
    ...validateScopeSelector(spec),
  ]
}

const asSet = (list: readonly string[] | undefined): string => [...new Set(list)].toSorted().join()

export const resourceQuotaStrategy = storedStrategy<ResourceQuota>(STORED_KINDS.ResourceQuota, {
  setDefaults: (quota) =>
    quota.spec?.hard === undefined
      ? quota
      : { ...quota, spec: { ...quota.spec, hard: setDefaultsResourceList(quota.spec.hard) } },
  prepareForCreate: (quota) => ({ ...quota, status: {} }),
  validate: validateSpec,
  validateChange: ({ spec }, old) =>
    asSet(spec?.scopes) === asSet(old.spec?.scopes)
      ? []
      : [invalid(rootPath('spec', 'scopes'), spec?.scopes ?? null, IMMUTABLE)],
  validateStatusUpdate: ({ status }) => [
    ...validateAmounts(status?.hard, rootPath('status', 'hard')),
    ...validateAmounts(status?.used, rootPath('status', 'used')),
  ],
})
