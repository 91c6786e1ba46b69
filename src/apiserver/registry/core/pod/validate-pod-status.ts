// What a changed status of a Pod may say.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidatePodStatusUpdate.
import type { Pod, PodStatus } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { IMMUTABLE, isDns1123Subdomain } from '#api/meta/formats.ts'
import { simplified } from '#lib/simplified.ts'
import { ipBytes, isIpAddress } from '../../../validation/addresses.ts'
import { forbidden, internalError, invalid, invalidEach } from '../../../validation/errors.ts'

simplified(
  'pod-status-validation',
  'of a changed status of a Pod only its node, its addresses, its generation and its quality of service are checked, not the states of its containers.',
)

type Addresses = readonly { readonly ip?: string | undefined }[]

/** What a list of addresses may say; those that were there before may stay, whatever they are. */
function validateAddresses(
  path: FieldPath,
  next: Addresses = [],
  old: Addresses = [],
): readonly FieldError[] {
  const addresses = next.map(({ ip = '' }) => ip)
  const kept = new Set(old.map(({ ip = '' }) => ip))
  return [
    ...addresses.flatMap((ip, index) =>
      kept.has(ip) ? [] : invalidEach(path.index(index), ip, isIpAddress(ip)),
    ),
    ...(addresses.length > 1 ? validateFamilies(path, addresses) : []),
  ]
}

/** One address of each family, and of what is no address it is not known. */
function validateFamilies(path: FieldPath, addresses: readonly string[]): readonly FieldError[] {
  const bytes = addresses.map((ip) => ipBytes(ip)?.length)
  const unknown = bytes.indexOf(undefined)
  const printed = addresses.map((IP) => ({ IP }))
  const isPair = unknown < 0 && addresses.length === 2 && bytes[0] !== bytes[1]
  return [
    ...(unknown < 0
      ? []
      : [
          internalError(
            path,
            `failed to check for dual stack with error:invalid IP[${unknown}]: ${addresses[unknown] ?? ''}`,
          ),
        ]),
    ...(isPair
      ? []
      : [invalid(path, printed, 'may specify no more than one IP for each IP family')]),
  ]
}

function validateHostAddresses(next: PodStatus, old: PodStatus): readonly FieldError[] {
  const path = rootPath('status', 'hostIPs')
  const { hostIP = '', hostIPs = [] } = next
  const [first] = hostIPs
  if (first === undefined) return []
  const { ip = '' } = first
  return [
    ...(ip === hostIP ? [] : [invalid(path.index(0).child('ip'), ip, 'must be equal to `hostIP`')]),
    ...validateAddresses(path, hostIPs, old.hostIPs),
  ]
}

function validateNominatedNode(next: Pod, old: Pod): readonly FieldError[] {
  const path = rootPath('status', 'nominatedNodeName')
  const { nominatedNodeName: name = '' } = next.status ?? {}
  if (name === '' || name === (old.status?.nominatedNodeName ?? '')) return []
  return [
    ...invalidEach(path, name, isDns1123Subdomain(name)),
    ...((old.spec?.nodeName ?? '') === ''
      ? []
      : [forbidden(path, 'may not be set on pods that are already bound to a node')]),
  ]
}

/** The errors of a changed status. */
export function validatePodStatusUpdate(next: Pod, old: Pod): readonly FieldError[] {
  const path = rootPath('status')
  const [status, before] = [next.status ?? {}, old.status ?? {}]
  const { qosClass, observedGeneration = 0 } = status
  const isOtherClass = qosClass !== undefined && qosClass !== before.qosClass
  return [
    ...validateNominatedNode(next, old),
    ...(observedGeneration < 0
      ? [
          invalid(
            path.child('observedGeneration'),
            observedGeneration,
            'must be a non-negative integer',
          ),
        ]
      : []),
    ...(isOtherClass ? [invalid(path.child('qosClass'), qosClass, IMMUTABLE)] : []),
    ...validateAddresses(path.child('podIPs'), status.podIPs, before.podIPs),
    ...validateHostAddresses(status, before),
  ]
}
