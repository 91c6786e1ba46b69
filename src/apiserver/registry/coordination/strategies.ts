// Leases. Follows pkg/registry/coordination/lease/strategy.go and pkg/apis/coordination/validation (v1.36).
import type { Lease } from '#api/generated/types.ts'
import { type FieldError, rootPath } from '#api/meta/field-error.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { isQualifiedName, NON_NEGATIVE } from '#api/meta/formats.ts'
import { forbidden, invalid, invalidEach, notSupported } from '../../validation/errors.ts'
import type { Sparse } from '../../validation/sparse.ts'
import { storedStrategy } from '../stored-strategy.ts'

const STRATEGIES = ['OldestEmulationVersion']

function validateLease({ spec = {} }: Sparse<Lease>): readonly FieldError[] {
  const path = rootPath('spec')
  const { leaseDurationSeconds, leaseTransitions = 0, strategy = '', preferredHolder = '' } = spec
  // Upstream names the field twice.
  const at = path.child('strategy', 'strategy')
  const isOwn = !strategy.includes('/')
  return [
    ...(leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0
      ? [
          invalid(
            path.child('leaseDurationSeconds'),
            leaseDurationSeconds,
            'must be greater than 0',
          ),
        ]
      : []),
    ...(leaseTransitions < 0
      ? [invalid(path.child('leaseTransitions'), leaseTransitions, NON_NEGATIVE)]
      : []),
    ...(spec.strategy !== undefined && isOwn && !STRATEGIES.includes(strategy)
      ? [notSupported(at, strategy, STRATEGIES)]
      : []),
    ...(isOwn ? [] : invalidEach(at, strategy, isQualifiedName(strategy))),
    ...(preferredHolder !== '' && strategy === ''
      ? [forbidden(path.child('preferredHolder'), 'may only be specified if `strategy` is defined')]
      : []),
  ]
}

export const coordinationStrategies = {
  'Lease.coordination.k8s.io': storedStrategy<Lease>(STORED_KINDS.Lease, {
    validate: validateLease,
  }),
}
