// Advice on manifests that the API server takes: each with its reason, and few of them.
import { podSpecOf } from '#api/core/pod-spec-of.ts'
import { objectKey, type ApiObject } from '#api/meta/object.ts'
import type { Container, PodSpec, Service } from '#api/generated/types.ts'
import type { Severity, YamlPath } from '#yaml/types.ts'

export interface Advice {
  readonly severity: Severity
  readonly message: string
  readonly path: YamlPath
}

/** Advice on one object, by itself. */
export function lintObject(object: ApiObject): readonly Advice[] {
  const pod = podSpecOf(object)
  if (pod === null) return []
  return [...samePorts(pod.spec, pod.path), ...webAndDatabase(object, pod.spec, pod.path)]
}

/** Containers that run at the same time and say that they listen on one port. */
function samePorts(spec: PodSpec, path: YamlPath): readonly Advice[] {
  const owners = new Map<string, string>()
  const advice: Advice[] = []
  const look = (
    list: 'containers' | 'initContainers',
    container: Container,
    index: number,
  ): void => {
    for (const [position, port] of (container.ports ?? []).entries()) {
      const name = `${port.protocol ?? 'TCP'}/${port.containerPort}`
      const owner = owners.get(name)
      if (owner === undefined) owners.set(name, container.name)
      else if (owner !== container.name) {
        const message = `containers \`${owner}\` and \`${container.name}\` both name port ${port.containerPort}: this is accepted, but the containers of a Pod share one network namespace, so the second to listen fails with "address already in use"`
        const at = [...path, list, index, 'ports', position, 'containerPort']
        advice.push({ severity: 'warning', message, path: at })
      }
    }
  }
  for (const [index, container] of (spec.initContainers ?? []).entries()) {
    if (container.restartPolicy === 'Always') look('initContainers', container, index)
  }
  for (const [index, container] of (spec.containers ?? []).entries())
    look('containers', container, index)
  return advice
}

const WEB = new Set([
  'nginx',
  'httpd',
  'apache',
  'wordpress',
  'tomcat',
  'caddy',
  'node',
  'php',
  'ghost',
  'drupal',
])
const DATABASE = new Set([
  'mysql',
  'mariadb',
  'postgres',
  'postgresql',
  'mongo',
  'mongodb',
  'cassandra',
])

/** 'nginx' of 'docker.io/library/nginx:1.27@sha256:…'. */
const imageName = (image: string): string =>
  (image.split('@')[0] ?? '').split('/').at(-1)?.split(':')[0] ?? ''

const SERVERS = /(?:^|\/)(?:docker-entrypoint\.sh|mysqld|mariadbd|postgres|mongod|cassandra)$/

/** Whether a container runs the server of its image, and not a client or a script. */
const isDatabase = ({ image = '', command }: Container): boolean =>
  DATABASE.has(imageName(image)) && (command === undefined || SERVERS.test(command[0] ?? ''))

/** A web server and its database in one Pod: the classic wrong shape. */
function webAndDatabase(object: ApiObject, spec: PodSpec, path: YamlPath): readonly Advice[] {
  const containers = spec.containers ?? []
  const web = containers.find((container) => WEB.has(imageName(container.image ?? '')))
  const index = containers.findIndex(isDatabase)
  const database = containers[index]
  if (web === undefined || database === undefined) return []
  const word = object.kind === 'Pod' ? 'Pod' : 'Pod template'
  const message = `\`${web.name}\` and the database \`${database.name}\` in one ${word} are scheduled, scaled and restarted together: a second copy is a second database. Give the database a Pod of its own and a Service`
  return [{ severity: 'info', message, path: [...path, 'containers', index, 'image'] }]
}

export interface LintedObject {
  readonly object: ApiObject
}

/** Advice that needs all objects: the index of the object it is about comes with it. */
export function lintTogether(
  objects: readonly LintedObject[],
): readonly (Advice & { readonly index: number })[] {
  return [...duplicates(objects), ...barePods(objects)]
}

function duplicates(
  objects: readonly LintedObject[],
): readonly (Advice & { readonly index: number })[] {
  const seen = new Set<string>()
  const advice: (Advice & { readonly index: number })[] = []
  for (const [index, { object }] of objects.entries()) {
    const { name, namespace } = object.metadata
    if (name === undefined) continue
    const key = objectKey(object.kind, namespace, name)
    if (seen.has(key)) {
      const message = `${object.kind} "${name}" is here twice: this one is applied on top of the one before`
      advice.push({ severity: 'warning', message, path: ['metadata', 'name'], index })
    }
    seen.add(key)
  }
  return advice
}

const inNamespaceOf = ({ metadata }: ApiObject, key: string, value: string): string =>
  JSON.stringify([metadata.namespace ?? 'default', key, value])

/** The first Service that selects an object, found by the first label that Services ask for. */
function selecting(objects: readonly LintedObject[]): (object: ApiObject) => Service | undefined {
  const services = objects.flatMap(({ object }) => (object.kind === 'Service' ? [object] : []))
  if (services.length === 0) return () => undefined
  const byLabel = new Map<string, number[]>()
  for (const [index, service] of services.entries()) {
    const [first] = Object.entries(service.spec?.selector ?? {})
    if (first === undefined) continue
    const key = inNamespaceOf(service, ...first)
    const same = byLabel.get(key)
    if (same === undefined) byLabel.set(key, [index])
    else same.push(index)
  }
  const isSelected = (labels: Readonly<Record<string, string>>, index: number): boolean =>
    Object.entries(services[index]?.spec?.selector ?? {}).every(
      ([key, value]) => labels[key] === value,
    )
  return (object) => {
    const labels = object.metadata.labels ?? {}
    const found = Object.entries(labels).flatMap(([key, value]) => {
      const candidates = byLabel.get(inNamespaceOf(object, key, value)) ?? []
      return candidates.find((index) => isSelected(labels, index)) ?? []
    })
    return services[Math.min(...found)]
  }
}

/** Only a bare Pod that something relies on is worth a word. */
function barePods(
  objects: readonly LintedObject[],
): readonly (Advice & { readonly index: number })[] {
  const serviceOf = selecting(objects)
  const advice: (Advice & { readonly index: number })[] = []
  for (const [index, { object }] of objects.entries()) {
    if (object.kind !== 'Pod' || (object.metadata.ownerReferences ?? []).length > 0) continue
    const service = serviceOf(object)
    if (service === undefined) continue
    const message = `nothing recreates a bare Pod: when it is deleted or its node fails, Service \`${service.metadata.name ?? ''}\` has no Pod to send to. A ReplicaSet keeps one running`
    advice.push({ severity: 'info', message, path: ['kind'], index })
  }
  return advice
}
