// The formats of names and other texts. Each function gives the messages about a value, none when it is well formed.
// Follows k8s.io/apimachinery/pkg/util/validation/validation.go (v1.36).
import { byteLength } from '#lib/byte-length.ts'

export type Format = (value: string) => readonly string[]

const LABEL_PATTERN = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const SUBDOMAIN_PATTERN = `${LABEL_PATTERN}(\\.${LABEL_PATTERN})*`
const UNDERSCORE_PATTERN = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*'
const LABEL_1035_PATTERN = '[a-z]([-a-z0-9]*[a-z0-9])?'
const NAME_PART_PATTERN = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const LABEL_VALUE_PATTERN = `(${NAME_PART_PATTERN})?`
const CONFIG_KEY_PATTERN = '[-._a-zA-Z0-9]+'
const HEADER_PATTERN = '[-A-Za-z0-9]+'

const MAX_LABEL = 63
const MAX_SUBDOMAIN = 253
const MAX_PORT_NAME = 15
const MAX_ID = 2147483647

const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`)
const LABEL = whole(LABEL_PATTERN)
const SUBDOMAIN = whole(SUBDOMAIN_PATTERN)
const UNDERSCORE = whole(UNDERSCORE_PATTERN)
const LABEL_1035 = whole(LABEL_1035_PATTERN)
const NAME_PART = whole(NAME_PART_PATTERN)
const LABEL_VALUE = whole(LABEL_VALUE_PATTERN)
const CONFIG_KEY = whole(CONFIG_KEY_PATTERN)
const HEADER = whole(HEADER_PATTERN)

/** The explanation that follows a rule: examples, and the expression. */
function explained(rule: string, pattern: string, examples: readonly string[]): string {
  const list = examples.map((example) => `'${example}', `).join(' or ')
  return `${rule} (e.g. ${list}regex used for validation is '${pattern}')`
}

const maxCharacters = (max: number): string => `must be no more than ${max} characters`
const maxBytes = (max: number): string => `must be no more than ${max} bytes`

const LABEL_TEXT = explained(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL_PATTERN,
  ['my-name', '123-abc'],
)
const SUBDOMAIN_TEXT = explained(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN_PATTERN,
  ['example.com'],
)
const UNDERSCORE_TEXT = explained(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  UNDERSCORE_PATTERN,
  ['example.com'],
)
const LABEL_1035_TEXT = explained(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  LABEL_1035_PATTERN,
  ['my-name', 'abc-123'],
)
const NAME_PART_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
const NAME_PART_EXAMPLES = ['MyName', 'my.name', '123-abc']
const LABEL_VALUE_TEXT = explained(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  LABEL_VALUE_PATTERN,
  ['MyValue', 'my_value', '12345'],
)
const CONFIG_KEY_TEXT = explained(
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  CONFIG_KEY_PATTERN,
  ['key.name', 'KEY_NAME', 'key-name'],
)
const HEADER_TEXT = explained(
  "a valid HTTP header must consist of alphanumeric characters or '-'",
  HEADER_PATTERN,
  ['X-Header-Name'],
)

/** A DNS-1123 label: 'my-name', at most 63 characters. */
export const isDns1123Label: Format = (value) => {
  const messages: string[] = []
  if (byteLength(value) > MAX_LABEL) messages.push(maxCharacters(MAX_LABEL))
  if (!LABEL.test(value))
    messages.push(SUBDOMAIN.test(value) ? 'must not contain dots' : LABEL_TEXT)
  return messages
}

/** A DNS-1123 subdomain: 'example.com', at most 253 characters. */
export const isDns1123Subdomain: Format = (value) => {
  const messages: string[] = []
  if (byteLength(value) > MAX_SUBDOMAIN) messages.push(maxCharacters(MAX_SUBDOMAIN))
  if (!SUBDOMAIN.test(value)) messages.push(SUBDOMAIN_TEXT)
  return messages
}

/** A DNS-1123 subdomain with underscores, for DNS search paths. */
export const isDns1123SubdomainWithUnderscore: Format = (value) => {
  const messages: string[] = []
  if (byteLength(value) > MAX_SUBDOMAIN) messages.push(maxCharacters(MAX_SUBDOMAIN))
  if (!UNDERSCORE.test(value)) messages.push(UNDERSCORE_TEXT)
  return messages
}

/** A DNS-1035 label: starts with a letter. */
export const isDns1035Label: Format = (value) => {
  const messages: string[] = []
  if (byteLength(value) > MAX_LABEL) messages.push(maxCharacters(MAX_LABEL))
  if (!LABEL_1035.test(value)) messages.push(LABEL_1035_TEXT)
  return messages
}

function prefixMessages(prefix: string): readonly string[] {
  if (prefix === '') return ['prefix part must be non-empty']
  // The same rule as that of names, which says its length otherwise.
  return [
    ...(byteLength(prefix) > MAX_SUBDOMAIN ? [maxBytes(MAX_SUBDOMAIN)] : []),
    ...(SUBDOMAIN.test(prefix) ? [] : [SUBDOMAIN_TEXT]),
  ].map((message) => `prefix part ${message}`)
}

/** A label key, or another qualified name: 'app', 'example.com/app'. */
export const isQualifiedName: Format = (value) => {
  const parts = value.split('/')
  if (parts.length > 2) {
    const text = explained(
      `a valid label key ${NAME_PART_RULE}`,
      NAME_PART_PATTERN,
      NAME_PART_EXAMPLES,
    )
    return [`${text} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]
  }
  const name = parts.at(-1) ?? ''
  const messages = parts.length === 2 ? [...prefixMessages(parts[0] ?? '')] : []
  if (name === '') messages.push('name part must be non-empty')
  else if (byteLength(name) > MAX_LABEL) messages.push(`name part ${maxBytes(MAX_LABEL)}`)
  if (!NAME_PART.test(name)) {
    messages.push(`name part ${explained(NAME_PART_RULE, NAME_PART_PATTERN, NAME_PART_EXAMPLES)}`)
  }
  return messages
}

/** The value of a label: at most 63 bytes, may be empty. */
export const isLabelValue: Format = (value) => {
  const messages: string[] = []
  if (byteLength(value) > MAX_LABEL) messages.push(maxBytes(MAX_LABEL))
  if (!LABEL_VALUE.test(value)) messages.push(LABEL_VALUE_TEXT)
  return messages
}

/** The name of a container port. */
export const isPortName: Format = (value) => {
  const messages: string[] = []
  if (byteLength(value) > MAX_PORT_NAME) messages.push(maxCharacters(MAX_PORT_NAME))
  if (!/^[-a-z0-9]+$/.test(value)) {
    messages.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  }
  if (!/[a-z]/.test(value)) messages.push('must contain at least one letter (a-z)')
  if (value.includes('--')) messages.push('must not contain consecutive hyphens')
  if (value.startsWith('-') || value.endsWith('-'))
    messages.push('must not begin or end with a hyphen')
  return messages
}

/** 'must be between 1 and 5, inclusive'. */
export const inclusiveRange = (min: number, max: number): string =>
  `must be between ${min} and ${max}, inclusive`

/** A port number: 1 to 65535. */
export const isPortNumber = (port: number): readonly string[] =>
  port >= 1 && port <= 65535 ? [] : [inclusiveRange(1, 65535)]

/** A user or group ID. */
export const isUserId = (id: number): readonly string[] =>
  id >= 0 && id <= MAX_ID ? [] : [inclusiveRange(0, MAX_ID)]

const ENV_NAME_PATTERN = '[-._a-zA-Z][-._a-zA-Z0-9]*'
const ENV_NAME = whole(ENV_NAME_PATTERN)
const ENV_NAME_TEXT = explained(
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
  ENV_NAME_PATTERN,
  ['my.env-name', 'MY_ENV.NAME', 'MyEnvName1'],
)

/** The name of an environment variable as kubectl takes it. */
export const isEnvVarName: Format = (value) => [
  ...(ENV_NAME.test(value) ? [] : [ENV_NAME_TEXT]),
  ...changesFolder(value),
]

/** Follows hasChDirPrefix. */
function changesFolder(value: string): readonly string[] {
  if (value === '.') return ["must not be '.'"]
  if (value === '..') return ["must not be '..'"]
  return value.startsWith('..') ? ["must not start with '..'"] : []
}

/** The name of an environment variable as the API server takes it: printable ASCII without '='. */
export const isRelaxedEnvVarName: Format = (value) => {
  if (value === '') return ['environment variable name must be non-empty']
  if (/^[ -<>-~]+$/.test(value)) return []
  return [
    "a valid environment variable name must consist only of printable ASCII characters other than '='",
  ]
}

/** A key of a ConfigMap or Secret. */
export const isConfigMapKey: Format = (value) => {
  const messages: string[] = []
  if (byteLength(value) > MAX_SUBDOMAIN) messages.push(maxCharacters(MAX_SUBDOMAIN))
  if (!CONFIG_KEY.test(value)) messages.push(CONFIG_KEY_TEXT)
  return [...messages, ...changesFolder(value)]
}

const WILDCARD_PATTERN = `\\*\\.${SUBDOMAIN_PATTERN}`
const WILDCARD = whole(WILDCARD_PATTERN)
const WILDCARD_TEXT = explained(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  WILDCARD_PATTERN,
  ['*.example.com'],
)

/** '*.example.com': a host of an Ingress. */
export const isWildcardDns1123Subdomain: Format = (value) => {
  const messages: string[] = []
  if (byteLength(value) > MAX_SUBDOMAIN) messages.push(maxCharacters(MAX_SUBDOMAIN))
  if (!WILDCARD.test(value)) messages.push(WILDCARD_TEXT)
  return messages
}

/** A name that can stand in the path of a URL. */
export const isPathSegmentName: Format = (value) => {
  if (value === '.' || value === '..') return [`may not be '${value}'`]
  return ['/', '%'].flatMap((part) => (value.includes(part) ? [`may not contain '${part}'`] : []))
}

/** The name of an HTTP header. */
export const isHttpHeaderName: Format = (value) => (HEADER.test(value) ? [] : [HEADER_TEXT])

export const NON_NEGATIVE = 'must be greater than or equal to 0'
export const POSITIVE = 'must be greater than zero'
export const IMMUTABLE = 'field is immutable'
