// Resources of the Pod as a whole, against those of its containers.
// Follows pkg/apis/core/validation/validation.go (v1.36), validatePodResources and validatePodResourceConsistency.
import type { PodSpec } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import {
  canonicalQuantity,
  compareQuantities,
  printQuantity,
  quantityOf,
} from '#api/meta/quantity.ts'
import { aggregateContainers } from '../../defaults/aggregate-containers.ts'
import { eachItem, forbidden, invalid } from '../errors.ts'
import { isHugePages } from '../resource-names.ts'
import type { Sparse } from '../sparse.ts'
import { resourceEntries, validatePodLevelRequirements } from './validate-resources.ts'

function validateAggregates(
  spec: Sparse<PodSpec>,
  side: 'requests' | 'limits',
  path: FieldPath,
): readonly FieldError[] {
  const aggregates = aggregateContainers(spec, side)
  return resourceEntries(spec.resources?.[side]).flatMap(([name, quantity]) => {
    const aggregate = aggregates.get(name)
    if (aggregate === undefined || (side === 'limits' && !isHugePages(name))) return []
    if (compareQuantities(aggregate, quantityOf(quantity)) <= 0) return []
    const detail = `must be greater than or equal to aggregate container ${side} of ${printQuantity(aggregate)}`
    return [invalid(path.child(side).key(name), canonicalQuantity(quantity), detail)]
  })
}

function validateContainerLimits(spec: Sparse<PodSpec>, path: FieldPath): readonly FieldError[] {
  const podLimits = spec.resources?.limits ?? {}
  return eachItem(spec.containers, path.child('containers'), (container, at) =>
    resourceEntries(container.resources?.limits).flatMap(([name, limit]) => {
      const podLimit = Object.hasOwn(podLimits, name) ? podLimits[name] : undefined
      if (podLimit === undefined || compareQuantities(quantityOf(limit), quantityOf(podLimit)) <= 0)
        return []
      const detail = `must be less than or equal to pod limits of ${canonicalQuantity(podLimit)}`
      return [invalid(at.key(name).child('limits'), canonicalQuantity(limit), detail)]
    }),
  )
}

/** The errors of spec.resources; a missing one has none. */
export function validatePodResources(
  spec: Sparse<PodSpec>,
  claimNames: readonly string[],
  path: FieldPath,
): readonly FieldError[] {
  const { resources } = spec
  if (resources === undefined) return []
  if (spec.os?.name === 'windows') return [forbidden(path, 'may not be set for a windows pod')]
  return [
    ...(resources.claims === undefined
      ? []
      : [forbidden(path.child('claims'), 'claims may not be set for Resources at pod-level')]),
    ...validatePodLevelRequirements(resources, claimNames, path),
    ...validateAggregates(spec, 'requests', path),
    ...validateAggregates(spec, 'limits', path),
    ...validateContainerLimits(spec, path),
  ]
}
