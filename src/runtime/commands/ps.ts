// `ps`. Follows procps/ps.c of busybox 1.36.1, and ps of procps 4.0 in the options that people give it.
import { simplified } from '#lib/simplified.ts'
import { baseOf } from '../filesystem/path.ts'
import { complain, print, type Command, type Invocation } from '../process/command.ts'
import type { Process } from '../process/process.ts'
import { parseOptions } from './options.ts'
import { usageOf } from './words.ts'

simplified(
  'columns-of-ps',
  'ps shows the user, the number and the command of each process, with -o also its parent, whatever other columns are asked for, and not itself.',
  { programs: ['ps'] },
)

interface Column {
  readonly title: string
  readonly width: number
  readonly isRight?: boolean
  readonly cell: (process: Process) => string
}

// In one line, as what the kernel tells of a command line is shown.
const commandOf = ({ argv }: Process): string => argv.join(' ').replaceAll('\n', ' ')
const nameOf = ({ argv }: Process): string => baseOf(argv[0] ?? '').slice(0, 15)

const PID: Column = { title: 'PID', width: 5, isRight: true, cell: ({ pid }) => String(pid) }
const USER: Column = { title: 'USER', width: 8, cell: () => 'root' }
const TIME: Column = { title: 'TIME', width: 5, isRight: true, cell: () => '0:00' }
const ARGS: Column = { title: 'COMMAND', width: 27, cell: commandOf }

const COLUMNS: Readonly<Record<string, Column>> = {
  pid: PID,
  ppid: { ...PID, title: 'PPID', cell: ({ parentPid }) => String(parentPid) },
  user: USER,
  ruser: { ...USER, title: 'RUSER' },
  comm: { title: 'COMMAND', width: 15, cell: nameOf },
  args: ARGS,
  cmd: { ...ARGS, title: 'CMD' },
  command: ARGS,
  time: TIME,
  pcpu: { title: '%CPU', width: 4, isRight: true, cell: () => '0.0' },
  '%cpu': { title: '%CPU', width: 4, isRight: true, cell: () => '0.0' },
  pmem: { title: '%MEM', width: 4, isRight: true, cell: () => '0.0' },
  '%mem': { title: '%MEM', width: 4, isRight: true, cell: () => '0.0' },
}

/** All that busybox's own -o takes. */
const OF_BUSYBOX =
  'user,group,comm,args,pid,ppid,pgid,etime,nice,rgroup,ruser,time,tty,vsz,sid,stat,rss'
const GNU_LETTERS = 'AacdefFghHjlLmMnNrsStTuvVwxXyZ'

export const ps: Command = (invocation) => {
  const isBusybox = invocation.system.flavour === 'busybox'
  const { values, lists, operands, unknown, flags } = parseOptions(
    invocation.args,
    isBusybox
      ? { flags: 'adeflAwTZ', valued: 'o' }
      : {
          flags: GNU_LETTERS,
          valued: 'opqCGgtuU',
          long: ['no-headers', 'no-heading', 'format=', 'pid=', 'sort='],
        },
  )
  if (unknown !== null) return refuse(invocation, unknown)
  for (const letter of ['T', 'Z', 'L', 'l', 'j', 'F', 'H'])
    if (flags.has(letter)) leftOut(invocation, `-${letter}`)
  if (values.has('sort')) leftOut(invocation, '--sort')
  const asked = [...(lists.get('o') ?? []), ...(lists.get('format') ?? [])].join(',')
  const columns = asked === '' ? usual(isBusybox) : columnsOf(invocation, asked)
  if (typeof columns === 'number') return columns
  const pids = values.get('p') ?? values.get('pid') ?? operands.find((word) => /^\d+$/.test(word))
  const name = values.get('C')
  const shown = invocation.system.processes
    .running()
    .filter((one) => pids === undefined || pids.split(/[ ,]/).includes(String(one.pid)))
    .filter((one) => name === undefined || name.split(',').includes(nameOf(one)))
  const isBare = ['h', 'no-headers', 'no-heading'].some((flag) => flags.has(flag))
  const hasTitle = !isBare && columns.some(({ title }) => title !== '')
  const rows = shown.map((one) => columns.map((column) => column.cell(one)))
  const text = [
    ...(hasTitle ? [titlesOf(columns, isBusybox)] : []),
    ...rows.map((row) => rowOf(columns, row)),
  ]
  const printed = print(invocation, text.map((line) => `${line}\n`).join(''))
  return printed && (shown.length > 0 || isBusybox) ? 0 : 1
}

function usual(isBusybox: boolean): readonly Column[] {
  if (isBusybox) return [PID, USER, TIME, ARGS]
  const cpu = COLUMNS['pcpu'] ?? PID
  const memory = COLUMNS['pmem'] ?? PID
  return [{ ...USER, width: 4 }, { ...PID, width: 8 }, cpu, memory, ARGS]
}

function leftOut(invocation: Invocation, option: string): void {
  const message = `called \`ps\` with \`${option}\`, which the tool knows but which is not simulated`
  invocation.system.note(message, 'NotSimulated')
}

/** 'pid,comm=NAME'; an exit code for a column that nobody knows. */
function columnsOf(invocation: Invocation, text: string): readonly Column[] | number {
  const columns: Column[] = []
  for (const part of text.split(/[ ,]+/).filter((one) => one !== '')) {
    const [name = '', title] = part.split('=')
    const column = COLUMNS[name]
    const isKnown = OF_BUSYBOX.split(',').includes(name)
    if (column !== undefined) columns.push(title === undefined ? column : { ...column, title })
    else if (isKnown) leftOut(invocation, `-o ${name}`)
    else if (invocation.system.flavour === 'busybox')
      return complain(invocation, `bad -o argument '${name}', supported arguments: ${OF_BUSYBOX}`)
    else return usage(invocation, `unknown user-defined format specifier "${name}"`)
  }
  return columns
}

function titlesOf(columns: readonly Column[], isBusybox: boolean): string {
  return columns
    .map(({ title, width, isRight = false }) =>
      isRight && !isBusybox ? title.padStart(width) : title.padEnd(width),
    )
    .join(' ')
    .trimEnd()
}

function rowOf(columns: readonly Column[], cells: readonly string[]): string {
  return columns
    .map(({ width, isRight = false }, at) => {
      const cell = cells[at] ?? ''
      return isRight ? cell.padStart(width) : cell.padEnd(width)
    })
    .join(' ')
    .trimEnd()
}

function refuse(invocation: Invocation, option: string): number {
  if (invocation.system.flavour === 'gnu')
    return usage(
      invocation,
      option.startsWith('--') ? 'unknown gnu long option' : 'unsupported SysV option',
    )
  const letter = option.replace(/^-/, '')
  const words = option.startsWith('--')
    ? `unrecognized option '${option}'`
    : `invalid option -- '${letter}'`
  complain(
    invocation,
    invocation.system.musl ? `unrecognized option: ${option.replace(/^-+/, '')}` : words,
  )
  invocation.stderr.write(usageOf(invocation))
  return 1
}

function usage({ stderr }: Invocation, problem: string): number {
  stderr.write(
    `error: ${problem}\n\nUsage:\n ps [options]\n\n Try 'ps --help <simple|list|output|threads|misc|all>'\n  or 'ps --help <s|l|o|t|m|a>'\n for additional help text.\n\nFor more details see ps(1).\n`,
  )
  return 1
}
