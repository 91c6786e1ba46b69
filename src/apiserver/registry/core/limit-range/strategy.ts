// LimitRanges. Follows ValidateLimitRange of pkg/apis/core/validation/validation.go and SetDefaults_LimitRangeItem of
// pkg/apis/core/v1/defaults.go (v1.36).
import type { LimitRange, LimitRangeItem, Quantity } from '#api/generated/types.ts'
import { type FieldError, type FieldPath, rootPath } from '#api/meta/field-error.ts'
import { compareQuantities, canonicalQuantity, milliValue, quantityOf } from '#api/meta/quantity.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { isQualifiedName } from '#api/meta/formats.ts'
import {
  type ResourceList,
  setDefaultsResourceList,
} from '../../../defaults/resource-list-defaults.ts'
import {
  duplicate,
  eachItem,
  forbidden,
  invalid,
  invalidEach,
  required,
} from '../../../validation/errors.ts'
import {
  validateContainerResourceName,
  validateResourceName,
} from '../../../validation/pod/validate-resources.ts'
import { isOvercommitAllowed } from '../../../validation/resource-names.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { sortedEntries } from '../../../validation/validate-labels.ts'
import { storedStrategy } from '../../stored-strategy.ts'

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim']
const LISTS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const

type Item = Sparse<LimitRangeItem>

function validateType(type: string, path: FieldPath): readonly FieldError[] {
  const messages = isQualifiedName(type)
  if (messages.length > 0) return invalidEach(path, type, messages)
  return type.includes('/') || TYPES.includes(type)
    ? []
    : [invalid(path, type, 'must be a standard limit type or fully qualified')]
}

function validateNames(item: Item, path: FieldPath): readonly FieldError[] {
  const { type = '' } = item
  const ofContainers = type === 'Pod' || type === 'Container'
  const check = ofContainers ? validateContainerResourceName : validateResourceName
  const errors = LISTS.map((list): readonly FieldError[] => {
    const at = path.child(list)
    const isDefault = list === 'default' || list === 'defaultRequest'
    const entries = sortedEntries(item[list])
    if (type === 'Pod' && isDefault)
      return entries.length > 0 ? [forbidden(at, "may not be specified when `type` is 'Pod'")] : []
    return entries.flatMap(([name]) => check(name, at.key(name)))
  })
  const lacksStorage =
    type === 'PersistentVolumeClaim' &&
    item.min?.['storage'] === undefined &&
    item.max?.['storage'] === undefined
  const storage = lacksStorage
    ? [
        required(
          path.child('limits'),
          'either minimum or maximum storage value is required, but neither was provided',
        ),
      ]
    : []
  return [...errors.slice(0, 4).flat(), ...storage, ...(errors[4] ?? [])]
}

const isAbove = (a: Quantity | undefined, b: Quantity | undefined): a is Quantity =>
  a !== undefined && b !== undefined && compareQuantities(quantityOf(a), quantityOf(b)) > 0

type Values = Readonly<Partial<Record<(typeof LISTS)[number], Quantity>>>

/** Two amounts of one resource of which the first may not be above the second, at which field, with which value. */
const ORDERS = [
  ['min', 'max', 'min', 'min', 'min value', 'max value'],
  [
    'min',
    'defaultRequest',
    'defaultRequest',
    'defaultRequest',
    'min value',
    'default request value',
  ],
  [
    'defaultRequest',
    'max',
    'defaultRequest',
    'defaultRequest',
    'default request value',
    'max value',
  ],
  [
    'defaultRequest',
    'default',
    'defaultRequest',
    'defaultRequest',
    'default request value',
    'default limit value',
  ],
  ['min', 'default', 'default', 'min', 'min value', 'default value'],
  ['default', 'max', 'default', 'max', 'default value', 'max value'],
] as const

function validateRatio(
  name: string,
  { maxLimitRequestRatio: ratio, min, max }: Values,
  path: FieldPath,
): readonly FieldError[] {
  if (ratio === undefined) return []
  const at = path.child('maxLimitRequestRatio').key(name)
  const text = canonicalQuantity(ratio)
  const errors = isAbove('1', ratio) ? [invalid(at, text, `ratio ${text} is less than 1`)] : []
  if (min === undefined || max === undefined) return errors
  const limit = milliValue(max) / milliValue(min)
  return milliValue(ratio) / 1000 > limit
    ? [...errors, invalid(at, text, `ratio ${text} is greater than max/min = ${limit.toFixed(6)}`)]
    : errors
}

function validateValues(name: string, values: Values, path: FieldPath): readonly FieldError[] {
  const errors = ORDERS.flatMap(([lower, upper, field, value, lowerWord, upperWord]) => {
    const [low, high, shown] = [values[lower], values[upper], values[value]]
    if (!isAbove(low, high) || high === undefined || shown === undefined) return []
    const text = `${lowerWord} ${canonicalQuantity(low)} is greater than ${upperWord} ${canonicalQuantity(high)}`
    return [invalid(path.child(field).key(name), canonicalQuantity(shown), text)]
  })
  const { default: limit, defaultRequest: request } = values
  const differ = isAbove(limit, request) || isAbove(request, limit)
  if (!differ || isOvercommitAllowed(name) || limit === undefined || request === undefined)
    return [...errors, ...validateRatio(name, values, path)]
  const text = `default value ${canonicalQuantity(limit)} must equal to defaultRequest value ${canonicalQuantity(request)} in ${name}`
  return [
    ...errors,
    ...validateRatio(name, values, path),
    invalid(path.child('defaultRequest').key(name), canonicalQuantity(request), text),
  ]
}

function validateAmounts(item: Item, path: FieldPath): readonly FieldError[] {
  const lists = LISTS.filter((list) => item.type !== 'Pod' || !list.startsWith('default'))
  const names = new Set(lists.flatMap((list) => Object.keys(item[list] ?? {})))
  return [...names].toSorted().flatMap((name) => {
    const values = Object.fromEntries(
      lists.flatMap((list) => {
        const value = item[list]?.[name]
        return value === undefined ? [] : [[list, value]]
      }),
    )
    return validateValues(name, values, path)
  })
}

function validateLimits({ spec }: Sparse<LimitRange>): readonly FieldError[] {
  const seen = new Set<string>()
  return eachItem(spec?.limits, rootPath('spec', 'limits'), (item, path) => {
    const { type = '' } = item
    const isTaken = seen.has(type)
    seen.add(type)
    return [
      ...validateType(type, path.child('type')),
      ...(isTaken ? [duplicate(path.child('type'), type)] : []),
      ...validateNames(item, path),
      ...validateAmounts(item, path),
    ]
  })
}

function itemDefaults(item: LimitRangeItem): LimitRangeItem {
  const lists = LISTS.flatMap((list) => {
    const amounts = item[list]
    return amounts === undefined ? [] : [[list, setDefaultsResourceList(amounts)] as const]
  })
  const clean: LimitRangeItem = { ...item, ...Object.fromEntries(lists) }
  if (item.type !== 'Container') return clean
  const { max = {}, min = {} } = clean
  const limits: ResourceList = { ...max, ...clean.default }
  const requests: ResourceList = { ...min, ...limits, ...clean.defaultRequest }
  const isEmpty = (list: ResourceList): boolean => Object.keys(list).length === 0
  return {
    ...clean,
    ...(isEmpty(limits) ? {} : { default: limits }),
    ...(isEmpty(requests) ? {} : { defaultRequest: requests }),
  }
}

export const limitRangeStrategy = storedStrategy<LimitRange>(STORED_KINDS.LimitRange, {
  allowCreateOnUpdate: true,
  setDefaults: (range) =>
    range.spec?.limits === undefined
      ? range
      : { ...range, spec: { ...range.spec, limits: range.spec.limits.map(itemDefaults) } },
  updateChecks: ['whole'],
  validate: validateLimits,
})
