// `dd`.
import { wait, type Task } from '#sim/task.ts'
import { complain, pathOf, print, type Invocation } from '../process/command.ts'
import { isOwnInput, outputDevice } from '../process/device-files.ts'
import { bytesOf } from './amounts.ts'
import { isEndless } from './devices.ts'
import { readFile } from './inputs.ts'
import { refuse } from './words.ts'

const BYTES_PER_MS = 500_000
const DISK_BYTES = 80_000_000_000

/** How long it takes to pass on so much. */
const takesMs = (bytes: number): number => 1 + Math.round(bytes / BYTES_PER_MS)

export function* dd(invocation: Invocation): Task<number> {
  const operands = new Map(
    invocation.args.map((arg) => [arg.split('=')[0] ?? '', arg.slice(arg.indexOf('=') + 1)]),
  )
  const block = bytesOf(operands.get('bs') ?? operands.get('obs') ?? '512')
  const count = operands.has('count') ? bytesOf(operands.get('count') ?? '') : Infinity
  if (block === undefined || count === undefined || block <= 0)
    return complain(
      invocation,
      `invalid number '${operands.get('bs') ?? operands.get('count') ?? ''}'`,
    )
  const source = operands.get('if')
  const target = operands.get('of')
  const endless = source !== undefined && isEndless(invocation, source)
  const text = endless
    ? ''
    : source === undefined || isOwnInput(invocation, pathOf(invocation, source))
      ? yield* invocation.stdin.rest()
      : readFile(invocation, source)
  if (text === undefined) return 1
  const wanted = endless ? count * block : Math.min(text.length, count * block)
  const bytes = Math.min(wanted, DISK_BYTES)
  const path = target === undefined ? null : pathOf(invocation, target)
  const device = path === null ? undefined : outputDevice(invocation, path)
  if (path !== null && device === undefined) {
    const { files } = invocation.system
    const cut = /notrunc/.test(operands.get('conv') ?? '')
    const opened = cut ? files.append(path, '') : files.write(path, '')
    if (!opened.ok)
      return refuse(invocation, opened.error, {
        busybox: `can't open '${target}'`,
        gnu: `failed to open '${target}'`,
      })
    yield* wait(invocation.system.sleep(takesMs(bytes)))
    const seek = (bytesOf(operands.get('seek') ?? '0') ?? 0) * block
    const written = endless
      ? files.fill(path, bytes + seek)
      : files.append(path, text.slice(0, bytes))
    if (!written.ok || bytes < wanted) {
      complain(invocation, "error writing '" + (target ?? '') + "': No space left on device")
      return 1
    }
  } else if (path === null && !endless) print(invocation, text.slice(0, bytes))
  else {
    if (device?.write(text.slice(0, bytes)) === 'ENOSPC')
      return complain(invocation, `error writing '${target ?? ''}': No space left on device`)
    yield* wait(invocation.system.sleep(takesMs(bytes)))
  }
  if (/none|noxfer/.test(operands.get('status') ?? '')) return 0
  report(invocation, bytes, block)
  return 0
}

function report(invocation: Invocation, bytes: number, block: number): void {
  const whole = Math.floor(bytes / block)
  const part = bytes % block > 0 ? 1 : 0
  const seconds = takesMs(bytes) / 1000
  const { stderr, system } = invocation
  stderr.write(`${whole}+${part} records in\n${whole}+${part} records out\n`)
  if (system.flavour === 'busybox') {
    const [size, speed] = [bytes, bytes / seconds].map(
      (amount) => `${amountOf(amount, 'busybox')}B`,
    )
    stderr.write(`${bytes} bytes (${size}) copied, ${seconds.toFixed(6)} seconds, ${speed}/s\n`)
    return
  }
  const sizes = [
    ...(bytes >= 1000 ? [`${amountOf(bytes, 'SI')}B`] : []),
    ...(bytes >= 1024 ? [`${amountOf(bytes, 'IEC')}B`] : []),
  ]
  const what = `${bytes} byte${bytes === 1 ? '' : 's'}${sizes.length === 0 ? '' : ` (${sizes.join(', ')})`}`
  stderr.write(`${what} copied, ${seconds} s, ${amountOf(bytes / seconds, 'rate')}B/s\n`)
}

/** `below`: what is less than that has tenths. */
interface Style {
  readonly power: number
  readonly units: readonly string[]
  readonly below: number
}

const DECIMAL = { power: 1000, units: [' ', ' k', ' M', ' G', ' T'] }
const STYLES = {
  busybox: { power: 1024, units: ['', 'K', 'M', 'G', 'T'], below: 1024 },
  SI: { ...DECIMAL, below: 9.95 },
  IEC: { power: 1024, units: [' ', ' Ki', ' Mi', ' Gi', ' Ti'], below: 9.95 },
  rate: { ...DECIMAL, below: 99.95 },
} as const satisfies Readonly<Record<string, Style>>

/**
 * '10.0K' of busybox, '10 k' and '9.8 Ki' of GNU, whose rates are never without a unit. Follows libbb/human_readable.c of busybox and
 * lib/human.c of gnulib.
 */
function amountOf(amount: number, style: keyof typeof STYLES): string {
  const { power, units, below }: Style = STYLES[style]
  let value = style === 'rate' ? amount / power : amount
  let unit = style === 'rate' ? 1 : 0
  while (value >= power && unit < units.length - 1) {
    value /= power
    unit += 1
  }
  return `${value.toFixed(unit > 0 && value < below ? 1 : 0)}${units[unit] ?? ''}`
}
