// Quantities: '100m', '1Gi', 2. Exact integer arithmetic in units of 10^-9.
// Follows k8s.io/apimachinery/pkg/api/resource/quantity.go and suffix.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { Quantity } from '#api/generated/types.ts'

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent'

export interface ParsedQuantity {
  /** The value in units of 10^-9, rounded away from zero. */
  readonly nano: bigint
  readonly format: QuantityFormat
  /** The text as written, while it is canonical enough to be kept; undefined after arithmetic. */
  readonly text: string | undefined
}

export const QUANTITY_FORMAT_WRONG =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
export const QUANTITY_SUFFIX_WRONG = "unable to parse quantity's suffix"
export const QUANTITY_NUMERIC_WRONG = 'unable to parse numeric part of quantity'

const NANO = 1_000_000_000n
const MILLI = 1_000_000n
const MAX_INT64 = 2n ** 63n - 1n
const MAX_TEXT_LENGTH = 256
const MAX_EXPONENT = 300
const MAX_FAST_DIGITS = 18
const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/

const DECIMAL_SUFFIXES: readonly (readonly [string, number])[] = [
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]
const BINARY_SUFFIXES: readonly (readonly [string, number])[] = [
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
]
const DECIMAL_EXPONENT_OF = new Map(DECIMAL_SUFFIXES)
const BINARY_EXPONENT_OF = new Map(BINARY_SUFFIXES)

export const ZERO_QUANTITY: ParsedQuantity = { nano: 0n, format: 'DecimalSI', text: '0' }

interface Suffix {
  readonly exponent: number
  readonly format: QuantityFormat
}

simplified(
  'quantity-exponent',
  'an exponent beyond 300 is refused as a wrong suffix; Kubernetes takes exponents up to 32 bits.',
)

function interpretSuffix(suffix: string): Suffix | undefined {
  const decimal = DECIMAL_EXPONENT_OF.get(suffix)
  if (decimal !== undefined) return { exponent: decimal, format: 'DecimalSI' }
  const binary = BINARY_EXPONENT_OF.get(suffix)
  if (binary !== undefined) return { exponent: binary, format: 'BinarySI' }
  if (!/^[eE][-+]?\d+$/.test(suffix)) return undefined
  const exponent = Number(suffix.slice(1))
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined
  return { exponent, format: 'DecimalExponent' }
}

interface Digits {
  readonly negative: boolean
  /** Integer part without leading zeros, at least '0'. */
  readonly integer: string
  readonly fraction: string
  readonly hasPoint: boolean
}

/** Divides and rounds away from zero; both sides are positive. */
function divideUp(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor
}

function nanoOf({ integer, fraction }: Digits, { exponent, format }: Suffix): bigint {
  const digits = BigInt(integer + fraction)
  const binary = format === 'BinarySI'
  const scaled = binary ? digits * 2n ** BigInt(exponent) : digits
  const power = (binary ? 0 : exponent) - fraction.length + 9
  const nano = power >= 0 ? scaled * 10n ** BigInt(power) : divideUp(scaled, 10n ** BigInt(-power))
  return binary && nano > MAX_INT64 * NANO ? MAX_INT64 * NANO : nano
}

/** Whether the parser's fast path takes the number and sees its text as canonical. */
function keepsText(digits: Digits, { exponent, format }: Suffix): boolean {
  const { integer, fraction } = digits
  if (format === 'BinarySI') {
    const precision = 15 - integer.length - Math.trunc(exponent * 0.3) - 1
    return !digits.hasPoint && precision >= 0 && BigInt(integer) % 8n !== 0n
  }
  const text = integer + fraction
  const power = exponent - fraction.length
  if (text.length > MAX_FAST_DIGITS || power < -9) return false
  return power % 3 === 0 && !text.endsWith('000') && !text.startsWith('0')
}

simplified('quantity-length', 'a quantity of more than 256 characters is refused.')

function parseText(text: string): ParsedQuantity | string {
  if (text === '0') return ZERO_QUANTITY
  if (text.length > MAX_TEXT_LENGTH) return QUANTITY_NUMERIC_WRONG
  const match = SHAPE.exec(text)
  if (text === '' || match === null) return QUANTITY_FORMAT_WRONG
  const [, sign = '', integer = '', fraction, suffixText = ''] = match
  const suffix = interpretSuffix(suffixText)
  if (suffix === undefined) return QUANTITY_SUFFIX_WRONG
  const digits: Digits = {
    negative: sign === '-',
    integer: integer.replace(/^0+/, '') || '0',
    fraction: fraction ?? '',
    hasPoint: fraction !== undefined,
  }
  const magnitude = nanoOf(digits, suffix)
  return {
    nano: digits.negative ? -magnitude : magnitude,
    format: suffix.format,
    text: keepsText(digits, suffix) ? text : undefined,
  }
}

// Parsing is pure, so that its answers can be kept: manifests repeat few texts, and the scheduler
// reads them for every Pod and node.
const parsed = new Map<string, ParsedQuantity | string>()
const MAX_REMEMBERED = 5000

function parseRemembered(text: string): ParsedQuantity | string {
  const known = parsed.get(text)
  if (known !== undefined) return known
  if (parsed.size >= MAX_REMEMBERED) parsed.clear()
  const result = parseText(text)
  parsed.set(text, result)
  return result
}

/** Parses a quantity; undefined when it is none. A missing quantity is zero. Blanks around it are ignored. */
export function parseQuantity(quantity: Quantity | null | undefined): ParsedQuantity | undefined {
  const result = parseRemembered(String(quantity ?? 0).trim())
  return typeof result === 'string' ? undefined : result
}

/** The decoder's words about a quantity that cannot be read; null when it can. */
export function quantityProblem(quantity: Quantity | null | undefined): string | null {
  const result = parseRemembered(String(quantity ?? 0).trim())
  return typeof result === 'string' ? result : null
}

/** Parses a quantity, and takes one that cannot be read for zero. For objects that were admitted. */
export function quantityOf(quantity: Quantity | null | undefined): ParsedQuantity {
  return parseQuantity(quantity) ?? ZERO_QUANTITY
}

function ceilDivide(value: bigint, divisor: bigint): bigint {
  return value > 0n ? divideUp(value, divisor) : value / divisor
}

/** Whole units, rounded up: bytes, Pods, GPUs. */
export function unitsOf(quantity: ParsedQuantity): number {
  return Number(ceilDivide(quantity.nano, NANO))
}

/** Thousandths, rounded up: millicores. */
export function millisOf(quantity: ParsedQuantity): number {
  return Number(ceilDivide(quantity.nano, MILLI))
}

/** Whole units of a quantity as written, rounded up; 0 when it cannot be read. Upstream: Value(). */
export function value(quantity: Quantity | null | undefined): number {
  return unitsOf(quantityOf(quantity))
}

/** Thousandths of a quantity as written, rounded up; 0 when it cannot be read. Upstream: MilliValue(). */
export function milliValue(quantity: Quantity | null | undefined): number {
  return millisOf(quantityOf(quantity))
}

/** Negative when `a` is less than `b`, zero when they are equal in number, positive otherwise. */
export function compareQuantities(a: ParsedQuantity, b: ParsedQuantity): number {
  if (a.nano === b.nano) return 0
  return a.nano < b.nano ? -1 : 1
}

/** The sum, in the format of `a` unless that is zero. */
export function addQuantities(a: ParsedQuantity, b: ParsedQuantity): ParsedQuantity {
  return { nano: a.nano + b.nano, format: a.nano === 0n ? b.format : a.format, text: undefined }
}

/** The difference, in the format of `a` unless that is zero. */
export function subtractQuantities(a: ParsedQuantity, b: ParsedQuantity): ParsedQuantity {
  return { nano: a.nano - b.nano, format: a.nano === 0n ? b.format : a.format, text: undefined }
}

/** Rounded up to thousandths, as the API server does with the resource lists of objects. */
export function roundUpToMilli(quantity: ParsedQuantity): ParsedQuantity {
  if (quantity.nano % MILLI === 0n) return quantity
  const nano = ceilDivide(quantity.nano, MILLI) * MILLI
  return { nano, format: quantity.format, text: undefined }
}

/** Whether the quantity has no fraction of a unit. */
export function isWholeQuantity(quantity: ParsedQuantity): boolean {
  return quantity.nano % NANO === 0n
}

function printDecimal(nano: bigint, exponentForm: boolean): string {
  let mantissa = nano
  let exponent = -9
  const maxExponent = exponentForm ? Number.POSITIVE_INFINITY : 18
  while (mantissa % 1000n === 0n && exponent < maxExponent) {
    mantissa /= 1000n
    exponent += 3
  }
  if (exponentForm) return exponent === 0 ? `${mantissa}` : `${mantissa}e${exponent}`
  const suffix = DECIMAL_SUFFIXES.find(([, power]) => power === exponent)?.[0] ?? ''
  return `${mantissa}${suffix}`
}

function printBinary(nano: bigint): string {
  const units = nano / NANO
  const magnitude = units < 0n ? -units : units
  if (nano % NANO !== 0n || magnitude < 1024n) return printDecimal(nano, false)
  let mantissa = units
  let suffix = ''
  for (const [name] of BINARY_SUFFIXES) {
    if (mantissa % 1024n !== 0n) break
    mantissa /= 1024n
    suffix = name
  }
  return `${mantissa}${suffix}`
}

/** The text that the API server writes. Upstream: Quantity.String(). */
export function printQuantity({ nano, format, text }: ParsedQuantity): string {
  if (text !== undefined) return text
  if (nano === 0n) return '0'
  return format === 'BinarySI'
    ? printBinary(nano)
    : printDecimal(nano, format === 'DecimalExponent')
}

/** A quantity as written, in the API server's words; one that cannot be read stays as it is. */
export function canonicalQuantity(quantity: Quantity): string {
  const result = parseQuantity(quantity)
  return result === undefined ? String(quantity) : printQuantity(result)
}
