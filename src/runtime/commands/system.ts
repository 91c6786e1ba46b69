// Tools about time, processes, the environment and the machine.
import { createFuture, wait, type Future, type Task } from '#sim/task.ts'
import { absolutePath, baseOf, parentOf } from '../filesystem/path.ts'
import { complain, pathOf, print, type Command, type Invocation } from '../process/command.ts'
import type { Process } from '../process/process.ts'
import { codeOfSignal, SIGNAL_NUMBERS, signalOf, type Signal } from '../process/signals.ts'
import { linesOf } from './inputs.ts'
import { parseOptions, parseSleep } from './options.ts'

const SHORT_SLEEP_MS = 100
const TIMED_OUT_CODE = 124
/** How much `yes` writes, in blocks of a KiB, before it counts as busy. */
const MAX_BLOCKS = 300

export function* sleep(invocation: Invocation): Task<number> {
  if (invocation.args.length === 0) return complain(invocation, 'missing operand')
  let total = 0
  for (const arg of invocation.args) {
    const duration = parseSleep(arg)
    if (duration === undefined) {
      const busybox = invocation.system.flavour === 'busybox'
      return complain(
        invocation,
        busybox ? `invalid number '${arg}'` : `invalid time interval '${arg}'`,
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

/** `env`: prints the environment, or runs a command with more of it. */
export function* env(invocation: Invocation): Task<number> {
  const variables = new Map(invocation.args[0] === '-i' ? [] : invocation.env)
  let args =
    invocation.args[0] === '-i' || invocation.args[0] === '-'
      ? invocation.args.slice(1)
      : invocation.args
  while (args[0]?.includes('=') === true) {
    const [name = '', ...value] = args[0].split('=')
    variables.set(name, value.join('='))
    args = args.slice(1)
  }
  if (args.length > 0) return yield* runOther({ ...invocation, env: variables }, args)
  return print(invocation, [...variables].map(([name, value]) => `${name}=${value}\n`).join(''))
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

export const id: Command = printing(({ args }) => {
  if (args.includes('-un') || args.includes('-gn')) return 'root'
  return args.some((arg) => /^-[ug]/.test(arg)) ? '0' : 'uid=0(root) gid=0(root) groups=0(root)'
})

export const ps: Command = (invocation) => {
  const busybox = invocation.system.flavour === 'busybox'
  const rows = invocation.system.processes.running().map((process) => {
    const command = process.argv.join(' ')
    return busybox
      ? `${String(process.pid).padStart(5)} root      0:00 ${command}\n`
      : `root ${String(process.pid).padStart(8)}  0.0  0.0 ${command}\n`
  })
  const title = busybox ? 'PID   USER     TIME  COMMAND\n' : 'USER      PID %CPU %MEM COMMAND\n'
  return print(invocation, title + rows.join('')) ? 0 : 1
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
  let status = 0
  for (const operand of operands) {
    const process = invocation.system.processes.find(Math.abs(Number(operand)))
    if (process === undefined) status = complain(invocation, noProcess(operand, builtinOf))
    else if (signal !== 'none') process.signal(signal)
  }
  return status
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
  if (limitMs === undefined || argv.length === 0)
    return complain(invocation, `invalid time interval '${duration}'`)
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

export const basename: Command = printing(({ args }) => {
  const base = baseOf(args[0] ?? '')
  const suffix = args[1] ?? ''
  return suffix !== '' && base.endsWith(suffix) && base !== suffix
    ? base.slice(0, -suffix.length)
    : base
})

export const dirname: Command = printing(({ args }) => {
  const path = args[0] ?? '.'
  return path.includes('/')
    ? path.startsWith('/')
      ? parentOf(absolutePath('/', path))
      : path.slice(0, path.lastIndexOf('/'))
    : '.'
})

export const readlink: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'fnm' })
  const path = pathOf(invocation, operands[0] ?? '')
  const entry = invocation.system.files.linkStat(path)
  if (entry.ok && entry.value.type === 'link')
    return print(invocation, `${entry.value.content}\n`) ? 0 : 1
  return flags.has('f') || invocation.name === 'realpath'
    ? print(invocation, `${path}\n`)
      ? 0
      : 1
    : 1
}

/** `xargs`: words of the standard input as further arguments. */
export function* xargs(invocation: Invocation): Task<number> {
  const { values, flags, operands } = parseOptions(invocation.args, {
    flags: 'r0t',
    valued: 'nIPL',
  })
  const skipsEmpty = flags.has('r')
  const words = linesOf(yield* invocation.stdin.rest())
    .flatMap((line) => line.split(/\s+/))
    .filter((word) => word !== '')
  const argv = operands.length === 0 ? ['echo'] : operands
  const size = Math.max(1, Number(values.get('n') ?? (values.has('I') ? 1 : words.length)) || 1)
  let status = 0
  for (let at = 0; at === 0 || (at < words.length && at < 1000); at += size) {
    if (words.length === 0 && (skipsEmpty || values.has('I'))) break
    const some = words.slice(at, at + size)
    const marker = values.get('I')
    const call =
      marker === undefined
        ? [...argv, ...some]
        : argv.map((word) => withWord(word, marker, some[0] ?? '', invocation))
    status = (yield* runOther(invocation, call)) === 0 ? status : 123
    yield* wait(invocation.system.sleep(1))
  }
  return status
}

function withWord(word: string, marker: string, value: string, { budget }: Invocation): string {
  const pieces = word.split(marker)
  budget.meter.hold(word.length + pieces.length * value.length)
  return pieces.join(value)
}

export const nohup: Command = (invocation) => runOther(invocation, invocation.args)
