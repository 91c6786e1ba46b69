// `grep`, `egrep` and `fgrep`.
import { wait, type Task } from '#sim/task.ts'
import { baseOf } from '../filesystem/path.ts'
import { complain, pathOf, print, type Invocation } from '../process/command.ts'
import { compilePattern, matches } from '../text/pattern.ts'
import { compileRegex, findMatch, type Match, type Regex } from '../text/regex.ts'
import { type Context, contextOf, contextReader } from './grep-context.ts'
import { linesOf, readFile, readInputs } from './inputs.ts'
import { type Options, parseOptions } from './options.ts'
import { NULL_OUTPUT } from '../process/stream.ts'
import { walk } from './walk.ts'
import { usageOf, wordsOf } from './words.ts'

const MAX_MATCHES = 10_000
/** Matching costs like a command for this much text. */
const CHARACTERS_PER_COMMAND = 128
const FAILED = 2

interface Searching {
  readonly invocation: Invocation
  readonly options: Options
  readonly regexes: readonly Regex[]
  readonly context: Context
  readonly limit: number
  /** Whether each line begins with the name of its file. */
  readonly titled: boolean
}

/** 0 with a match, 1 without, 2 on errors. */
export function* grep(invocation: Invocation): Task<number> {
  const options = parseOptions(invocation.args.map(contextNumber), {
    flags: 'EFGPIivcqlLnowxyhHsrRabZ',
    valued: 'efmABC',
    long: [
      'color',
      'color=',
      'colour',
      'colour=',
      'line-buffered',
      'include=',
      'exclude=',
      'exclude-dir=',
    ].concat([
      'label=',
      'no-ignore-case',
      'binary-files=',
      'group-separator=',
      'no-group-separator',
    ]),
  })
  const { flags, values, lists } = options
  const context = contextOf(values)
  if (typeof context === 'string') {
    const words = {
      busybox: `invalid number '${context}'`,
      gnu: `${context}: invalid context length argument`,
    }
    complain(invocation, wordsOf(invocation, words))
    return FAILED
  }
  const given = patternsOf(invocation, options)
  if (given === undefined) return FAILED
  const { patterns, names } = given
  if (patterns === null) {
    invocation.stderr.write(usageOf(invocation))
    return FAILED
  }
  const regexes = patterns.flatMap((source) => grepRegex(invocation, source, flags) ?? [])
  if (regexes.length < patterns.length) return invalid(invocation, patterns)
  // busybox without a name reads the standard input all the same.
  const recursive =
    (flags.has('r') || flags.has('R')) && (names.length > 0 || invocation.system.flavour === 'gnu')
  const expanded = recursive ? filesBelow(invocation, names, lists) : names
  const titled = (expanded.length > 1 || recursive || flags.has('H')) && !flags.has('h')
  const limit = Number(values.get('m') ?? Number.POSITIVE_INFINITY)
  const search = { invocation, options, regexes, context, limit, titled }
  if (limit === 0) return 1
  const isStream = expanded.length === 0 || (expanded.length === 1 && expanded[0] === '-')
  return isStream && !recursive ? yield* grepStream(search) : yield* grepFiles(search, expanded)
}

/** '-3' is three lines of context. */
const contextNumber = (arg: string): string => (/^-\d+$/.test(arg) ? `-C${arg.slice(1)}` : arg)

/** What is looked for, null when nothing was given, and the files; undefined when one of -f could not be read. */
function patternsOf(
  invocation: Invocation,
  { lists, operands }: Options,
): { readonly patterns: readonly string[] | null; readonly names: readonly string[] } | undefined {
  const files = (lists.get('f') ?? []).map((name) => readFile(invocation, name))
  if (files.includes(undefined)) return undefined
  const inOptions = [
    ...(lists.get('e') ?? []).flatMap((text) => text.split('\n')),
    ...files.flatMap((text) => linesOf(text ?? '')),
  ]
  if (lists.has('e') || lists.has('f')) return { patterns: inOptions, names: operands }
  const [first, ...rest] = operands
  return { patterns: first?.split('\n') ?? null, names: rest }
}

function invalid(invocation: Invocation, patterns: readonly string[]): number {
  const gnu = 'Invalid regular expression'
  const busybox = `bad regex '${patterns[0] ?? ''}': ${gnu}`
  complain(invocation, wordsOf(invocation, { busybox, gnu }))
  return FAILED
}

function grepRegex(
  invocation: Invocation,
  source: string,
  flags: ReadonlySet<string>,
): Regex | undefined {
  const fixed = flags.has('F') || invocation.name === 'fgrep'
  const extended = flags.has('E') || flags.has('P') || invocation.name === 'egrep'
  const plain = fixed ? source.replace(/[\\.*[\]^$+?(){}|]/g, '\\$&') : source
  const [open, close] = extended || fixed ? ['(', ')'] : ['\\(', '\\)']
  const whole = flags.has('x')
    ? `^${open}${plain}${close}$`
    : flags.has('w')
      ? `\\b${open}${plain}${close}\\b`
      : plain
  const { meter } = invocation.budget
  const ignoreCase = flags.has('i') || flags.has('y')
  return compileRegex(whole, { extended: extended || fixed, ignoreCase, meter })
}

function isHit({ regexes, options }: Searching, line: string): boolean {
  return regexes.some((regex) => findMatch(regex, line, 0) !== undefined) !== options.flags.has('v')
}

/** Reads the standard input as it comes, no further than it has to. */
function* grepStream(search: Searching): Task<number> {
  const { invocation, options, context, limit } = search
  const { flags, values } = options
  const name = values.get('label') ?? '(standard input)'
  const show = contextReader(context)
  const prints = !['c', 'q', 'l', 'L'].some((flag) => flags.has(flag))
  let hits = 0
  let sinceHit = 0
  let offset = 0
  while (hits < limit || (prints && sinceHit < context.after)) {
    const line = yield* invocation.stdin.line()
    if (line === null) break
    const hit = isHit(search, line)
    if (hit && hits >= limit) break
    hits += hit ? 1 : 0
    sinceHit = hit ? 0 : sinceHit + 1
    if (hit && flags.has('q')) return 0
    if (hit && (flags.has('l') || flags.has('L'))) break
    const text = prints
      ? show(line, hit)
          .map((one) => rowOf(search, name, one, offset))
          .join('')
      : ''
    offset += line.length + 1
    if (text !== '' && !print(invocation, text)) return 1
  }
  print(invocation, summaryOf(search, name, hits))
  return codeOf(search, hits > 0, hits === 0)
}

function* grepFiles(search: Searching, names: readonly string[]): Task<number> {
  const { invocation, options, context } = search
  const { flags } = options
  const quiet = flags.has('s') ? { ...invocation, stderr: NULL_OUTPUT } : invocation
  let any = false
  let failed = false
  let listed = false
  let apart = false
  for (const file of names) {
    if (isSkippedFolder(invocation, file)) continue
    const read = yield* readInputs(quiet, [file])
    failed ||= read.failed
    for (const { text } of read.texts) {
      const { hits, shown } = searchText(search, file === '-' ? '(standard input)' : file, text)
      if (hits > 0 && flags.has('q')) return 0
      any ||= hits > 0
      listed ||= hits === 0
      const isApart = shown !== '' && apart && context.before + context.after > 0
      const summary = summaryOf(search, file === '-' ? '(standard input)' : file, hits)
      if (!print(invocation, (isApart ? separator(search) : '') + shown + summary)) return 1
      apart ||= shown !== ''
      // Who reads the pipe comes in between.
      if (text.length > CHARACTERS_PER_COMMAND * 1024) yield* wait(invocation.system.sleep(1))
    }
  }
  return failed ? FAILED : codeOf(search, any, listed)
}

/** To busybox a folder has no lines. */
function isSkippedFolder(invocation: Invocation, name: string): boolean {
  const entry = invocation.system.files.stat(pathOf(invocation, name))
  return invocation.system.flavour === 'busybox' && entry.ok && entry.value.type === 'folder'
}

function searchText(
  search: Searching,
  name: string,
  text: string,
): { readonly hits: number; readonly shown: string } {
  const { invocation, options, context, limit } = search
  invocation.budget.commands += Math.floor(text.length / CHARACTERS_PER_COMMAND)
  const show = contextReader(context)
  let hits = 0
  let offset = 0
  let shown = ''
  for (const line of linesOf(text)) {
    const hit = hits < limit && isHit(search, line)
    hits += hit ? 1 : 0
    if (hit && ['q', 'l', 'L'].some((flag) => options.flags.has(flag))) break
    shown += show(line, hit)
      .map((one) => rowOf(search, name, one, offset))
      .join('')
    offset += line.length + 1
    invocation.budget.meter.hold(shown.length, 0)
  }
  return { hits, shown }
}

/** GNU looks whether a line was selected even with -L, busybox whether a file was named. */
function codeOf({ invocation, options }: Searching, any: boolean, listed: boolean): number {
  const named = options.flags.has('L') && invocation.system.flavour === 'busybox'
  return (named ? listed : any) ? 0 : 1
}

function separator({ options }: Searching): string {
  if (options.flags.has('no-group-separator')) return ''
  return `${options.values.get('group-separator') ?? '--'}\n`
}

/** What -c, -l and -L print of a file. */
function summaryOf({ options, titled }: Searching, name: string, hits: number): string {
  const { flags } = options
  const end = flags.has('Z') ? '\0' : '\n'
  if (flags.has('q')) return ''
  if (flags.has('l')) return hits > 0 ? name + end : ''
  if (flags.has('L')) return hits > 0 ? '' : name + end
  return flags.has('c') ? `${titled ? `${name}${flags.has('Z') ? '\0' : ':'}` : ''}${hits}\n` : ''
}

/** One line as it is printed; null stands between two groups. */
function rowOf(
  search: Searching,
  name: string,
  one: ReturnType<ReturnType<typeof contextReader>>[number],
  offset: number,
): string {
  const { options, regexes, titled } = search
  const { flags } = options
  if (flags.has('q') || flags.has('c') || flags.has('l') || flags.has('L')) return ''
  if (one === null) return separator(search)
  const mark = one.isHit ? ':' : '-'
  const title = titled ? name + (flags.has('Z') ? '\0' : mark) : ''
  const number = flags.has('n') ? `${one.index + 1}${mark}` : ''
  const place = (at: number): string => (flags.has('b') ? `${offset + at}${mark}` : '')
  if (!flags.has('o')) return `${title}${number}${place(0)}${one.line}\n`
  if (!one.isHit || flags.has('v')) return ''
  return matchesIn(regexes, one.line)
    .map(({ from, to }) => `${title}${number}${place(from)}${one.line.slice(from, to)}\n`)
    .join('')
}

/** What the expressions find in a line, from left to right, the longest of those that begin together. */
function matchesIn(regexes: readonly Regex[], line: string): readonly Match[] {
  const found: Match[] = []
  for (let at = 0; at <= line.length && found.length < MAX_MATCHES;) {
    const next = regexes.flatMap((regex) => findMatch(regex, line, at) ?? [])
    const [match] = next.toSorted((a, b) => a.from - b.from || b.to - a.to)
    if (match === undefined) break
    if (match.to > match.from) found.push(match)
    at = Math.max(match.to, match.from + 1)
  }
  return found
}

/** The files below folders that --include and --exclude leave; GNU without a name takes the current folder. */
function filesBelow(
  invocation: Invocation,
  names: readonly string[],
  lists: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const patterns = (option: string): ((name: string) => boolean) => {
    const compiled = (lists.get(option) ?? []).map((text) => compilePattern(text))
    return (name) => compiled.some((pattern) => matches(pattern, name, invocation.budget.meter))
  }
  const [included, excluded, excludedFolder] = ['include', 'exclude', 'exclude-dir'].map(patterns)
  const roots = names.length === 0 ? ['.'] : names
  return roots.flatMap((root) => {
    const top = pathOf(invocation, root)
    return walk(invocation, top).flatMap((path) => {
      const entry = invocation.system.files.stat(path)
      if (path === top && !entry.ok) return [root]
      if (!entry.ok || entry.value.type !== 'file') return []
      const rest = path === top ? '' : path.slice(top === '/' ? 0 : top.length)
      const name = baseOf(path)
      if (lists.has('include') && included?.(name) !== true) return []
      if (excluded?.(name) === true) return []
      if (
        rest
          .split('/')
          .slice(0, -1)
          .some((part) => excludedFolder?.(part) === true)
      )
        return []
      const shown =
        root === '.' && names.length === 0 ? rest.slice(1) : root.replace(/\/+$/, '') + rest
      return [shown]
    })
  })
}
