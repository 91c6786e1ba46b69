// `dd`.
import { wait, type Task } from '#sim/task.ts'
import { complain, pathOf, print, type Invocation } from '../process/command.ts'
import { isOwnInput, outputDevice } from '../process/device-files.ts'
import { bytesOf, shortBytes } from './amounts.ts'
import { isEndless } from './devices.ts'
import { readFile } from './inputs.ts'
import { refuse } from './words.ts'

const BYTES_PER_MS = 500_000
const DISK_BYTES = 80_000_000_000

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
    yield* wait(invocation.system.sleep(1 + Math.round(bytes / BYTES_PER_MS)))
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
    yield* wait(invocation.system.sleep(1 + Math.round(bytes / BYTES_PER_MS)))
  }
  if (/none|noxfer/.test(operands.get('status') ?? '')) return 0
  report(invocation, bytes, block)
  return 0
}

function report(invocation: Invocation, bytes: number, block: number): void {
  const whole = Math.floor(bytes / block)
  const part = bytes % block > 0 ? 1 : 0
  const seconds = Math.max(0.000_1, bytes / BYTES_PER_MS / 1000)
  const { stderr, system } = invocation
  stderr.write(`${whole}+${part} records in\n${whole}+${part} records out\n`)
  const size = shortBytes(bytes).replace(/([KMG])$/, '$1B')
  const speed = '476.8MB/s'
  stderr.write(
    system.flavour === 'busybox'
      ? `${bytes} bytes (${size}) copied, ${seconds.toFixed(6)} seconds, ${speed}\n`
      : `${bytes} bytes (${size.replace(/([KMG])B$/, ' $1B')}) copied, ${seconds.toFixed(6)} s, 500 MB/s\n`,
  )
}
