// Tools about time, processes, the environment and the machine.
import { createFuture, wait, type Future, type Task } from '#sim/task.ts'
import { baseOf } from '../filesystem/path.ts'
import { complain, pathOf, print, type Command, type Invocation } from '../process/command.ts'
import type { Process } from '../process/process.ts'
import { codeOfSignal, SIGNAL_NUMBERS, signalOf, type Signal } from '../process/signals.ts'
import { parseOptions, parseSleep } from './options.ts'
import { misused, usageOf, wordsOf } from './words.ts'

const SHORT_SLEEP_MS = 100
const TIMED_OUT_CODE = 124
/** How much `yes` writes, in blocks of a KiB, before it counts as busy. */
const MAX_BLOCKS = 300

export function* sleep(invocation: Invocation): Task<number> {
  if (invocation.args.length === 0)
    return invocation.system.flavour === 'gnu'
      ? misused(invocation, 'missing operand')
      : complain(invocation, 'missing operand')
  let total = 0
  for (const arg of invocation.args) {
    const duration = parseSleep(arg)
    if (duration === undefined) {
      const busybox = invocation.system.flavour === 'busybox'
      return complain(
        invocation,
        busybox
          ? `invalid number '${arg}'`
          : `invalid time interval ‘${arg}’\nTry 'sleep --help' for more information.`,
      )
    }
    if (duration === null) total = Infinity
    else total += duration
  }
  if (total >= SHORT_SLEEP_MS) invocation.system.setActivity('sleeping')
  yield* wait(total === Infinity ? createFuture<void>() : invocation.system.sleep(total))
  return 0
}

function microseconds(text = ''): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
}

export function* usleep(invocation: Invocation): Task<number> {
  yield* wait(invocation.system.sleep(Math.round(microseconds(invocation.args[0]) / 1000)))
  return 0
}

/** `env`: prints the environment, or runs a command with another one. */
export function* env(invocation: Invocation): Task<number> {
  const { flags, lists, operands, values } = parseOptions(invocation.args, {
    flags: 'i0',
    valued: 'uC',
    stops: true,
  })
  const isEmpty = flags.has('i') || operands[0] === '-'
  const variables = new Map(isEmpty ? [] : invocation.env)
  for (const name of lists.get('u') ?? []) variables.delete(name)
  let args = operands[0] === '-' ? operands.slice(1) : operands
  while (args[0]?.includes('=') === true) {
    const [name = '', ...value] = args[0].split('=')
    variables.set(name, value.join('='))
    args = args.slice(1)
  }
  const cwd = pathOf(invocation, values.get('C') ?? '.')
  if (args.length > 0) return yield* runOther({ ...invocation, cwd, env: variables }, args)
  const end = flags.has('0') ? '\0' : '\n'
  return print(invocation, [...variables].map(([name, value]) => `${name}=${value}${end}`).join(''))
    ? 0
    : 1
}

/** Where the C library looks without a PATH. */
const FALLBACK_PATH = '/bin:/usr/bin'

function cannotExecute(invocation: Invocation, program: string): string {
  const words = 'No such file or directory'
  if (invocation.name === 'xargs') return `${program}: ${words}`
  if (invocation.system.flavour === 'busybox') return `can't execute '${program}': ${words}`
  return invocation.name === 'env'
    ? `'${program}': ${words}`.replaceAll("'", '’').replace('’', '‘')
    : `failed to run command '${program}': ${words}`.replace(/'(.*)'/, '‘$1’')
}

/** Runs another program in the place of this one; 127 when there is none. */
export function* runOther(invocation: Invocation, argv: readonly string[]): Task<number> {
  const [name = '', ...args] = argv
  const place = invocation.system.locate(
    name,
    invocation.cwd,
    invocation.env.get('PATH') ?? FALLBACK_PATH,
  )
  if (place.kind !== 'found') {
    complain(invocation, cannotExecute(invocation, name))
    return 127
  }
  return yield* invocation.system.execute(
    { ...invocation, name: baseOf(name), args, depth: invocation.depth + 1 },
    place.path,
  )
}

export const printenv: Command = (invocation) => {
  if (invocation.args.length === 0) {
    return print(
      invocation,
      [...invocation.env].map(([name, value]) => `${name}=${value}\n`).join(''),
    )
      ? 0
      : 1
  }
  const values = invocation.args.map((name) => invocation.env.get(name))
  print(invocation, values.flatMap((value) => (value === undefined ? [] : [`${value}\n`])).join(''))
  return values.includes(undefined) ? 1 : 0
}

/** A command that prints one line and ends with 0. */
export function printing(text: (invocation: Invocation) => string): Command {
  return (invocation) => (print(invocation, `${text(invocation)}\n`) ? 0 : 1)
}

export const uname: Command = printing(({ args, system }) => {
  const facts = {
    s: 'Linux',
    n: system.hostname,
    r: '6.8.0',
    v: '#1 SMP',
    m: 'x86_64',
    o: 'GNU/Linux',
  }
  const wanted = args.join('').replaceAll('-', '')
  if (wanted.includes('a')) return Object.values(facts).join(' ')
  const shown = Object.entries(facts).flatMap(([flag, fact]) =>
    wanted.includes(flag) ? [fact] : [],
  )
  return shown.length === 0 ? facts.s : shown.join(' ')
})

export const hostname: Command = printing(({ args, system }) =>
  /^-[iI]/.test(args[0] ?? '') ? system.net.ip : system.hostname,
)

export const id: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'gnruG' })
  const [user] = operands
  if (user !== undefined && user !== 'root' && user !== '0') {
    const words = { busybox: `unknown user ${user}`, gnu: `‘${user}’: no such user` }
    return complain(invocation, wordsOf(invocation, words))
  }
  const isOne = ['u', 'g', 'G'].some((flag) => flags.has(flag))
  const one = flags.has('n') ? 'root' : '0'
  return print(invocation, `${isOne ? one : 'uid=0(root) gid=0(root) groups=0(root)'}\n`) ? 0 : 1
}

/** `kill`: a signal to processes of the same container. */
export const kill: Command = (invocation) => {
  const { signal, operands } = signalAndOperands(invocation.args)
  const { builtinOf } = invocation
  if (signal === undefined) {
    const given = invocation.args[0]?.replace(/^-(s$)?/, '') ?? ''
    if (builtinOf === 'dash') {
      complain(invocation, `Illegal option -${given.charAt(0)}`)
      return 2
    }
    return complain(
      invocation,
      builtinOf === 'bash'
        ? `${given}: invalid signal specification`
        : `bad signal name '${given}'`,
    )
  }
  if (operands.length === 0 && signal !== 'list' && builtinOf !== 'dash')
    return complain(invocation, 'you need to specify whom to kill')
  if (signal === 'list')
    return print(invocation, `${Object.keys(SIGNAL_NUMBERS).join(' ')}\n`) ? 0 : 1
  let failed = 0
  for (const operand of operands) {
    // In ash nothing is a number too: 0, its own group.
    if (operand === '' && builtinOf === 'ash') continue
    if (!/^-?\d+$/.test(operand)) {
      failed += complain(invocation, noNumber(operand, invocation))
      if (builtinOf === 'dash') return 2
      continue
    }
    const process = invocation.system.processes.find(Math.abs(Number(operand)))
    if (process === undefined) failed += complain(invocation, noProcess(operand, builtinOf))
    else if (signal !== 'none') process.signal(signal)
  }
  // busybox says how many there were.
  return invocation.system.flavour === 'busybox' ? failed : Math.min(failed, 1)
}

/** What is no number is no process. */
function noNumber(text: string, { builtinOf, system }: Invocation): string {
  if (builtinOf === 'dash') return `Illegal number: ${text.replace(/^-/, '')}`
  if (builtinOf === 'bash') {
    return text === ''
      ? "`': not a pid or valid job spec"
      : `${text}: arguments must be process or job IDs`
  }
  return system.flavour === 'busybox'
    ? `invalid number '${text}'`
    : `failed to parse argument: '${text}'`
}

function noProcess(pid: string, builtinOf: Invocation['builtinOf']): string {
  // The empty line is dash's.
  if (builtinOf === 'dash') return 'No such process\n'
  return builtinOf === 'bash'
    ? `(${pid}) - No such process`
    : `can't kill pid ${pid}: No such process`
}

interface SignalAndOperands {
  readonly signal: Signal | 'none' | 'list' | undefined
  readonly operands: readonly string[]
}

function signalAndOperands(args: readonly string[]): SignalAndOperands {
  const [first = '', ...rest] = args
  if (first === '-l') return { signal: 'list', operands: rest }
  if (first === '-0') return { signal: 'none', operands: rest }
  if (first === '-s') return { signal: signalOf(rest[0] ?? ''), operands: rest.slice(1) }
  if (first === '--') return { signal: 'TERM', operands: rest }
  if (first.startsWith('-')) return { signal: signalOf(first.slice(1)), operands: rest }
  return { signal: 'TERM', operands: args }
}

function named(invocation: Invocation, name: string): readonly Process[] {
  return invocation.system.processes
    .running()
    .filter((process) => process !== invocation.process && baseOf(process.argv[0] ?? '') === name)
}

export const killall: Command = (invocation) => {
  const { signal, operands } = signalAndOperands(invocation.args.filter((arg) => arg !== '-q'))
  if (signal === undefined || signal === 'list') return complain(invocation, 'bad signal name')
  let status = 0
  for (const name of operands) {
    const found = named(invocation, name)
    if (found.length === 0) status = complain(invocation, `${name}: no process killed`)
    if (signal !== 'none') for (const process of found) process.signal(signal)
  }
  return status
}

export const pidof: Command = (invocation) => {
  const pids = invocation.args.flatMap((name) =>
    named(invocation, name).map((process) => String(process.pid)),
  )
  if (pids.length === 0) return 1
  return print(invocation, `${pids.join(invocation.name === 'pgrep' ? '\n' : ' ')}\n`) ? 0 : 1
}

/** `yes` writes as fast as it is read; onto the log it counts as busy. */
export function* yes(invocation: Invocation): Task<number> {
  const line = `${invocation.args.length === 0 ? 'y' : invocation.args.join(' ')}\n`
  const block = line.repeat(Math.max(1, Math.floor(1024 / line.length)))
  for (let written = 0; written < MAX_BLOCKS; written += 1) {
    if (!print(invocation, block)) return 1
    yield* wait(invocation.system.sleep(1))
  }
  invocation.system.setActivity('busy')
  yield* wait(createFuture<void>())
  return 0
}

/** `timeout`: runs a command in a process of its own, and ends that when the time is over. */
export function* timeout(invocation: Invocation): Task<number> {
  const { values, operands } = parseOptionsBeforeOperand(invocation.args)
  const [duration = '', ...argv] = operands
  const limitMs = parseSleep(duration)
  const isGnu = invocation.system.flavour === 'gnu'
  if (duration === '' || argv.length === 0) {
    invocation.stderr.write(usageOf(invocation))
    return isGnu ? 125 : 1
  }
  if (limitMs === undefined) {
    const words = {
      busybox: `invalid number '${duration}'`,
      gnu: `invalid time interval ‘${duration}’`,
    }
    complain(invocation, wordsOf(invocation, words))
    if (isGnu) invocation.stderr.write(usageOf(invocation))
    return isGnu ? 125 : 1
  }
  const { system } = invocation
  const child = system.processes.start(invocation.process.pid, argv, (process) =>
    runOther({ ...invocation, process }, argv),
  )
  if (child === undefined)
    return complain(invocation, "can't fork: Resource temporarily unavailable")
  const over: Future<void> = limitMs === null ? createFuture() : system.sleep(limitMs)
  const either = createFuture<void>()
  child.exit.whenSettled(() => either.settle())
  const forget = over.whenSettled(() => either.settle())
  try {
    yield* wait(either)
  } finally {
    forget()
  }
  if (child.exit.settled) return child.exit.value.code
  const signal = signalOf(values) ?? 'TERM'
  child.signal(signal)
  if (system.flavour !== 'busybox') return TIMED_OUT_CODE
  // busybox's has become the program itself, and a child of it sends the signal.
  invocation.process.end({ code: codeOfSignal(signal), because: 'its time was over', signal })
  return codeOfSignal(signal)
}

function parseOptionsBeforeOperand(args: readonly string[]): {
  readonly values: string
  readonly operands: readonly string[]
} {
  let signal = 'TERM'
  let at = 0
  while (at < args.length && args[at]?.startsWith('-') === true) {
    const arg = args[at] ?? ''
    if (arg === '-s') {
      at += 1
      signal = args[at] ?? 'TERM'
    } else if (arg.startsWith('-s')) signal = arg.slice(2)
    if (arg === '-k' || arg === '-t') at += 1
    at += 1
  }
  return { values: signal, operands: args.slice(at) }
}

export const which: Command = (invocation) => {
  let status = 0
  for (const name of invocation.args) {
    const place = invocation.system.locate(name, invocation.cwd, invocation.env.get('PATH') ?? '')
    if (place.kind === 'found') print(invocation, `${place.path}\n`)
    else status = 1
  }
  return status
}

export const nohup: Command = (invocation) => runOther(invocation, invocation.args)
