// `kubectl logs`. Follows k8s.io/kubectl/pkg/cmd/logs/logs.go and pkg/polymorphichelpers/logsforobject.go (v1.36).
import type { LabelSelector, Pod } from '#api/generated/types.ts'
import { shownKind } from '#api/meta/custom-kind.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { parseLabelSelector } from '#api/meta/label-selector-text.ts'
import { EPOCH_MS, msOfTime } from '#api/meta/time.ts'
import { KUBELET_PORT, whyNoKubelet, whyNoRuntime } from '#api/runtime/kubelet-reach.ts'
import { compareText } from '#lib/compare.ts'
import { type Task, wait } from '#sim/task.ts'
import { SELECTOR_FLAG } from '../common-flags.ts'
import { containerLog, isAlive, loggedInstance, type LogLine } from '../container-logs.ts'
import { parseCommandLine } from '../flags.ts'
import { resourceOf } from '../resource-types.ts'
import { kindHere, parseResources, type ResourceRef } from '../resources.ts'
import type { Session } from '../session.ts'
import { usageError, usageErrorWithHelp } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

const FLAGS = {
  ...SELECTOR_FLAG,
  'all-containers': { kind: 'bool', value: false },
  'all-pods': { kind: 'bool', value: false },
  container: { kind: 'text', short: 'c', value: '' },
  follow: { kind: 'bool', short: 'f', value: false },
  'ignore-errors': { kind: 'bool', value: false },
  'insecure-skip-tls-verify-backend': { kind: 'bool', value: false },
  'limit-bytes': { kind: 'number', value: 0 },
  'max-log-requests': { kind: 'number', value: 5 },
  'pod-running-timeout': { kind: 'duration', value: 20_000 },
  prefix: { kind: 'bool', value: false },
  previous: { kind: 'bool', short: 'p', value: false },
  since: { kind: 'duration', value: 0 },
  'since-time': { kind: 'text', value: '' },
  tail: { kind: 'number', value: -1 },
  timestamps: { kind: 'bool', value: false },
} as const

export interface LogsOptions {
  readonly namespace: string
  /** A Pod, or what has Pods; null where a selector chooses them. */
  readonly of: ResourceRef | null
  readonly selector: string
  readonly container: string
  readonly allContainers: boolean
  readonly allPods: boolean
  readonly follow: boolean
  readonly previous: boolean
  readonly prefix: boolean
  readonly timestamps: boolean
  readonly tail: number
  readonly sinceMs: number
  readonly sinceTime: string
  /** Of each container; 0 is no limit. */
  readonly limitBytes: number
}

export const logs: LineCommand<LogsOptions> = {
  name: 'logs',
  use: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  flags: FLAGS,
  completes: 'resources',
  changes: false,
  parse,
  run,
}

const USAGE = `expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
POD or TYPE/NAME is a required argument for the logs command`

function parse(words: readonly string[]): ParsedOptions<LogsOptions> {
  const read = parseCommandLine('logs', FLAGS, words)
  if (!read.ok) return read
  const { args, flags, namespace, changed } = read
  const { selector, tail, since } = flags
  if ((args.length === 0 && selector === '') || args.length > 2)
    return usageErrorWithHelp('logs', USAGE)
  if (args.length > 0 && selector !== '')
    return usageErrorWithHelp('logs', 'only a selector (-l) or a POD name is allowed')
  const [word = '', inline = ''] = args
  if (inline !== '' && flags.container !== '')
    return usageError('only one of -c or an inline [CONTAINER] arg is allowed')
  const container = inline || flags.container
  if (flags['all-containers'] && container !== '')
    return usageError(
      `--all-containers=true should not be specified with container name ${container}`,
    )
  if (flags['since-time'] !== '' && since !== 0)
    return usageError('at most one of `sinceTime` or `sinceSeconds` may be specified')
  if (changed.has('since') && since <= 0) return usageError('--since must be greater than 0')
  if (tail < -1) return usageError('--tail must be greater than or equal to -1')
  const limitBytes = flags['limit-bytes']
  if (changed.has('limit-bytes') && limitBytes < 0)
    return usageError('--limit-bytes must be greater than 0')
  const of = word === '' ? null : objectOf(word)
  if (of !== null && 'ok' in of) return of
  return {
    ok: true,
    options: {
      namespace,
      of,
      selector,
      container,
      allContainers: flags['all-containers'],
      allPods: flags['all-pods'],
      follow: flags.follow,
      previous: flags.previous,
      prefix: flags.prefix || flags['all-pods'],
      timestamps: flags.timestamps,
      tail: selector !== '' && !changed.has('tail') ? SELECTOR_TAIL : tail,
      sinceMs: since,
      sinceTime: flags['since-time'],
      limitBytes,
    },
  }
}

/** Of Pods that a selector chooses, so many lines each. */
const SELECTOR_TAIL = 10

function objectOf(word: string): NonNullable<LogsOptions['of']> | ReturnType<typeof usageError> {
  if (!word.includes('/')) return { kind: 'Pod', name: word }
  const parsed = parseResources({ args: [word], selected: false, allowEmptySelector: false })
  if (!parsed.ok) return parsed
  const [found] = parsed.resources
  return found ?? { kind: 'Pod', name: '' }
}

interface Source {
  readonly pod: Pod
  readonly container: string
}

function* run(session: Session, options: LogsOptions): Task<number> {
  const pods = podsOf(session, options)
  if (typeof pods === 'number') return pods
  const sources: Source[] = []
  for (const pod of pods) {
    const names = containersOf(session, pod, options)
    if (typeof names === 'string') {
      session.err(`error: ${names}`)
      return 1
    }
    sources.push(...names.map((container) => ({ pod, container })))
  }
  const printed = new Map<Source, number>()
  const limited = new Map<Source, number>()
  for (const source of sources) {
    const code = printNew(session, source, { options, printed, limited, isFirst: true })
    if (code !== 0) return code
  }
  while (
    options.follow &&
    sources.some(({ pod, container }) => isAlive(session.world, pod, container))
  ) {
    yield* wait(session.sleeper.sleep(FOLLOW_MS, 'kubectl logs'))
    for (const source of sources)
      printNew(session, source, { options, printed, limited, isFirst: false })
  }
  return 0
}

const FOLLOW_MS = 100

function podsOf(session: Session, options: LogsOptions): readonly Pod[] | number {
  const { client, err } = session
  const { of, namespace, selector, allPods } = options
  if (of === null) {
    const labels = parseLabelSelector(selector)
    const found = client
      .list('Pod', { namespace })
      .filter(({ metadata }) => matchesLabelSelector(labels, metadata.labels))
    if (found.length > 0) return found
    err(`No resources found in ${namespace} namespace.`)
    return 0
  }
  const named = kindHere(client, of.kind)
  if ('unknown' in named) {
    err(named.unknown)
    return 1
  }
  const object = client.get(named.kind, namespace, of.name)
  if (object === undefined) {
    err(
      `error: error from server (NotFound): ${resourceOf(named.kind)} ${JSON.stringify(of.name)} not found in namespace ${JSON.stringify(namespace)}`,
    )
    return 1
  }
  if (object.kind === 'Pod') return [object]
  const labels = selectorOf(object)
  if (labels === undefined) {
    const kind = shownKind(object.kind)
    err(
      `error: cannot get the logs from ${object.apiVersion}, Kind=${kind}: selector for ${kind} not implemented`,
    )
    return 1
  }
  const found = client
    .list('Pod', { namespace })
    .filter(({ metadata }) => matchesLabelSelector(labels, metadata.labels))
    .toSorted(byActivity)
  const [first] = found
  if (first === undefined) {
    err('error: timed out waiting for the condition')
    return 1
  }
  if (allPods) return found
  if (found.length > 1) err(`Found ${found.length} pods, using pod/${first.metadata.name ?? ''}`)
  return [first]
}

interface WithSelector {
  readonly spec?: { readonly selector?: LabelSelector | Readonly<Record<string, string>> }
}

function selectorOf(object: ApiObject): LabelSelector | undefined {
  const selector = (object as WithSelector).spec?.selector
  if (selector === undefined) return undefined
  return object.kind === 'Service' || object.kind === 'ReplicationController'
    ? { matchLabels: selector as Readonly<Record<string, string>> }
    : (selector as LabelSelector)
}

/** The Pods that one would rather look at first: those that run, the ready ones before the others, the oldest first. */
function byActivity(a: Pod, b: Pod): number {
  const rank = ({ spec, status }: Pod): number => {
    const isReady = status?.conditions?.some(
      ({ type, status: is }) => type === 'Ready' && is === 'True',
    )
    if ((spec?.nodeName ?? '') === '') return 3
    return status?.phase === 'Running' ? (isReady === true ? 0 : 1) : 2
  }
  const created = ({ metadata }: Pod): number => msOfTime(metadata.creationTimestamp ?? '')
  return (
    rank(a) - rank(b) ||
    created(a) - created(b) ||
    compareText(a.metadata.name ?? '', b.metadata.name ?? '')
  )
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container'

/** The containers to print, or what is wrong with the wanted one. */
function containersOf(
  session: Session,
  pod: Pod,
  { container, allContainers, allPods, of }: LogsOptions,
): readonly string[] | string {
  const { spec, metadata } = pod
  const app = (spec?.containers ?? []).map(({ name }) => name)
  const init = (spec?.initContainers ?? []).map(({ name }) => name)
  const ephemeral = (spec?.ephemeralContainers ?? []).map(({ name }) => name)
  if (allContainers) return [...init, ...app, ...ephemeral]
  const marked = [
    ...app,
    ...ephemeral.map((name) => `${name} (ephem)`),
    ...init.map((name) => `${name} (init)`),
  ].join(', ')
  const all = [...app, ...init, ...ephemeral]
  const asked = container || metadata.annotations?.[DEFAULT_CONTAINER] || ''
  if (asked !== '')
    return all.includes(asked)
      ? [asked]
      : `container ${asked} is not valid for pod ${metadata.name ?? ''} out of: ${marked}`
  const [first = ''] = app
  if (all.length > 1 && !allPods && of !== null)
    session.err(`Defaulted container ${JSON.stringify(first)} out of: ${marked}`)
  return [first]
}

interface Printing {
  readonly options: LogsOptions
  /** How many lines of a source were seen. */
  readonly printed: Map<Source, number>
  /** How many bytes of it were printed, where these are limited. */
  readonly limited: Map<Source, number>
  readonly isFirst: boolean
}

function printNew(
  session: Session,
  source: Source,
  { options, printed, limited, isFirst }: Printing,
): number {
  const { pod, container } = source
  const unreached = whyNoLogs(session, source, options)
  if (unreached !== null) {
    if (isFirst) session.err(`Error from server: ${unreached}`)
    return 1
  }
  const lines = containerLog(session.world, pod, { name: container, previous: options.previous })
  if (typeof lines === 'string') {
    if (isFirst) session.err(`Error from server (BadRequest): ${lines}`)
    return 1
  }
  if (isFirst && whyNoRuntime(session.world.live, pod.spec?.nodeName ?? '') !== null)
    return printNoLogs(session, source, options)
  const seen = printed.get(source) ?? 0
  printed.set(source, lines.length)
  const fresh = isFirst ? chosen(lines, options, session.world.clock.nowMs) : lines.slice(seen)
  let left = options.limitBytes === 0 ? Infinity : options.limitBytes - (limited.get(source) ?? 0)
  for (const { timeMs, text } of fresh) {
    if (left <= 0) break
    const before = options.prefix ? `[pod/${pod.metadata.name ?? ''}/${container}] ` : ''
    const whole = `${options.timestamps ? `${stampOf(timeMs)} ` : ''}${text}\n`
    const kept = firstBytes(whole, left)
    left -= byteLength(kept)
    limited.set(source, options.limitBytes - left)
    session.out(`${before}${kept.replace(/\n$/, '')}`, !kept.endsWith('\n'))
  }
  return 0
}

/**
 * A kubelet that cannot ask its runtime says so where the lines would stand: its answer has begun by then.
 * Follows pkg/kubelet/kuberuntime/kuberuntime_container.go, GetContainerLogs (v1.36).
 */
function printNoLogs(
  { world, out }: Session,
  { pod, container }: Source,
  { previous }: LogsOptions,
): 0 {
  const found = loggedInstance(world, pod, { name: container, previous })
  if (typeof found !== 'string')
    out(`unable to retrieve container logs for containerd://${found.id}`, true)
  return 0
}

/** What the API server says when the kubelet does not answer it; null when it does. Follows pkg/registry/core/pod/strategy.go, LogLocation (v1.36). */
function whyNoLogs(
  { world }: Session,
  { pod, container }: Source,
  options: LogsOptions,
): string | null {
  const why = whyNoKubelet(world.live, pod.spec?.nodeName ?? '')
  if (why === null) return null
  const { namespace = 'default', name = '' } = pod.metadata
  const address = `${pod.status?.hostIP ?? ''}:${KUBELET_PORT}`
  const query = queryOf(options)
  return `Get "https://${address}/containerLogs/${namespace}/${name}/${container}${query === '' ? '' : `?${query}`}": dial tcp ${address}: ${why}`
}

/** What the kubelet is asked for, in the order in which Go writes it. */
function queryOf(options: LogsOptions): string {
  const { follow, limitBytes, previous, sinceMs, sinceTime, tail, timestamps } = options
  return new URLSearchParams([
    ...(follow ? [['follow', 'true']] : []),
    ...(limitBytes > 0 ? [['limitBytes', String(limitBytes)]] : []),
    ...(previous ? [['previous', 'true']] : []),
    ...(sinceMs > 0 ? [['sinceSeconds', String(Math.ceil(sinceMs / 1000))]] : []),
    ...(sinceTime === '' ? [] : [['sinceTime', sinceTime]]),
    ...(tail >= 0 ? [['tailLines', String(tail)]] : []),
    ...(timestamps ? [['timestamps', 'true']] : []),
  ]).toString()
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length

/** The beginning of a text, so many bytes long. */
function firstBytes(text: string, most: number): string {
  if (most === Infinity || byteLength(text) <= most) return text
  return new TextDecoder().decode(new TextEncoder().encode(text).slice(0, most))
}

function chosen(
  lines: readonly LogLine[],
  { tail, sinceMs, sinceTime }: LogsOptions,
  nowMs: number,
): readonly LogLine[] {
  const fromMs =
    sinceTime === '' ? (sinceMs > 0 ? nowMs - sinceMs : -Infinity) : msOfTime(sinceTime)
  const late = lines.filter(({ timeMs }) => timeMs >= fromMs)
  return tail < 0 ? late : tail === 0 ? [] : late.slice(-tail)
}

/** As the runtime writes it before a line. */
function stampOf(timeMs: number): string {
  return new Date(EPOCH_MS + timeMs).toISOString().replace(/(\.\d{3})Z$/, '$1000000Z')
}
