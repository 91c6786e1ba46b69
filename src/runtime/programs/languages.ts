// Interpreters: what is commonly done with them on one line.
import { versionOf } from '../images/tags.ts'
import { simplified } from '#lib/simplified.ts'
import { wait, type Task } from '#sim/task.ts'
import { joinPath } from '../filesystem/path.ts'
import { complain, pathOf, type Command, type Invocation } from '../process/command.ts'
import { codeOfSignal } from '../process/signals.ts'
import { takeMemory } from '../process/memory.ts'
import { allocationIn } from './allocations.ts'
import { runBehaviour } from './behaviour.ts'
import { runPython } from './python.ts'
import { serve } from './server.ts'
import { fileAnswer } from './web.ts'

simplified(
  'languages-not-run',
  "programs in Python, Perl, Node.js and the like are not run. `python -m http.server` serves files, `python -c` prints its plain print() texts and obeys sys.exit(), perl's bpi(n) prints pi; any other program just runs for ever.",
  { programs: 'python python3 perl node ruby php java'.split(' ') },
)

const MAX_DIGITS = 5000

const pythonOf = ({ system }: Invocation): string =>
  `Python ${versionOf(system.image, 'python') ?? '3.13.1'}`

function* python(invocation: Invocation): Task<number> {
  const { args } = invocation
  const module = args.indexOf('-m')
  if (module !== -1 && args[module + 1] === 'http.server')
    return yield* httpServer(invocation, args.slice(module + 2))
  if (args.includes('--version') || args.includes('-V')) {
    invocation.stdout.write(`${pythonOf(invocation)}\n`)
    return 0
  }
  const code = args.indexOf('-c')
  if (code !== -1) {
    yield* gather(invocation, args[code + 1] ?? '')
    return yield* runPython(invocation, args[code + 1] ?? '')
  }
  const script = args.find((arg) => !arg.startsWith('-'))
  return yield* runFile(
    invocation,
    script,
    `can't open file '%f': [Errno 2] No such file or directory`,
  )
}

/** What a script takes of memory: at once, or bit by bit until there is no more. */
function* gather(invocation: Invocation, source: string): Task<void> {
  const { bytes, step } = allocationIn(source)
  if (bytes === 0) return
  const limit = invocation.system.memoryLimitBytes
  if (step !== null && limit !== null)
    yield* wait(invocation.system.sleep(Math.ceil(limit / Math.max(1, step.bytes)) * step.everyMs))
  yield* takeMemory(invocation, bytes)
}

const LOG = /console\.(log|error|info|warn)\(\s*(?:'([^']*)'|"([^"]*)"|`([^`]*)`|(\d+))\s*\)/g

/** The few lines of JavaScript that manifests hold: console.log of texts, process.exit; timers and servers go on for ever. */
function* runNode(invocation: Invocation, source: string): Task<number> {
  yield* wait(invocation.system.sleep(60))
  yield* gather(invocation, source)
  for (const [, method = '', ...texts] of source.matchAll(LOG)) {
    const text = texts.find((one) => one !== undefined) ?? ''
    const output = method === 'error' || method === 'warn' ? invocation.stderr : invocation.stdout
    output.write(`${text.replaceAll('\\n', '\n')}\n`)
  }
  const exit = /process\.exit\(\s*(\d*)\s*\)/.exec(source)
  if (exit !== null) return Number(exit[1] ?? 0)
  if (/\bthrow\b/.test(source)) {
    invocation.stderr.write(
      `${/throw new \w+\([^)]*\)/.exec(source)?.[0].replace('throw new ', '') ?? 'Error'}\n\nNode.js v22.12.0\n`,
    )
    return 1
  }
  return /set[I]nterval|\.listen\(|createServer|while\s*\(\s*(?:true|1)/.test(source)
    ? yield* runBehaviour(null, invocation)
    : 0
}

/** A program in a file: an error when the file is missing, nothing without one, else it runs for ever. */
function* runFile(
  invocation: Invocation,
  script: string | undefined,
  missing: string,
): Task<number> {
  if (script === undefined && invocation.stdin.silent !== true) return 0
  if (script !== undefined && !invocation.system.files.stat(pathOf(invocation, script)).ok) {
    complain(invocation, missing.replace('%f', pathOf(invocation, script)))
    return 2
  }
  return yield* runBehaviour(null, invocation)
}

function httpServer(invocation: Invocation, args: readonly string[]): Task<number> {
  const port = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 8000)
  const folder = args[args.indexOf('-d') + 1] ?? args[args.indexOf('--directory') + 1] ?? '.'
  const root =
    args.includes('-d') || args.includes('--directory')
      ? pathOf(invocation, folder)
      : invocation.cwd
  return serve(invocation, {
    ports: [port],
    startMs: 150,
    banner: [`Serving HTTP on 0.0.0.0 port ${port} (http://0.0.0.0:${port}/) ...`],
    stopCode: codeOfSignal('TERM'),
    stopMs: 1,
    bindError: () => 'OSError: [Errno 98] Address already in use',
    bindTries: 1,
    answer: ({ http }) =>
      fileAnswer(
        invocation,
        joinPath(root, http?.path ?? '/'),
        http?.path ?? '/',
        `SimpleHTTP/0.6 ${pythonOf(invocation).replace(' ', '/')}`,
      ),
  })
}

function* perl(invocation: Invocation): Task<number> {
  const code =
    invocation.args.find((_, index) => /^-\w*e$/.test(invocation.args[index - 1] ?? '')) ?? ''
  yield* wait(invocation.system.sleep(400))
  const digits = /\bbpi\((\d+)\)/.exec(code)?.[1]
  if (digits !== undefined) {
    yield* wait(invocation.system.sleep(3000))
    invocation.stdout.write(`${digitsOfPi(Math.min(MAX_DIGITS, Number(digits)))}\n`)
    return 0
  }
  if (code !== '') {
    for (const match of code.matchAll(/print\s*\(?\s*(?:"([^"]*)"|'([^']*)')/g)) {
      invocation.stdout.write((match[1] ?? match[2] ?? '').replaceAll('\\n', '\n'))
    }
    return Number(/\bexit\s*\(?\s*(\d+)/.exec(code)?.[1] ?? 0)
  }
  return yield* runFile(
    invocation,
    invocation.args.find((arg) => !arg.startsWith('-')),
    `Can't open perl script "%f": No such file or directory`,
  )
}

/** Pi with `count` significant digits, by Machin's formula over whole numbers. */
function digitsOfPi(count: number): string {
  const guard = 10n
  const unit = 10n ** (BigInt(count) + guard)
  const arctangentOfInverse = (x: bigint): bigint => {
    let power = unit / x
    let sum = power
    for (let n = 3n, sign = -1n; power !== 0n; n += 2n, sign = -sign) {
      power /= x * x
      sum += sign * (power / n)
    }
    return sum
  }
  const digits = String(4n * (4n * arctangentOfInverse(5n) - arctangentOfInverse(239n)))
  return `${digits.charAt(0)}.${digits.slice(1, Math.max(2, count))}`
}

function* node(invocation: Invocation): Task<number> {
  const code = invocation.args.findIndex((arg) => arg === '-e' || arg === '--eval')
  if (invocation.args.includes('--version') || invocation.args.includes('-v')) {
    invocation.stdout.write('v22.12.0\n')
    return 0
  }
  const script = invocation.args.find((arg) => !arg.startsWith('-'))
  if (code !== -1) return yield* runNode(invocation, invocation.args[code + 1] ?? '')
  return yield* runFile(invocation, script, "Error: Cannot find module '%f'")
}

export const LANGUAGES: readonly (readonly [string, Command])[] = [
  ['python', python],
  ['python3', python],
  ['perl', perl],
  ['node', node],
]
