// What kubectl offers for the arguments of its commands and for the values of its flags.
// Follows k8s.io/kubectl/pkg/util/completion/completion.go, pkg/cmd/cp/cp.go and the commands' RegisterFlagCompletionFunc (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import type { Pod } from '#api/generated/types.ts'
import { attachablePod } from '../attachable-pod.ts'
import { namesWithVerb } from '../commands/api-resources.ts'
import { CLUSTER, configIn } from '../kubeconfig.ts'
import { findResources, parseResources } from '../resources.ts'
import { type KnownFlag, subcommandsOf, type TypedCommand } from './command-line.ts'
import { type Completed, DEFAULT, NO_FILES, NO_SPACE, type Surroundings } from './directive.ts'

type Complete = (around: Surroundings, typed: TypedCommand) => Completed

const ROLLABLE = ['deployment', 'daemonset', 'statefulset']
const SCALABLE = ['deployment', 'replicaset', 'replicationcontroller', 'statefulset']
const EXPOSABLE = ['pod', 'service', 'replicationcontroller', 'deployment', 'replicaset']
const WITH_IMAGES =
  'daemonsets deployments pods cronjobs replicasets replicationcontrollers statefulsets'.split(' ')
const WITH_PODS =
  'daemonsets deployments pods jobs replicasets replicationcontrollers services statefulsets'.split(
    ' ',
  )

const anyResource = resources([], true)

/** By the whole name of a command. */
const ARGUMENTS: Readonly<Record<string, Complete | undefined>> = {
  get: anyResource,
  describe: anyResource,
  edit: anyResource,
  annotate: anyResource,
  label: anyResource,
  debug: anyResource,
  delete: anyResource,
  patch: anyResource,
  'apply edit-last-applied': anyResource,
  'apply view-last-applied': anyResource,
  'rollout history': resources(ROLLABLE, true),
  'rollout pause': resources(['deployment'], true),
  'rollout restart': resources(ROLLABLE, true),
  'rollout resume': resources(['deployment'], true),
  'rollout status': resources(ROLLABLE, false),
  'rollout undo': resources(ROLLABLE, true),
  scale: resources(SCALABLE, true),
  autoscale: resources(SCALABLE, true),
  expose: resources(EXPOSABLE, true),
  taint: resources(['node'], true),
  'set image': resources(WITH_IMAGES, false),
  exec: pods(() => []),
  attach: pods(() => []),
  logs: pods(containersOf),
  'port-forward': pods(portsOf),
  'top node': names('node'),
  'top pod': names('pod'),
  cordon: names('node'),
  uncordon: names('node'),
  drain: names('node'),
  'create token': names('serviceaccount'),
  'config use-context': contexts,
  'config set-context': contexts,
  'config delete-context': contexts,
  'config rename-context': contexts,
  'config delete-cluster': known,
  'config delete-user': known,
  help: helped,
  cp: copied,
}

/** What the next argument of a command can be; null for commands that leave it to the files. */
export function argumentsOf(around: Surroundings, typed: TypedCommand): Completed | null {
  return ARGUMENTS[typed.path]?.(around, typed) ?? null
}

const FORMATS =
  'json yaml kyaml name go-template go-template-file template templatefile jsonpath jsonpath-as-json jsonpath-file custom-columns custom-columns-file wide'.split(
    ' ',
  )

/** What the value of a flag can be. */
export function flagValues(
  around: Surroundings,
  typed: TypedCommand,
  { name }: KnownFlag,
): Completed {
  const { path, word, args } = typed
  const fitting = (words: readonly string[]): Completed => ({
    words: words.filter((text) => text.startsWith(word)),
    directive: NO_FILES,
  })
  switch (name) {
    case 'namespace':
      return fitting(namesOf(around, typed, 'namespace'))
    case 'context':
      return fitting(Object.keys(configOf(around).contexts))
    case 'cluster':
    case 'user':
      return fitting([CLUSTER])
    case 'subresource':
      // Whatever is there of the word.
      return { words: ['status', 'scale', 'resize'], directive: NO_FILES }
    case 'output':
      return path === 'get' ? fitting(FORMATS) : NOTHING
    case 'container':
      return path === 'exec'
        ? fitting(args.length === 0 ? [] : containersOf(around, typed))
        : NOTHING
    case 'clusterrole':
      return path === 'create clusterrolebinding'
        ? fitting(namesOf(around, typed, 'clusterrole'))
        : NOTHING
    default:
      return NOTHING
  }
}

const NOTHING: Completed = { words: [], directive: DEFAULT }

function configOf({ kubeconfig }: Surroundings) {
  return kubeconfig?.get() ?? configIn('')
}

/** Of `kubectl get` with these words; nothing where it finds nothing, or does not understand them. */
function objectsOf(
  { client }: Surroundings,
  namespace: string,
  args: readonly string[],
): readonly ApiObject[] {
  const parsed = parseResources({ args, selected: false, allowEmptySelector: true })
  return parsed.ok ? findResources(client, { namespace, resources: parsed.resources }).objects : []
}

function namespaceOf(around: Surroundings, { given }: TypedCommand): string {
  const config = configOf(around)
  return given.get('namespace') || config.contexts[config.current]?.namespace || 'default'
}

function namesOf(around: Surroundings, typed: TypedCommand, type: string): readonly string[] {
  return objectsOf(around, namespaceOf(around, typed), [type]).map(
    ({ metadata }) => metadata.name ?? '',
  )
}

/** Follows ResourceNameCompletionFunc. */
function names(type: string): Complete {
  return (around, typed) => {
    const found = typed.args.length === 0 ? namesOf(around, typed, type) : []
    return { words: found.filter((name) => name.startsWith(typed.word)), directive: NO_FILES }
  }
}

/** Follows resourceTypeAndNameCompletionFunc; no types mean all of them. */
function resources(types: readonly string[], repeats: boolean): Complete {
  return (around, typed) => {
    const { args, word } = typed
    const [first] = args
    const left = (words: readonly string[], taken: readonly string[]): Completed => ({
      words: words.filter((one) => !taken.includes(one)),
      directive: NO_FILES,
    })
    if (first !== undefined && !first.includes('/')) {
      if (!repeats && args.length > 1) return left([], [])
      const found = namesOf(around, typed, first).filter((name) => name.startsWith(word))
      return left(found, args.slice(1))
    }
    if (word.includes('/'))
      return left(repeats || first === undefined ? slashed(around, typed) : [], args)
    const fitting =
      types.length === 0 ? typesFor(around, word) : types.filter((one) => one.startsWith(word))
    if (first === undefined) return left(fitting, [])
    return repeats
      ? { words: fitting.map((type) => `${type}/`), directive: NO_SPACE | NO_FILES }
      : left([], [])
  }
}

/** Types that one can get; the last of several with commas is the one that is typed. */
function typesFor({ client }: Surroundings, word: string): readonly string[] {
  const at = word.lastIndexOf(',') + 1
  return namesWithVerb({ reader: client }, 'get')
    .filter((name) => name.startsWith(word.slice(at)))
    .map((name) => word.slice(0, at) + name)
}

/** TYPE/NAME, of which the type is there. */
function slashed(around: Surroundings, typed: TypedCommand): readonly string[] {
  const at = typed.word.indexOf('/')
  const type = typed.word.slice(0, at)
  return namesOf(around, typed, type)
    .filter((name) => name.startsWith(typed.word.slice(at + 1)))
    .map((name) => `${type}/${name}`)
}

/** Follows doPodResourceCompletion, and for the second argument what `second` finds. */
function pods(second: (around: Surroundings, typed: TypedCommand) => readonly string[]): Complete {
  return (around, typed) => {
    const { args, word } = typed
    if (args.length === 1)
      return {
        words: second(around, typed).filter((name) => name.startsWith(word)),
        directive: NO_FILES,
      }
    if (args.length > 1) return { words: [], directive: NO_FILES }
    if (word.includes('/')) return { words: slashed(around, typed), directive: NO_FILES }
    const found = namesOf(around, typed, 'pod').filter((name) => name.startsWith(word))
    const types = WITH_PODS.filter((type) => type.startsWith(word)).map((type) => `${type}/`)
    return {
      words: [...found, ...types],
      directive: found.length === 0 ? NO_SPACE | NO_FILES : NO_FILES,
    }
  }
}

/** The Pod of the first argument. Follows convertResourceNameToPodName. */
function podOf({ client }: Surroundings, namespace: string, word: string): Pod | undefined {
  const found = attachablePod({ client, err() {} }, namespace, word)
  return typeof found === 'number' ? undefined : found
}

function containersOf(around: Surroundings, typed: TypedCommand): readonly string[] {
  const pod = podOf(around, namespaceOf(around, typed), typed.args[0] ?? '')
  const { initContainers = [], containers = [] } = pod?.spec ?? {}
  return [...initContainers, ...containers].map(({ name }) => name)
}

/** Follows CompGetPodContainerPorts and CompGetServicePorts. */
function portsOf(around: Surroundings, typed: TypedCommand): readonly string[] {
  const { args, word } = typed
  const namespace = namespaceOf(around, typed)
  const [type = '', name = ''] = (args[0] ?? '').split('/')
  const outer = (port: number): string => (word === '' ? String(port) : (word.split(':')[0] ?? ''))
  const ports = ['service', 'services', 'svc'].includes(type)
    ? objectsOf(around, namespace, ['service', name]).flatMap((object) =>
        object.kind === 'Service' ? (object.spec?.ports ?? []).map(({ port }) => port) : [],
      )
    : (podOf(around, namespace, args[0] ?? '')?.spec?.containers ?? []).flatMap((container) =>
        (container.ports ?? []).map(({ containerPort }) => containerPort),
      )
  return ports.map((port) => `${outer(port)}:${port}`)
}

function contexts(around: Surroundings, { args, word }: TypedCommand): Completed {
  const all = args.length === 0 ? Object.keys(configOf(around).contexts) : []
  return { words: all.filter((name) => name.startsWith(word)), directive: NO_FILES }
}

/** The one cluster and its one user have the same name. */
function known(_: Surroundings, { args, word }: TypedCommand): Completed {
  const fits = args.length === 0 && CLUSTER.startsWith(word)
  return { words: fits ? [CLUSTER] : [], directive: NO_FILES }
}

function helped(_: Surroundings, { args, word }: TypedCommand): Completed {
  const below = subcommandsOf(args.join(' '))
  return { words: below.filter((name) => name.startsWith(word)), directive: NO_FILES }
}

/** A Pod with a colon, or a namespace with a slash; what looks like a path is left to the files. */
function copied(around: Surroundings, typed: TypedCommand): Completed {
  const { args, word } = typed
  const done = (words: readonly string[]): Completed => ({ words, directive: NO_SPACE })
  if (args.length > 0 || /^[/.~]/.test(word) || word.includes(':')) return done([])
  const at = word.indexOf('/')
  if (at > 0) {
    const inside = objectsOf(around, word.slice(0, at), ['pod'])
    const all = inside.map(({ metadata }) => `${word.slice(0, at)}/${metadata.name ?? ''}:`)
    return done(all.filter((text) => text.startsWith(word)))
  }
  const all = [
    ...namesOf(around, typed, 'namespace').map((name) => `${name}/`),
    ...namesOf(around, typed, 'pod').map((name) => `${name}:`),
  ]
  return done([...all.filter((text) => text.startsWith(word)), ...(word === '' ? ['./', '/'] : [])])
}
