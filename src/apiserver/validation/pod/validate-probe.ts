// Probes, and the handlers of probes and life cycle hooks.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateProbe, validateHandler and validateLifecycle.
import type {
  HTTPGetAction,
  IntOrString,
  Lifecycle,
  LifecycleHandler,
  Probe,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { isHttpHeaderName, isPortName, isPortNumber, NON_NEGATIVE } from '#api/meta/formats.ts'
import { forbidden, invalid, invalidEach, notSupported, required } from '../errors.ts'
import type { Sparse } from '../sparse.ts'

type Handler = Pick<
  Sparse<Probe> & Sparse<LifecycleHandler>,
  'exec' | 'httpGet' | 'tcpSocket' | 'grpc' | 'sleep'
>

/** What the rules of a handler depend on: terminationGracePeriodSeconds of the Pod. */
export type GracePeriod = number | undefined

/** The errors of a port that is given by number or by name; a missing one is number 0. */
export function validatePortNumOrName(
  port: IntOrString | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (typeof port === 'string') return invalidEach(path, port, isPortName(port))
  return invalidEach(path, port ?? 0, isPortNumber(port ?? 0))
}

function validateHttpGet(action: Sparse<HTTPGetAction>, path: FieldPath): readonly FieldError[] {
  const { scheme = '', httpHeaders = [] } = action
  return [
    ...((action.path ?? '') === '' ? [required(path.child('path'))] : []),
    ...validatePortNumOrName(action.port, path.child('port')),
    ...(scheme === 'HTTP' || scheme === 'HTTPS'
      ? []
      : [notSupported(path.child('scheme'), scheme, ['HTTP', 'HTTPS'])]),
    ...httpHeaders.flatMap(({ name = '' }) =>
      invalidEach(path.child('httpHeaders'), name, isHttpHeaderName(name)),
    ),
  ]
}

type Check = readonly [name: string, errors: (path: FieldPath) => readonly FieldError[]]

function sleepErrors(seconds: number, grace: GracePeriod, path: FieldPath): readonly FieldError[] {
  if (grace === undefined || (seconds >= 0 && seconds <= grace)) return []
  return [
    invalid(
      path,
      seconds,
      `must be non-negative and less than terminationGracePeriodSeconds (${grace})`,
    ),
  ]
}

function checksOf(handler: Handler, grace: GracePeriod): readonly Check[] {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler
  const checks: Check[] = []
  if (exec !== undefined) {
    checks.push([
      'exec',
      (path) => ((exec.command ?? []).length > 0 ? [] : [required(path.child('command'))]),
    ])
  }
  if (httpGet !== undefined) checks.push(['httpGet', (path) => validateHttpGet(httpGet, path)])
  if (tcpSocket !== undefined) {
    checks.push(['tcpSocket', (path) => validatePortNumOrName(tcpSocket.port, path.child('port'))])
  }
  if (grpc !== undefined)
    checks.push(['grpc', (path) => validatePortNumOrName(grpc.port, path.child('port'))])
  if (sleep !== undefined)
    checks.push(['sleep', (path) => sleepErrors(sleep.seconds ?? 0, grace, path)])
  return checks
}

function validateHandler(
  handler: Handler,
  grace: GracePeriod,
  path: FieldPath,
): readonly FieldError[] {
  const checks = checksOf(handler, grace)
  if (checks.length === 0) return [required(path, 'must specify a handler type')]
  return checks.flatMap(([name, errors], index) =>
    index === 0
      ? errors(path.child(name))
      : [forbidden(path.child(name), 'may not specify more than 1 handler type')],
  )
}

const PROBE_NUMBERS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const

export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe'

/** The errors of one probe; a missing one has none. */
export function validateProbe(
  probe: Sparse<Probe> | undefined,
  kind: ProbeKind,
  grace: GracePeriod,
  path: FieldPath,
): readonly FieldError[] {
  if (probe === undefined) return []
  const { sleep: _, ...handler }: Handler = probe
  const errors = [...validateHandler(handler, grace, path)]
  for (const field of PROBE_NUMBERS) {
    const number = probe[field] ?? 0
    if (number < 0) errors.push(invalid(path.child(field), number, NON_NEGATIVE))
  }
  const seconds = probe.terminationGracePeriodSeconds
  const secondsPath = path.child('terminationGracePeriodSeconds')
  if (seconds !== undefined && seconds <= 0)
    errors.push(invalid(secondsPath, seconds, 'must be greater than 0'))
  if (kind === 'readinessProbe') {
    if (seconds !== undefined)
      errors.push(invalid(secondsPath, seconds, 'must not be set for readinessProbes'))
  } else if ((probe.successThreshold ?? 0) !== 1) {
    errors.push(invalid(path.child('successThreshold'), probe.successThreshold ?? 0, 'must be 1'))
  }
  return errors
}

/** The errors of the hooks of a container; a missing life cycle has none. */
export function validateLifecycle(
  lifecycle: Sparse<Lifecycle> | undefined,
  grace: GracePeriod,
  path: FieldPath,
): readonly FieldError[] {
  const errors: FieldError[] = []
  for (const hook of ['postStart', 'preStop'] as const) {
    const handler = lifecycle?.[hook]
    if (handler !== undefined) errors.push(...validateHandler(handler, grace, path.child(hook)))
  }
  return errors
}
