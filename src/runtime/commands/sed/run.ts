// Runs a script of `sed` over lines. Follows sed/execute.c of GNU sed 4.9; where busybox 1.36.1 prints the same the order of its acts is not told apart.
import type { Task } from '#sim/task.ts'
import { pathOf, type Invocation } from '../../process/command.ts'
import { outputDevice } from '../../process/device-files.ts'
import { findMatch, type Regex } from '../../text/regex.ts'
import { readFile } from '../inputs.ts'
import type { SedLines } from './lines.ts'
import type { Address, RangeEnd, SedCommand } from './program.ts'
import { shownText, substitute } from './substitute.ts'

export interface SedRun {
  readonly invocation: Invocation
  readonly commands: readonly SedCommand[]
  readonly quiet: boolean
  readonly lines: SedLines
  write(text: string): void
}

type Next = 'next cycle' | 'same line' | 'end' | number

interface Space {
  text: string
  ended: boolean
}

/** Runs to the end of the lines; the exit code that the script asks for. */
export function* runSed(run: SedRun): Task<number> {
  return yield* new Machine(run).all()
}

class Machine {
  readonly #run: SedRun
  readonly #gnu: boolean
  /** The last line of each range that is open, by the place of its command. */
  readonly #open = new Map<number, RangeEnd>()
  readonly #opened = new Map<number, number>()
  readonly #read = new Map<string, readonly string[]>()
  #space: Space = { text: '', ended: true }
  #hold = ''
  #line = 0
  #last: Regex | null = null
  #appended: string[] = []
  #substituted = false
  #exitCode = 0

  constructor(run: SedRun) {
    this.#run = run
    this.#gnu = run.invocation.system.flavour === 'gnu'
  }

  *all(): Task<number> {
    let next: Next = 'next cycle'
    while (next !== 'end') {
      if (next !== 'same line' && !(yield* this.#nextLine())) break
      next = yield* this.#cycle()
    }
    this.#flushAppended()
    return this.#exitCode
  }

  *#nextLine(): Task<boolean> {
    const line = yield* this.#run.lines.next()
    if (line === null) return false
    this.#space = { ...line }
    this.#line += 1
    this.#substituted = false
    return true
  }

  *#cycle(): Task<Next> {
    const { commands, invocation, quiet } = this.#run
    let at = 0
    while (at < commands.length) {
      const command = commands[at]
      invocation.budget.meter.work(4)
      if (command === undefined) break
      if (!(yield* this.#isAddressed(command, at))) {
        at = command.verb === '{' ? command.target : at + 1
        continue
      }
      const next = yield* this.#act(command, at)
      if (typeof next !== 'number') return next
      at = next
    }
    if (!quiet) this.#print()
    this.#flushAppended()
    return 'next cycle'
  }

  *#isAddressed(command: SedCommand, at: number): Task<boolean> {
    const { from, to, negated } = command
    if (from === null) return !negated
    if (to === null) return (yield* this.#matches(from)) !== negated
    return (yield* this.#isInRange(from, to, at)) !== negated
  }

  *#isInRange(from: Address, to: RangeEnd, at: number): Task<boolean> {
    const startsBefore = from.kind === 'line' && from.line === 0 && this.#line === 1 && this.#gnu
    if (startsBefore && !this.#open.has(at)) {
      if (to.kind === 'match' && (yield* this.#matches(to))) return true
      this.#open.set(at, to)
      return true
    }
    const open = this.#open.get(at)
    if (open === undefined) {
      if (!(yield* this.#matches(from))) return false
      this.#opened.set(at, this.#line)
      if (!this.#endsAtOnce(to)) this.#open.set(at, to)
      return true
    }
    // A range that should have ended before this line has, and this line is none of it.
    if (to.kind === 'line' && this.#line > to.line) {
      this.#open.delete(at)
      return yield* this.#matches(from)
    }
    if (yield* this.#ends(to, this.#opened.get(at) ?? 0)) this.#open.delete(at)
    return true
  }

  #endsAtOnce(to: RangeEnd): boolean {
    if (to.kind === 'line') return to.line <= this.#line
    if (to.kind === 'more') return to.lines === 0
    return to.kind === 'multiple' && (to.of === 0 || this.#line % to.of === 0)
  }

  *#ends(to: RangeEnd, since: number): Task<boolean> {
    if (to.kind === 'more') return this.#line >= since + to.lines
    if (to.kind === 'multiple') return this.#line % to.of === 0
    return yield* this.#matches(to)
  }

  *#matches(address: Address): Task<boolean> {
    switch (address.kind) {
      case 'line':
        return this.#line === address.line
      case 'last':
        return yield* this.#run.lines.isAtEnd()
      case 'step': {
        const { first, step } = address
        return step === 0
          ? this.#line === first
          : this.#line >= first && (this.#line - first) % step === 0
      }
      case 'match': {
        const regex = address.regex ?? this.#last
        this.#last = regex
        return regex !== null && findMatch(regex, this.#space.text, 0) !== undefined
      }
    }
  }

  /** Carries out one command; where to go on. */
  *#act(command: SedCommand, at: number): Task<Next> {
    const { verb, text } = command
    switch (verb) {
      case 'b':
        return command.target
      case 't':
      case 'T': {
        const jumps = this.#substituted === (verb === 't')
        this.#substituted = false
        return jumps ? command.target : at + 1
      }
      case 'd':
        return this.#drop()
      case 'D':
        return this.#dropFirst()
      case 'n':
      case 'N':
        return (yield* this.#more(verb)) ? at + 1 : 'end'
      case 'q':
      case 'Q':
        this.#exitCode = command.exitCode
        if (verb === 'q' && !this.#run.quiet) this.#print()
        return 'end'
      case 'c':
        // Of a range only the last line is replaced.
        if (command.to === null || command.negated || !this.#open.has(at)) this.#put(text)
        return this.#drop()
      case '=':
        this.#put(`${this.#line}\n`)
        return at + 1
      default:
        this.#change(command)
        return at + 1
    }
  }

  #change(command: SedCommand): void {
    const { verb, text } = command
    const space = this.#space
    if (verb === 's') this.#substitute(command)
    else if (verb === 'y') space.text = translated(space.text, text)
    else if (verb === 'g') this.#set(this.#hold)
    else if (verb === 'G') this.#set(`${space.text}\n${this.#hold}`)
    else if (verb === 'h') this.#hold = space.text
    else if (verb === 'H') this.#hold = this.#held(`${this.#hold}\n${space.text}`)
    else if (verb === 'x') [space.text, this.#hold] = [this.#hold, space.text]
    else if (verb === 'z') space.text = ''
    else if (verb === 'p') this.#print()
    else if (verb === 'P') this.#put(`${space.text.split('\n', 1)[0] ?? ''}\n`)
    else if (verb === 'l') {
      // busybox takes it and prints nothing.
      if (this.#gnu) this.#put(`${shownText(space.text)}\n`)
    } else if (verb === 'i') this.#put(text)
    else if (verb === 'a') this.#appended.push(text)
    else if (verb === 'F') this.#put(`${this.#run.lines.name}\n`)
    else if (verb === 'w') this.#writeTo(text, `${space.text}\n`)
    else if (verb === 'W') this.#writeTo(text, `${space.text.split('\n', 1)[0] ?? ''}\n`)
    else if (verb === 'r' || verb === 'R') this.#readFrom(text, verb === 'R')
  }

  #drop(): Next {
    this.#flushAppended()
    return 'next cycle'
  }

  #dropFirst(): Next {
    const end = this.#space.text.indexOf('\n')
    this.#flushAppended()
    if (end === -1) return 'next cycle'
    this.#space.text = this.#space.text.slice(end + 1)
    return 'same line'
  }

  /** `n` and `N`; false when there is no other line, and then it is over. */
  *#more(verb: 'n' | 'N'): Task<boolean> {
    const { lines, quiet } = this.#run
    if (verb === 'n' && !quiet && !(yield* lines.isAtEnd())) this.#print()
    const line = yield* lines.next()
    if (line === null) {
      if (!quiet) this.#print()
      return false
    }
    this.#flushAppended()
    this.#line += 1
    const text = verb === 'n' ? line.text : this.#held(`${this.#space.text}\n${line.text}`)
    this.#space = { text, ended: line.ended }
    return true
  }

  #substitute({ substitution }: SedCommand): void {
    if (substitution === null) return
    const regex = substitution.regex ?? this.#last
    if (regex === null) return
    this.#last = regex
    const result = substitute(this.#space.text, regex, { ...substitution, cases: this.#gnu })
    if (result === null) return
    this.#substituted = true
    this.#set(result)
    if (substitution.prints) this.#print()
    if (substitution.file !== null) this.#writeTo(substitution.file, `${result}\n`)
  }

  #set(text: string): void {
    this.#space.text = this.#held(text)
  }

  #held(text: string): string {
    this.#run.invocation.budget.meter.hold(text.length)
    return text
  }

  #print(): void {
    this.#put(this.#space.text + (this.#space.ended ? '\n' : ''))
  }

  #put(text: string): void {
    this.#run.write(text)
  }

  #flushAppended(): void {
    for (const text of this.#appended) this.#put(text)
    this.#appended = []
  }

  #writeTo(file: string, text: string): void {
    const { invocation } = this.#run
    const path = pathOf(invocation, file)
    const device = outputDevice(invocation, path)
    // With -i the output is the file, and not the stream of this name.
    if (file === '/dev/stdout') this.#put(text)
    else if (device === undefined) invocation.system.files.append(path, text)
    else device.write(text)
  }

  /** What is read comes behind the line; a file that is not there is empty. */
  #readFrom(file: string, isLine: boolean): void {
    const { invocation } = this.#run
    const there = invocation.system.files.stat(pathOf(invocation, file)).ok
    if (!isLine) {
      if (there) this.#appended.push(readFile(invocation, file) ?? '')
      return
    }
    const left =
      this.#read.get(file) ?? (there ? (readFile(invocation, file) ?? '') : '').split('\n')
    const [first, ...rest] = left
    if (first !== undefined && !(rest.length === 0 && first === ''))
      this.#appended.push(`${first}\n`)
    this.#read.set(file, rest)
  }
}

function translated(text: string, letters: string): string {
  const half = letters.length / 2
  return [...text]
    .map((one) => {
      const at = letters.slice(0, half).indexOf(one)
      return at === -1 ? one : letters.charAt(half + at)
    })
    .join('')
}
