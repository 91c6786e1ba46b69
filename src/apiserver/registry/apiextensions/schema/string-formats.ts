// The formats of texts that a schema may ask for.
// Follows k8s.io/kube-openapi/pkg/validation/strfmt (v1.36), its patterns and those of internal/third_party/govalidator there.
import { isDns1123Label, isDns1123Subdomain } from '#api/meta/formats.ts'
import { containsCidr, ipBytes } from '../../../validation/addresses.ts'

const HOSTNAME =
  /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$/u
const MOST_OF_A_HOSTNAME = 255
const MOST_OF_A_LABEL = 63
const CREDIT_CARD =
  /^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$/
const RGB =
  /^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\)$/
const MAC_FORMS =
  /^(?:[0-9a-f]{2}(?:([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2})*)|[0-9a-f]{4}(?:\.[0-9a-f]{4})*|(?:[0-9a-f]{2})+)$/i
const GO_DURATION = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/
const ONE_DURATION = /\d+\s*([A-Za-zµ]+)/g
const UNITS = ['ns', 'us', 'µs', 'ms', 's', 'm', 'h', 'hr', 'd', 'w', 'wk']
const LONG_UNITS = ['nano', 'micro', 'milli', 'sec', 'min', 'hour', 'day', 'week']

const matches =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text)

function isHostname(text: string): boolean {
  const isShort = text.split('.').every((part) => part.length <= MOST_OF_A_LABEL)
  return text.length <= MOST_OF_A_HOSTNAME && isShort && HOSTNAME.test(text)
}

function isDate(text: string): boolean {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  if (year === '') return false
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  const isMonth = Number(month) >= 1 && Number(month) <= 12
  return isMonth && Number(day) >= 1 && Number(day) <= days
}

function isDateTime(text: string): boolean {
  const [date = '', time = ''] = text.toLowerCase().split('t')
  const [, hour = '99', minute = '', second = ''] =
    /^(\d\d):(\d\d):(\d\d)(?:.\d+)?(?:z|[+-]\d\d:\d\d)$/.exec(time) ?? []
  return isDate(date) && hour <= '23' && minute <= '59' && second <= '59'
}

function isDuration(text: string): boolean {
  if (GO_DURATION.test(text)) return true
  return [...text.matchAll(ONE_DURATION)].some(([, unit = '']) => {
    const lower = unit.toLowerCase()
    return UNITS.includes(lower) || LONG_UNITS.some((long) => lower.startsWith(long))
  })
}

function isIsbn(text: string, digits: 10 | 13): boolean {
  const bare = text.replaceAll(/[\s-]+/g, '')
  if (digits === 10) {
    if (!/^\d{9}[\dX]$/.test(bare)) return false
    const sum = [...bare].reduce(
      (all, digit, index) => all + (digit === 'X' ? 10 : Number(digit)) * (10 - index),
      0,
    )
    return sum % 11 === 0
  }
  if (!/^\d{13}$/.test(bare)) return false
  return (
    [...bare].reduce((all, digit, index) => all + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) %
      10 ===
    0
  )
}

function isCreditCard(text: string): boolean {
  const digits = text.replaceAll(/\D+/g, '')
  if (!CREDIT_CARD.test(digits)) return false
  const sum = [...digits].toReversed().reduce((all, digit, index) => {
    const twice = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return all + (twice > 9 ? twice - 9 : twice)
  }, 0)
  return sum % 10 === 0
}

const uuid = (version: string, variant: string): ((text: string) => boolean) =>
  matches(
    new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`, 'i'),
  )

/** By their names without dashes. */
const FORMATS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['bsonobjectid', matches(/^[0-9a-f]{24}$/i)],
  // A request's address: absolute, or a path.
  ['uri', matches(/^(?:[a-zA-Z][a-zA-Z0-9+.-]*:(?!\s)|\/)[^\s<>"{}|\\^`]*$/)],
  ['email', matches(/^(?:[^<>]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>(),:;"[\]]+@[^\s@<>(),:;"[\]]+)$/)],
  ['hostname', isHostname],
  ['ipv4', (text: string) => ipBytes(text) !== undefined && text.includes('.')],
  ['ipv6', (text: string) => ipBytes(text) !== undefined && text.includes(':')],
  ['cidr', (text: string) => containsCidr(text, text) !== undefined],
  [
    'mac',
    // As net.ParseMAC of Go reads it: 6, 8 or 20 bytes.
    (text: string) =>
      MAC_FORMS.test(text) && [12, 16, 40].includes(text.replaceAll(/[:.-]/g, '').length),
  ],
  ['uuid', uuid('[0-9a-f]{4}', '[0-9a-f]')],
  ['uuid3', uuid('3[0-9a-f]{3}', '[0-9a-f]')],
  ['uuid4', uuid('4[0-9a-f]{3}', '[89ab]')],
  ['uuid5', uuid('5[0-9a-f]{3}', '[89ab]')],
  ['isbn', (text: string) => isIsbn(text, 10) || isIsbn(text, 13)],
  ['isbn10', (text: string) => isIsbn(text, 10)],
  ['isbn13', (text: string) => isIsbn(text, 13)],
  ['creditcard', isCreditCard],
  ['ssn', matches(/^\d{3}[- ]\d{2}[- ]\d{4}$/)],
  ['hexcolor', matches(/^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/)],
  ['rgbcolor', matches(RGB)],
  [
    'byte',
    matches(
      /^(?:[A-Za-z0-9+\\/]{4})*(?:[A-Za-z0-9+\\/]{2}==|[A-Za-z0-9+\\/]{3}=|[A-Za-z0-9+\\/]{4})$/,
    ),
  ],
  ['password', () => true],
  ['date', isDate],
  ['duration', isDuration],
  ['datetime', isDateTime],
  ['k8sshortname', (text: string) => isDns1123Label(text).length === 0],
  ['k8slongname', (text: string) => isDns1123Subdomain(text).length === 0],
])

/** Whether a text has a format; undefined for a format that nobody knows. */
export function hasFormat(format: string, text: string): boolean | undefined {
  return FORMATS.get(format.replaceAll('-', ''))?.(text)
}

/** Whether values of a type ('' for any) can be asked for a format. Follows StripUnsupportedFormatsPostProcessorForVersion. */
export function isKnownFormat(type: string, format: string): boolean {
  if (type === 'integer') return format === 'int32' || format === 'int64'
  if (type === 'number') return format === 'float' || format === 'double'
  return (type === '' || type === 'string') && FORMATS.has(format.replaceAll('-', ''))
}
