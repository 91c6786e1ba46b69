// Leases. Follows pkg/registry/coordination/lease/strategy.go and pkg/apis/coordination/validation (v1.36).
import type { Lease } from '#api/generated/types.ts'
import { type FieldError, rootPath } from '#api/meta/field-error.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { NON_NEGATIVE } from '#api/meta/formats.ts'
import { invalid } from '../../validation/errors.ts'
import type { Sparse } from '../../validation/sparse.ts'
import { storedStrategy } from '../stored-strategy.ts'

function validateLease({ spec = {} }: Sparse<Lease>): readonly FieldError[] {
  const path = rootPath('spec')
  const { leaseDurationSeconds, leaseTransitions = 0 } = spec
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
  ]
}

/** Who should hold it is not kept, as without its feature gate. */
function withoutElection(lease: Lease): Lease {
  const { preferredHolder, strategy, ...spec } = lease.spec ?? {}
  return preferredHolder === undefined && strategy === undefined ? lease : { ...lease, spec }
}

export const coordinationStrategies = {
  'Lease.coordination.k8s.io': storedStrategy<Lease>(STORED_KINDS.Lease, {
    allowCreateOnUpdate: true,
    takesAnyFinalizer: true,
    prepareForCreate: withoutElection,
    prepareForUpdate: withoutElection,
    validate: validateLease,
  }),
}
