// `kubectl drain`. Follows k8s.io/kubectl/pkg/cmd/drain/drain.go RunDrain (v1.36).
import type { Node } from '#api/generated/types.ts'
import { parseLabelSelector } from '#api/meta/label-selector-text.ts'
import type { Task } from '#sim/task.ts'
import { DRY_RUN_FLAG, flagWords, SELECTOR_FLAG, unfollowed } from '../common-flags.ts'
import { cordonOrUncordon, findNodes, type NodesRequest } from '../drain/cordon.ts'
import { nodesOf, nodesProblem } from '../drain/cordon-line.ts'
import { deleteOrEvictPods, type DrainOptions } from '../drain/drain.ts'
import { filterPods, type PodDeleteList } from '../drain/filters.ts'
import { type FieldReader, readName } from '../fields.ts'
import { joinWords, parseCommandLine } from '../flags.ts'
import { kindOfWord, typedName } from '../resource-types.ts'
import { fail, narrate, type Session } from '../session.ts'
import { usageError } from '../usage.ts'
import type { KubectlVerb, Offer, Parsed, VerbFace } from '../verb.ts'

export interface DrainAction extends NodesRequest, Partial<DrainOptions> {
  readonly verb: 'drain'
  readonly atMs: number
  /** The labels of the Pods that are taken away. */
  readonly podSelector?: string
}

export const drainFace: VerbFace<DrainAction> = {
  describe: ({ nodes, selector, force }) =>
    `drain ${selector ?? nodes.join(', ')}${force === true ? ' by force' : ''}`,
  offers(thing, { atMs }) {
    if (thing.kind !== 'Node') return []
    const name = thing.metadata.name ?? ''
    const action: DrainAction = { verb: 'drain', atMs, nodes: [name], ignoreDaemonsets: true }
    const plain: Offer<DrainAction> = {
      id: 'drain',
      label: 'Drain',
      fullLabel: `Drain Node ${name}`,
      done: `Began to drain Node ${name}`,
      action,
      danger: true,
      hint: 'Cordons it and evicts its Pods, unless one of them would be lost: without an owner, or with data of its own',
      place: 'row',
    }
    const forced: Offer<DrainAction> = {
      ...plain,
      id: 'drain-force',
      label: 'Drain by force',
      fullLabel: `Drain Node ${name} by force`,
      done: `Began to drain Node ${name} by force`,
      action: { ...action, deleteEmptydirData: true, force: true },
      hint: 'Cordons it and evicts all of its Pods, also those that nobody makes again',
    }
    return [plain, forced]
  },
  form: () => null,
}

const FLAGS = {
  ...SELECTOR_FLAG,
  ...DRY_RUN_FLAG,
  'chunk-size': { kind: 'number', value: 500 },
  'delete-emptydir-data': { kind: 'bool', value: false },
  'disable-eviction': { kind: 'bool', value: false },
  force: { kind: 'bool', value: false },
  'grace-period': { kind: 'number', value: -1 },
  'ignore-daemonsets': { kind: 'bool', value: false },
  'pod-selector': { kind: 'text', value: '' },
  'skip-wait-for-delete-timeout': { kind: 'number', value: 0 },
  timeout: { kind: 'duration', value: 0 },
} as const

export const drain: KubectlVerb<DrainAction> = {
  face: drainFace,
  command: { name: 'drain', use: 'NODE', flags: FLAGS, completes: 'nodes', parse },
  words,
  read,
  write,
  run,
}

function parse(line: readonly string[], atMs: number): Parsed<DrainAction> {
  const read = parseCommandLine('drain', FLAGS, line)
  if (!read.ok) return read
  const { args, flags } = read
  const podSelector = flags['pod-selector']
  const problem = nodesProblem('drain', args, flags.selector)
  if (problem !== null) return problem
  if (podSelector !== '' && parseLabelSelector(podSelector) === undefined)
    return usageError('--pod-selector=<pod_selector> must be a valid label selector')
  const left = unfollowed(
    read,
    FLAGS,
    Object.keys(FLAGS).filter((name) => name !== 'dry-run'),
  )
  if (left !== null) return left
  const given: DrainAction = {
    verb: 'drain',
    atMs,
    ...nodesOf(args, flags.selector),
    force: flags.force,
    ignoreDaemonsets: flags['ignore-daemonsets'],
    deleteEmptydirData: flags['delete-emptydir-data'],
    disableEviction: flags['disable-eviction'],
    gracePeriodSeconds: flags['grace-period'],
    timeoutMs: flags.timeout,
    skipWaitForDeleteTimeoutSeconds: flags['skip-wait-for-delete-timeout'],
    podSelector,
  }
  return { ok: true, action: withoutDefaults(given) }
}

const DEFAULTS: Required<Omit<DrainOptions, 'isDry'>> & { readonly podSelector: string } = {
  force: false,
  ignoreDaemonsets: false,
  deleteEmptydirData: false,
  disableEviction: false,
  gracePeriodSeconds: -1,
  timeoutMs: 0,
  skipWaitForDeleteTimeoutSeconds: 0,
  podSelector: '',
}

function withoutDefaults(action: DrainAction): DrainAction {
  const defaults: Readonly<Record<string, unknown>> = DEFAULTS
  const given = Object.entries(action).filter(([name, value]) => defaults[name] !== value)
  return Object.fromEntries(given) as unknown as DrainAction
}

function words(action: DrainAction): readonly string[] {
  const { nodes, selector, timeoutMs, podSelector } = action
  return [
    'drain',
    ...nodes,
    ...flagWords({
      selector,
      'ignore-daemonsets': action.ignoreDaemonsets,
      'delete-emptydir-data': action.deleteEmptydirData,
      force: action.force,
      'disable-eviction': action.disableEviction,
      'grace-period': action.gracePeriodSeconds,
      timeout: timeoutMs === undefined ? undefined : `${timeoutMs}ms`,
      'skip-wait-for-delete-timeout': action.skipWaitForDeleteTimeoutSeconds,
      'pod-selector': podSelector,
    }),
  ]
}

function read(reader: FieldReader, atMs: number): DrainAction {
  return { verb: 'drain', atMs, nodes: [readName(reader, 'drain')] }
}

function write(action: DrainAction): Readonly<Record<string, unknown>> {
  const { nodes, verb: _verb, atMs: _atMs, ...options } = action
  return nodes.length === 1 && Object.keys(options).length === 0
    ? { drain: nodes[0] }
    : { kubectl: joinWords(words(action)) }
}

function* run(session: Session, action: DrainAction): Task<number> {
  const options = { ...DEFAULTS, ...action }
  const nodes = findNodes(session, action)
  if (nodes === null) return 1
  for (const node of nodes) cordonOrUncordon(session, node, true)
  const failed: NotDrained[] = []
  for (const node of nodes) {
    const outcome = yield* drainNode(session, node, options)
    if (outcome !== null) failed.push(outcome)
  }
  if (failed.length === 0) return 0
  session.err('There are pending nodes to be drained:')
  for (const { name } of failed) session.err(` ${name}`)
  const [only] = failed
  const last = failed.length === 1 ? only?.last : failed.map(({ errors }) => aggregate(errors))
  for (const error of last ?? []) session.err(error)
  return 1
}

type Options = typeof DEFAULTS & Pick<DrainOptions, 'isDry'>

interface NotDrained {
  readonly name: string
  readonly errors: readonly string[]
  /** What kubectl ends with when it is the only Node: a list of errors stands there without a prefix. */
  readonly last: readonly string[]
}

/** Null when the Node is drained. */
function* drainNode(session: Session, node: Node, options: Options): Task<NotDrained | null> {
  const name = node.metadata.name ?? ''
  const list = podsForDeletion(session, name, options)
  if (list.errors.length > 0) return notDrained(session, name, list.errors)
  if (list.warnings !== '') session.err(`Warning: ${list.warnings}`)
  const errors = yield* deleteOrEvictPods(session, list.pods, options)
  if (errors.length > 0) {
    sayPending(session, name, errors, options)
    const outcome = notDrained(session, name, errors)
    const last = options.disableEviction ? errors.map((error) => `error: ${error}`) : errors
    return { ...outcome, last }
  }
  const entry = narrate(`drained Node \`${name}\``, 'Drained', [`Node//${name}`])
  session.world.commit({ ...entry, because: 'its Pods are gone' }, [])
  session.out(`${typedName(node)} drained`)
  return null
}

function podsForDeletion(session: Session, name: string, options: Options): PodDeleteList {
  const { podSelector } = options
  const pods = session.client.list('Pod', {
    fieldSelector: [{ field: 'spec.nodeName', operator: '=', value: name }],
    labelSelector: podSelector === '' ? undefined : parseLabelSelector(podSelector),
  })
  const daemonSet = kindOfWord('daemonsets.apps')
  return filterPods(pods, {
    flags: options,
    nowMs: session.world.clock.nowMs,
    hasDaemonSet: (namespace, owner) =>
      daemonSet !== undefined && session.client.get(daemonSet, namespace, owner) !== undefined,
  })
}

function notDrained(session: Session, name: string, errors: readonly string[]): NotDrained {
  const line = `error: unable to drain node "${name}" due to error: ${aggregate(errors)}, continuing command...`
  fail(session, `could not drain Node \`${name}\``, errors.join('; '), [line])
  return { name, errors, last: errors }
}

function sayPending(
  session: Session,
  name: string,
  errors: readonly string[],
  options: Options,
): void {
  const pending = podsForDeletion(session, name, options)
  if (pending.pods.length === 0) return
  session.err(
    `There are pending pods in node "${name}" when an error occurred: ${aggregate(errors)}`,
  )
  for (const { metadata } of pending.pods) session.err(`pod/${metadata.name ?? ''}`)
}

/** How Go prints a list of errors. */
function aggregate(errors: readonly string[]): string {
  return errors.length === 1 ? (errors[0] ?? '') : `[${errors.join(', ')}]`
}
