// A line that is typed into a shell in a container: an action, because what happens there is not kept with the run.
import type { WorldState } from '#client/world.ts'
import { sayExit } from '#kubectl/commands/exec.ts'
import { placeOf } from './kubectl.ts'
import type { LineHost } from './line-host.ts'
import type { TerminalOutput } from './terminal-output.ts'
import type { Place } from './types.ts'
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
  if (!isThere(host.past.state(), place)) return leave(KILLED_CODE)
  if (word === 'exit' || word === 'logout') return leave(place.status)
  if (word === 'clear') {
    host.clear()
    return 0
  }
  const { namespace, pod, container, program } = place
  const { code, left } = yield* acting.perform(
    {
      verb: 'shellLine',
      atMs: acting.nextMs(),
      namespace,
      pod,
      container,
      program,
      line: text,
      cwd: shell.cwd,
      variables: shell.variables,
    },
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

function isThere(state: WorldState, { containerId }: ContainerPlace): boolean {
  return state
    .under('ContainerInstance/')
    .some(
      (one) =>
        one.kind === 'ContainerInstance' && one.id === containerId && one.state === 'running',
    )
}
