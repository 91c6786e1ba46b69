// Ingresses. Follows pkg/apis/networking/validation/validation.go (v1.36), ValidateIngressCreate.
import type {
  HTTPIngressPath,
  Ingress,
  IngressBackend,
  IngressRule,
  IngressTLS,
  TypedLocalObjectReference,
} from '#api/generated/types.ts'
import { type Empties, type FieldError, type FieldPath, rootPath } from '#api/meta/field-error.ts'
import {
  isDns1123Label,
  isDns1123Subdomain,
  isPathSegmentName,
  isPortName,
  isPortNumber,
  isWildcardDns1123Subdomain,
} from '#api/meta/formats.ts'
import { ipBytes } from '../../validation/addresses.ts'
import { eachItem, invalid, invalidEach, notSupported, required } from '../../validation/errors.ts'
import type { Sparse } from '../../validation/sparse.ts'

const INVALID_PARTS = ['//', '/./', '/../', '%2f', '%2F']
const INVALID_ENDS = ['/..', '/.']
export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'

const hostFormat = (host: string): readonly string[] =>
  host.includes('*') ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host)

/** The errors of a field that has to be the name of something in a path. */
export function validateSegment(path: FieldPath, value = ''): readonly FieldError[] {
  return value === '' ? [required(path)] : invalidEach(path, value, isPathSegmentName(value))
}

function validateReference(
  { apiGroup, kind, name }: Sparse<TypedLocalObjectReference>,
  path: FieldPath,
): readonly FieldError[] {
  return [
    ...(apiGroup === undefined
      ? []
      : invalidEach(path.child('apiGroup'), apiGroup, isDns1123Subdomain(apiGroup))),
    ...validateSegment(path.child('kind'), kind),
    ...validateSegment(path.child('name'), name),
  ]
}

function validateServiceBackend(
  { name = '', port = {} }: NonNullable<Sparse<IngressBackend>['service']>,
  path: FieldPath,
): readonly FieldError[] {
  const at = path.child('service')
  const { name: portName = '', number = 0 } = port
  const errors =
    name === ''
      ? [required(at.child('name'))]
      : [...invalidEach(at.child('name'), name, isDns1123Label(name))]
  if (portName !== '' && number !== 0)
    return [...errors, invalid(path, '', 'cannot set both port name & port number')]
  if (portName !== '')
    return [...errors, ...invalidEach(at.child('port', 'name'), portName, isPortName(portName))]
  return number === 0
    ? [...errors, required(path, 'port name or number is required')]
    : [...errors, ...invalidEach(at.child('port', 'number'), number, isPortNumber(number))]
}

function validateBackend(
  { resource, service }: Sparse<IngressBackend>,
  path: FieldPath,
): readonly FieldError[] {
  if (resource !== undefined && service !== undefined)
    return [invalid(path, '', 'cannot set both resource and service backends')]
  if (resource !== undefined) return validateReference(resource, path.child('resource'))
  return service === undefined
    ? [invalid(path, '', 'resource or service backend is required')]
    : validateServiceBackend(service, path)
}

function validatePathText(path: FieldPath, text: string, pathType: string): readonly FieldError[] {
  const isAbsolute = text.startsWith('/')
  const absolute = isAbsolute ? [] : [invalid(path, text, 'must be an absolute path')]
  if (pathType === 'ImplementationSpecific') return text === '' ? [] : absolute
  return [
    ...absolute,
    ...INVALID_PARTS.filter((part) => text.includes(part)).map((part) =>
      invalid(path, text, `must not contain '${part}'`),
    ),
    ...INVALID_ENDS.filter((end) => text.endsWith(end)).map((end) =>
      invalid(path, text, `cannot end with '${end}'`),
    ),
  ]
}

function validateHttpPath(
  { path: text = '', pathType, backend = {} }: Sparse<HTTPIngressPath>,
  path: FieldPath,
): readonly FieldError[] {
  const at = path.child('pathType')
  if (pathType === undefined) return [required(at, 'pathType must be specified')]
  const types = ['Exact', 'ImplementationSpecific', 'Prefix']
  return [
    ...(types.includes(pathType)
      ? validatePathText(path.child('path'), text, pathType)
      : [notSupported(at, pathType, types)]),
    ...validateBackend(backend, path.child('backend')),
  ]
}

function validateRule(
  { host = '', http }: Sparse<IngressRule>,
  path: FieldPath,
): readonly FieldError[] {
  const at = path.child('host')
  const paths = path.child('http', 'paths')
  return [
    ...(ipBytes(host) === undefined
      ? []
      : [invalid(at, host, 'must be a DNS name, not an IP address')]),
    ...(host === '' ? [] : invalidEach(at, host, hostFormat(host))),
    ...(http !== undefined && (http.paths ?? []).length === 0 ? [required(paths)] : []),
    ...eachItem(http?.paths, paths, validateHttpPath),
  ]
}

function validateTls(
  { hosts, secretName = '' }: Sparse<IngressTLS>,
  path: FieldPath,
): readonly FieldError[] {
  const at = path.child('secretName')
  return [
    ...eachItem(hosts, path.child('hosts'), (host, hostPath) =>
      invalidEach(hostPath, host, hostFormat(host)),
    ),
    ...(secretName === '' ? [] : invalidEach(at, secretName, isDns1123Subdomain(secretName))),
  ]
}

/** An Ingress without rules and backend. The value is its rules, which the request may have as an empty list. */
function leadsNowhere(path: FieldPath): FieldError {
  const printed = (rules: readonly [] | null): FieldError =>
    invalid(path, rules, 'either `defaultBackend` or `rules` must be specified')
  const reprinted = (empties: Empties): FieldError =>
    printed(empties.get(path.child('rules').toString()) === '[]' ? [] : null)
  return { ...printed(null), reprinted }
}

/** The errors of the spec of an Ingress. */
export function validateIngressSpec({ spec = {} }: Sparse<Ingress>): readonly FieldError[] {
  const path = rootPath('spec')
  const { rules = [], defaultBackend, tls, ingressClassName } = spec
  return [
    ...(rules.length === 0 && defaultBackend === undefined ? [leadsNowhere(path)] : []),
    ...(defaultBackend === undefined
      ? []
      : validateBackend(defaultBackend, path.child('defaultBackend'))),
    ...eachItem(rules, path.child('rules'), validateRule),
    ...eachItem(tls, path.child('tls'), validateTls),
    ...(ingressClassName === undefined
      ? []
      : invalidEach(
          path.child('ingressClassName'),
          ingressClassName,
          isDns1123Subdomain(ingressClassName),
        )),
  ]
}

/** The error of a new Ingress whose annotation names another class than its spec. */
export function validateIngressClassAnnotation({
  metadata,
  spec,
}: Sparse<Ingress>): readonly FieldError[] {
  const annotation = metadata?.annotations?.[CLASS_ANNOTATION]
  const named = spec?.ingressClassName
  return annotation === undefined || named === undefined || annotation === named
    ? []
    : [
        invalid(
          rootPath('annotations', CLASS_ANNOTATION),
          annotation,
          'must match `ingressClassName` when both are specified',
        ),
      ]
}
