// The containers of a Pod, with their states where there is a Pod, or of a template.
// Follows describeContainers of k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import type {
  Container,
  ContainerPort,
  ContainerState,
  ContainerStatus,
  EnvVar,
  Pod,
  Probe,
  Quantity,
  ResourceRequirements,
} from '#api/generated/types.ts'
import { milliValue, value } from '#api/meta/quantity.ts'
import { compareText } from '#lib/compare.ts'
import { fieldPathText } from './field-path.ts'
import { goList, NONE, printBool, quantityText, rfc1123 } from './common.ts'
import type { Writer } from './writer.ts'

export interface Containers {
  /** 'Init Containers'. */
  readonly label: string
  readonly containers: readonly Container[] | undefined
  readonly statuses?: readonly ContainerStatus[] | undefined
  /** Whose fields variables name; undefined in a template. */
  readonly pod?: Pod
}

/** `space` stands before the titles of a template. */
export function describeContainers(writer: Writer, list: Containers, space = ''): void {
  const { label, containers = [], statuses = [], pod } = list
  writer.line(0, `${space}${label}:${containers.length === 0 ? ` ${NONE}` : ''}`)
  for (const container of containers) {
    const status = statuses.findLast(({ name }) => name === container.name)
    describeBasicInfo(writer, container, status, space)
    describeCommand(writer, container)
    if (status !== undefined) describeState(writer, status)
    describeResources(writer, container.resources, 2)
    describeProbes(writer, container)
    describeEnvFrom(writer, container)
    describeEnv(writer, container, pod)
    describeMounts(writer, container)
  }
}

function describeBasicInfo(
  writer: Writer,
  container: Container,
  status: ContainerStatus | undefined,
  space: string,
): void {
  const { name, image = '', ports = [], securityContext } = container
  writer.line(1, `${space === '' ? '' : ' '}${name}:`)
  if (status !== undefined) writer.line(2, `Container ID:\t${status.containerID ?? ''}`)
  writer.line(2, `Image:\t${image}`)
  if (status !== undefined) writer.line(2, `Image ID:\t${status.imageID}`)
  const own = portsText(ports, ({ containerPort }) => containerPort)
  writer.line(2, own.includes(',') ? `Ports:\t${own}` : `Port:\t${own || NONE}`)
  const host = portsText(ports, ({ hostPort = 0 }) => hostPort)
  writer.line(2, host.includes(',') ? `Host Ports:\t${host}` : `Host Port:\t${host || NONE}`)
  const profile = securityContext?.seccompProfile
  if (profile === undefined) return
  writer.line(2, `SeccompProfile:\t${profile.type}`)
  if (profile.type === 'Localhost')
    writer.line(3, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`)
}

function portsText(
  ports: readonly ContainerPort[],
  numberOf: (port: ContainerPort) => number,
): string {
  return ports
    .map((port) => {
      const { name = '', protocol = '' } = port
      return `${numberOf(port)}/${protocol}${name === '' ? '' : ` (${name})`}`
    })
    .join(', ')
}

function describeCommand(writer: Writer, { command = [], args = [] }: Container): void {
  for (const [title, words] of [
    ['Command:', command],
    ['Args:', args],
  ] as const) {
    if (words.length > 0) writer.line(2, title)
    for (const line of words.flatMap((word) => word.split('\n'))) writer.line(3, line)
  }
}

function describeState(writer: Writer, status: ContainerStatus): void {
  describeStatus(writer, 'State', status.state)
  if (status.lastState?.terminated !== undefined)
    describeStatus(writer, 'Last State', status.lastState)
  writer.line(2, `Ready:\t${printBool(status.ready)}`)
  writer.line(2, `Restart Count:\t${status.restartCount}`)
}

function describeStatus(writer: Writer, title: string, state: ContainerState | undefined): void {
  const { running, waiting, terminated } = state ?? {}
  if (running !== undefined) {
    writer.line(2, `${title}:\tRunning`)
    writer.line(3, `Started:\t${rfc1123(running.startedAt)}`)
  } else if (terminated !== undefined && waiting === undefined) {
    writer.line(2, `${title}:\tTerminated`)
    if ((terminated.reason ?? '') !== '') writer.line(3, `Reason:\t${terminated.reason}`)
    if ((terminated.message ?? '') !== '') writer.line(3, `Message:\t${terminated.message}`)
    writer.line(3, `Exit Code:\t${terminated.exitCode}`)
    if ((terminated.signal ?? 0) > 0) writer.line(3, `Signal:\t${terminated.signal}`)
    writer.line(3, `Started:\t${rfc1123(terminated.startedAt)}`)
    writer.line(3, `Finished:\t${rfc1123(terminated.finishedAt)}`)
  } else {
    writer.line(2, `${title}:\tWaiting`)
    if ((waiting?.reason ?? '') !== '') writer.line(3, `Reason:\t${waiting?.reason}`)
  }
}

/** Limits and requests, each in the order of the names. */
export function describeResources(
  writer: Writer,
  resources: ResourceRequirements | undefined,
  level: number,
): void {
  for (const [title, list] of [
    ['Limits:', resources?.limits],
    ['Requests:', resources?.requests],
  ] as const) {
    const entries = Object.entries(list ?? {}).toSorted(([a], [b]) => compareText(a, b))
    if (entries.length > 0) writer.line(level, title)
    for (const [name, quantity] of entries)
      writer.line(level + 1, `${name}:\t${quantityText(quantity)}`)
  }
}

function describeProbes(
  writer: Writer,
  { livenessProbe, readinessProbe, startupProbe }: Container,
): void {
  if (livenessProbe !== undefined) writer.line(2, `Liveness:\t${probeText(livenessProbe)}`)
  if (readinessProbe !== undefined) writer.line(2, `Readiness:\t${probeText(readinessProbe)}`)
  if (startupProbe !== undefined) writer.line(2, `Startup:\t${probeText(startupProbe)}`)
}

/** 'http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3'. */
function probeText(probe: Probe): string {
  const { initialDelaySeconds = 0, timeoutSeconds = 0, periodSeconds = 0 } = probe
  const { successThreshold = 0, failureThreshold = 0, exec, httpGet, tcpSocket, grpc } = probe
  const attributes = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`
  if (exec !== undefined) return `exec ${goList(exec.command)} ${attributes}`
  if (httpGet !== undefined) {
    const { scheme = '', host = '', port, path = '' } = httpGet
    const shown = host.includes(':') ? `[${host}]` : host
    const url = `${scheme.toLowerCase()}://${shown}:${port}${urlPath(path)}`
    return `http-get ${url} ${attributes}`
  }
  if (tcpSocket !== undefined)
    return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port} ${attributes}`
  if (grpc !== undefined) return `grpc <pod>:${grpc.port} ${grpc.service ?? ''} ${attributes}`
  return `unknown ${attributes}`
}

/** The path of a URL as Go writes it: with a slash before it, and without what may not stand there. */
function urlPath(path: string): string {
  const whole = path === '' || path.startsWith('/') ? path : `/${path}`
  return encodeURI(whole)
    .replaceAll('?', '%3F')
    .replaceAll('#', '%23')
    .replaceAll('[', '%5B')
    .replaceAll(']', '%5D')
}

function describeEnvFrom(writer: Writer, { envFrom = [] }: Container): void {
  if (envFrom.length === 0) return
  writer.line(2, 'Environment Variables from:')
  for (const { configMapRef, secretRef, prefix = '' } of envFrom) {
    const from =
      configMapRef === undefined ? (secretRef === undefined ? '' : 'Secret') : 'ConfigMap'
    const source = configMapRef ?? secretRef
    const withPrefix = prefix === '' ? '' : ` with prefix '${prefix}'`
    writer.line(
      3,
      `${source?.name ?? ''}\t${from}${withPrefix}\tOptional: ${source?.optional === true}`,
    )
  }
}

function describeEnv(writer: Writer, container: Container, pod: Pod | undefined): void {
  const { env = [] } = container
  writer.line(2, `Environment:${env.length === 0 ? `\t${NONE}` : ''}`)
  for (const variable of env) {
    const { name, value: given = '', valueFrom } = variable
    if (valueFrom === undefined) {
      for (const [index, line] of given.split('\n').entries())
        writer.line(3, index === 0 ? `${name}:\t${line}` : `\t${line}`)
      continue
    }
    const text = valueFromText(variable, container, pod)
    if (text !== null) writer.line(3, `${name}:\t${text}`)
  }
}

function valueFromText(
  { valueFrom }: EnvVar,
  container: Container,
  pod: Pod | undefined,
): string | null {
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom ?? {}
  if (fieldRef !== undefined) {
    const { apiVersion = '', fieldPath } = fieldRef
    const found = pod === undefined ? '' : fieldPathText(pod, fieldPath)
    return `${found} (${apiVersion}:${fieldPath})`
  }
  if (resourceFieldRef !== undefined) {
    const { resource, divisor } = resourceFieldRef
    const amount = resourceText(container, resource, divisor)
    const isLimit = resource === 'limits.cpu' || resource === 'limits.memory'
    return `${amount === '0' && isLimit ? 'node allocatable' : amount} (${resource})`
  }
  if (secretKeyRef !== undefined) {
    const { key, name = '', optional = false } = secretKeyRef
    return `<set to the key '${key}' in secret '${name}'>\tOptional: ${optional}`
  }
  if (configMapKeyRef !== undefined) {
    const { key, name = '', optional = false } = configMapKeyRef
    return `<set to the key '${key}' of config map '${name}'>\tOptional: ${optional}`
  }
  return null
}

/** Follows k8s.io/kubectl/pkg/util/resource/resource.go ExtractContainerResourceValue; '' for others. */
function resourceText(
  container: Container,
  resource: string,
  divisor: Quantity | undefined,
): string {
  const [side = '', name = ''] = resource.split(/\.(.*)/s)
  const isKnown =
    ['cpu', 'memory', 'ephemeral-storage'].includes(name) || name.startsWith('hugepages-')
  if (!isKnown || (side !== 'limits' && side !== 'requests')) return ''
  const amount = container.resources?.[side]?.[name]
  const by = value(divisor) === 0 && milliValue(divisor) === 0 ? '1' : divisor
  const numberOf = name === 'cpu' ? milliValue : value
  return String(Math.ceil(numberOf(amount) / numberOf(by)))
}

function describeMounts(
  writer: Writer,
  { volumeMounts = [], volumeDevices = [] }: Container,
): void {
  const none = volumeMounts.length === 0 ? `\t${NONE}` : ''
  writer.line(2, `Mounts:${none}`)
  const mounts = volumeMounts.toSorted((a, b) => compareText(a.mountPath, b.mountPath))
  for (const { mountPath, name, readOnly, subPath = '' } of mounts) {
    const path = subPath === '' ? '' : `,path=${JSON.stringify(subPath)}`
    writer.line(3, `${mountPath} from ${name} (${readOnly === true ? 'ro' : 'rw'}${path})`)
  }
  if (volumeDevices.length === 0) return
  writer.line(2, `Devices:${none}`)
  const devices = volumeDevices.toSorted((a, b) => compareText(a.devicePath, b.devicePath))
  for (const { devicePath, name } of devices) writer.line(3, `${devicePath} from ${name}`)
}
