// References to fields and resources of the Pod itself, in environment variables and in the downward API.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateObjectFieldSelector and validateContainerResourceFieldSelector.
import type { ObjectFieldSelector, ResourceFieldSelector } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { canonicalQuantity, value as unitsOf, milliValue } from '#api/meta/quantity.ts'
import { isQualifiedName } from '#api/meta/formats.ts'
import { invalid, invalidEach, notSupported, required } from '../errors.ts'
import type { Sparse } from '../sparse.ts'

/** The fields that an environment variable may take. */
export const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]
/** The fields that a file of a downwardAPI volume may hold. */
export const VOLUME_FIELDS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
]
const KNOWN_FIELDS = new Set([
  ...ENV_FIELDS,
  ...VOLUME_FIELDS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
])
const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
]
const MEMORY_DIVISORS = [
  '1',
  '1k',
  '1M',
  '1G',
  '1T',
  '1P',
  '1E',
  '1Ki',
  '1Mi',
  '1Gi',
  '1Ti',
  '1Pi',
  '1Ei',
]
const SUBSCRIPTED = /^([^[\]]*)\['([^']*)'\]$/

function validateSubscript(fieldPath: string, path: FieldPath): readonly FieldError[] | undefined {
  const match = SUBSCRIPTED.exec(fieldPath)
  if (match === null) return undefined
  const [, field = '', key = ''] = match
  if (field === 'metadata.annotations')
    return invalidEach(path, key.toLowerCase(), isQualifiedName(key.toLowerCase()))
  if (field === 'metadata.labels') return invalidEach(path, key, isQualifiedName(key))
  const detail = `error converting fieldPath: field label does not support subscript: ${fieldPath}`
  return [invalid(path.child('fieldPath'), fieldPath, detail)]
}

/** The errors of a fieldRef that may name one of `fields`, or a label or annotation by its key. */
export function validateFieldRef(
  reference: Sparse<ObjectFieldSelector>,
  fields: readonly string[],
  path: FieldPath,
): readonly FieldError[] {
  const { apiVersion = '', fieldPath = '' } = reference
  const at = path.child('fieldPath')
  if (apiVersion === '') return [required(path.child('apiVersion'))]
  if (fieldPath === '') return [required(at)]
  if (apiVersion !== 'v1') {
    return [
      invalid(at, fieldPath, `error converting fieldPath: unsupported pod version: ${apiVersion}`),
    ]
  }
  const subscript = validateSubscript(fieldPath, path)
  if (subscript !== undefined) return subscript
  const field = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath
  if (!KNOWN_FIELDS.has(field)) {
    return [
      invalid(at, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`),
    ]
  }
  return fields.includes(field) ? [] : [notSupported(at, field, fields)]
}

const isHugePagesField = (resource: string): boolean =>
  resource.startsWith('requests.hugepages-') || resource.startsWith('limits.hugepages-')

function divisorRule(
  resource: string,
): { readonly divisors: readonly string[]; readonly text: string } | undefined {
  const memory = (
    name: string,
  ): { readonly divisors: readonly string[]; readonly text: string } => ({
    divisors: MEMORY_DIVISORS,
    text: `only divisor's values ${MEMORY_DIVISORS.join(', ')} are supported with the ${name} resource`,
  })
  if (isHugePagesField(resource)) return memory('hugepages')
  switch (resource.slice(resource.indexOf('.') + 1)) {
    case 'cpu':
      return {
        divisors: ['1m', '1'],
        text: "only divisor's values 1m and 1 are supported with the cpu resource",
      }
    case 'memory':
      return memory('memory')
    case 'ephemeral-storage':
      return memory('local ephemeral storage')
    default:
      return undefined
  }
}

function validateDivisor(
  reference: Sparse<ResourceFieldSelector>,
  path: FieldPath,
): readonly FieldError[] {
  const { resource = '', divisor } = reference
  if (divisor === undefined || (unitsOf(divisor) === 0 && milliValue(divisor) === 0)) return []
  if (!RESOURCES.includes(resource) && !isHugePagesField(resource)) return []
  const rule = divisorRule(resource)
  if (rule === undefined || rule.divisors.includes(canonicalQuantity(divisor))) return []
  return [invalid(path.child('divisor'), resource, rule.text)]
}

/** The errors of a resourceFieldRef; in a volume it must name its container. */
export function validateResourceFieldRef(
  reference: Sparse<ResourceFieldSelector>,
  inVolume: boolean,
  path: FieldPath,
): readonly FieldError[] {
  const { containerName = '', resource = '' } = reference
  const errors: FieldError[] = []
  if (inVolume && containerName === '') errors.push(required(path.child('containerName')))
  else if (resource === '') errors.push(required(path.child('resource')))
  else if (!RESOURCES.includes(resource) && !isHugePagesField(resource)) {
    errors.push(notSupported(path.child('resource'), resource, RESOURCES))
  }
  return [...errors, ...validateDivisor(reference, path)]
}
