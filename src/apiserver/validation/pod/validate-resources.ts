// Requests and limits.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateResourceRequirements.
import type { Quantity, CoreResourceClaim, ResourceRequirements } from '#api/generated/types.ts'
import { compareResources } from '#api/core/pod-requests.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import {
  canonicalQuantity,
  compareQuantities,
  isWholeQuantity,
  quantityOf,
  value,
} from '#api/meta/quantity.ts'
import { isDns1123Label, isQualifiedName, NON_NEGATIVE } from '#api/meta/formats.ts'
import { compareText } from '#lib/compare.ts'
import {
  duplicate,
  eachItem,
  forbidden,
  invalid,
  invalidEach,
  notFound,
  notSupported,
  required,
} from '../errors.ts'
import {
  hugePageSize,
  isExtendedResource,
  isHugePages,
  isIntegerResource,
  isNativeResource,
  isOvercommitAllowed,
  isPodLevelResource,
  isStandardContainerResource,
  isStandardResource,
} from '../resource-names.ts'
import type { Sparse } from '../sparse.ts'

export type ResourceList = Readonly<Record<string, Quantity>>
type NameCheck = (name: string, path: FieldPath) => readonly FieldError[]

/** The entries of a resource list: cpu, memory, ephemeral-storage, then by name. */
export function resourceEntries(
  list: ResourceList | undefined,
): readonly (readonly [string, Quantity])[] {
  return Object.entries(list ?? {}).toSorted(([a], [b]) => compareResources(a, b))
}

/** The errors of the name of any resource. */
export const validateResourceName: NameCheck = (name, path) => {
  const errors = invalidEach(path, name, isQualifiedName(name))
  if (errors.length > 0 || name.includes('/') || isStandardResource(name)) return errors
  return [invalid(path, name, 'must be a standard resource type or fully qualified')]
}

/** The errors of the name of a resource that a container can ask for. */
export const validateContainerResourceName: NameCheck = (name, path) => {
  const errors = validateResourceName(name, path)
  if (!name.includes('/')) {
    if (isStandardContainerResource(name)) return errors
    return [...errors, invalid(path, name, 'must be a standard resource for containers')]
  }
  if (isNativeResource(name) || isExtendedResource(name)) return errors
  return [...errors, invalid(path, name, "doesn't follow extended resource name standard")]
}

const validatePodResourceName: NameCheck = (name, path) => {
  const errors = validateResourceName(name, path)
  if (errors.length > 0 || isPodLevelResource(name)) return errors
  return [notSupported(path, name, ['cpu', 'hugepages-', 'memory'])]
}

/** The errors of one amount: not negative, and whole where the resource is counted. */
export function validateResourceQuantity(
  name: string,
  quantity: Quantity,
  path: FieldPath,
): readonly FieldError[] {
  const parsed = quantityOf(quantity)
  const errors: FieldError[] = []
  if (parsed.nano < 0n) errors.push(invalid(path, canonicalQuantity(quantity), NON_NEGATIVE))
  if (isIntegerResource(name) && !isWholeQuantity(parsed)) {
    errors.push(invalid(path, canonicalQuantity(quantity), 'must be an integer'))
  }
  return errors
}

function isDivisibleByPage(name: string, quantity: Quantity): boolean {
  const size = value(hugePageSize(name))
  return size > 0 && value(quantity) % size === 0
}

function validateAmount(name: string, quantity: Quantity, path: FieldPath): readonly FieldError[] {
  return isHugePages(name) && !isDivisibleByPage(name, quantity)
    ? [
        invalid(
          path,
          canonicalQuantity(quantity),
          `${canonicalQuantity(quantity)} is not positive integer multiple of ${name}`,
        ),
      ]
    : []
}

function validateAgainstLimit(
  [name, request]: readonly [string, Quantity],
  limits: ResourceList,
  path: FieldPath,
): readonly FieldError[] {
  if (!Object.hasOwn(limits, name)) {
    if (isOvercommitAllowed(name)) return []
    return [required(path.child('limits'), 'Limit must be set for non overcommitable resources')]
  }
  const limit = limits[name] ?? 0
  const order = compareQuantities(quantityOf(request), quantityOf(limit))
  const text = (rule: string): FieldError =>
    invalid(
      path.child('requests'),
      canonicalQuantity(request),
      `must be ${rule} to ${name} limit of ${canonicalQuantity(limit)}`,
    )
  if (order !== 0 && !isOvercommitAllowed(name)) return [text('equal')]
  return order > 0 ? [text('less than or equal')] : []
}

function validateClaims(
  claims: readonly Sparse<CoreResourceClaim>[] | undefined,
  claimNames: readonly string[],
  path: FieldPath,
): readonly FieldError[] {
  const seen = new Set<string>()
  return eachItem(claims, path, ({ name = '', request = '' }, itemPath) => {
    if (name === '') return [required(itemPath)]
    const key = request === '' ? name : `${name}/${request}`
    const errors: FieldError[] = []
    if (seen.has(name)) errors.push(duplicate(itemPath, name))
    else {
      if (request !== '')
        errors.push(...invalidEach(itemPath.child('request'), request, isDns1123Label(request)))
      const overlaps = request === '' && [...seen].some((other) => other.startsWith(`${name}/`))
      if (seen.has(key) || overlaps) errors.push(duplicate(itemPath, key))
      seen.add(key)
    }
    if (!claimNames.includes(name)) {
      const known =
        claimNames.length === 0
          ? ' which is empty'
          : `: ${claimNames.toSorted(compareText).join(', ')}`
      errors.push(
        notFound(itemPath, name, `must be one of the names in pod.spec.resourceClaims${known}`),
      )
    }
    return errors
  })
}

interface Rules {
  readonly checkName: NameCheck
  readonly claimNames: readonly string[]
}

function validateRequirements(
  resources: Sparse<ResourceRequirements> | undefined,
  path: FieldPath,
  { checkName, claimNames }: Rules,
): readonly FieldError[] {
  const { limits = {}, requests = {}, claims } = resources ?? {}
  const names = [...Object.keys(limits), ...Object.keys(requests)]
  const needsCompute =
    names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')
  return [
    ...resourceEntries(limits).flatMap(([name, quantity]) => {
      const itemPath = path.child('limits').key(name)
      return [
        ...checkName(name, itemPath),
        ...validateResourceQuantity(name, quantity, itemPath),
        ...validateAmount(name, quantity, itemPath),
      ]
    }),
    ...resourceEntries(requests).flatMap(([name, quantity]) => {
      const itemPath = path.child('requests').key(name)
      return [
        ...checkName(name, itemPath),
        ...validateResourceQuantity(name, quantity, itemPath),
        ...validateAgainstLimit([name, quantity], limits, path),
        ...validateAmount(name, quantity, itemPath),
      ]
    }),
    ...(needsCompute ? [forbidden(path, 'HugePages require cpu or memory')] : []),
    ...validateClaims(claims, claimNames, path.child('claims')),
  ]
}

/** The errors of the resources of a container. */
export function validateContainerResources(
  resources: Sparse<ResourceRequirements> | undefined,
  claimNames: readonly string[],
  path: FieldPath,
): readonly FieldError[] {
  return validateRequirements(resources, path, {
    checkName: validateContainerResourceName,
    claimNames,
  })
}

/** The errors of spec.resources by themselves. */
export function validatePodLevelRequirements(
  resources: Sparse<ResourceRequirements>,
  claimNames: readonly string[],
  path: FieldPath,
): readonly FieldError[] {
  return validateRequirements(resources, path, { checkName: validatePodResourceName, claimNames })
}

/** The errors of spec.overhead: it is checked as if it were limits. */
export function validateOverhead(overhead: ResourceList, path: FieldPath): readonly FieldError[] {
  return validateRequirements({ limits: overhead }, path, {
    checkName: validateContainerResourceName,
    claimNames: [],
  })
}
