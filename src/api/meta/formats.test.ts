import { expect, test } from 'vitest'
import {
  isConfigMapKey,
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isDns1123SubdomainWithUnderscore,
  isRelaxedEnvVarName,
  isHttpHeaderName,
  isLabelValue,
  isPortName,
  isPortNumber,
  isQualifiedName,
  isUserId,
} from './formats.ts'

const NAME_PART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
const UNDERSCORE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')"
const LABEL_1035 =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
const VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
const KEY =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
const HEADER =
  "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"

type Row = readonly [(value: string) => readonly string[], string, readonly string[]]
const rows: readonly Row[] = [
  [isDns1123Label, 'my-name', []],
  [isDns1123Label, 'My', [LABEL]],
  [isDns1123Label, 'a.b', ['must not contain dots']],
  [isDns1123Label, 'a'.repeat(64), ['must be no more than 63 characters']],
  [isDns1123Label, 'A'.repeat(64), ['must be no more than 63 characters', LABEL]],
  [isDns1123Subdomain, 'example.com', []],
  [isDns1123Subdomain, 'a..b', [SUBDOMAIN]],
  [isDns1123Subdomain, 'a'.repeat(254), ['must be no more than 253 characters']],
  [isDns1123SubdomainWithUnderscore, '_tcp.example.com', []],
  [isDns1123SubdomainWithUnderscore, 'a b', [UNDERSCORE]],
  [isDns1035Label, 'a1', []],
  [isDns1035Label, '1a', [LABEL_1035]],
  [isQualifiedName, 'example.com/My_name', []],
  [isQualifiedName, '', ['name part must be non-empty', NAME_PART]],
  [isQualifiedName, '/a', ['prefix part must be non-empty']],
  [isQualifiedName, 'A/a', [`prefix part ${SUBDOMAIN}`]],
  [isQualifiedName, 'a b', [NAME_PART]],
  [isQualifiedName, 'a'.repeat(64), ['name part must be no more than 63 bytes']],
  [
    isQualifiedName,
    'a/b/c',
    [
      `${NAME_PART.replace('name part', 'a valid label key')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ],
  ],
  [isLabelValue, '', []],
  [isLabelValue, '-a', [VALUE]],
  [isLabelValue, 'ä'.repeat(32), ['must be no more than 63 bytes', VALUE]],
  [isQualifiedName, `${'a'.repeat(254)}/b`, ['prefix part must be no more than 253 bytes']],
  [isPortName, 'http', []],
  [
    isPortName,
    '-A--1234567890123-',
    [
      'must be no more than 15 characters',
      'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      'must contain at least one letter (a-z)',
      'must not contain consecutive hyphens',
      'must not begin or end with a hyphen',
    ],
  ],
  [isRelaxedEnvVarName, 'MY VAR.1', []],
  [isRelaxedEnvVarName, '', ['environment variable name must be non-empty']],
  [
    isRelaxedEnvVarName,
    'A=B',
    [
      "a valid environment variable name must consist only of printable ASCII characters other than '='",
    ],
  ],
  [isConfigMapKey, 'key.name', []],
  [isConfigMapKey, 'a b', [KEY]],
  [isConfigMapKey, '.', ["must not be '.'"]],
  [isConfigMapKey, '..', ["must not be '..'"]],
  [isConfigMapKey, '..a', ["must not start with '..'"]],
  [isHttpHeaderName, 'X-Name', []],
  [isHttpHeaderName, 'X Name', [HEADER]],
]

test.for(rows)('%o says about %j what the API server says', ([format, value, messages]) => {
  expect(format(value)).toEqual(messages)
})

test('numbers have ranges', () => {
  expect(isPortNumber(1)).toEqual([])
  expect(isPortNumber(65536)).toEqual(['must be between 1 and 65535, inclusive'])
  expect(isUserId(0)).toEqual([])
  expect(isUserId(-1)).toEqual(['must be between 0 and 2147483647, inclusive'])
})
