// Plain scalars as Kubernetes reads them: YAML 1.1 booleans and octal numbers, no dates, no base 60.
// Follows sigs.k8s.io/yaml v1.6 (goyaml.v2/resolve.go), which kubectl uses to turn YAML into JSON.

const TRUE = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])
const FALSE = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])
const NULL = new Set(['', '~', 'null', 'Null', 'NULL'])
const NOT_FINITE = /^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/
const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)$/
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/

/**
 * The value of a plain (unquoted) scalar: string, number, boolean or null; a whole number beyond those that a
 * double holds is a bigint, as long as 64 bits hold it. `.inf` and `.nan` give the JavaScript numbers, which the
 * caller refuses, because JSON has no such numbers.
 */
export function resolvePlain(source: string): string | number | bigint | boolean | null {
  if (NULL.has(source)) return null
  if (TRUE.has(source)) return true
  if (FALSE.has(source)) return false
  if (NOT_FINITE.test(source)) return notFinite(source)
  return numberOf(source) ?? source
}

function notFinite(source: string): number {
  if (/nan/i.test(source)) return Number.NaN
  return source.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

/** The number a plain scalar means; undefined when it is a text. */
function numberOf(source: string): number | bigint | undefined {
  const first = source.charAt(0)
  if (!/[-+.0-9]/.test(first)) return undefined
  if (first === '.' && /(?:^|\D)_|_(?:\D|$)/.test(source)) return undefined
  const plain = source.replaceAll('_', '')
  const whole = first === '.' ? null : INTEGER.exec(plain)
  if (whole !== null) {
    const size = magnitudeOf(whole[2] ?? '0')
    const value = whole[1] === '-' && size !== 0 ? -size : size
    return Number.isSafeInteger(value) ? value : (exactOf(whole[1] ?? '', whole[2] ?? '0') ?? value)
  }
  if (!FLOAT.test(plain)) return undefined
  const value = Number(plain)
  return Number.isFinite(value) ? value : undefined
}

/** All digits of a whole number that int64 or uint64 holds; undefined for a larger one. */
function exactOf(sign: string, digits: string): bigint | undefined {
  const isOctal = /^0[0-7]/.test(digits)
  const size = BigInt(isOctal ? `0o${digits.slice(1)}` : digits.toLowerCase())
  const value = sign === '-' ? -size : size
  return value >= -(2n ** 63n) && value < 2n ** 64n ? value : undefined
}

function magnitudeOf(digits: string): number {
  const second = digits.charAt(1).toLowerCase()
  if (digits.charAt(0) !== '0' || digits.length === 1) return Number(digits)
  if (second === 'x' || second === 'b' || second === 'o') return Number(digits.toLowerCase())
  return Number.parseInt(digits, 8)
}
