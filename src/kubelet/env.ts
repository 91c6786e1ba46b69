// The environment of a container.
// Follows pkg/kubelet/kubelet_pods.go (v1.36), makeEnvironmentVariables, and
// pkg/kubelet/envvars/envvars.go for the variables of Services.
import { simplified } from '#lib/simplified.ts'
import type {
  Container,
  EnvFromSource,
  EnvVarSource,
  Pod,
  Quantity,
  Service,
} from '#api/generated/types.ts'
import type { Client } from '#client/client.ts'
import { configMapContent, secretContent } from './config-content.ts'
import { fieldValue, type PodAddresses, resourceValue } from './downward-api.ts'
import { expand, type Room } from './expansion.ts'

simplified('file-key-ref', '`fileKeyRef` of an environment variable gives an empty value.', {
  fields: ['EnvVarSource.fileKeyRef'],
})

type EnvResult =
  | { readonly ok: true; readonly env: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly message: string }

interface EnvInput {
  readonly client: Client
  readonly pod: Pod
  readonly container: Container
  readonly addresses: PodAddresses
  readonly allocatable: Readonly<Record<string, Quantity>>
  readonly room: Room
}

type Found = { readonly value: string | undefined } | { readonly error: string }

/** The variables of a container, or the message of the `CreateContainerConfigError`. */
export function makeEnvironmentVariables(input: EnvInput): EnvResult {
  const env: Record<string, string> = {}
  for (const source of input.container.envFrom ?? []) {
    const found = contentOf(input, source)
    if ('error' in found) return { ok: false, message: found.error }
    for (const [key, value] of Object.entries(found.content)) {
      env[`${source.prefix ?? ''}${key}`] = value
    }
  }
  const services = serviceVariables(input)
  const known: Record<string, string> = { ...services, ...env }
  const set = (name: string, value: string): void => {
    env[name] = value
    known[name] = value
  }
  for (const { name, value = '', valueFrom } of input.container.env ?? []) {
    if (valueFrom === undefined) {
      set(name, expand(value, known, input.room))
      continue
    }
    const found = valueOf(input, valueFrom)
    if ('error' in found) return { ok: false, message: found.error }
    if (found.value !== undefined) set(name, found.value)
  }
  return { ok: true, env: { ...services, ...env } }
}

function namespaceOf(pod: Pod): string {
  return pod.metadata.namespace ?? 'default'
}

function contentOf(
  { client, pod }: EnvInput,
  source: EnvFromSource,
): { readonly content: Readonly<Record<string, string>> } | { readonly error: string } {
  const namespace = namespaceOf(pod)
  if (source.configMapRef !== undefined) {
    const { name = '', optional = false } = source.configMapRef
    const object = client.get('ConfigMap', namespace, name)
    if (object !== undefined) return { content: configMapContent(object) }
    return optional ? { content: {} } : { error: `configmap "${name}" not found` }
  }
  if (source.secretRef !== undefined) {
    const { name = '', optional = false } = source.secretRef
    const object = client.get('Secret', namespace, name)
    if (object !== undefined) return { content: secretContent(object) }
    return optional ? { content: {} } : { error: `secret "${name}" not found` }
  }
  return { content: {} }
}

function valueOf(input: EnvInput, source: EnvVarSource): Found {
  const { client, pod, container } = input
  const namespace = namespaceOf(pod)
  if (source.fieldRef !== undefined) {
    const { fieldPath } = source.fieldRef
    const value = fieldValue(pod, fieldPath, input.addresses)
    return value === undefined ? { error: `unsupported fieldPath: ${fieldPath}` } : { value }
  }
  if (source.resourceFieldRef !== undefined) {
    const value = resourceValue(pod, container, source.resourceFieldRef, input.allocatable)
    const { containerName = '' } = source.resourceFieldRef
    return value === undefined ? { error: `container ${containerName} not found` } : { value }
  }
  if (source.configMapKeyRef !== undefined) {
    const { name = '', key, optional = false } = source.configMapKeyRef
    const object = client.get('ConfigMap', namespace, name)
    const content = object === undefined ? undefined : configMapContent(object)
    return keyOf(content, { key, optional, kind: 'ConfigMap', name, namespace })
  }
  if (source.secretKeyRef !== undefined) {
    const { name = '', key, optional = false } = source.secretKeyRef
    const object = client.get('Secret', namespace, name)
    const content = object === undefined ? undefined : secretContent(object)
    return keyOf(content, { key, optional, kind: 'Secret', name, namespace })
  }
  return { value: '' }
}

interface KeyReference {
  readonly key: string
  readonly optional: boolean
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  readonly namespace: string
}

function keyOf(content: Readonly<Record<string, string>> | undefined, ref: KeyReference): Found {
  const { key, optional, kind, name, namespace } = ref
  if (content === undefined) {
    return optional ? { value: undefined } : { error: `${kind.toLowerCase()} "${name}" not found` }
  }
  if (Object.hasOwn(content, key)) return { value: content[key] }
  if (optional) return { value: undefined }
  return { error: `couldn't find key ${key} in ${kind} ${namespace}/${name}` }
}

/** The variables of the Services of the Pod's namespace, and of `kubernetes` in any case. */
function serviceVariables({ client, pod }: EnvInput): Record<string, string> {
  const env: Record<string, string> = {}
  const kubernetes = client.get('Service', 'default', 'kubernetes')
  if (kubernetes !== undefined) addServiceVariables(env, kubernetes)
  if (pod.spec?.enableServiceLinks !== false) {
    for (const service of client.list('Service', { namespace: namespaceOf(pod) })) {
      if (service !== kubernetes) addServiceVariables(env, service)
    }
  }
  return env
}

function addServiceVariables(env: Record<string, string>, service: Service): void {
  const { clusterIP = '', ports = [] } = service.spec ?? {}
  const [first] = ports
  if (clusterIP === '' || clusterIP === 'None' || first === undefined) return
  const prefix = variableName(service.metadata.name ?? '')
  env[`${prefix}_SERVICE_HOST`] = clusterIP
  env[`${prefix}_SERVICE_PORT`] = String(first.port)
  for (const { name, port } of ports) {
    if (name !== undefined) env[`${prefix}_SERVICE_PORT_${variableName(name)}`] = String(port)
  }
  for (const [index, { port, protocol = 'TCP' }] of ports.entries()) {
    const lower = protocol.toLowerCase()
    const url = `${lower}://${clusterIP}:${port}`
    const own = `${prefix}_PORT_${port}_${protocol}`
    if (index === 0) env[`${prefix}_PORT`] = url
    env[own] = url
    env[`${own}_PROTO`] = lower
    env[`${own}_PORT`] = String(port)
    env[`${own}_ADDR`] = clusterIP
  }
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_')
}
