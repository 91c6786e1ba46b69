// `kubectl debug`: a container in a Pod that runs, a changed copy of a Pod, or a Pod on a node.
// Follows k8s.io/kubectl/pkg/cmd/debug/debug.go (v1.36).
import type { Node, Pod } from '#api/generated/types.ts'
import { type ApiObject, infoOf, nameInSentence } from '#api/meta/object.ts'
import type { Task } from '#sim/task.ts'
import { attachTo, podOnce, printLog } from '../attach-session.ts'
import { unfollowed } from '../common-flags.ts'
import { suffixFor } from '../debug/debug-name.ts'
import {
  containerNames,
  type Copying,
  type DebugContainer,
  ephemeralContainer,
  nodePod,
  podCopy,
} from '../debug/generate.ts'
import { isProfile } from '../debug/profiles.ts'
import { errorLines } from '../errors.ts'
import { type FlagValues, parseCommandLine, type UsageError } from '../flags.ts'
import { findResources, parseResources, type ResourceRef } from '../resources.ts'
import { fail, failNotFound, failRefused, narrate, type Session } from '../session.ts'
import { notSimulated, usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'
import { IMAGE } from './run.ts'

const FLAGS = {
  'arguments-only': { kind: 'bool', value: false },
  attach: { kind: 'bool', value: false },
  container: { kind: 'text', short: 'c', value: '' },
  'copy-to': { kind: 'text', value: '' },
  custom: { kind: 'text', value: '' },
  env: { kind: 'pairs', value: [] },
  filename: { kind: 'list', short: 'f', value: [] },
  image: { kind: 'text', value: '' },
  'image-pull-policy': { kind: 'text', value: '' },
  'keep-annotations': { kind: 'bool', value: false },
  'keep-init-containers': { kind: 'bool', value: true },
  'keep-labels': { kind: 'bool', value: false },
  'keep-liveness': { kind: 'bool', value: false },
  'keep-readiness': { kind: 'bool', value: false },
  'keep-startup': { kind: 'bool', value: false },
  profile: { kind: 'text', value: 'general' },
  quiet: { kind: 'bool', short: 'q', value: false },
  replace: { kind: 'bool', value: false },
  'same-node': { kind: 'bool', value: false },
  'set-image': { kind: 'pairs', value: [] },
  'share-processes': { kind: 'bool', value: true },
  stdin: { kind: 'bool', short: 'i', value: false },
  target: { kind: 'text', value: '' },
  tty: { kind: 'bool', short: 't', value: false },
} as const

const NOT_FOLLOWED = ['filename']
const FOLLOWED = Object.keys(FLAGS).filter((name) => !NOT_FOLLOWED.includes(name))

export interface DebugOptions {
  readonly namespace: string
  readonly resources: readonly ResourceRef[]
  readonly wanted: DebugContainer
  readonly copying: Copying | null
  readonly replace: boolean
  readonly target: string
  readonly quiet: boolean
  /** The file of a profile of one's own; '' for none. */
  readonly custom: string
  /** It goes into the container that it has made. */
  readonly attaches: boolean
}

/** A container that was made, and the Pod that has it. */
interface Made {
  readonly namespace: string
  readonly pod: string
  readonly container: string
}

export const debug: LineCommand<DebugOptions> = {
  name: 'debug',
  use: '(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  flags: FLAGS,
  completes: 'resources',
  changes: true,
  parse,
  run,
}

type Flags = FlagValues<typeof FLAGS>

function parse(words: readonly string[]): ParsedOptions<DebugOptions> {
  const read = parseCommandLine('debug', FLAGS, words)
  if (!read.ok) return read
  const { args, behindDash, flags, namespace, changed } = read
  const command = behindDash ?? []
  const names = args.slice(0, args.length - command.length)
  if (!isProfile(flags.profile)) return usageError(`unknown profile: ${flags.profile}`)
  const problem = problemOf(flags, command, names, changed)
  if (problem !== null) return problem
  const left = unfollowed(read, FLAGS, FOLLOWED)
  if (left !== null) return left
  const resources: ResourceRef[] = []
  for (const name of names) {
    const parsed = name.includes('/')
      ? parseResources({ args: [name], selected: false, allowEmptySelector: false })
      : null
    if (parsed?.ok === false) return parsed
    resources.push(...(parsed?.resources ?? [{ kind: 'Pod', name }]))
  }
  const { replace, target, quiet, custom } = flags
  const copying = flags['copy-to'] === '' ? null : copyingOf(flags, changed)
  const wanted = wantedOf(flags, command)
  return {
    ok: true,
    options: {
      namespace,
      resources,
      wanted,
      copying,
      replace,
      target,
      quiet,
      custom,
      attaches: changed.has('attach') ? flags.attach : flags.stdin,
    },
  }
}

function wantedOf(flags: Flags, args: readonly string[]): DebugContainer {
  return {
    name: flags.container,
    image: flags.image,
    args,
    argumentsOnly: flags['arguments-only'],
    env: flags.env,
    pullPolicy: flags['image-pull-policy'],
    stdin: flags.stdin,
    tty: flags.tty,
    profile: flags.profile,
  }
}

function copyingOf(flags: Flags, changed: ReadonlySet<string>): Copying {
  return {
    to: flags['copy-to'],
    sameNode: flags['same-node'],
    shareProcesses: changed.has('share-processes') ? flags['share-processes'] : undefined,
    setImages: flags['set-image'],
    keep: {
      labels: flags['keep-labels'],
      annotations: flags['keep-annotations'],
      livenessProbe: flags['keep-liveness'],
      readinessProbe: flags['keep-readiness'],
      startupProbe: flags['keep-startup'],
      initContainers: flags['keep-init-containers'],
    },
  }
}

const INVALID_REFERENCE = 'invalid reference format'

/** Follows Complete and Validate. */
function problemOf(
  flags: Flags,
  command: readonly string[],
  names: readonly string[],
  changed: ReadonlySet<string>,
): UsageError | null {
  const { image, container, target } = flags
  const images = flags['set-image']
  if (flags.attach && changed.has('attach') && image === '' && container === '')
    return usageError(
      'you must specify --container or create a new container using --image in order to attach.',
    )
  const problem =
    flags['copy-to'] === ''
      ? problemAlone(flags)
      : problemOfCopy({ image, images, container, command })
  if (problem !== null) return usageError(problem)
  if (image !== '' && !IMAGE.test(image))
    return usageError(`invalid image name ${JSON.stringify(image)}: ${INVALID_REFERENCE}`)
  if (names.length === 0 && flags.filename.length === 0)
    return usageError('NAME or filename is required for debug')
  const policy = flags['image-pull-policy']
  if (!['Always', 'IfNotPresent', 'Never', ''].includes(policy))
    return usageError(`invalid image pull policy: ${policy}`)
  for (const pair of images) {
    const [name, of = ''] = pair.split(/=(.*)/s)
    if (!IMAGE.test(of))
      return usageError(
        `invalid image name ${JSON.stringify(of)} for container ${JSON.stringify(name)}: ${INVALID_REFERENCE}`,
      )
  }
  if (target !== '' && flags['copy-to'] !== '')
    return usageError('--target is incompatible with --copy-to. Use --share-processes instead.')
  return flags.tty && !flags.stdin
    ? usageError('-i/--stdin is required for containers with -t/--tty=true')
    : null
}

function problemOfCopy({
  image,
  images,
  container,
  command,
}: {
  readonly image: string
  readonly images: readonly string[]
  readonly container: string
  readonly command: readonly string[]
}): string | null {
  if (image === '' && images.length === 0 && command.length === 0)
    return 'you must specify --image, --set-image or command arguments.'
  return command.length > 0 && container === '' && image === ''
    ? 'you must specify an existing container or a new image when specifying args.'
    : null
}

/** Of flags that only a copy has. */
function problemAlone(flags: Flags): string | null {
  if (flags.replace) return '--replace may only be used with --copy-to.'
  if (flags['same-node']) return '--same-node may only be used with --copy-to.'
  if (flags['set-image'].length > 0) return '--set-image may only be used with --copy-to.'
  return flags.image === '' ? 'you must specify --image when not using --copy-to.' : null
}

function* run(session: Session, options: DebugOptions): Task<number> {
  const { target, quiet, wanted, custom } = options
  if (custom !== '') return failCustom(session, custom)
  if (target !== '' && !quiet)
    session.out(
      `Targeting container ${JSON.stringify(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.`,
    )
  if (wanted.profile === 'legacy')
    session.err(
      '--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".',
    )
  const { objects, missing } = findResources(session.client, options)
  const [lost] = missing
  if (lost !== undefined) return failNotFound(session, lost.kind, lost.name, ' to debug')
  for (const object of objects) {
    const made = debugObject(session, object, options)
    if (typeof made === 'number') return made
    const code = options.attaches ? yield* goInto(session, made, options) : 0
    if (code !== 0) return code
  }
  return 0
}

function failCustom({ text, err }: Session, path: string): 1 {
  const missing = `must pass a container spec json file for custom profile: open ${path}: no such file or directory`
  const error = text(path) === undefined ? usageError(missing) : notSimulated('--custom')
  for (const line of error.lines) err(line)
  return 1
}

/** Follows handleAttachPod. */
function* goInto(
  session: Session,
  { namespace, pod: name, container }: Made,
  { wanted, quiet }: DebugOptions,
): Task<number> {
  const stateOf = ({ status }: Pod) =>
    [
      ...(status?.initContainerStatuses ?? []),
      ...(status?.containerStatuses ?? []),
      ...(status?.ephemeralContainerStatuses ?? []),
    ].find((one) => one.name === container)?.state
  const hasBegun = (pod: Pod): boolean => {
    const { running, terminated } = stateOf(pod) ?? {}
    return running !== undefined || terminated !== undefined
  }
  const pod = yield* podOnce(session, { namespace, name }, hasBegun, 0)
  if (pod === null) return 1
  const { stdin, tty } = wanted
  if (stateOf(pod)?.terminated !== undefined) {
    printLog(session, pod, container)
    return 0
  }
  const result = yield* attachTo(session, {
    pod,
    container,
    stdin,
    tty,
    quiet,
    piped: null,
    fromStart: false,
    removes: false,
  })
  return result === 'failed' ? 1 : 0
}

function debugObject(session: Session, object: ApiObject, options: DebugOptions): Made | number {
  if (object.kind === 'Node') return onNode(session, object, options)
  if (object.kind === 'Pod')
    return options.copying === null
      ? inPod(session, object, options)
      : byCopy(session, object, options, options.copying)
  const { apiVersion, kind } = infoOf(object.kind)
  const version = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`
  const line = `error: ${JSON.stringify(`${version}, Kind=${kind}`)} not supported by debug`
  return fail(session, `could not debug ${nameInSentence(object)}`, 'it is no Pod', [line])
}

function onNode(
  session: Session,
  node: Node,
  { wanted, quiet, namespace }: DebugOptions,
): Made | number {
  const on = node.metadata.name ?? ''
  const { client, world } = session
  let name = ''
  for (
    let attempt = 0;
    name === '' || client.get('Pod', namespace, name) !== undefined;
    attempt += 1
  )
    name = `node-debugger-${on}-${suffixFor(`${on} ${world.clock.nowMs} ${attempt}`)}`
  if (!quiet)
    session.out(
      `Creating debugging pod ${name} with container ${wanted.name || 'debugger'} on node ${on}.`,
    )
  const pod = nodePod(node, wanted, name)
  const code = createPod(session, { ...pod, metadata: { ...pod.metadata, namespace } })
  return code === 0 ? { namespace, pod: name, container: wanted.name || 'debugger' } : code
}

function createPod(session: Session, pod: Pod): number {
  const said = narrate(`created ${nameInSentence(pod)} to debug`, 'Created')
  const result = session.client.create(pod, said)
  for (const warning of result.warnings ?? []) session.err(`Warning: ${warning}`)
  return result.ok ? 0 : failRefused(session, 'debug', pod, result.status)
}

/** Gives the container a name of its own, and says it. */
function nameFor(session: Session, pod: Pod, quiet: boolean): string {
  const taken = containerNames(pod)
  let name = ''
  for (let attempt = 0; name === '' || taken.includes(name); attempt += 1)
    name = `debugger-${suffixFor(`${pod.metadata.name} ${session.world.clock.nowMs} ${attempt} ${taken.length}`)}`
  if (!quiet) session.out(`Defaulting debug container name to ${name}.`)
  return name
}

const LIST = 'ephemeralContainers'

function inPod(session: Session, pod: Pod, { wanted, target, quiet }: DebugOptions): Made | number {
  const name = wanted.name === '' ? nameFor(session, pod, quiet) : wanted.name
  const container = ephemeralContainer(pod, wanted, name, target)
  warnOfUser(session, pod, container.securityContext)
  const { namespace = '', name: podName = '' } = pod.metadata
  const known = (pod.spec?.ephemeralContainers ?? []).map((one) => one.name)
  const patch = {
    type: 'strategic',
    body: {
      spec: {
        [`$setElementOrder/${LIST}`]: [...new Set([...known, name])].map((one) => ({ name: one })),
        [LIST]: [container],
      },
    },
    subresource: 'ephemeralcontainers',
  } as const
  const said = narrate(`put container \`${name}\` into ${nameInSentence(pod)}`, 'Debugged')
  const result = session.client.patch('Pod', namespace, podName, patch, said)
  if (result.ok) return { namespace, pod: podName, container: name }
  return failRefused(session, 'debug', pod, result.status, errorLines(result.status, pod))
}

function byCopy(
  session: Session,
  pod: Pod,
  { wanted, quiet, replace }: DebugOptions,
  copying: Copying,
): Made | number {
  const made = podCopy(pod, wanted, copying, () => nameFor(session, pod, quiet))
  if (typeof made === 'string')
    return fail(session, `could not debug ${nameInSentence(pod)}`, made, [`error: ${made}`])
  const { copy, container } = made
  const added = copy.spec?.containers.find(({ name }) => name === container)
  warnOfUser(session, copy, added?.securityContext)
  const code = createPod(session, copy)
  if (code !== 0) return code
  const done = { namespace: pod.metadata.namespace ?? '', pod: copying.to, container }
  if (!replace) return done
  const { namespace = '', name = '' } = pod.metadata
  const said = narrate(`deleted ${nameInSentence(pod)}, which a copy replaces`, 'Deleted')
  const result = session.client.delete('Pod', namespace, name, { gracePeriodSeconds: 0 }, said)
  return result.ok ? done : failRefused(session, 'debug', pod, result.status)
}

/** Follows displayWarning. */
function warnOfUser(
  { err }: Session,
  { spec }: Pod,
  rights: NonNullable<Pod['spec']>['containers'][number]['securityContext'],
): void {
  const user = spec?.securityContext?.runAsUser ?? 0
  if (user === 0 || rights === undefined || rights.runAsUser === 0) return
  if (rights.privileged !== true && (rights.capabilities?.add ?? []).length === 0) return
  err(
    'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".',
  )
}
