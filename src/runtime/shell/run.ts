// Runs the syntax tree of a script on virtual time: lists, pipelines, and compound commands.
// Follows POSIX.1-2024, Shell Command Language 2.9.
import { simplified } from '#lib/simplified.ts'
import type { Task } from '#sim/task.ts'
import type {
  AndOr,
  ArithmeticFor,
  Case,
  CompoundList,
  For,
  If,
  ParseError,
  Pipeline,
  Script,
  Statement,
  While,
} from 'unbash'
import { collector } from '../process/stream.ts'
import { evaluate, textOfExpression } from './arithmetic.ts'
import { expandPattern, expandText, expandWords } from './expand.ts'
import { compilePattern, matches } from '../text/pattern.ts'
import { runPiped, startJob, type Node } from './jobs.ts'
import { withRedirects } from './redirect.ts'
import { createLoopRest } from './rest-in-loop.ts'
import { runSimpleCommand } from './simple.ts'
import {
  abort,
  charge,
  enter,
  forkShell,
  leave,
  leavesLoop,
  MAX_TEXT,
  setVariable,
  shellError,
  type Shell,
} from './state.ts'
import { soundPart, syntaxError } from './syntax-error.ts'
import { evaluateTest } from './test-expression.ts'
import { lineAt, lineStartsOf, parseScript } from './parse.ts'

simplified(
  'shell-constructs',
  'the shell has no arrays, no `select`, no `coproc` and no process substitution.',
)

const UNSUPPORTED_CODE = 2
/** What it costs to read a character of a script. */
const PARSE_PRICE = 4

/** Runs statements one after the other until one leaves the list; the status of the last. */
export function* runStatements(shell: Shell, statements: readonly Statement[]): Task<number> {
  for (const statement of statements) {
    yield* runStatement(shell, statement)
    yield* runTraps(shell)
    if (shell.leaving !== null) break
  }
  return shell.status
}

/** Runs the actions of trapped signals that came in. */
export function* runTraps(shell: Shell): Task<void> {
  for (let signal = shell.pending.shift(); signal !== undefined; signal = shell.pending.shift()) {
    if (shell.leaving?.kind === 'exit') return
    const status = shell.status
    yield* runText(shell, shell.traps.get(signal) ?? '')
    if (shell.leaving === null) shell.status = status
    else shell.process.because ??= `it received SIG${signal}`
  }
}

/** Parses and runs a text in this shell: `eval`, traps, the script itself. */
export function* runText(shell: Shell, text: string): Task<number> {
  shell.budget.meter.work(text.length * PARSE_PRICE)
  const script = parseScript(text)
  if (typeof script === 'string') {
    abort(shell, script)
    return shell.status
  }
  if (script.errors !== undefined && script.errors.length > 0)
    return yield* runUpToError(shell, text, script.errors)
  if (script.commands.length === 0) shell.status = 0
  if (!enter(shell)) return shell.status
  const { lineStarts, line } = shell
  shell.lineStarts = lineStartsOf(script, text)
  yield* runStatements(shell, script.commands)
  shell.lineStarts = lineStarts
  shell.line = line
  shell.depth -= 1
  return shell.status
}

/** Runs what stands above a syntax error, and then ends with it. */
function* runUpToError(shell: Shell, text: string, errors: readonly ParseError[]): Task<number> {
  const [first = { message: '', pos: 0 }] = errors
  const part = soundPart(text, first)
  if (part !== '') yield* runText(shell, part)
  if (shell.leaving !== null) return shell.status
  const { line } = shell
  const script = parseScript(text)
  shell.line = typeof script === 'string' ? line : lineAt(lineStartsOf(script, text), first.pos)
  abort(shell, syntaxError(shell.dialect, text, errors))
  shell.line = line
  return shell.status
}

/** Runs a command substitution in a copy of the shell; gives what it printed. */
export function* runSubstitution(shell: Shell, script: Script): Task<string> {
  if (!enter(shell)) return ''
  const output = collector(MAX_TEXT)
  const inner = forkShell(shell, { stdout: output.output })
  yield* runStatements(inner, script.commands)
  shell.depth -= 1
  shell.substitution = inner.status
  return output.text()
}

function* runStatement(shell: Shell, statement: Statement): Task<void> {
  if (statement.background === true) {
    startJob(shell, statement.command, runNode)
    yield* charge(shell)
    return
  }
  const exempt = yield* runNode(shell, statement.command)
  const failed = shell.status !== 0 && shell.leaving === null
  if (!failed || exempt || shell.condition > 0 || !shell.options.has('e')) return
  shell.process.because = `\`${shell.lastCommand}\` exited with ${shell.status} under \`set -e\``
  leave(shell, { kind: 'exit' }, shell.status)
}

/** Runs a node; true when `set -e` does not apply to its status. */
function* runNode(shell: Shell, node: Node): Task<boolean> {
  if (node.type === 'AndOr') return yield* runAndOr(shell, node)
  if (node.type === 'Pipeline') return yield* runPipeline(shell, node)
  shell.line = lineAt(shell.lineStarts, node.pos)
  if (node.type === 'Command') {
    yield* runSimpleCommand(shell, node)
    return false
  }
  if (!enter(shell)) return false
  yield* runCompound(shell, node)
  shell.depth -= 1
  return false
}

/** Runs a compound command, the body of a function among them. */
export function* runCompound(
  shell: Shell,
  node: Exclude<Node, { type: 'Command' | 'Pipeline' | 'AndOr' }>,
): Task<void> {
  switch (node.type) {
    case 'CompoundList':
      yield* runStatements(shell, node.commands)
      return
    case 'BraceGroup':
      yield* runStatements(shell, node.body.commands)
      return
    case 'Subshell':
      yield* runSubshell(shell, node.body)
      return
    case 'Redirected':
      yield* withRedirects(shell, node.redirects, () => runCompound(shell, node.command))
      return
    case 'If':
      yield* runIf(shell, node)
      return
    case 'While':
      yield* runWhile(shell, node)
      return
    case 'For':
      yield* runFor(shell, node)
      return
    case 'ArithmeticFor':
      yield* runArithmeticFor(shell, node)
      return
    case 'Case':
      yield* runCase(shell, node)
      return
    case 'Function':
      shell.functions.set(node.name.value, { body: node.body, lineStarts: shell.lineStarts })
      shell.status = 0
      return
    case 'TestCommand':
      if (shell.dialect === 'dash') {
        shellError(shell, '[[: not found')
        shell.status = 127
        return
      }
      shell.status = (yield* evaluateTest(shell, node.expression)) ? 0 : 1
      yield* charge(shell)
      return
    case 'ArithmeticCommand':
      shell.status = (yield* evaluate(shell, node.body)) === 0n ? 1 : 0
      yield* charge(shell)
      return
    default:
      shellError(shell, `${node.type.toLowerCase()}: not supported by this simulated shell`)
      shell.status = UNSUPPORTED_CODE
  }
}

function* runAndOr(shell: Shell, node: AndOr): Task<boolean> {
  const last = node.commands.length - 1
  let exempt = false
  for (const [index, command] of node.commands.entries()) {
    const operator = index === 0 ? undefined : node.operators[index - 1]
    if (operator === '&&' && shell.status !== 0) continue
    if (operator === '||' && shell.status === 0) continue
    if (index < last) shell.condition += 1
    exempt = (yield* runNode(shell, command)) || index < last
    if (index < last) shell.condition -= 1
    if (shell.leaving !== null) break
  }
  return exempt
}

function* runPipeline(shell: Shell, node: Pipeline): Task<boolean> {
  const negated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1
  const [only] = node.commands
  if (negated) shell.condition += 1
  if (node.commands.length === 1 && only !== undefined) yield* runNode(shell, only)
  else yield* runPiped(shell, node, runNode)
  if (!negated) return false
  shell.condition -= 1
  if (shell.leaving === null) shell.status = shell.status === 0 ? 1 : 0
  return true
}

function* runSubshell(shell: Shell, body: CompoundList): Task<void> {
  const inner = forkShell(shell)
  yield* runStatements(inner, body.commands)
  const onExit = inner.traps.get('EXIT')
  if (onExit !== undefined) {
    inner.leaving = null
    yield* runText(inner, onExit)
  }
  shell.status = inner.status
}

function* runIf(shell: Shell, node: If): Task<void> {
  for (const branch of [node, ...node.elif]) {
    const holds = yield* runCondition(shell, branch.clause)
    if (shell.leaving !== null) return
    if (holds) {
      yield* runStatements(shell, branch.then.commands)
      return
    }
  }
  shell.status = 0
  if (node.else !== undefined) yield* runStatements(shell, node.else.commands)
}

function* runCondition(shell: Shell, clause: CompoundList): Task<boolean> {
  shell.condition += 1
  yield* runStatements(shell, clause.commands)
  shell.condition -= 1
  return shell.status === 0
}

function* runWhile(shell: Shell, node: While): Task<void> {
  let status = 0
  shell.loops += 1
  const rest = createLoopRest(shell, node, (copy) => runWhileRound(copy, node))
  for (let rounds = 0; ; rounds += 1) {
    if (rounds > 0 && rest !== null) yield* rest()
    const holds = yield* runCondition(shell, node.clause)
    if (leavesLoop(shell)) break
    if (holds !== (node.kind === 'while')) break
    yield* runRound(shell, node.body)
    status = shell.status
    if (leavesLoop(shell)) break
  }
  shell.loops -= 1
  if (shell.leaving === null) shell.status = status
}

/** One round of a loop, for a dry run; true when it would go on. */
function* runWhileRound(shell: Shell, node: While): Task<boolean> {
  const holds = yield* runCondition(shell, node.clause)
  if (shell.leaving !== null || holds !== (node.kind === 'while')) return false
  yield* runRound(shell, node.body)
  return shell.leaving === null
}

function* runFor(shell: Shell, node: For): Task<void> {
  const words =
    node.wordlist === undefined ? shell.parameters : yield* expandWords(shell, node.wordlist)
  if (shell.leaving !== null) return
  shell.loops += 1
  shell.status = 0
  for (const word of words) {
    setVariable(shell, node.name.value, word)
    if (shell.leaving !== null) break
    yield* runRound(shell, node.body)
    if (leavesLoop(shell)) break
  }
  shell.loops -= 1
}

/** The body of a loop; a round that took no time costs like a command, so that no loop stands still. */
function* runRound(shell: Shell, body: CompoundList): Task<void> {
  const startedMs = shell.system.clockMs()
  yield* runStatements(shell, body.commands)
  if (shell.system.clockMs() === startedMs) yield* charge(shell)
}

function* runArithmeticFor(shell: Shell, node: ArithmeticFor): Task<void> {
  yield* evaluate(shell, textOfExpression(node.initialize))
  shell.loops += 1
  shell.status = 0
  while (shell.leaving === null) {
    if (node.test !== undefined && (yield* evaluate(shell, textOfExpression(node.test))) === 0n)
      break
    yield* runStatements(shell, node.body.commands)
    if (leavesLoop(shell)) break
    yield* evaluate(shell, textOfExpression(node.update))
    yield* charge(shell)
  }
  shell.loops -= 1
}

function* runCase(shell: Shell, node: Case): Task<void> {
  const word = yield* expandText(shell, node.word)
  if (shell.leaving !== null) return
  shell.status = 0
  let fallThrough = false
  for (const item of node.items) {
    let hit = fallThrough
    for (const pattern of item.pattern) {
      if (!hit)
        hit = matches(
          compilePattern(yield* expandPattern(shell, pattern)),
          word,
          shell.budget.meter,
        )
    }
    if (!hit || shell.leaving !== null) continue
    yield* runStatements(shell, item.body.commands)
    if (item.terminator === undefined || item.terminator === ';;' || shell.leaving !== null) return
    fallThrough = item.terminator === ';&'
  }
}
