import { expect, test } from 'vitest'
import { isCidr, isIpAddress } from './addresses.ts'

const IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'
const CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'

type Row = readonly [(value: string) => readonly string[], string, readonly string[]]
const rows: readonly Row[] = [
  [isIpAddress, '10.0.0.1', []],
  [isIpAddress, '2001:db8::1', []],
  [isIpAddress, '::', []],
  [isIpAddress, '10.0.0', [IP]],
  [isIpAddress, '10.0.0.256', [IP]],
  [isIpAddress, '1::2::3', [IP]],
  [isIpAddress, '010.0.0.1', ['must not have leading 0s']],
  [isIpAddress, '::ffff:10.0.0.1', ['must not be an IPv4-mapped IPv6 address']],
  [isCidr, '10.0.0.0/8', []],
  [isCidr, '2001:db8::/64', []],
  [isCidr, '10.0.0.0', [CIDR]],
  [isCidr, '10.0.0.0/33', [CIDR]],
  [isCidr, '10.0.0.0/08', ['must not have leading 0s in IP or prefix length']],
  [isCidr, '10.0.0.1/8', ['must not have bits set beyond the prefix length']],
  [isCidr, '::ffff:10.0.0.0/112', ['must not have an IPv4-mapped IPv6 address']],
]

test.each(rows)('%o of %j', (format, value, messages) => {
  expect(format(value)).toEqual(messages)
})
