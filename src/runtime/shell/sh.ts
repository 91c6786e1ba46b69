// `sh`, `bash`, `ash`, `dash`: runs a script from an argument, a file or the standard input.
import type { Task } from '#sim/task.ts'
import { absolutePath } from '../filesystem/path.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import type { Invocation } from '../process/command.ts'
import { expandParts, expandPattern, expandText, substituteCommand } from './expand.ts'
import { parseScript } from './parse.ts'
import { promptOf } from './prompt.ts'
import { runCompound, runSubstitution, runText } from './run.ts'
import { runCommand } from './simple.ts'
import { applyOptions } from './set.ts'
import { isUnfinished } from './syntax-error.ts'
import { createShell, enter, type Interpreter, listenForSignals, type Shell } from './state.ts'

const INTERPRETER: Interpreter = {
  expandText,
  expandParts,
  expandPattern,
  substituteCommand,
  runSubstitution,
  runCompound,
  runText,
  runCommand,
}

const NO_SCRIPT_CODE = 127

/** A shell where somebody types: the lines are run with `runText`, and it keeps what they left behind. */
export function openShell(invocation: Invocation): Shell {
  return createShell(invocation, INTERPRETER)
}

/** The shell as a command. */
export function* sh(invocation: Invocation): Task<number> {
  const shell = createShell(
    { ...invocation, name: invocation.name === 'bash' ? 'bash' : 'sh' },
    INTERPRETER,
  )
  const script = yield* scriptOf(shell, invocation)
  if (typeof script === 'number') return script
  if (!enter(shell)) return shell.status
  invocation.system.setActivity('running a script')
  listenForSignals(shell)
  yield* runText(shell, execLast(script))
  const onExit = shell.traps.get('EXIT')
  if (onExit !== undefined) {
    shell.leaving = null
    const { status } = shell
    yield* runText(shell, onExit)
    if (shell.leaving === null) shell.status = status
  }
  invocation.process.because ??= endOf(shell)
  return shell.status
}

function endOf(shell: Shell): string {
  if (shell.status === 0) return 'its script came to its end'
  return `the last command of its script, \`${shell.lastCommand}\`, exited with ${shell.status}`
}

/** The text to run, after the options of the command line; a number when the shell ends without one. */
function* scriptOf(shell: Shell, { args, stdin, system, cwd }: Invocation): Task<string | number> {
  const fromArgument = args.findIndex((arg) => /^-[a-z]*c[a-z]*$/.test(arg))
  const firstFile = args.findIndex(
    (arg, index) => !/^[-+]/.test(arg) && !/^[-+]o$/.test(args[index - 1] ?? ''),
  )
  if (fromArgument !== -1 && (firstFile === -1 || fromArgument < firstFile)) {
    applyOptions(
      shell,
      args
        .slice(0, fromArgument + 1)
        .map((arg) => arg.replace(/[cli]/g, ''))
        .filter((arg) => arg !== '-'),
    )
    const rest = applyOptions(shell, args.slice(fromArgument + 1)) ?? []
    const [script, name, ...parameters] = rest
    if (script === undefined) {
      shell.stderr.write(`${shell.name}: -c requires an argument\n`)
      return 2
    }
    shell.script = name ?? shell.script
    shell.parameters = parameters
    return script
  }
  if (firstFile === -1) {
    applyOptions(shell, args)
    return stdin.silent === true ? yield* converse(shell) : yield* stdin.rest()
  }
  applyOptions(shell, args.slice(0, firstFile))
  const [path = '', ...parameters] = args.slice(firstFile)
  const content = system.files.read(absolutePath(cwd, path))
  if (!content.ok) {
    const words = ERROR_TEXTS[content.error]
    shell.stderr.write(
      shell.name === 'bash'
        ? `bash: ${path}: ${words}\n`
        : `${shell.name}: can't open '${path}': ${words}\n`,
    )
    return NO_SCRIPT_CODE
  }
  shell.script = path
  shell.fromFile = true
  shell.parameters = parameters
  return content.value.replace(/^#![^\n]*/, '')
}

/** Carries out what is typed line by line, until that ends or says so; the status of the shell. */
function* converse(shell: Shell): Task<number> {
  if (!enter(shell)) return shell.status
  listenForSignals(shell)
  const { stdin, stdout, system } = shell
  let open = ''
  for (;;) {
    system.setActivity('waiting at a prompt')
    if (stdin.tty === true) stdout.write(open === '' ? `${promptOf(shell)} ` : '> ')
    const line = yield* stdin.line()
    if (line === null) return shell.status
    open += `${line}\n`
    if (isUnfinished(open)) continue
    yield* runText(shell, open)
    open = ''
    if (shell.leaving?.kind === 'exit') return shell.status
    shell.leaving = null
  }
}

/** A script of one plain command is run without a shell around it, as dash and bash do. */
function execLast(script: string): string {
  const tree = parseScript(script)
  const only = typeof tree === 'string' || tree.commands.length !== 1 ? undefined : tree.commands[0]
  if (
    only?.background === true ||
    only?.command.type !== 'Command' ||
    only.command.prefix.length > 0
  )
    return script
  const name = only.command.name?.value ?? ''
  return EXECUTABLE.has(name) ? `exec ${script}` : script
}

/** Servers, for which it matters whether they are PID 1 and get the signals. */
const EXECUTABLE = new Set(
  'nginx httpd httpd-foreground redis-server mysqld mariadbd postgres mongod memcached python python3 node java agnhost'.split(
    ' ',
  ),
)
