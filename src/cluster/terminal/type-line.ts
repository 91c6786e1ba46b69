// A line that is typed into a shell in a container: an action, because what happens there is not kept with the run.
import type { WorldState } from '#client/world.ts'
import { sayExit } from '#kubectl/commands/exec.ts'
import { parseActionLine } from '#kubectl/parse-line.ts'
import type { Attached } from '#kubectl/session.ts'
import { placeOf } from './kubectl.ts'
import type { LineHost } from './line-host.ts'
import type { TerminalOutput } from './terminal-output.ts'
import type { Place } from './types.ts'
import type { ShellLineAction } from '../machine/shell-line.ts'
import type { Task } from '#sim/task.ts'
import { printTo } from './print-line.ts'

type ContainerPlace = Extract<Place, { kind: 'container' }>

const KILLED_CODE = 137

/** Types the line of `host` there; the exit code of the line. */
export function* typeLine(
  host: LineHost,
  place: ContainerPlace,
  { out, err }: TerminalOutput,
): Task<number> {
  const { shell, text, acting } = host
  const leave = (code: number): number => {
    host.leave()
    return sayExit({ err: (line) => void err.write(`${line}\n`) }, code)
  }
  const word = text.trim()
  const { attached } = place
  if (attached !== undefined) return yield* typeAttached(host, place, attached, { out, err })
  if (!isThere(host.past.state(), place)) return leave(KILLED_CODE)
  if (word === 'exit' || word === 'logout') return leave(place.status)
  if (word === 'clear') {
    host.clear()
    return 0
  }
  const { code, left } = yield* acting.perform(
    lineAction(host, place),
    printTo({ stdout: out, stderr: err }),
  )
  const after = left?.shell
  // The container has ended with the line.
  if (after === undefined || !isThere(host.past.state(), place)) return leave(KILLED_CODE)
  if (after.ended) return leave(code)
  const { cwd, variables } = after
  host.goOnIn({ ...shell, cwd, variables, place: { ...placeOf(after), status: code } })
  return code
}

/** The line as what a person does in the container. */
function lineAction(
  { acting, shell, text }: LineHost,
  { namespace, pod, container, program }: ContainerPlace,
): ShellLineAction {
  const { cwd, variables } = shell
  const atMs = acting.nextMs()
  return { verb: 'shellLine', atMs, namespace, pod, container, program, line: text, cwd, variables }
}

/** The same where the first process of the container reads it; with that the session ends. */
function* typeAttached(
  host: LineHost,
  place: ContainerPlace,
  attached: Attached,
  { out, err }: Pick<TerminalOutput, 'out' | 'err'>,
): Task<number> {
  const { shell, acting } = host
  const print = printTo({ stdout: out, stderr: err })
  const { namespace, pod } = place
  let code = KILLED_CODE
  if (isThere(host.past.state(), place)) {
    const typed = yield* acting.perform(
      { ...lineAction(host, place), attached: { farewell: '', removes: false } },
      print,
    )
    const after = typed.left?.shell
    if (after !== undefined && isThere(host.past.state(), place)) {
      host.goOnIn({ ...shell, place: { ...placeOf(after), attached } })
      return typed.code
    }
    code = typed.code
  }
  host.leave()
  if (attached.farewell !== '') out.write(`${attached.farewell}\n`)
  if (!attached.removes) return code
  const removal = parseActionLine(`delete pod/${pod} -n ${namespace}`, acting.nextMs())
  if (removal.ok) yield* acting.perform(removal.action, print)
  return code
}

function isThere(state: WorldState, { containerId }: ContainerPlace): boolean {
  return state
    .under('ContainerInstance/')
    .some(
      (one) =>
        one.kind === 'ContainerInstance' && one.id === containerId && one.state === 'running',
    )
}
