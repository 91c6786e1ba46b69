// A line that is typed into a shell in a container, which `kubectl exec -it` opened there: it goes on where the one before it
// left that shell.
import type { Pod } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import {
  type FieldReader,
  fieldsBelow,
  namespaceField,
  readName,
  readNamespace,
} from '#kubectl/fields.ts'
import { lineWriter } from '#kubectl/line-writer.ts'
import { typeInto } from '#kubectl/attach-session.ts'
import { type Attached, failNotFound, say } from '#kubectl/session.ts'
import { NO_OFFERS, type Verb, type VerbFace } from '#kubectl/verb.ts'
import { simplified } from '#lib/simplified.ts'
import { type Task, wait } from '#sim/task.ts'
import type { MachineSession } from './machine-session.ts'

simplified(
  'shell-lines',
  'each line that is typed into a shell in a container runs in a process of its own, which has the folder and the variables of the line before, and not its functions, options and jobs.',
)

export interface ShellLineAction {
  readonly verb: 'shellLine'
  readonly atMs: number
  readonly namespace: string
  readonly pod: string
  readonly container: string
  /** The shell: 'sh', '/bin/bash'. */
  readonly program: string
  readonly line: string
  readonly cwd: string
  readonly variables: Readonly<Record<string, string>>
  /** It goes to the first process of the container; how the session ends. */
  readonly attached?: Attached
}

const MAX_LINE = 10_000
const MAX_VARIABLES = 50
const MAX_SHOWN = 60

export const shellLineFace: VerbFace<ShellLineAction> = {
  describe: ({ pod, container, line }) =>
    `type ${line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line} in container ${container} of ${pod}`,
  ...NO_OFFERS,
}

export const shellLine: Verb<ShellLineAction, MachineSession> = {
  face: shellLineFace,
  read,
  write: ({ namespace, pod, container, program, line, cwd, variables, attached }) => ({
    shellLine: {
      pod,
      container,
      ...namespaceField(namespace),
      program,
      cwd,
      ...(Object.keys(variables).length === 0 ? {} : { variables }),
      ...(attached === undefined ? {} : { attached: true }),
      line,
    },
  }),
  run,
}

function read(reader: FieldReader, atMs: number): ShellLineAction {
  const known = ['pod', 'container', 'namespace', 'program', 'cwd', 'variables', 'attached', 'line']
  const fields = fieldsBelow(reader, 'shellLine', known)
  const cwd = fields.text('cwd', '/', MAX_LINE)
  if (!cwd.startsWith('/')) fields.say('error', 'cwd', 'cwd must be absolute')
  return {
    verb: 'shellLine',
    atMs,
    namespace: readNamespace(fields),
    pod: readName(fields, 'pod'),
    container: readName(fields, 'container'),
    program: fields.text('program', 'sh', 200),
    line: fields.text('line', '', MAX_LINE),
    cwd,
    variables: readVariables(fields),
    ...(fields.flag('attached', false) ? { attached: NO_FAREWELL } : {}),
  }
}

/** How a session ends is the terminal's to know. */
const NO_FAREWELL: Attached = { farewell: '', removes: false }

function readVariables(fields: FieldReader): Readonly<Record<string, string>> {
  const value = fields.raw('variables')
  if (value === undefined) return {}
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  const good = entries.filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' &&
      /^[A-Za-z_]\w{0,100}$/.test(entry[0]) &&
      entry[1].length <= MAX_LINE,
  )
  if (good.length < entries.length || good.length > MAX_VARIABLES || typeof value !== 'object')
    fields.say('error', 'variables', 'variables are names with texts')
  return Object.fromEntries(good.slice(0, MAX_VARIABLES))
}

function* run(session: MachineSession, action: ShellLineAction): Task<number> {
  const { namespace, pod: name, container, program, line, cwd, variables } = action
  const pod = session.client.get('Pod', namespace, name)
  if (pod === undefined) return failNotFound(session, 'Pod', name)
  const shown = line.split('\n')[0]?.slice(0, MAX_SHOWN) ?? ''
  say(
    session,
    `typed \`${shown}\` into a shell in container \`${container}\` of Pod \`${name}\``,
    'Exec',
    [keyOf(pod)],
  )
  if (action.attached !== undefined) return yield* typeAttached(session, pod, action)
  // A terminal has one stream, and bash names no line at a prompt.
  const out = lineWriter((text) => session.out(text.replace(/^bash: line \d+: /, 'bash: ')))
  const done = session.containers.exec({
    pod,
    container,
    command: [program],
    stdin: '',
    typed: { line, cwd, variables },
    out: (text) => out.write(text),
    err: (text) => out.write(text),
  })
  yield* wait(done)
  const outcome = done.value
  out.end()
  if (outcome.error !== null) {
    session.err(outcome.error)
    return 1
  }
  if (outcome.shell !== null)
    session.leave({ shell: { ...outcome.shell, namespace, pod: name, container, program } })
  return outcome.exitCode
}

function* typeAttached(
  session: MachineSession,
  pod: Pod,
  { namespace, container, program, line, cwd, variables, attached }: ShellLineAction,
): Task<number> {
  const { state, prompt, containerId, exitCode, error } = yield* typeInto(
    session,
    { pod, container },
    line,
  )
  if (error !== null) {
    session.err(error)
    return 1
  }
  if (state === 'ended') return exitCode ?? 1
  const { name = '' } = pod.metadata
  const shell = { namespace, pod: name, container, containerId, program, cwd, variables }
  session.leave({
    shell: {
      ...shell,
      ended: false,
      prompt: prompt.trimEnd(),
      ...(attached === undefined ? {} : { attached }),
    },
  })
  return 0
}
