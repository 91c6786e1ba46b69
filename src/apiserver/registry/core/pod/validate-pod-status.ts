// What a changed status of a Pod may say.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidatePodStatusUpdate.
import type { Pod } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { IMMUTABLE, isDns1123Subdomain } from '#api/meta/formats.ts'
import { simplified } from '#lib/simplified.ts'
import { invalid, invalidEach } from '../../../validation/errors.ts'

simplified(
  'pod-status-validation',
  'of a changed status of a Pod only its node, its addresses and its quality of service are checked, not the states of its containers.',
)

function validateAddresses({ status }: Pod): readonly FieldError[] {
  const addresses = (status?.podIPs ?? []).map(({ ip = '' }) => ip)
  const families = new Set(addresses.map((ip) => ip.includes(':')))
  if (addresses.length <= families.size) return []
  const printed = addresses.map((IP) => ({ IP }))
  const detail = 'may specify no more than one IP for each IP family'
  return [invalid(rootPath('status', 'podIPs'), printed, detail)]
}

/** The errors of a changed status. */
export function validatePodStatusUpdate(next: Pod, old: Pod): readonly FieldError[] {
  const path = rootPath('status')
  const { nominatedNodeName = '', qosClass } = next.status ?? {}
  const isOtherClass = qosClass !== undefined && qosClass !== old.status?.qosClass
  return [
    ...(nominatedNodeName === ''
      ? []
      : invalidEach(
          path.child('nominatedNodeName'),
          nominatedNodeName,
          isDns1123Subdomain(nominatedNodeName),
        )),
    ...(isOtherClass ? [invalid(path.child('qosClass'), qosClass, IMMUTABLE)] : []),
    ...validateAddresses(next),
  ]
}
