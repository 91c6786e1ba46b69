// What becomes of a command that is run beside the first process of a container.
import { createFuture, type Future } from '#sim/task.ts'
import type { ExecResult } from '../cri.ts'
import type { Process } from '../process/process.ts'
import { codeOfSignal } from '../process/signals.ts'

const NOT_FOUND_CODE = 127
const DENIED_CODE = 126

/** How the CRI begins what it says of a command that it could not run (containerd 2, ExecSync). */
const EXEC_FAILED = 'failed to exec in container: '

/**
 * The result of a command that could not be started: there is no such program (`isMissing`), or for another
 * `reason`, in the runtime's words.
 */
export function refusedExec(reason: string, isMissing = false): ExecResult {
  return {
    exitCode: isMissing ? NOT_FOUND_CODE : DENIED_CODE,
    output: '',
    timedOut: false,
    error: `rpc error: code = Unknown desc = ${EXEC_FAILED}${reason}`,
  }
}

/** The result of a command that was to run in a container that does not. */
export function notRunningExec(): ExecResult {
  return refusedExec('container is in CONTAINER_EXITED state')
}

/** The result of a command, when its process ends or its time is over. `whenOver` calls back then, and returns what calls that off. */
export function resultOfExec(
  process: Process,
  output: () => string,
  whenOver: (act: () => void) => () => void,
): Future<ExecResult> {
  const result = createFuture<ExecResult>()
  process.exit.whenSettled(() =>
    result.settle({ exitCode: process.exit.value.code, output: output(), timedOut: false }),
  )
  if (result.settled) return result
  const forget = whenOver(() => {
    result.settle({ exitCode: 0, output: output(), timedOut: true })
    process.end({ code: codeOfSignal('KILL'), because: 'it took too long' })
  })
  process.exit.whenSettled(forget)
  return result
}
