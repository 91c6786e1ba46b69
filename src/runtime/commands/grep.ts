// `grep` and `sed`.
import { simplified } from '#lib/simplified.ts'
import type { Task } from '#sim/task.ts'
import { complain, pathOf, print, type Command, type Invocation } from '../process/command.ts'
import type { Meter } from '../process/meter.ts'
import { compileRegex, findMatch, type Match, type Regex } from '../text/regex.ts'
import { type Context, contextOf, contextReader } from './grep-context.ts'
import { linesOf, readInputs, textOf } from './inputs.ts'
import { parseOptions } from './options.ts'
import { replaceFile } from './replace-file.ts'
import { walk } from './walk.ts'

simplified('sed', 'sed knows s///, d, p, q and $ or line numbers and /patterns/ as addresses.', {
  programs: ['sed'],
})

const MAX_REPLACEMENTS = 10_000
/** Matching costs like a command for this much text. */
const CHARACTERS_PER_COMMAND = 128

/** `grep`, `egrep` and `fgrep`: 0 with a match, 1 without, 2 on errors. */
export function* grep(invocation: Invocation): Task<number> {
  const { flags, values, operands } = parseOptions(invocation.args.map(shortOption), {
    flags: 'EFGPivcqlLnowxhHsrRa',
    valued: 'emABC',
    long: ['color', 'color=', 'line-buffered'],
  })
  const context = contextOf(values)
  if (typeof context === 'string') {
    complain(invocation, `${context}: invalid context length argument`)
    return 2
  }
  const limit = Number(values.get('m') ?? Number.POSITIVE_INFINITY)
  const [first, ...rest] = operands
  const source = values.get('e') ?? first
  if (source === undefined) {
    complain(invocation, 'no pattern')
    return 2
  }
  const names = values.has('e') ? operands : rest
  const regex = grepRegex(invocation, source, flags)
  if (regex === undefined) {
    complain(invocation, 'invalid regular expression')
    return 2
  }
  const recursive = flags.has('r') || flags.has('R')
  const expanded = recursive ? names.flatMap((name) => filesBelow(invocation, name)) : names
  if (expanded.length === 0 && !recursive && isStreaming(flags))
    return yield* grepStream(invocation, { regex, inverted: flags.has('v'), context, limit })
  const { texts, failed } = yield* readInputs(invocation, expanded)
  let any = false
  for (const { name, text } of texts) {
    invocation.budget.commands += Math.floor(text.length / CHARACTERS_PER_COMMAND)
    const hits = linesOf(text).flatMap((line, index) =>
      (findMatch(regex, line, 0) !== undefined) === flags.has('v') ? [] : [{ line, index }],
    )
    const shown = hits.slice(0, limit)
    const isApart = any && shown.length > 0 && context.before + context.after > 0
    any ||= shown.length > 0
    if (flags.has('q')) continue
    const title = (texts.length > 1 || flags.has('H')) && !flags.has('h') ? `${name}:` : ''
    if (['c', 'l', 'o'].some((flag) => flags.has(flag)))
      print(invocation, grepOutput({ hits: shown, regex, flags, title, name }))
    else {
      const found = new Set(shown.map(({ index }) => index))
      const start = isApart ? '--\n' : ''
      const around = { found, context, flags, name: title.slice(0, -1) }
      print(invocation, start + aroundHits(linesOf(text), around))
    }
  }
  if (failed && !any) return 2
  return any ? 0 : 1
}

function grepRegex(
  invocation: Invocation,
  source: string,
  flags: ReadonlySet<string>,
): Regex | undefined {
  const fixed = flags.has('F') || invocation.name === 'fgrep'
  const extended = flags.has('E') || flags.has('P') || invocation.name === 'egrep'
  const plain = fixed ? source.replace(/[\\.*[\]^$+?(){}|]/g, '\\$&') : source
  const whole = flags.has('x') ? `^${plain}$` : flags.has('w') ? `\\b${plain}\\b` : plain
  const { meter } = invocation.budget
  return compileRegex(whole, { extended: extended || fixed, ignoreCase: flags.has('i'), meter })
}

function isStreaming(flags: ReadonlySet<string>): boolean {
  return !['c', 'q', 'l', 'n', 'o'].some((flag) => flags.has(flag))
}

interface Searching {
  readonly regex: Regex
  readonly inverted: boolean
  readonly context: Context
  readonly limit: number
}

function* grepStream(
  invocation: Invocation,
  { regex, inverted, context, limit }: Searching,
): Task<number> {
  const show = contextReader(context)
  let hits = 0
  let sinceHit = 0
  while (hits < limit || sinceHit < context.after) {
    const line = yield* invocation.stdin.line()
    if (line === null) break
    const isHit = (findMatch(regex, line, 0) !== undefined) !== inverted
    if (isHit && hits >= limit) break
    hits += isHit ? 1 : 0
    sinceHit = isHit ? 0 : sinceHit + 1
    const shown = show(line, isHit).map((one) => one?.line ?? '--')
    if (shown.length > 0 && !print(invocation, textOf(shown))) return 1
  }
  return hits > 0 ? 0 : 1
}

interface Around {
  /** The places of the lines that were found. */
  readonly found: ReadonlySet<number>
  readonly context: Context
  readonly flags: ReadonlySet<string>
  /** Before each line; empty for none. */
  readonly name: string
}

function aroundHits(lines: readonly string[], { found, context, flags, name }: Around): string {
  const show = contextReader(context)
  const shown = lines.flatMap((one, at) => show(one, found.has(at)))
  return textOf(
    shown.map((one) => {
      if (one === null) return '--'
      const mark = one.isHit ? ':' : '-'
      const number = flags.has('n') ? `${one.index + 1}${mark}` : ''
      return `${name === '' ? '' : name + mark}${number}${one.line}`
    }),
  )
}

const LONG: Readonly<Record<string, string>> = {
  'after-context': 'A',
  'before-context': 'B',
  context: 'C',
  count: 'c',
  'extended-regexp': 'E',
  'files-with-matches': 'l',
  'fixed-strings': 'F',
  'ignore-case': 'i',
  'invert-match': 'v',
  'line-number': 'n',
  'max-count': 'm',
  'only-matching': 'o',
  quiet: 'q',
  recursive: 'r',
  regexp: 'e',
  'word-regexp': 'w',
}

/** A long option in its short form. */
function shortOption(word: string): string {
  const [, name = '', value = ''] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? []
  return Object.hasOwn(LONG, name) ? `-${LONG[name]}${value}` : word
}

function filesBelow(invocation: Invocation, name: string): readonly string[] {
  return walk(invocation, pathOf(invocation, name)).filter((path) => {
    const entry = invocation.system.files.stat(path)
    return entry.ok && entry.value.type === 'file'
  })
}

interface GrepOutput {
  readonly hits: readonly { readonly line: string; readonly index: number }[]
  readonly regex: Regex
  readonly flags: ReadonlySet<string>
  readonly title: string
  readonly name: string
}

function grepOutput({ hits, regex, flags, title, name }: GrepOutput): string {
  if (flags.has('c')) return `${title}${hits.length}\n`
  if (flags.has('l')) return hits.length > 0 ? `${name}\n` : ''
  return textOf(
    hits.flatMap(({ line, index }) => {
      const number = flags.has('n') ? `${index + 1}:` : ''
      return allMatches(regex, line).map(
        (match) => title + number + line.slice(match.from, match.to),
      )
    }),
  )
}

function allMatches(regex: Regex, line: string): readonly Match[] {
  const found: Match[] = []
  for (let at = 0; at <= line.length && found.length < MAX_REPLACEMENTS;) {
    const match = findMatch(regex, line, at)
    if (match === undefined) break
    if (match.to > match.from) found.push(match)
    at = Math.max(match.to, match.from + 1)
  }
  return found
}

interface SedCommand {
  readonly address: string
  readonly verb: string
  readonly regex: Regex | null
  readonly replacement: string
  readonly flags: string
  readonly line: Regex | null
}

/** `sed`: edits lines; `-i` writes the file back. */
export const sed: Command = function* (invocation) {
  const { flags, values, operands } = parseOptions(invocation.args, {
    flags: 'nErisu',
    valued: 'e',
  })
  const [first, ...rest] = operands
  const script = values.get('e') ?? first ?? ''
  const names = values.has('e') ? operands : rest
  const { meter } = invocation.budget
  const commands = parseSed(script, flags.has('E') || flags.has('r'), meter)
  if (commands === undefined) {
    return complain(invocation, `unsupported command in \`${script.slice(0, 80)}\``)
  }
  const { texts, failed } = yield* readInputs(invocation, names)
  for (const { name, text } of texts) {
    invocation.budget.commands += Math.floor(text.length / CHARACTERS_PER_COMMAND)
    const result = editText(text, { commands, quiet: flags.has('n'), meter })
    if (flags.has('i') && name !== '-') {
      const status = replaceFile(invocation, name, result)
      if (status !== 0) return status
    } else print(invocation, result)
  }
  return failed ? 1 : 0
}

function parseSed(
  script: string,
  extended: boolean,
  meter: Meter,
): readonly SedCommand[] | undefined {
  const commands: SedCommand[] = []
  let rest = script.trim()
  while (rest !== '') {
    const address = /^(\d+|\$|\/(?:[^/\\]|\\.)*\/)?\s*/.exec(rest)
    const place = address?.[1] ?? ''
    rest = rest.slice(address?.[0].length ?? 0)
    const line = place.startsWith('/')
      ? compileRegex(place.slice(1, -1), { extended, ignoreCase: false, meter })
      : null
    const verb = rest.charAt(0)
    rest = rest.slice(1)
    if (line === undefined) return undefined
    if (verb === 's') {
      const parts = splitSubstitution(rest)
      const regex =
        parts === undefined
          ? undefined
          : compileRegex(parts.pattern, {
              extended,
              ignoreCase: /[iI]/.test(parts.flags),
              meter,
            })
      if (parts === undefined || regex === undefined) return undefined
      commands.push({
        address: place,
        verb,
        regex,
        replacement: parts.replacement,
        flags: parts.flags,
        line,
      })
      rest = parts.rest
    } else if (['d', 'p', 'q'].includes(verb)) {
      commands.push({ address: place, verb, regex: null, replacement: '', flags: '', line })
    } else return undefined
    rest = rest.replace(/^[\s;]+/, '')
  }
  return commands
}

function splitSubstitution(text: string):
  | {
      readonly pattern: string
      readonly replacement: string
      readonly flags: string
      readonly rest: string
    }
  | undefined {
  const separator = text.charAt(0)
  const parts: string[] = []
  let part = ''
  let at = 1
  for (; at < text.length && parts.length < 2; at += 1) {
    const character = text.charAt(at)
    if (character === '\\' && text.charAt(at + 1) === separator) {
      part += separator
      at += 1
    } else if (character === '\\') {
      part += character + text.charAt(at + 1)
      at += 1
    } else if (character === separator) {
      parts.push(part)
      part = ''
    } else part += character
  }
  const [pattern, replacement] = parts
  if (pattern === undefined || replacement === undefined) return undefined
  const flags = /^[gipI0-9]*/.exec(text.slice(at))?.[0] ?? ''
  return { pattern, replacement, flags, rest: text.slice(at + flags.length) }
}

interface Editing {
  readonly commands: readonly SedCommand[]
  readonly quiet: boolean
  readonly meter: Meter
}

function editText(text: string, { commands, quiet, meter }: Editing): string {
  let size = 0
  const lines = linesOf(text)
  const result: string[] = []
  for (const [index, original] of lines.entries()) {
    let line = original
    let gone = false
    let quits = false
    for (const command of commands) {
      meter.work(4)
      if (!isAddressed(command, line, { index, last: lines.length - 1 })) continue
      if (command.verb === 'd') gone = true
      if (command.verb === 'p') {
        size += line.length
        meter.hold(size, line.length)
        result.push(line)
      }
      if (command.verb === 'q') quits = true
      if (command.regex !== null) line = substitute(line, command.regex, command)
      if (gone) break
    }
    if (!gone && !quiet) {
      size += line.length
      meter.hold(size, line.length)
      result.push(line)
    }
    if (quits) break
  }
  return text.endsWith('\n') || result.length === 0 ? textOf(result) : result.join('\n')
}

function isAddressed(
  command: SedCommand,
  line: string,
  place: { readonly index: number; readonly last: number },
): boolean {
  if (command.address === '') return true
  if (command.line !== null) return findMatch(command.line, line, 0) !== undefined
  return command.address === '$'
    ? place.index === place.last
    : place.index === Number(command.address) - 1
}

function substitute(line: string, regex: Regex, { replacement, flags }: SedCommand): string {
  let result = ''
  let at = 0
  for (let count = 0; at <= line.length && count < MAX_REPLACEMENTS; count += 1) {
    const match = findMatch(regex, line, at)
    if (match === undefined) break
    const filled = filledIn(replacement, line, match, regex.meter)
    result += line.slice(at, match.from) + filled
    regex.meter.hold(result.length, filled.length)
    at = match.to
    if (match.to === match.from) {
      result += line.charAt(at)
      at += 1
    }
    if (!flags.includes('g')) break
  }
  return result + line.slice(at)
}

/** The replacement with & and \1 filled in. */
function filledIn(replacement: string, line: string, match: Match, meter: Meter): string {
  const places = replacement.split(/&|\\[0-9]/).length - 1
  meter.hold(replacement.length + places * (match.to - match.from))
  return replacement.replace(/\\([0-9nt&\\/])|&/g, (all, code: string | undefined) => {
    if (all === '&' || code === '0') return line.slice(match.from, match.to)
    if (code === 'n') return '\n'
    if (code === 't') return '\t'
    const group = code === undefined ? undefined : match.groups[Number(code) - 1]
    if (code !== undefined && /\d/.test(code))
      return group === null || group === undefined ? '' : line.slice(group[0], group[1])
    return code ?? all
  })
}
