// What a HorizontalPodAutoscaler measures.
// Follows pkg/apis/autoscaling/validation/validation.go (v1.36), validateMetrics and its parts.
import type {
  ContainerResourceMetricSource,
  CrossVersionObjectReference,
  ExternalMetricSource,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
  ObjectMetricSource,
  PodsMetricSource,
  Quantity,
  ResourceMetricSource,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { groupOfVersion } from '#api/meta/kind-info.ts'
import { quantityOf } from '#api/meta/quantity.ts'
import { isDns1123Label, isPathSegmentName } from '#api/meta/formats.ts'
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
} from '../../../validation/errors.ts'
import type { Sparse } from '../../../validation/sparse.ts'

const SOURCES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource']
const TARGETS = ['Utilization', 'Value', 'AverageValue']
/** The field of each source, in the order in which upstream looks at them. */
const FIELDS = ['object', 'external', 'pods', 'resource', 'containerResource'] as const

/** What of an apiVersion is not looked at: that it names a group, or anything. */
export interface ReferenceOptions {
  readonly allowsCoreGroup: boolean
  readonly allowsAnything: boolean
}

/** The errors of a reference to an object of any kind. */
export function validateReference(
  { kind = '', name = '', apiVersion = '' }: Sparse<CrossVersionObjectReference>,
  path: FieldPath,
  { allowsCoreGroup, allowsAnything }: ReferenceOptions,
): readonly FieldError[] {
  const named = (field: string, value: string): readonly FieldError[] =>
    value === ''
      ? [required(path.child(field))]
      : invalidEach(path.child(field), value, isPathSegmentName(value))
  const versionPath = path.child('apiVersion')
  const errors = [...named('kind', kind), ...named('name', name)]
  if (allowsAnything) return errors
  if (apiVersion.split('/').length > 2) {
    const detail = `unexpected GroupVersion string: ${apiVersion}`
    return [...errors, invalid(versionPath, apiVersion, detail)]
  }
  return allowsCoreGroup || groupOfVersion(apiVersion) !== ''
    ? errors
    : [...errors, invalid(versionPath, apiVersion, 'apiVersion must specify API group')]
}

function validateTarget(
  { type = '', value, averageValue, averageUtilization }: Sparse<MetricTarget>,
  path: FieldPath,
): readonly FieldError[] {
  const typePath = path.child('type')
  const positive = (field: string, given: Quantity | undefined): readonly FieldError[] =>
    given !== undefined && quantityOf(given).nano <= 0n
      ? [invalid(path.child(field), given, 'must be positive')]
      : []
  return [
    ...(type === '' ? [required(typePath, 'must specify a metric target type')] : []),
    ...(TARGETS.includes(type)
      ? []
      : [invalid(typePath, type, 'must be either Utilization, Value, or AverageValue')]),
    ...positive('value', value),
    ...positive('averageValue', averageValue),
    ...(averageUtilization !== undefined && averageUtilization < 1
      ? [invalid(path.child('averageUtilization'), averageUtilization, 'must be greater than 0')]
      : []),
  ]
}

function validateIdentifier(
  { name = '' }: Sparse<MetricIdentifier> = {},
  path: FieldPath,
): readonly FieldError[] {
  const namePath = path.child('name')
  return name === ''
    ? [required(namePath, 'must specify a metric name')]
    : invalidEach(namePath, name, isPathSegmentName(name))
}

function validateObject(
  { describedObject = {}, metric, target = {} }: Sparse<ObjectMetricSource>,
  path: FieldPath,
  options: ReferenceOptions,
): readonly FieldError[] {
  const averagePath = path.child('target', 'averageValue')
  const isSet = target.value !== undefined || target.averageValue !== undefined
  return [
    ...validateReference(describedObject, path.child('describedObject'), options),
    ...validateIdentifier(metric, path.child('metric')),
    ...validateTarget(target, path.child('target')),
    ...(isSet ? [] : [required(averagePath, 'must set either a target value or averageValue')]),
  ]
}

function validateExternal(
  { metric, target = {} }: Sparse<ExternalMetricSource>,
  path: FieldPath,
): readonly FieldError[] {
  const { value, averageValue } = target
  const targetPath = path.child('target')
  return [
    ...validateIdentifier(metric, path.child('metric')),
    ...validateTarget(target, targetPath),
    ...(value === undefined && averageValue === undefined
      ? [
          required(
            targetPath.child('averageValue'),
            'must set either a target value for metric or a per-pod target',
          ),
        ]
      : []),
    ...(value !== undefined && averageValue !== undefined
      ? [
          forbidden(
            targetPath.child('value'),
            'may not set both a target value for metric and a per-pod target',
          ),
        ]
      : []),
  ]
}

function validatePods(
  { metric, target = {} }: Sparse<PodsMetricSource>,
  path: FieldPath,
): readonly FieldError[] {
  const averagePath = path.child('target', 'averageValue')
  return [
    ...validateIdentifier(metric, path.child('metric')),
    ...validateTarget(target, path.child('target')),
    ...(target.averageValue === undefined
      ? [required(averagePath, 'must specify a positive target averageValue')]
      : []),
  ]
}

function validateResourceTarget(
  target: Sparse<MetricTarget>,
  path: FieldPath,
): readonly FieldError[] {
  const { averageUtilization, averageValue } = target
  return [
    ...validateTarget(target, path),
    ...(averageUtilization === undefined && averageValue === undefined
      ? [
          required(
            path.child('averageUtilization'),
            'must set either a target raw value or a target utilization',
          ),
        ]
      : []),
    ...(averageUtilization !== undefined && averageValue !== undefined
      ? [
          forbidden(
            path.child('averageValue'),
            'may not set both a target raw value and a target utilization',
          ),
        ]
      : []),
  ]
}

function validateResource(
  { name = '', target = {} }: Sparse<ResourceMetricSource>,
  path: FieldPath,
): readonly FieldError[] {
  return [
    ...(name === '' ? [required(path.child('name'), 'must specify a resource name')] : []),
    ...validateResourceTarget(target, path.child('target')),
  ]
}

function validateContainerResource(
  { name = '', container = '', target = {} }: Sparse<ContainerResourceMetricSource>,
  path: FieldPath,
): readonly FieldError[] {
  const containerPath = path.child('container')
  return [
    ...(name === '' ? [required(path.child('name'), 'must specify a resource name')] : []),
    ...(container === ''
      ? [required(containerPath, 'must specify a container')]
      : invalidEach(containerPath, container, isDns1123Label(container))),
    ...validateResourceTarget(target, path.child('target')),
  ]
}

function validateSource(
  spec: Sparse<MetricSpec>,
  path: FieldPath,
  options: ReferenceOptions,
): readonly FieldError[] {
  // Only the first of several is looked at.
  const field = FIELDS.find((one) => spec[one] !== undefined)
  const below = field === undefined ? path : path.child(field)
  if (field === 'object') return validateObject(spec.object ?? {}, below, options)
  if (field === 'external') return validateExternal(spec.external ?? {}, below)
  if (field === 'pods') return validatePods(spec.pods ?? {}, below)
  if (field === 'resource') return validateResource(spec.resource ?? {}, below)
  return field === undefined ? [] : validateContainerResource(spec.containerResource ?? {}, below)
}

function validateMetric(
  spec: Sparse<MetricSpec>,
  path: FieldPath,
  options: ReferenceOptions,
): readonly FieldError[] {
  const { type = '' } = spec
  const typePath = path.child('type')
  const isKnown = SOURCES.includes(type)
  const unknown = notSupported(typePath, type, SOURCES)
  const expected = FIELDS.find((field) => field.toLowerCase() === type.toLowerCase() && isKnown)
  const present = FIELDS.filter((field) => spec[field] !== undefined)
  const detail = 'must populate information for the given metric source'
  return [
    ...(type === '' ? [required(typePath, 'must specify a metric source type')] : []),
    ...(isKnown ? [] : [unknown]),
    ...validateSource(spec, path, options),
    ...(expected !== undefined && spec[expected] === undefined
      ? [required(path.child(expected), detail)]
      : []),
    ...(isKnown ? [] : [unknown]),
    ...(present.length === 1
      ? []
      : present
          .filter((field) => field !== expected)
          .map((field) =>
            forbidden(path.child(field), 'must populate the given metric source only'),
          )),
  ]
}

/** The errors of the metrics of an autoscaler. */
export function validateMetrics(
  metrics: readonly Sparse<MetricSpec>[],
  path: FieldPath,
  { minReplicas, options }: { readonly minReplicas: number; readonly options: ReferenceOptions },
): readonly FieldError[] {
  const mayBeZero = metrics.some(({ type }) => type === 'Object' || type === 'External')
  const detail =
    'must specify at least one Object or External metric to support scaling to zero replicas'
  return [
    ...metrics.flatMap((metric, index) => validateMetric(metric, path.index(index), options)),
    ...(minReplicas === 0 && !mayBeZero ? [forbidden(path, detail)] : []),
  ]
}
