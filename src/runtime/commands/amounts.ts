// Amounts of bytes, as command lines write them and as tools show them.

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  c: 1,
  w: 2,
  b: 512,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
}

/** '10', '4k', '250M', '1GiB', '10MB' in bytes; undefined when it is none. 'kB' and 'MB' count in thousands, as GNU does. */
export function bytesOf(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-zA-Z]?)(i?[bB])?$/.exec(text.trim())
  if (match === null) return undefined
  const [, digits = '', letter = '', ending = ''] = match
  const power = UNITS[letter.toLowerCase()]
  if (power === undefined) return undefined
  const decimal = ending === 'B' && letter !== '' && !/^[bcw]$/.test(letter)
  const unit = decimal ? 1000 ** Math.round(Math.log(power) / Math.log(1024)) : power
  return Math.round(Number(digits) * unit)
}

/** 1536 as '1.5K', as `df -h`, `du -h` and `ls -h` show it. */
export function shortBytes(bytes: number): string {
  if (bytes < 1024) return String(bytes)
  let value = bytes
  let unit = -1
  while (value >= 1024 && unit < 4) {
    value /= 1024
    unit += 1
  }
  const letter = 'KMGTP'.charAt(unit)
  return value < 9.95 ? `${value.toFixed(1)}${letter}` : `${Math.round(value)}${letter}`
}
