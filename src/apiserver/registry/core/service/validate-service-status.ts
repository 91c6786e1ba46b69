// What a load balancer says of a Service.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidateServiceStatusUpdate.
import type { LoadBalancerIngress, Service } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { isDns1123Subdomain } from '#api/meta/formats.ts'
import { ipBytes, isIpAddress } from '../../../validation/addresses.ts'
import {
  eachItem,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
} from '../../../validation/errors.ts'

const IP_MODES = ['Proxy', 'VIP']

function validateIpMode(
  { ip = '', ipMode }: LoadBalancerIngress,
  path: FieldPath,
): readonly FieldError[] {
  if (ipMode === undefined)
    return ip === '' ? [] : [required(path, 'must be specified when `ip` is set')]
  if (ip === '') return [forbidden(path, 'may not be specified when `ip` is not set')]
  return IP_MODES.includes(ipMode) ? [] : [notSupported(path, ipMode, IP_MODES)]
}

/** The errors of a changed status. */
export function validateServiceStatusUpdate({ spec, status }: Service): readonly FieldError[] {
  const { ingress = [] } = status?.loadBalancer ?? {}
  const path = rootPath('status', 'loadBalancer', 'ingress')
  if (spec?.type !== 'LoadBalancer' && ingress.length > 0) {
    return [forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'")]
  }
  return eachItem(ingress, path, (one, at) => {
    const { ip = '', hostname = '' } = one
    const name = at.child('hostname')
    return [
      ...(ip === '' ? [] : invalidEach(at.child('ip'), ip, isIpAddress(ip))),
      ...validateIpMode(one, at.child('ipMode')),
      ...(hostname === '' ? [] : invalidEach(name, hostname, isDns1123Subdomain(hostname))),
      ...(ipBytes(hostname) === undefined
        ? []
        : [invalid(name, hostname, 'must be a DNS name, not an IP address')]),
    ]
  })
}
