// The few lines of Python that manifests hold: print, sys.exit, time.sleep, and if over an environment
// variable.
import { wait, type Task } from '#sim/task.ts'
import type { Invocation } from '../process/command.ts'

const START_MS = 60
const MAX_LINES = 500

interface Line {
  readonly indent: number
  readonly text: string
}

/** Runs a script; lines that are not understood do nothing. Returns its exit code. */
export function* runPython(invocation: Invocation, source: string): Task<number> {
  const { system, process } = invocation
  yield* wait(system.sleep(START_MS))
  const lines = linesOf(source)
  const variables = new Map<string, string>()
  let skipBelow: number | null = null
  const taken = new Map<number, boolean>()
  for (const { indent, text } of lines) {
    if (skipBelow !== null && indent > skipBelow) continue
    skipBelow = null
    const branch = /^(if|elif|else)\b\s*(.*):$/.exec(text)
    if (branch !== null) {
      const before = branch[1] !== 'if' && taken.get(indent) === true
      const holds =
        !before && (branch[1] === 'else' || evaluates(branch[2] ?? '', invocation, variables))
      taken.set(indent, before || holds)
      if (!holds) skipBelow = indent
      continue
    }
    const exit = /^(?:sys\.)?exit\((.*)\)$/.exec(text)
    if (exit !== null) {
      process.because = `its script ran \`${text}\``
      return numberOf(exit[1] ?? '0', invocation, variables) ?? 1
    }
    const sleep = /^(?:time\.)?sleep\((.+)\)$/.exec(text)
    if (sleep !== null) {
      system.setActivity('sleeping')
      yield* wait(
        system.sleep(Math.round((numberOf(sleep[1] ?? '', invocation, variables) ?? 0) * 1000)),
      )
      continue
    }
    const assignment = /^([A-Za-z_]\w*)\s*=\s*(.+)$/.exec(text)
    if (assignment !== null)
      variables.set(assignment[1] ?? '', valueOf(assignment[2] ?? '', invocation, variables))
    const print = /^print\((.*)\)$/.exec(text)
    if (print !== null)
      invocation.stdout.write(`${valueOf(print[1] ?? '', invocation, variables)}\n`)
    const raised = /^raise\s+SystemExit(?:\((.*)\))?$/.exec(text)
    if (raised !== null) {
      process.because = `its script ran \`${text}\``
      return numberOf(raised[1] ?? '0', invocation, variables) ?? 1
    }
    if (/^raise\b/.test(text)) {
      invocation.stderr.write(
        `Traceback (most recent call last):\n${text.replace(/^raise\s+/, '')}\n`,
      )
      return 1
    }
  }
  return 0
}

function linesOf(source: string): readonly Line[] {
  return source
    .split('\n')
    .flatMap((line) => (/^\s*(if|elif|else)\b/.test(line) ? [line] : line.split(';')))
    .slice(0, MAX_LINES)
    .map((line) => ({
      indent: line.length - line.trimStart().length,
      text: line.trim().replace(/\s+#.*$/, ''),
    }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'))
}

function evaluates(
  condition: string,
  invocation: Invocation,
  variables: ReadonlyMap<string, string>,
): boolean {
  const match = /^(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*)$/.exec(condition)
  if (match === null)
    return !['', '0', 'False', 'None'].includes(valueOf(condition, invocation, variables))
  const [, left = '', operator, right = ''] = match
  const a = valueOf(left, invocation, variables)
  const b = valueOf(right, invocation, variables)
  if (operator === '==') return a === b
  if (operator === '!=') return a !== b
  if (operator === '<') return Number(a) < Number(b)
  if (operator === '>') return Number(a) > Number(b)
  return operator === '<=' ? Number(a) <= Number(b) : Number(a) >= Number(b)
}

function numberOf(
  text: string,
  invocation: Invocation,
  variables: ReadonlyMap<string, string>,
): number | undefined {
  const value = Number(valueOf(text === '' ? '0' : text, invocation, variables))
  return Number.isNaN(value) ? undefined : value
}

/** The text of a simple expression; what is not understood stands for itself. */
function valueOf(
  expression: string,
  invocation: Invocation,
  variables: ReadonlyMap<string, string>,
): string {
  const text = expression.trim()
  const quoted = /^[fr]?(["'])((?:(?!\1).)*)\1$/.exec(text)
  if (quoted !== null) return (quoted[2] ?? '').replaceAll('\\n', '\n')
  const variable =
    /^os\.(?:environ\.get|getenv)\(\s*["']([^"']+)["'](?:\s*,\s*["']?([^"')]*)["']?)?\s*\)$/.exec(
      text,
    ) ?? /^os\.environ\[["']([^"']+)["']\]$/.exec(text)
  if (variable !== null) return invocation.env.get(variable[1] ?? '') ?? variable[2] ?? 'None'
  const cast = /^(?:int|str|float)\((.*)\)$/.exec(text)
  if (cast !== null) return valueOf(cast[1] ?? '', invocation, variables)
  const remainder = /^(.+?)\s*%\s*(\d+)$/.exec(text)
  if (remainder !== null)
    return String(Number(valueOf(remainder[1] ?? '', invocation, variables)) % Number(remainder[2]))
  return variables.get(text) ?? text
}
