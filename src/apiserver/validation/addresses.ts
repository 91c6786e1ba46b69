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
