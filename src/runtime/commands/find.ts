// `find`: its tests and actions, joined by -a, -o, ! and parentheses.
import { wait, type Task } from '#sim/task.ts'
import { baseOf, below } from '../filesystem/path.ts'
import type { Entry, Owner } from '../filesystem/tree.ts'
import { complain, pathOf, print, type Invocation } from '../process/command.ts'
import { compilePattern, matches } from '../text/pattern.ts'
import { idOfAccount, type AccountTable } from './accounts.ts'
import { runOther } from './system.ts'
import { walk } from './walk.ts'
import { refuse, usageOf, wordsOf } from './words.ts'

const TYPES: Readonly<Record<string, Entry['type']>> = {
  f: 'file',
  d: 'folder',
  l: 'link',
  s: 'socket',
  c: 'character device',
  b: 'block device',
}

interface Here {
  /** As find names it: the starting point and what is below it. */
  readonly shown: string
  readonly path: string
  readonly entry: Entry
  readonly state: State
}

interface State {
  readonly invocation: Invocation
  /** What `-exec … +` collects. */
  readonly collected: string[]
  /** The folder that is not entered: what is in it comes next. */
  pruned: string | null
  status: number
  quit: boolean
}

type Test = (here: Here) => Task<boolean>

interface Parsed {
  readonly test: Test
  readonly acts: boolean
  readonly mostDepth: number
  readonly leastDepth: number
  readonly collecting: readonly string[] | null
}

export function* find(invocation: Invocation): Task<number> {
  const args = invocation.args.filter((arg) => !/^-[HLP]$/.test(arg))
  const follows = invocation.args.includes('-L') || args.includes('-follow')
  const first = args.findIndex((arg) => /^(-.+|!|\()$/.test(arg))
  const roots = first === -1 ? args : args.slice(0, first)
  const parsed = new Parser(invocation, first === -1 ? [] : args.slice(first)).parse()
  if (typeof parsed === 'string') {
    if (invocation.system.flavour !== 'busybox') return complain(invocation, parsed)
    complain(invocation, parsed)
    if (parsed.startsWith('unrecognized')) invocation.stderr.write(usageOf(invocation))
    return 1
  }
  const state: State = { invocation, collected: [], pruned: null, status: 0, quit: false }
  const { files } = invocation.system
  for (const root of roots.length === 0 ? ['.'] : roots) {
    const top = pathOf(invocation, root)
    const entry = files.linkStat(top)
    if (!entry.ok) {
      state.status = refuse(invocation, entry.error, { busybox: root, gnu: `‘${root}’` })
      continue
    }
    const paths = walk(invocation, top, follows)
    const ordered =
      invocation.args.includes('-delete') || args.includes('-depth') ? [...paths].reverse() : paths
    for (const path of ordered) {
      if (state.pruned !== null && below(state.pruned, path) !== undefined) continue
      const rest = path.slice(top === '/' ? 0 : top.length)
      const depth = path === top ? 0 : rest.split('/').length - 1
      if (depth > parsed.mostDepth || depth < parsed.leastDepth || state.quit) continue
      const here = follows ? files.stat(path) : files.linkStat(path)
      if (!here.ok) continue
      const shown = path === top ? root : `${root.replace(/\/+$/, '')}${rest}`
      const good = yield* parsed.test({ shown, path, entry: here.value, state })
      if (good && !parsed.acts) print(invocation, `${shown}\n`)
    }
  }
  if (parsed.collecting !== null && state.collected.length > 0) {
    const code = yield* runOther(invocation, [...parsed.collecting, ...state.collected])
    if (code !== 0) state.status = 1
  }
  return state.status
}

const always: Test = function* () {
  yield* []
  return true
}

/** A test that needs no time. */
const plain = (holds: (here: Here) => boolean): Test =>
  function* (here) {
    yield* []
    return holds(here)
  }

class Parser {
  readonly #invocation: Invocation
  readonly #words: readonly string[]
  #at = 0
  #acts = false
  #most = Infinity
  #least = 0
  #collecting: readonly string[] | null = null
  #problem: string | null = null

  constructor(invocation: Invocation, words: readonly string[]) {
    this.#invocation = invocation
    this.#words = words
  }

  /** The whole expression, or what is wrong with it. */
  parse(): Parsed | string {
    const test = this.#words.length === 0 ? always : this.#either()
    if (this.#problem !== null) return this.#problem
    if (this.#at < this.#words.length)
      return `paths must precede expression: \`${this.#words[this.#at] ?? ''}'`
    return {
      test,
      acts: this.#acts,
      mostDepth: this.#most,
      leastDepth: this.#least,
      collecting: this.#collecting,
    }
  }

  #either(): Test {
    let left = this.#both()
    while (this.#take('-o') || this.#take('-or')) {
      const [one, other] = [left, this.#both()]
      left = function* (here) {
        return (yield* one(here)) || (yield* other(here))
      }
    }
    return left
  }

  #both(): Test {
    let left = this.#not()
    for (;;) {
      const explicit = this.#take('-a') || this.#take('-and')
      const next = this.#words[this.#at]
      if (!explicit && (next === undefined || next === ')' || next === '-o' || next === '-or'))
        return left
      if (this.#problem !== null) return left
      const [one, other] = [left, this.#not()]
      left = function* (here) {
        return (yield* one(here)) && (yield* other(here))
      }
    }
  }

  #not(): Test {
    if (this.#take('!') || this.#take('-not')) {
      const inner = this.#not()
      return function* (here) {
        return !(yield* inner(here))
      }
    }
    if (this.#take('(')) {
      const inner = this.#either()
      if (!this.#take(')'))
        this.#problem ??= 'invalid expression; expected to find a ‘)’ but didn’t see one'
      return inner
    }
    return this.#primary()
  }

  #take(word: string): boolean {
    if (this.#words[this.#at] !== word) return false
    this.#at += 1
    return true
  }

  #value(): string {
    const word = this.#words[this.#at]
    if (word === undefined)
      this.#problem ??= wordsOf(this.#invocation, {
        busybox: `${this.#words[this.#at - 1] ?? ''} requires an argument`,
        gnu: `missing argument to \`${this.#words[this.#at - 1] ?? ''}'`,
      })
    this.#at += 1
    return word ?? ''
  }

  #primary(): Test {
    const name = this.#words[this.#at] ?? ''
    this.#at += 1
    switch (name) {
      case '-name':
      case '-iname':
        return nameTest(this.#value(), name === '-iname', ({ path }) => baseOf(path))
      case '-path':
      case '-ipath':
      case '-wholename':
        return nameTest(this.#value(), name === '-ipath', ({ shown }) => shown)
      case '-type': {
        const types = this.#value()
          .split(',')
          .map((letter) => TYPES[letter])
        return plain(({ entry }) => types.includes(entry.type))
      }
      case '-maxdepth':
        this.#most = Number(this.#value())
        return always
      case '-mindepth':
        this.#least = Number(this.#value())
        return always
      case '-depth':
      case '-xdev':
      case '-mount':
      case '-follow':
      case '-noleaf':
        return always
      case '-empty':
        return plain(({ entry, path, state }) => {
          const list = state.invocation.system.files.list(path)
          return entry.type === 'folder' ? list.ok && list.value.length === 0 : entry.bytes === 0
        })
      case '-size':
        return sizeTest(this.#value())
      case '-perm':
        return permTest(this.#value())
      case '-mmin':
      case '-mtime':
      case '-amin':
      case '-cmin':
      case '-atime':
      case '-ctime':
        return ageTest(this.#value(), name.endsWith('min') ? 60_000 : 86_400_000)
      case '-newer':
        return newerTest(this.#value())
      case '-user':
        return this.#owner('/etc/passwd', ({ uid }) => uid)
      case '-group':
        return this.#owner('/etc/group', ({ gid }) => gid)
      case '-true':
        return always
      default:
        return this.#action(name)
    }
  }

  #action(name: string): Test {
    switch (name) {
      case '-print':
      case '-print0':
        this.#acts = true
        return plain(({ shown, state }) =>
          print(state.invocation, shown + (name === '-print' ? '\n' : '\0')),
        )
      case '-ls':
        this.#acts = true
        return plain(({ shown, state }) => print(state.invocation, `${shown}\n`))
      case '-prune':
        return plain(({ path, state }) => {
          state.pruned = path
          return true
        })
      case '-quit':
        this.#acts = true
        return plain(({ state }) => {
          state.quit = true
          return true
        })
      case '-delete':
        this.#acts = true
        return plain(deleteHere)
      case '-exec':
      case '-ok':
        this.#acts = true
        return this.#exec()
      default:
        this.#problem ??= wordsOf(this.#invocation, {
          busybox: `unrecognized: ${name}`,
          gnu: `unknown predicate \`${name}'`,
        })
        return always
    }
  }

  #owner(table: AccountTable, idOf: (owner: Owner) => number): Test {
    const wanted = idOfAccount(this.#invocation.system, this.#value(), table)
    return plain(({ entry }) => idOf(entry.owner ?? { uid: 0, gid: 0 }) === wanted)
  }

  #exec(): Test {
    const argv: string[] = []
    while (this.#at < this.#words.length) {
      const word = this.#words[this.#at] ?? ''
      this.#at += 1
      if (word === ';') return execTest(argv)
      if (word === '+' && argv.at(-1) === '{}') {
        this.#collecting = argv.slice(0, -1)
        return plain(({ shown, state }) => state.collected.push(shown) > 0)
      }
      argv.push(word)
    }
    this.#problem ??= "missing argument to `-exec'"
    return always
  }
}

function nameTest(glob: string, ignoreCase: boolean, textOf: (here: Here) => string): Test {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text)
  const pattern = compilePattern(fold(glob))
  return plain((here) => matches(pattern, fold(textOf(here)), here.state.invocation.budget.meter))
}

/** '+5', '-5' or '5' against a number. */
function compares(text: string, value: number): boolean {
  const wanted = Number(text.replace(/^[+-]/, ''))
  if (text.startsWith('+')) return value > wanted
  return text.startsWith('-') ? value < wanted : value === wanted
}

function sizeTest(text: string): Test {
  const match = /^([+-]?\d+)([bcwkMG]?)$/.exec(text)
  const units: Readonly<Record<string, number>> = {
    b: 512,
    c: 1,
    w: 2,
    k: 1024,
    M: 1024 ** 2,
    G: 1024 ** 3,
  }
  const unit = units[match?.[2] === '' ? 'b' : (match?.[2] ?? 'b')] ?? 512
  return plain(({ entry }) =>
    compares(match?.[1] ?? '', Math.ceil((entry.type === 'folder' ? 4096 : entry.bytes) / unit)),
  )
}

function permTest(text: string): Test {
  const bits = Number.parseInt(text.replace(/^[-/+]/, ''), 8)
  return plain(({ entry }) => {
    if (text.startsWith('-')) return (entry.mode & bits) === bits
    return /^[/+]/.test(text) ? (entry.mode & bits) !== 0 : (entry.mode & 0o7777) === bits
  })
}

function ageTest(text: string, unitMs: number): Test {
  return plain(({ entry, state }) =>
    compares(text, Math.floor((state.invocation.system.nowMs() - entry.modifiedMs) / unitMs)),
  )
}

function newerTest(name: string): Test {
  return plain(({ entry, state }) => {
    const { invocation } = state
    const other = invocation.system.files.stat(pathOf(invocation, name))
    return other.ok && entry.modifiedMs > other.value.modifiedMs
  })
}

function deleteHere({ path, shown, state }: Here): boolean {
  const { invocation } = state
  const removed = invocation.system.files.remove(path)
  if (removed.ok) return true
  state.status = refuse(invocation, removed.error, {
    busybox: shown,
    gnu: `cannot delete ‘${shown}’`,
  })
  return false
}

function execTest(argv: readonly string[]): Test {
  return function* ({ shown, state }) {
    const words = argv.map((word) => word.replaceAll('{}', shown))
    const code = yield* runOther(state.invocation, words)
    yield* wait(state.invocation.system.sleep(1))
    return code === 0
  }
}
