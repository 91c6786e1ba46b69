// The fields of a quantity as Go's parser leaves them, which is more than its value: '1000m' and '1' differ.
// Follows ParseQuantity of k8s.io/apimachinery/pkg/api/resource/quantity.go (v1.36).
import { quantityOf } from '#api/meta/quantity.ts'

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/
const DECIMAL_EXPONENTS: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}
const BINARY_EXPONENTS: Readonly<Record<string, number>> = {
  Ki: 10,
  Mi: 20,
  Gi: 30,
  Ti: 40,
  Pi: 50,
  Ei: 60,
}
const MAX_INT64_DIGITS = 18
const WORD = 2n ** 64n
const MAX_INT64 = 2n ** 63n - 1n
const NANO = 10n ** 9n

/** Go's `{i:… d:… s:… Format:…}` of a quantity that was admitted. */
export function goQuantity(text: string): string {
  const { nano, format, text: kept = '' } = quantityOf(text)
  const fast = fastPath(text)
  const amount = fast ?? { value: 0n, scale: 0 }
  const dec = fast === null ? decimalOf(nano, format) : '<nil>'
  return (
    `{i:(resource.int64Amount){value:(int64)${amount.value} scale:(resource.Scale)${amount.scale}}` +
    ` d:(resource.infDecAmount){Dec:(*inf.Dec)${dec}} s:(string)${fast === null ? '' : kept} Format:(resource.Format)${format}}`
  )
}

/** The value and scale of what fits into 64 bits; null for what needs a big number. */
function fastPath(text: string): { readonly value: bigint; readonly scale: number } | null {
  const [, sign = '', integer = '', fraction = '', suffix = ''] = SHAPE.exec(text) ?? []
  const whole = integer.replace(/^0+/, '')
  const signed = (value: bigint): bigint => (sign === '-' ? -value : value)
  const binary = BINARY_EXPONENTS[suffix]
  if (binary !== undefined) {
    const precision = 15 - whole.length - Math.trunc(binary * 0.3) - 1
    if (precision < 0 || fraction !== '') return null
    return { value: signed(BigInt(whole || '0') << BigInt(binary)), scale: 0 }
  }
  const exponent = DECIMAL_EXPONENTS[suffix] ?? Number(suffix.slice(1))
  const scale = exponent - fraction.length
  const digits = `${whole}${fraction}`
  if (digits.length > MAX_INT64_DIGITS || scale < -9) return null
  return { value: signed(BigInt(digits || '0')), scale }
}

/**
 * A big number in units of 10^-9, in words of 64 bits with the lowest first. What was too large for 64 bits with a binary
 * suffix was made the largest of them, in whole units.
 */
function decimalOf(nano: bigint, format: string): string {
  const size = nano < 0n ? -nano : nano
  const isCapped = format === 'BinarySI' && size === MAX_INT64 * NANO
  const words: bigint[] = []
  for (let rest = isCapped ? MAX_INT64 : size; rest > 0n; rest /= WORD) words.push(rest % WORD)
  const unscaled = `{neg:(bool)${nano < 0n} abs:(big.nat)[${words.join(' ')}]}`
  return `{unscaled:(big.Int)${unscaled} scale:(inf.Scale)${isCapped ? 0 : 9}}`
}
