// IP addresses and CIDR ranges of fields that predate the strict format.
// Follows k8s.io/apimachinery/pkg/util/validation/ip.go (v1.36), with strict validation.

const IP_TEXT = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'
const CIDR_TEXT = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'

interface Address {
  readonly bytes: readonly number[]
  readonly leadingZeros: boolean
  readonly mapped: boolean
}

function parseV4(text: string): Address | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d+$/.test(part) && Number(part) <= 255))
    return undefined
  return {
    bytes: parts.map(Number),
    leadingZeros: parts.some((part) => part.length > 1 && part.startsWith('0')),
    mapped: false,
  }
}

function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  if (!parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return undefined
  return parts.flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255])
}

/** Rewrites a dotted tail, as of '::ffff:10.0.0.1', into two groups. */
function withoutDottedTail(
  text: string,
): { readonly text: string; readonly leadingZeros: boolean } | undefined {
  const colon = text.lastIndexOf(':')
  if (!text.includes('.')) return { text, leadingZeros: false }
  const tail = parseV4(text.slice(colon + 1))
  if (tail === undefined) return undefined
  const hex = tail.bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return {
    text: `${text.slice(0, colon + 1)}${hex.slice(0, 4)}:${hex.slice(4)}`,
    leadingZeros: tail.leadingZeros,
  }
}

function parseV6(text: string): Address | undefined {
  const plain = withoutDottedTail(text)
  if (plain === undefined) return undefined
  const halves = plain.text.split('::')
  if (halves.length > 2) return undefined
  const head = groupsOf(halves[0] ?? '')
  const tail = groupsOf(halves[1] ?? '')
  if (head === undefined || tail === undefined) return undefined
  const missing = 16 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined
  const bytes = [...head, ...Array.from({ length: missing }, () => 0), ...tail]
  const mapped =
    bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255
  return { bytes, leadingZeros: plain.leadingZeros, mapped }
}

function parseIp(text: string): Address | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text)
}

/** The messages about an IP address. */
export function isIpAddress(value: string): readonly string[] {
  const address = parseIp(value)
  if (address === undefined) return [IP_TEXT]
  if (address.leadingZeros) return ['must not have leading 0s']
  return address.mapped ? ['must not be an IPv4-mapped IPv6 address'] : []
}

function hasBitsBeyond(bytes: readonly number[], prefix: number): boolean {
  return bytes.some((byte, index) => {
    const kept = Math.min(8, Math.max(0, prefix - index * 8))
    return (byte & (255 >> kept)) !== 0
  })
}

/** The messages about a range such as '10.9.8.0/24'. */
export function isCidr(value: string): readonly string[] {
  const slash = value.indexOf('/')
  const address = slash < 0 ? undefined : parseIp(value.slice(0, slash))
  const prefixText = value.slice(slash + 1)
  const prefix = Number(prefixText)
  if (address === undefined || !/^\d+$/.test(prefixText) || prefix > address.bytes.length * 8)
    return [CIDR_TEXT]
  if (address.leadingZeros || (prefixText.length > 1 && prefixText.startsWith('0'))) {
    return ['must not have leading 0s in IP or prefix length']
  }
  if (address.mapped) return ['must not have an IPv4-mapped IPv6 address']
  return hasBitsBeyond(address.bytes, prefix)
    ? ['must not have bits set beyond the prefix length']
    : []
}

/** The bytes of an IP address, 4 or 16 of them; undefined when it is none. */
export function ipBytes(value: string): readonly number[] | undefined {
  return parseIp(value)?.bytes
}

/** An address as Go prints it: 10.0.0.1, 2001:db8::1. */
function ipText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  )
  const zeros = `:${groups.join(':')}:`.match(/(?::0)+(?=:)/g) ?? []
  const longest = zeros.reduce((best, run) => (run.length > best.length ? run : best), ':0')
  const text = `:${groups.join(':')}:`
  // A single zero is not shortened.
  if (longest === ':0') return groups.join(':')
  const short = text.replace(longest, ':')
  return short.startsWith('::')
    ? short.replace(/(?<!:):$/, '')
    : short.slice(1).replace(/(?<!:):$/, '')
}

/** The messages about an IP address of a field of today: it has its one form. */
export function isStrictIpAddress(value: string): readonly string[] {
  const messages = isIpAddress(value)
  if (messages.length > 0) return messages
  const text = ipText(ipBytes(value) ?? [])
  return text === value ? [] : [`must be in canonical form ("${text}")`]
}

function parseCidr(
  value: string,
): { readonly bytes: readonly number[]; readonly prefix: number } | undefined {
  const slash = value.indexOf('/')
  const bytes = slash < 0 ? undefined : ipBytes(value.slice(0, slash))
  const prefix = Number(value.slice(slash + 1))
  return bytes === undefined || !(prefix <= bytes.length * 8) ? undefined : { bytes, prefix }
}

/** Whether a range holds another one that is smaller; undefined when one of them is none. */
export function containsCidr(outer: string, inner: string): boolean | undefined {
  const [range, part] = [parseCidr(outer), parseCidr(inner)]
  if (range === undefined || part === undefined) return undefined
  const isInside = range.bytes.every((byte, index) => {
    const kept = Math.min(8, Math.max(0, range.prefix - index * 8))
    const mask = (255 << (8 - kept)) & 255
    return ((byte ^ (part.bytes[index] ?? 0)) & mask) === 0
  })
  return range.bytes.length === part.bytes.length && isInside && range.prefix < part.prefix
}

/** The messages about an address that an endpoint may not have. Follows ValidateEndpointIP of pkg/apis/core/validation. */
export function isEndpointIp(value: string): readonly string[] {
  const bytes = ipBytes(value)
  if (bytes === undefined) return ['must be a valid IP address']
  const isV4 = bytes.length === 4
  const [first = 0, second = 0] = bytes
  const isLast = (last: number): boolean =>
    bytes.slice(0, -1).every((byte) => byte === 0) && bytes.at(-1) === last
  if (isLast(0)) return [`may not be unspecified (${value})`]
  if (isV4 ? first === 127 : isLast(1))
    return ['may not be in the loopback range (127.0.0.0/8, ::1/128)']
  if (isV4 ? first === 169 && second === 254 : first === 0xfe && (second & 0xc0) === 0x80)
    return ['may not be in the link-local range (169.254.0.0/16, fe80::/10)']
  const isMulticast = isV4
    ? first === 224 && second === 0 && bytes[2] === 0
    : first === 0xff && (second & 0x0f) === 2
  return isMulticast
    ? ['may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)']
    : []
}
