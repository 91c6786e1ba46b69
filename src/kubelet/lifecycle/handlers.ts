// Runs a postStart or preStop hook.
// Follows pkg/kubelet/lifecycle/handlers.go (v1.36), handlerRunner.Run.
import type { Container, IntOrString, LifecycleHandler, Pod } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { RuntimeService } from '#runtime/cri.ts'
import { wait, type Task } from '#sim/task.ts'
import type { Alarms } from '../alarms.ts'
import { formatPod } from '../context.ts'
import { latestSandbox, readRuntimeStatus } from '../pod-runtime-status.ts'
import { endpointOf, requestError } from '../request-error.ts'

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
    const result = yield* wait(service.exec(record.id, command, limitMs))
    const { exitCode, output, timedOut } = result
    if (exitCode === 0 && !timedOut && result.error === undefined) return OK
    const because =
      result.error ?? (timedOut ? 'its command timed out' : `its command exited with ${exitCode}`)
    const error =
      result.error ??
      (timedOut
        ? `command "${command.join(' ')}" timed out`
        : `command '${command.join(' ')}' exited with ${exitCode}: `)
    const what = `Exec lifecycle hook ([${command.join(' ')}])`
    return {
      ok: false,
      message: failedText(target, what, `${error}, message: ${JSON.stringify(output)}`),
      because,
    }
  }
  if (handler.httpGet !== undefined) {
    const { host = '', port, path = '', scheme = 'HTTP' } = handler.httpGet
    const number = resolvePort(container, port)
    const answer = yield* wait(service.probeHttp(record.sandboxId, host, number, path, limitMs))
    // Whatever the answer is, only that there is one counts.
    if (answer.kind === 'http') return OK
    const because = answer.kind === 'refused' ? 'connection refused' : 'there was no answer'
    const endpoint = endpointOf(scheme, host === '' ? podIpOf(service, target) : host, number, path)
    const what = `HTTP lifecycle hook (${path})`
    return { ok: false, message: failedText(target, what, requestError(answer, endpoint)), because }
  }
  if (handler.sleep !== undefined) {
    yield* alarms.sleep(Math.min(handler.sleep.seconds * 1000, limitMs), 'sleep hook')
    return OK
  }
  const because = 'its kind is not supported'
  return { ok: false, message: 'invalid handler: handler is not supported', because }
}

function failedText({ pod, container }: HookTarget, what: string, error: string): string {
  const where = `for Container ${JSON.stringify(container.name)} in Pod ${JSON.stringify(formatPod(pod))}`
  return `${what} ${where} failed - error: ${error}`
}

function podIpOf(service: RuntimeService, { pod }: HookTarget): string {
  const status = readRuntimeStatus(service, pod.metadata.uid ?? '')
  return latestSandbox(status)?.ip ?? ''
}
