// `kubectl top`: what Pods and Nodes use, where a metrics server tells it.
// Follows k8s.io/kubectl/pkg/cmd/top and pkg/metricsutil/metrics_printer.go (v1.36).
import type { Node, Pod } from '#api/generated/types.ts'
import { parseFieldSelector } from '#api/meta/field-selector.ts'
import { parseLabelSelector } from '#api/meta/label-selector-text.ts'
import { parseLabels } from '#api/meta/parse-label-selector.ts'
import { milliValue } from '#api/meta/quantity.ts'
import { msOfTime } from '#api/meta/time.ts'
import { type ContainerUsage, createPodMetrics } from '#client/pod-metrics.ts'
import { compareText } from '#lib/compare.ts'
import { simplified } from '#lib/simplified.ts'
import { groupPage } from '../command-groups.ts'
import { SELECTOR_FLAG, unfollowed } from '../common-flags.ts'
import { parseCommandLine } from '../flags.ts'
import type { Session } from '../session.ts'
import { splitCommand } from '../split-command.ts'
import { alignCells } from '../table.ts'
import { unknownSubcommand, usageError, usageErrorWithHelp } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

simplified(
  'kubectl-top',
  '`kubectl top` tells what the Pods use; a Node uses what its Pods do, and nothing for itself. There is a metrics API where a ready Pod has the label `k8s-app: metrics-server`.',
)

const COMMON = {
  ...SELECTOR_FLAG,
  'no-headers': { kind: 'bool', value: false },
  'show-swap': { kind: 'bool', value: false },
  'sort-by': { kind: 'text', value: '' },
  'use-protocol-buffers': { kind: 'bool', value: true },
} as const

const POD_FLAGS = {
  ...COMMON,
  'all-namespaces': { kind: 'bool', short: 'A', value: false },
  containers: { kind: 'bool', value: false },
  'field-selector': { kind: 'text', value: '' },
  sum: { kind: 'bool', value: false },
} as const

const NODE_FLAGS = { ...COMMON, 'show-capacity': { kind: 'bool', value: false } } as const

interface Shared {
  /** '' for all. */
  readonly name: string
  readonly selector: string
  readonly sortBy: string
  readonly noHeaders: boolean
}

interface PodOptions extends Shared {
  readonly of: 'pods'
  readonly namespace: string
  readonly allNamespaces: boolean
  readonly fieldSelector: string
  readonly containers: boolean
  readonly sum: boolean
}

interface NodeOptions extends Shared {
  readonly of: 'nodes'
  readonly capacity: boolean
}

export const top: LineCommand<PodOptions | NodeOptions> = {
  name: 'top',
  use: 'pod | node',
  flags: POD_FLAGS,
  completes: 'resources',
  changes: false,
  parse(words) {
    const { command: word, rest } = splitCommand(words)
    if (word === '') return groupPage('top')
    if (['pod', 'pods', 'po'].includes(word)) return parsePods(rest)
    if (['node', 'nodes', 'no'].includes(word)) return parseNodes(rest)
    return unknownSubcommand('top', words) ?? groupPage('top')
  },
  run: (session, options) =>
    isServed(session)
      ? options.of === 'pods'
        ? runPods(session, options)
        : runNodes(session, options)
      : fails(session, 'Metrics API not available'),
}

function parsePods(words: readonly string[]): ParsedOptions<PodOptions> {
  const read = parseCommandLine('top pod', POD_FLAGS, words)
  if (!read.ok) return read
  const { args, flags, namespace } = read
  const shared = sharedOf('pod', 'selector', args, flags)
  if (!shared.ok) return shared
  const left = unfollowed(read, POD_FLAGS, FOLLOWED)
  if (left !== null) return left
  return {
    ok: true,
    options: {
      ...shared.options,
      of: 'pods',
      namespace,
      allNamespaces: flags['all-namespaces'],
      fieldSelector: flags['field-selector'],
      containers: flags.containers,
      sum: flags.sum,
    },
  }
}

function parseNodes(words: readonly string[]): ParsedOptions<NodeOptions> {
  const read = parseCommandLine('top node', NODE_FLAGS, words)
  if (!read.ok) return read
  const shared = sharedOf('node', '--selector', read.args, read.flags)
  if (!shared.ok) return shared
  const left = unfollowed(read, NODE_FLAGS, FOLLOWED)
  if (left !== null) return left
  const capacity = read.flags['show-capacity']
  return { ok: true, options: { ...shared.options, of: 'nodes', capacity } }
}

const FOLLOWED = [...Object.keys(POD_FLAGS), ...Object.keys(NODE_FLAGS)].filter(
  (name) => name !== 'show-swap',
)

function sharedOf(
  command: 'pod' | 'node',
  selectorName: string,
  args: readonly string[],
  flags: {
    readonly selector: string
    readonly 'sort-by': string
    readonly 'no-headers': boolean
  },
): ParsedOptions<Shared> {
  const [name = ''] = args
  const { selector } = flags
  const sortBy = flags['sort-by']
  if (args.length > 1) return usageErrorWithHelp(`top ${command}`, `${command} [NAME | -l label]`)
  if (!['', 'cpu', 'memory'].includes(sortBy))
    return usageError('--sort-by accepts only cpu or memory')
  if (name !== '' && selector !== '')
    return usageError(`only one of NAME or ${selectorName} can be provided`)
  const labels = parseLabels(selector)
  if (!labels.ok) return usageError(labels.message)
  return { ok: true, options: { name, selector, sortBy, noHeaders: flags['no-headers'] } }
}

function fails({ err }: Session, message: string): 1 {
  err(`error: ${message}`)
  return 1
}

/** Whether a metrics server serves its API. */
function isServed({ client }: Session): boolean {
  return client
    .list('Pod', { labelSelector: { matchLabels: { 'k8s-app': 'metrics-server' } } })
    .some(({ status }) =>
      status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    )
}

interface Usage {
  readonly namespace: string
  readonly name: string
  readonly cpuMilli: number
  readonly memoryMilli: number
}

const sumOf = (parts: readonly ContainerUsage[]): Pick<Usage, 'cpuMilli' | 'memoryMilli'> => ({
  cpuMilli: parts.reduce((sum, { cpuMilli }) => sum + cpuMilli, 0),
  memoryMilli: parts.reduce((sum, { memoryMilli }) => sum + memoryMilli, 0),
})

function byUsage(sortBy: string, withNamespace: boolean) {
  return (a: Usage, b: Usage): number => {
    if (sortBy === 'cpu') return b.cpuMilli - a.cpuMilli
    if (sortBy === 'memory') return b.memoryMilli - a.memoryMilli
    const place = withNamespace ? compareText(a.namespace, b.namespace) : 0
    return place || compareText(a.name, b.name)
  }
}

const MEBIBYTE_MILLI = 1024 * 1024 * 1000

const amounts = ({ cpuMilli, memoryMilli }: Pick<Usage, 'cpuMilli' | 'memoryMilli'>) =>
  [`${Math.ceil(cpuMilli)}m`, `${Math.floor(memoryMilli / MEBIBYTE_MILLI)}Mi`] as const

/** Each line ends with a tab there, so that the last column is padded as well. */
function printRows({ out }: Session, rows: readonly (readonly string[])[]): void {
  const text = alignCells(rows.map((row) => [...row, '']))
  for (const line of text.replace(/\n$/, '').split('\n')) out(line)
}

function podsOf({ client }: Session, options: PodOptions): readonly Pod[] {
  const { name, namespace, allNamespaces, selector, fieldSelector } = options
  const labels = selector === '' ? {} : { labelSelector: parseLabelSelector(selector) }
  const fields = parseFieldSelector(fieldSelector) ?? []
  return client
    .list('Pod', {
      ...(allNamespaces ? {} : { namespace }),
      ...labels,
      ...(fields.length === 0 ? {} : { fieldSelector: fields }),
    })
    .filter(({ metadata }) => name === '' || metadata.name === name)
}

function runPods(session: Session, options: PodOptions): number {
  const { allNamespaces, containers, noHeaders, sortBy, name } = options
  const metrics = createPodMetrics(session.world)
  const pods = podsOf(session, options)
  const measured = pods.flatMap((pod) => {
    const parts = metrics.containersOf(pod)
    if (parts === undefined) return []
    const { namespace = '', name: podName = '' } = pod.metadata
    return [{ namespace, name: podName, parts, ...sumOf(parts) }]
  })
  if (measured.length === 0) return sayNothing(session, options, pods)
  const rows = measured.toSorted(byUsage(sortBy, allNamespaces)).flatMap((pod) => {
    const lead = allNamespaces ? [pod.namespace] : []
    if (!containers) return [[...lead, pod.name, ...amounts(pod)]]
    return pod.parts
      .map((part) => ({ ...part, namespace: '' }))
      .toSorted(byUsage(sortBy, false))
      .map((part) => [...lead, pod.name, part.name, ...amounts(part)])
  })
  const first = [...(allNamespaces ? ['NAMESPACE'] : []), ...(containers ? ['POD'] : [])]
  const header = noHeaders ? [] : [[...first, 'NAME', 'CPU(cores)', 'MEMORY(bytes)']]
  const width = first.length + 3
  const blank = Array.from({ length: width - 2 }, () => '')
  const total = sumOf(measured.map((one) => ({ ...one, name })))
  const sum = options.sum
    ? [
        [...blank, '________', '________'],
        [...blank, ...amounts(total)],
      ]
    : []
  printRows(session, [...header, ...rows, ...sum])
  return 0
}

const CREATION_DELAY_MS = 120_000

function sayNothing(session: Session, options: PodOptions, pods: readonly Pod[]): number {
  const { name, namespace, allNamespaces } = options
  if (name !== '' && pods.length === 0) {
    session.err(
      `Error from server (NotFound): podmetrics.metrics.k8s.io ${JSON.stringify(`${namespace}/${name}`)} not found`,
    )
    return 1
  }
  const { nowMs } = session.world.clock
  const old = pods.find(
    ({ metadata }) => nowMs - msOfTime(metadata.creationTimestamp ?? '') > CREATION_DELAY_MS,
  )
  if (old !== undefined) {
    const { metadata } = old
    const seconds = (nowMs - msOfTime(metadata.creationTimestamp ?? '')) / 1000
    return fails(
      session,
      `Metrics not available for pod ${metadata.namespace ?? ''}/${metadata.name ?? ''}, age: ${durationText(seconds)}`,
    )
  }
  if (pods.length > 0) return fails(session, 'metrics not available yet')
  session.err(
    allNamespaces ? 'No resources found' : `No resources found in ${namespace} namespace.`,
  )
  return 0
}

/** '2m3.5s', as Go prints a duration. */
function durationText(seconds: number): string {
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const rest = `${Number((seconds % 60).toFixed(3))}s`
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${rest}`
}

function runNodes(session: Session, options: NodeOptions): number {
  const { name, selector, sortBy, noHeaders } = options
  const { client } = session
  const labels = selector === '' ? {} : { labelSelector: parseLabelSelector(selector) }
  const nodes = client
    .list('Node', labels)
    .filter((node) => name === '' || node.metadata.name === name)
  if (name !== '' && nodes.length === 0) {
    session.err(
      `Error from server (NotFound): nodemetrics.metrics.k8s.io ${JSON.stringify(name)} not found`,
    )
    return 1
  }
  if (nodes.length === 0) return fails(session, 'metrics not available yet')
  const metrics = createPodMetrics(session.world)
  const used = nodes.map((node) => {
    const pods = client.podsOnNode(node.metadata.name ?? '')
    const parts = pods.flatMap((pod) => metrics.containersOf(pod) ?? [])
    return { node, namespace: '', name: node.metadata.name ?? '', ...sumOf(parts) }
  })
  const rows = used
    .toSorted(byUsage(sortBy, false))
    .map((usage) => nodeRow(usage.node, usage, options.capacity))
  const header = noHeaders ? [] : [['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)']]
  printRows(session, [...header, ...rows])
  return 0
}

function nodeRow(node: Node, usage: Usage, isOfCapacity: boolean): readonly string[] {
  const there = (isOfCapacity ? node.status?.capacity : node.status?.allocatable) ?? {}
  const [cpu, memory] = amounts(usage)
  const share = (used: number, resource: string): string => {
    const all = there[resource] === undefined ? 0 : milliValue(there[resource])
    return `${all === 0 ? 0 : Math.floor((used / all) * 100)}%`
  }
  return [usage.name, cpu, share(usage.cpuMilli, 'cpu'), memory, share(usage.memoryMilli, 'memory')]
}
