// Nodes.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidateNode.
import type { Node } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { isDns1123Subdomain } from '#api/meta/formats.ts'
import { containsCidr, isCidr } from '../../../validation/addresses.ts'
import { eachItem, internalError, invalid, invalidEach } from '../../../validation/errors.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { validateObjectMeta } from '../../../validation/validate-object-meta.ts'
import {
  resourceEntries,
  validateResourceQuantity,
} from '../../../validation/pod/validate-resources.ts'
import { validateTaints } from '../../../validation/pod/validate-tolerations.ts'

/** The errors of the amounts that a node has and offers. */
export function validateNodeResources(node: Sparse<Node>): readonly FieldError[] {
  return (['capacity', 'allocatable'] as const).flatMap((side) =>
    resourceEntries(node.status?.[side]).flatMap(([name, quantity]) =>
      validateResourceQuantity(name, quantity, rootPath('status', side, name)),
    ),
  )
}

function validatePodCidrs(cidrs: readonly string[]): readonly FieldError[] {
  const path = rootPath('spec', 'podCIDRs')
  const families = new Set(cidrs.map((cidr) => cidr.includes(':')))
  const repeated = cidrs.length > 1 && (cidrs.length > 2 || families.size !== 2)
  const wrong = cidrs.findIndex((cidr) => containsCidr(cidr, cidr) === undefined)
  const why = `invalid CIDR[${wrong}]: <nil> (invalid CIDR address: ${cidrs[wrong] ?? ''})`
  return [
    ...eachItem(cidrs, path, (cidr, at) => invalidEach(at, cidr, isCidr(cidr))),
    ...(wrong === -1 || cidrs.length < 2
      ? []
      : [
          internalError(
            path,
            `invalid PodCIDRs. failed to check with dual stack with error:${why}`,
          ),
        ]),
    ...(repeated
      ? [invalid(path, cidrs, 'may specify no more than one CIDR for each IP family')]
      : []),
  ]
}

/** The errors of a Node. Its taints are reported under metadata, as upstream does. */
export function validateNode(node: Sparse<Node>): readonly FieldError[] {
  const { podCIDR = '', podCIDRs, taints } = node.spec ?? {}
  return [
    ...validateObjectMeta(node.metadata ?? {}, {
      namespaced: false,
      nameFormat: isDns1123Subdomain,
    }),
    ...validateTaints(taints, rootPath('metadata', 'taints')),
    ...validateNodeResources(node),
    ...validatePodCidrs(podCIDRs ?? (podCIDR === '' ? [] : [podCIDR])),
  ]
}
