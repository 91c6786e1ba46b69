// `kubectl taint`. Follows k8s.io/kubectl/pkg/cmd/taint/taint.go (v1.36).
import type { Node, Taint } from '#api/generated/types.ts'
import { findNodes } from '../drain/cordon.ts'
import { type FieldReader, fieldsBelow, readName } from '../fields.ts'
import {
  DRY_RUN_FLAG,
  FIELD_FLAGS,
  flagWords,
  PRINT_FLAGS,
  SELECTOR_FLAG,
  unfollowed,
} from '../common-flags.ts'
import { joinWords, parseCommandLine } from '../flags.ts'
import { usageError, usageErrorWithHelp } from '../usage.ts'
import { kindOfWord, typedName } from '../resource-types.ts'
import { managedSession } from '../field-manager.ts'
import { fail, failRefused, narrate, type Session } from '../session.ts'
import { isSameTaint, parseTaints, type TaintSpec, taintText } from '../taints.ts'
import type { KubectlVerb, Moment, Offer, OfferForm, Parsed, VerbFace } from '../verb.ts'

export interface TaintAction {
  readonly verb: 'taint'
  readonly atMs: number
  readonly nodes: readonly string[]
  /** Instead of names: the labels of the Nodes; '' is all of them. */
  readonly selector?: string
  /** As they are typed, with a final `-` to remove one. */
  readonly taints: readonly string[]
  /** Whether a taint of the same key and effect may be there already. */
  readonly overwrite: boolean
}

const BELOW = { below: 'Taints' } as const

export const taintFace: VerbFace<TaintAction> = {
  describe({ nodes, selector, taints }) {
    const where = selector ?? nodes.join(', ')
    const [only = ''] = taints
    return taints.length === 1 && only.endsWith('-')
      ? `remove the taint ${only.slice(0, -1)} from ${where}`
      : `taint ${where} with ${taints.join(', ')}`
  },
  offers(thing, { atMs }) {
    if (thing.kind !== 'Node') return []
    const name = thing.metadata.name ?? ''
    return ownTaints(thing).map((text) => ({
      id: `untaint-${text}`,
      label: `Remove taint ${text}`,
      fullLabel: `Remove taint ${text} from Node ${name}`,
      done: `Removed taint ${text} from Node ${name}`,
      action: { verb: 'taint', atMs, nodes: [name], taints: [`${text}-`], overwrite: true },
      danger: false,
      hint: 'Pods that did not tolerate it can be placed here again',
      place: BELOW,
    }))
  },
  form: (thing, moment) => (thing.kind === 'Node' ? taintForm(thing, moment) : null),
}

/** The taints that a person set; those of Kubernetes itself come and go by themselves. */
function ownTaints(node: Node): readonly string[] {
  return (node.spec?.taints ?? [])
    .filter(({ key }) => !key.startsWith('node.kubernetes.io/'))
    .map((taint) => taintText(taint))
}

function taintForm(node: Node, moment: Moment): OfferForm<TaintAction> {
  return {
    id: 'taint',
    label: 'Taint',
    submit: 'Taint',
    place: BELOW,
    field: { kind: 'text', placeholder: 'key=value:NoSchedule' },
    problem: taintProblem,
    offer: (text) => (taintProblem(text) === null ? taintOffer(node, text, moment) : null),
  }
}

function taintOffer(node: Node, text: string, { atMs }: Moment): Offer<TaintAction> {
  const name = node.metadata.name ?? ''
  return {
    id: 'taint',
    label: 'Taint',
    fullLabel: `Taint Node ${name} with ${text}`,
    done: `Tainted Node ${name} with ${text}`,
    action: { verb: 'taint', atMs, nodes: [name], taints: [text], overwrite: true },
    danger: false,
    hint: 'Keeps away Pods that do not tolerate it',
    place: BELOW,
  }
}

const TAINT = /^[^=:\s]+(=[^:\s]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$/

/** What is wrong with the text of a taint; null for one that can be used. */
function taintProblem(text: string): string | null {
  if (TAINT.test(text)) return null
  const effect = /:(.*)$/.exec(text)?.[1]
  if (effect !== undefined && !/^(NoSchedule|PreferNoSchedule|NoExecute)$/.test(effect)) {
    return 'The effect after the colon must be NoSchedule, PreferNoSchedule or NoExecute.'
  }
  return 'A taint is written key=value:NoSchedule, or key:NoSchedule without a value.'
}

const FLAGS = {
  ...SELECTOR_FLAG,
  ...DRY_RUN_FLAG,
  ...FIELD_FLAGS,
  ...PRINT_FLAGS,
  all: { kind: 'bool', value: false },
  overwrite: { kind: 'bool', value: false },
} as const

export const taint: KubectlVerb<TaintAction> = {
  face: taintFace,
  command: {
    name: 'taint',
    use: 'NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
    flags: FLAGS,
    completes: 'nodes',
    parse,
  },
  words,
  read,
  write,
  run: (session, action) => run(managedSession(session, 'kubectl-taint'), action),
}

function parse(line: readonly string[], atMs: number): Parsed<TaintAction> {
  const read = parseCommandLine('taint', FLAGS, line)
  if (!read.ok) return read
  const { flags } = read
  const { selector, all, overwrite } = flags
  const args = splitArguments(read.args)
  if (typeof args === 'string') return usageError(args)
  const { taints } = args
  const parsed = parseTaints(taints)
  if (!parsed.ok) return usageErrorWithHelp('taint', parsed.message)
  const [type = '', ...nodes] = args.resources
  const problem = validate(type, nodes, parsed, flags)
  if (problem !== null) return usageError(problem)
  const left = unfollowed(read, FLAGS, [
    'all',
    'overwrite',
    'selector',
    'field-manager',
    'validate',
  ])
  if (left !== null) return left
  const which = all || selector !== '' ? { nodes: [], selector } : { nodes }
  return { ok: true, action: { verb: 'taint', atMs, ...which, taints, overwrite } }
}

interface Arguments {
  readonly resources: readonly string[]
  readonly taints: readonly string[]
}

/** Taints have a `=`, a `:` or a final `-`, and stand behind the resources. */
function splitArguments(args: readonly string[]): Arguments | string {
  const isTaint = (word: string): boolean => /[=:]|-$/.test(word)
  const first = args.findIndex((word) => isTaint(word))
  const split = first < 0 ? args.length : first
  const taints = args.slice(split)
  const late = taints.find((word) => !isTaint(word))
  if (late !== undefined) return `all resources must be specified before taint changes: ${late}`
  if (split === 0) return 'one or more resources must be specified as <resource> <name>'
  if (taints.length === 0) return 'at least one taint update is required'
  return { resources: args.slice(0, split), taints }
}

function validate(
  type: string,
  nodes: readonly string[],
  { add, remove }: { readonly add: readonly TaintSpec[]; readonly remove: readonly TaintSpec[] },
  { all, selector }: { readonly all: boolean; readonly selector: string },
): string | null {
  const kind = kindOfWord(type)
  if (kind === undefined) return `the server doesn't have a resource type "${type}"`
  if (kind !== 'Node')
    return `invalid resource type ${type.toLowerCase()}, only node types are supported`
  const both = add.flatMap((one) =>
    remove.filter(({ key, effect }) => key === one.key && (effect === '' || effect === one.effect)),
  )
  if (both.length > 0)
    return `can not both modify and remove the following taint(s) in the same command: ${both.map(({ key, effect }) => `${key}=${effect}`).join(', ')}`
  if (all && selector !== '')
    return "setting 'all' parameter with a non empty selector is prohibited"
  return all || selector !== '' || nodes.length > 0
    ? null
    : "at least one resource name must be specified since 'all' parameter is not set"
}

function words({ nodes, selector, taints, overwrite }: TaintAction): readonly string[] {
  const which = selector === '' ? { all: true } : { selector }
  return ['taint', 'node', ...nodes, ...taints, ...flagWords({ ...which, overwrite })]
}

function read(reader: FieldReader, atMs: number): TaintAction {
  const fields = fieldsBelow(reader, 'taint', ['node', 'taint'])
  const text = readName(fields, 'taint')
  if (!TAINT.test(text.replace(/-$/, ''))) {
    const message = 'a taint is written key=value:NoSchedule, with a final - to remove it'
    fields.say('error', 'taint', message)
  }
  return { verb: 'taint', atMs, nodes: [readName(fields, 'node')], taints: [text], overwrite: true }
}

function write(action: TaintAction): Readonly<Record<string, unknown>> {
  const { nodes, taints, selector, overwrite } = action
  const isPlain = nodes.length === 1 && taints.length === 1 && selector === undefined
  if (!isPlain || !overwrite || !TAINT.test((taints[0] ?? '').replace(/-$/, '')))
    return { kubectl: joinWords(words(action)) }
  return { taint: { node: nodes[0], taint: taints[0] } }
}

function run(session: Session, action: TaintAction): number {
  const nodes = findNodes(session, action)
  if (nodes === null) return 1
  const parsed = parseTaints(action.taints)
  if (!parsed.ok) {
    const what = `could not taint ${action.nodes.join(', ')}`
    return fail(session, what, parsed.message, [`error: ${parsed.message}`])
  }
  return Math.max(0, ...nodes.map((node) => taintNode(session, node, { ...action, ...parsed })))
}

interface TaintRequest extends TaintAction {
  readonly add: readonly TaintSpec[]
  readonly remove: readonly TaintSpec[]
}

function taintNode(session: Session, node: Node, request: TaintRequest): number {
  const planned = reorganizeTaints(node, request)
  const name = node.metadata.name ?? ''
  if ('problem' in planned) {
    const { problem } = planned
    return fail(session, `could not taint Node \`${name}\``, problem, [`error: ${problem}`])
  }
  const next = { ...node, spec: { ...node.spec, taints: planned.taints } }
  const result = session.client.update(next, narrate(sentenceOf(name, request), 'Tainted'))
  if (!result.ok) return failRefused(session, 'taint', node, result.status)
  session.out(`${typedName(node)} ${planned.operation}`)
  return 0
}

function sentenceOf(name: string, { taints, remove, add }: TaintRequest): string {
  const removed = remove.map((one) => `\`${taintText(one)}\``).join(', ')
  if (add.length === 0) return `removed the taint ${removed} from Node \`${name}\``
  return `tainted Node \`${name}\` with ${taints.map((text) => `\`${text}\``).join(', ')}`
}

type Planned =
  | { readonly operation: 'tainted' | 'untainted' | 'modified'; readonly taints: readonly Taint[] }
  | { readonly problem: string }

/** The taints of a Node afterwards, or why not. */
function reorganizeTaints(node: Node, { add, remove, overwrite }: TaintRequest): Planned {
  const old = node.spec?.taints ?? []
  const existing = add.filter((one) => old.some((other) => isSameTaint(one, other)))
  if (existing.length > 0 && !overwrite) {
    const keys = existing.map(({ key }) => key).join(',')
    return {
      problem: `node ${node.metadata.name ?? ''} already has ${keys} taint(s) with same effect(s) and --overwrite is false`,
    }
  }
  const kept = old.filter((other) => !add.some((one) => isSameTaint(one, other)))
  const isRemoved = (one: TaintSpec, other: Taint): boolean =>
    one.effect === '' ? one.key === other.key : isSameTaint(one, other)
  const all = [...add, ...kept]
  const absent = remove.find((one) => !all.some((other) => isRemoved(one, other)))
  if (absent !== undefined) return { problem: `taint "${taintText(absent)}" not found` }
  const taints = all.filter((other) => !remove.some((one) => isRemoved(one, other)))
  const added = all.length !== old.length
  if (overwrite || (added && remove.length > 0)) return { operation: 'modified', taints }
  return { operation: added ? 'tainted' : 'untainted', taints }
}
