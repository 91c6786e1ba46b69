// Runs a postStart or preStop hook.
// Follows pkg/kubelet/lifecycle/handlers.go (v1.36), handlerRunner.Run.
import type { Container, IntOrString, LifecycleHandler, Pod } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { ProbeAnswer, RuntimeService } from '#runtime/cri.ts'
import { wait, type Task } from '#sim/task.ts'
import type { Alarms } from '../alarms.ts'
import { formatPod } from '../context.ts'

type HookResult =
  | { readonly ok: true }
  /** `message` is the kubelet's text, `because` a short one for a sentence. */
  | { readonly ok: false; readonly message: string; readonly because: string }

interface HookTarget {
  readonly pod: Pod
  readonly container: Container
  readonly record: ContainerRecord
}

interface HookTools {
  readonly service: RuntimeService
  readonly alarms: Alarms
}

const OK: HookResult = { ok: true }

/** The number of a port that is given by number or by its name in the container; NaN when there is none. */
export function resolvePort(container: Container, port: IntOrString): number {
  const named = container.ports?.find((one) => one.name === port)?.containerPort
  return named ?? Number(port)
}

/** Runs `handler` in the container, for at most `limitMs`. */
export function* runHandler(
  { service, alarms }: HookTools,
  target: HookTarget,
  handler: LifecycleHandler,
  limitMs: number,
): Task<HookResult> {
  const { container, record } = target
  if (handler.exec !== undefined) {
    const command = handler.exec.command ?? []
    const { exitCode, output, timedOut } = yield* wait(service.exec(record.id, command, limitMs))
    if (exitCode === 0 && !timedOut) return OK
    const because = timedOut ? 'its command timed out' : `its command exited with ${exitCode}`
    const error = timedOut
      ? `command "${command.join(' ')}" timed out`
      : `command '${command.join(' ')}' exited with ${exitCode}: ${output}`
    const what = `Exec lifecycle hook ([${command.join(' ')}])`
    return { ok: false, message: failedText(target, what, error, output), because }
  }
  if (handler.httpGet !== undefined) {
    const { host = '', port, path = '' } = handler.httpGet
    const number = resolvePort(container, port)
    const answer = yield* wait(service.probeHttp(record.sandboxId, host, number, path, limitMs))
    if (answer.kind === 'http' && answer.statusCode < 400) return OK
    const because = httpProblem(answer)
    const what = `HTTP lifecycle hook (${path})`
    return { ok: false, message: failedText(target, what, because, ''), because }
  }
  if (handler.sleep !== undefined) {
    yield* alarms.sleep(Math.min(handler.sleep.seconds * 1000, limitMs), 'sleep hook')
    return OK
  }
  const because = 'its kind is not supported'
  return { ok: false, message: 'invalid handler: handler is not supported', because }
}

function failedText(
  { pod, container }: HookTarget,
  what: string,
  error: string,
  output: string,
): string {
  const where = `for Container ${JSON.stringify(container.name)} in Pod ${JSON.stringify(formatPod(pod))}`
  return `${what} ${where} failed - error: ${error}, message: ${JSON.stringify(output)}`
}

function httpProblem(answer: ProbeAnswer): string {
  if (answer.kind === 'http') return `HTTP status ${answer.statusCode}`
  return answer.kind === 'refused' ? 'connection refused' : 'context deadline exceeded'
}
