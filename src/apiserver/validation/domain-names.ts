// Names that begin with a domain.
// Follows k8s.io/apimachinery/pkg/util/validation/validation.go (v1.36), IsDomainPrefixedPath and its neighbours.
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { isDns1123Label, isDns1123Subdomain } from '#api/meta/formats.ts'
import { invalid, invalidEach, required } from './errors.ts'

const HTTP_PATH_PATTERN = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"
const HTTP_PATH = new RegExp(`^${HTTP_PATH_PATTERN}$`)

/** The errors of a path such as 'acme.io/foo'. */
export function validateDomainPrefixedPath(path: FieldPath, value: string): readonly FieldError[] {
  if (value === '') return [required(path)]
  const slash = value.indexOf('/')
  const host = value.slice(0, Math.max(slash, 0))
  const rest = value.slice(slash + 1)
  if (host === '' || rest === '')
    return [invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')]
  const text = `Invalid path (regex used for validation is '${HTTP_PATH_PATTERN}')`
  return [
    ...invalidEach(path, host, isDns1123Subdomain(host)),
    ...(HTTP_PATH.test(rest) ? [] : [invalid(path, rest, text)]),
  ]
}

/** The errors of a domain of at least two parts, which may end with a dot. */
export function validateFullyQualifiedDomain(
  path: FieldPath,
  value: string,
): readonly FieldError[] {
  if (value === '') return [required(path)]
  const name = value.endsWith('.') ? value.slice(0, -1) : value
  const messages = isDns1123Subdomain(name)
  if (messages.length > 0) return [invalid(path, name, messages.join(','))]
  const labels = name.split('.')
  if (labels.length < 2)
    return [invalid(path, name, 'should be a domain with at least two segments separated by dots')]
  const wrong = labels.find((label) => isDns1123Label(label).length > 0)
  return wrong === undefined ? [] : [invalid(path, wrong, isDns1123Label(wrong).join(','))]
}
