// `seq`.
import { wait } from '#sim/task.ts'
import { complain, print, type Command, type Invocation } from '../process/command.ts'
import { parseOptions } from './options.ts'

/** How much is written at once. */
const BLOCK = 256 * 1024

/** Numbers from the first to the last, written block by block. */
export const seq: Command = function* (invocation) {
  const { values, operands, flags } = parseOptions(
    invocation.args.map((arg) => (/^-\d/.test(arg) ? ` ${arg}` : arg)),
    { flags: 'w', valued: 's' },
  )
  const option = invocation.args.find((arg) => arg.startsWith('-') || !/^[ws]/.test(arg))
  if (invocation.system.flavour === 'busybox' && /^-\d/.test(option ?? ''))
    return complain(invocation, `invalid option -- '${option?.charAt(1)}'\n${SEQ_USAGE}`)
  const numbers = operands.map(Number)
  if (numbers.length === 0 || numbers.some(Number.isNaN))
    return complain(invocation, invalidNumber(invocation, operands))
  const [first = 1, step = 1, last = 1] =
    numbers.length === 1
      ? [1, 1, ...numbers]
      : numbers.length === 2
        ? [numbers[0] ?? 1, 1, numbers[1] ?? 1]
        : numbers
  if (step === 0) return complain(invocation, 'invalid increment')
  const separator = values.get('s') ?? '\n'
  const decimals = Math.max(...operands.slice(0, 2).map(decimalsOf), 0)
  const shown = (value: number): string => value.toFixed(Math.min(decimals, 20))
  const width = flags.has('w') ? Math.max(shown(first).length, shown(last).length) : 0
  const { meter } = invocation.budget
  const isWithin = (value: number): boolean => (step > 0 ? value <= last : value >= last)
  if (!isWithin(first)) return 0
  let block = ''
  for (let value = first; isWithin(value); value += step) {
    const text = padded(shown(value), width)
    meter.work(16)
    meter.copy(separator.length)
    block += (value === first ? '' : separator) + text
    if (block.length < BLOCK) continue
    invocation.budget.commands += Math.floor(block.length / 4096)
    if (!print(invocation, block)) return 1
    block = ''
    // Who reads the pipe comes in between.
    yield* wait(invocation.system.sleep(1))
  }
  invocation.budget.commands += Math.floor(block.length / 4096)
  return print(invocation, `${block}\n`) ? 0 : 1
}

const SEQ_USAGE = `BusyBox v1.36.1 (2024-06-10 07:11:47 UTC) multi-call binary.

Usage: seq [-w] [-s SEP] [FIRST [INC]] LAST

Print numbers from FIRST to LAST, in steps of INC.
FIRST, INC default to 1.

	-w	Pad to last with leading zeros
	-s SEP	String separator`

function decimalsOf(text: string): number {
  return /\.(\d+)$/.exec(text)?.[1]?.length ?? 0
}

/** With zeros between the sign and the digits. */
function padded(text: string, width: number): string {
  const sign = text.startsWith('-') ? '-' : ''
  return sign + text.slice(sign.length).padStart(width - sign.length, '0')
}

function invalidNumber({ system }: Invocation, operands: readonly string[]): string {
  const wrong = operands.find((one) => Number.isNaN(Number(one)))?.trim() ?? ''
  if (system.flavour === 'busybox') return `invalid number '${wrong}'`
  const hint = "\nTry 'seq --help' for more information."
  return operands.length === 0
    ? `missing operand${hint}`
    : `invalid floating point argument: ‘${wrong}’${hint}`
}
