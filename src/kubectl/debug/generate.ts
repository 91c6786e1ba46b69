// The Pods and containers that `kubectl debug` makes.
// Follows k8s.io/kubectl/pkg/cmd/debug/debug.go (v1.36).
import type { Container, EphemeralContainer, Node, Pod } from '#api/generated/types.ts'
import { type Applying, type DebugStyle, type Keep, withProfile } from './profiles.ts'

/** What a line says of the container. */
export interface DebugContainer {
  /** '' for a name that is made up. */
  readonly name: string
  readonly image: string
  readonly args: readonly string[]
  /** The arguments are those of the image's own command. */
  readonly argumentsOnly: boolean
  /** key=value. */
  readonly env: readonly string[]
  readonly pullPolicy: string
  readonly stdin: boolean
  readonly tty: boolean
  readonly profile: string
}

/** What a line says of a copy. */
export interface Copying {
  readonly to: string
  readonly sameNode: boolean
  /** Undefined where the line does not say it. */
  readonly shareProcesses: boolean | undefined
  /** container=image; '*' is all of them. */
  readonly setImages: readonly string[]
  readonly keep: Keep
}

const KEEP_NOTHING: Keep = {
  labels: false,
  annotations: false,
  livenessProbe: false,
  readinessProbe: false,
  startupProbe: false,
  initContainers: true,
}

function profileOf(wanted: DebugContainer, style: DebugStyle, container: string): Applying {
  return { profile: wanted.profile, style, container, keep: KEEP_NOTHING }
}

function commandOf({ args, argumentsOnly }: DebugContainer): Partial<Container> {
  if (args.length === 0) return {}
  return argumentsOnly ? { args } : { command: args }
}

const envOf = ({ env }: DebugContainer) =>
  env.map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s)
    return { name, value }
  })

function baseOf(wanted: DebugContainer, name: string): Container {
  const { image, pullPolicy, stdin, tty, env } = wanted
  return {
    name,
    image,
    ...commandOf(wanted),
    ...(env.length === 0 ? {} : { env: envOf(wanted) }),
    ...(pullPolicy === '' ? {} : { imagePullPolicy: pullPolicy }),
    ...(stdin ? { stdin } : {}),
    ...(tty ? { tty } : {}),
    terminationMessagePolicy: 'File',
  }
}

/** The container that is put into a Pod that runs. */
export function ephemeralContainer(
  pod: Pod,
  wanted: DebugContainer,
  name: string,
  target: string,
): EphemeralContainer {
  // The profile changes the first container of the name, which may be there already.
  const known = pod.spec?.ephemeralContainers?.find((one) => one.name === name)
  const made: EphemeralContainer = known ?? {
    ...baseOf(wanted, name),
    ...(target === '' ? {} : { targetContainerName: target }),
  }
  const spec = { containers: [], ephemeralContainers: [made] }
  const applied = withProfile({ ...pod, spec }, profileOf(wanted, 'ephemeral', name))
  return applied.spec?.ephemeralContainers?.[0] ?? made
}

/** The Pod that runs on a node with its disk and its namespaces. */
export function nodePod(node: Node, wanted: DebugContainer, name: string): Pod {
  const container = wanted.name === '' ? 'debugger' : wanted.name
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [baseOf(wanted, container)],
      nodeName: node.metadata.name ?? '',
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
    },
  }
  return withProfile(pod, profileOf(wanted, 'node', container))
}

/** The names of all containers of a Pod. */
export function containerNames({ spec }: Pod): readonly string[] {
  return [
    ...(spec?.containers ?? []),
    ...(spec?.initContainers ?? []),
    ...(spec?.ephemeralContainers ?? []),
  ].map(({ name }) => name)
}

/** A copy of a Pod in which a container is changed or comes in; its name is '' where only images change. A text is what is wrong. */
export function podCopy(
  pod: Pod,
  wanted: DebugContainer,
  copying: Copying,
  nameFor: () => string,
): { readonly copy: Pod; readonly container: string } | string {
  const { spec = { containers: [] }, metadata } = pod
  const { ephemeralContainers: _, nodeName, ...rest } = spec
  const { labels, annotations, namespace } = metadata
  const images = new Map(copying.setImages.map((pair) => pair.split(/=(.*)/s) as [string, string]))
  const containers = spec.containers.map((one) => {
    const image = images.get(one.name) ?? images.get('*') ?? ''
    return image === '' ? one : { ...one, image }
  })
  const copy: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: copying.to,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
    spec: {
      ...rest,
      containers,
      ...(copying.sameNode && nodeName !== undefined ? { nodeName } : {}),
      ...(copying.shareProcesses === undefined
        ? {}
        : { shareProcessNamespace: copying.shareProcesses }),
    },
  }
  const isThere = containerNames(copy).includes(wanted.name)
  if (!isThere && wanted.image === '') {
    return images.size > 0
      ? { copy, container: '' }
      : 'you must specify image when creating new container'
  }
  const container = isThere || wanted.name !== '' ? wanted.name : nameFor()
  const changed = (one: Container): Container =>
    one.name === container ? inCopy(one, wanted) : one
  const own = isThere
    ? containers.map(changed)
    : [...containers, inCopy({ name: container, terminationMessagePolicy: 'File' }, wanted)]
  const init = rest.initContainers?.map(changed)
  const whole = {
    ...copy,
    spec: {
      ...copy.spec,
      containers: own,
      ...(init === undefined ? {} : { initContainers: init }),
    },
  }
  const { profile } = wanted
  const applying: Applying = { profile, style: 'copy', container, keep: copying.keep }
  return { copy: withProfile(whole, applying), container }
}

function inCopy(one: Container, wanted: DebugContainer): Container {
  const { stdin: _, tty: __, ...container } = one
  const { args: ___, ...withoutArgs } = container
  const isCommand = wanted.args.length > 0 && !wanted.argumentsOnly
  return {
    ...(isCommand ? withoutArgs : container),
    ...commandOf(wanted),
    ...(wanted.env.length === 0 ? {} : { env: envOf(wanted) }),
    ...(wanted.image === '' ? {} : { image: wanted.image }),
    ...(wanted.pullPolicy === '' ? {} : { imagePullPolicy: wanted.pullPolicy }),
    ...(wanted.stdin ? { stdin: true } : {}),
    ...(wanted.tty ? { tty: true } : {}),
  }
}
