// Tools that pass text on, or a part or a count of it.
import { wait, type Task } from '#sim/task.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import { complain, pathOf, print, type Invocation } from '../process/command.ts'
import { bytesOf } from './amounts.ts'
import { isEndless, passOn } from './devices.ts'
import { linesOf, readInputs, textOf } from './inputs.ts'
import { parseOptions } from './options.ts'

/** How much is written at once. */
const BLOCK = 256 * 1024

/** `cat` passes the standard input on as it comes, so that it works in the middle of a pipe that never ends. */
export function* cat(invocation: Invocation): Task<number> {
  const { operands, flags } = parseOptions(invocation.args, { flags: 'nuvetAEbsT' })
  if (operands.length === 0 || (operands.length === 1 && operands[0] === '-')) {
    for (
      let text = yield* invocation.stdin.some();
      text !== null;
      text = yield* invocation.stdin.some()
    ) {
      if (!print(invocation, text)) return 1
    }
    return 0
  }
  let status = 0
  let line = 0
  for (const operand of operands) {
    const { texts, failed } = yield* readInputs(invocation, [operand])
    if (failed) status = 1
    for (const { text } of texts) {
      const numbered = (one: string): string => `${String((line += 1)).padStart(6)}\t${one}`
      const shown = flags.has('n') ? textOf(linesOf(text).map(numbered)) : text
      if (shown !== '' && !print(invocation, shown)) return 1
      // Who reads the pipe comes in between.
      if (shown.length > BLOCK) yield* wait(invocation.system.sleep(1))
    }
  }
  return status
}

/** '-5' is an old way to write '-n 5'. */
function withCount(args: readonly string[]): readonly string[] {
  return args.map((arg) => (/^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg))
}

export function* head(invocation: Invocation): Task<number> {
  const { values, operands } = parseOptions(withCount(invocation.args), {
    flags: 'qv',
    valued: 'nc',
  })
  const characters = values.get('c')
  const [first = ''] = operands
  if (characters !== undefined && isEndless(invocation, first)) {
    const bytes = bytesOf(characters)
    return bytes === undefined
      ? complain(invocation, `invalid number '${characters}'`)
      : yield* passOn(invocation, first, bytes)
  }
  const count = Number(values.get('n') ?? 10)
  if (operands.length === 0 && characters === undefined && count >= 0) {
    // Reads no more than it needs, so that an endless writer is told by a broken pipe.
    for (let i = 0; i < count; i += 1) {
      const line = yield* invocation.stdin.line()
      if (line === null) return 0
      if (!print(invocation, `${line}\n`)) return 1
    }
    return 0
  }
  const endless = operands.find((name) => isEndless(invocation, name))
  if (endless !== undefined) return yield* passOn(invocation, endless, Infinity)
  const { texts, failed } = yield* readInputs(invocation, operands)
  for (const { name, text } of texts) {
    if (texts.length > 1)
      print(invocation, `${name === texts[0]?.name ? '' : '\n'}==> ${name} <==\n`)
    const lines = linesOf(text)
    print(
      invocation,
      characters === undefined
        ? textOf(lines.slice(0, count < 0 ? lines.length + count : count))
        : text.slice(0, Number(characters)),
    )
  }
  return failed ? 1 : 0
}

export function* tail(invocation: Invocation): Task<number> {
  const { values, flags, operands } = parseOptions(withCount(invocation.args), {
    flags: 'fFqvr',
    valued: 'ncs',
    long: ['follow', 'retry', 'follow=', 'lines='],
  })
  const follows = flags.has('f') || flags.has('F') || flags.has('follow') || values.has('follow')
  const retries = flags.has('F') || flags.has('retry') || values.get('follow') === 'name'
  const count = values.get('n') ?? values.get('lines') ?? '10'
  const [name] = operands
  if (follows && name !== undefined) return yield* followFile(invocation, { name, count, retries })
  const { texts, failed } = yield* readInputs(invocation, operands)
  if (failed && texts.length === 0 && invocation.system.flavour === 'busybox')
    complain(invocation, 'no files')
  for (const { name: title, text } of texts) {
    if (texts.length > 1)
      print(invocation, `${title === texts[0]?.name ? '' : '\n'}==> ${title} <==\n`)
    const characters = values.get('c')
    print(
      invocation,
      characters === undefined ? lastLines(text, count) : text.slice(-Number(characters)),
    )
  }
  return failed ? 1 : 0
}

function lastLines(text: string, count: string): string {
  const lines = linesOf(text)
  if (count.startsWith('+')) return textOf(lines.slice(Number(count) - 1))
  const number = Math.abs(Number(count))
  const shown = number === 0 ? [] : lines.slice(-number)
  return text.endsWith('\n') || shown.length === 0 ? textOf(shown) : shown.join('\n')
}

interface Follow {
  readonly name: string
  readonly count: string
  readonly retries: boolean
}

/** `tail -f`: wakes when something changes beside the file, and prints what is new. */
function* followFile(invocation: Invocation, { name, count, retries }: Follow): Task<number> {
  const { system } = invocation
  const path = pathOf(invocation, name)
  const begin = system.files.read(path)
  if (!begin.ok) {
    const words = ERROR_TEXTS[begin.error]
    complain(
      invocation,
      system.flavour === 'busybox'
        ? `can't open '${name}': ${words}`
        : `cannot open '${name}' for reading: ${words}`,
    )
    if (!retries) return complain(invocation, 'no files')
  }
  let shown = begin.ok ? begin.value.length : 0
  if (begin.ok) print(invocation, lastLines(begin.value, count))
  system.setActivity(`following ${name}`)
  for (;;) {
    yield* wait(system.files.changed(path))
    // Lets the writer finish what it does in this moment.
    yield* wait(system.sleep(1))
    const now = system.files.read(path)
    if (!now.ok || now.value.length === shown) continue
    if (now.value.length < shown) shown = 0
    const more = now.value.slice(shown)
    shown = now.value.length
    if (!print(invocation, more)) return 1
  }
}

export function* wc(invocation: Invocation): Task<number> {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'lwcm' })
  const { texts, failed } = yield* readInputs(invocation, operands)
  const wanted = ['l', 'w', 'c'].filter(
    (flag) => flags.size === 0 || flags.has(flag) || (flag === 'c' && flags.has('m')),
  )
  for (const { name, text } of texts) {
    invocation.budget.meter.work(text.length)
    const counts: Readonly<Record<string, number>> = {
      l: text.split('\n').length - 1,
      w: text.split(/\s+/).filter((word) => word !== '').length,
      c: text.length,
    }
    const shown = wanted.map((flag) => String(counts[flag] ?? 0))
    const line = shown.length === 1 ? shown[0] : shown.map((one) => one.padStart(9)).join(' ')
    print(invocation, `${line}${name === '-' ? '' : ` ${name}`}\n`)
  }
  return failed ? 1 : 0
}

export function* tee(invocation: Invocation): Task<number> {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'ai' })
  const { files } = invocation.system
  let status = 0
  const open: string[] = []
  for (const name of operands) {
    const path = pathOf(invocation, name)
    const opened = flags.has('a') ? files.append(path, '') : files.write(path, '')
    if (opened.ok) open.push(path)
    else status = complain(invocation, `${name}: ${ERROR_TEXTS[opened.error]}`)
  }
  for (
    let text = yield* invocation.stdin.some();
    text !== null;
    text = yield* invocation.stdin.some()
  ) {
    for (const path of open) if (!files.append(path, text).ok) status = 1
    if (!print(invocation, text)) return 1
  }
  return status
}
