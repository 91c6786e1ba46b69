// `kubectl rollout`. Follows k8s.io/kubectl/pkg/cmd/rollout and k8s.io/kubectl/pkg/polymorphichelpers (v1.36).
import { type ApiObject, infoOf, nameInSentence } from '#api/meta/object.ts'
import { timeOf } from '#api/meta/time.ts'
import { equal } from '#lib/equal.ts'
import { createFuture, type Task, wait } from '#sim/task.ts'
import { unfollowed } from '../common-flags.ts'
import { parseCommandLine } from '../flags.ts'
import { readLineOf, writeLineOf } from '../line-form.ts'
import { resourceOf, typedName } from '../resource-types.ts'
import {
  failSelector,
  findResources,
  lineWords,
  parseResources,
  type ResourceRef,
  resourcesText,
} from '../resources.ts'
import { notRollable } from '../rollout/not-rollable.ts'
import { historyLines, type Revision, revisionsOf } from '../rollout/revisions.ts'
import {
  absentFlags,
  ROLLOUT_FLAGS as FLAGS,
  type Subcommand,
  subcommandOf,
} from '../rollout/rollout-flags.ts'
import { type Rollable, rolloutStatusOf } from '../rollout/rollout-status.ts'
import { managedSession } from '../field-manager.ts'
import { fail, failNotFound, failRefused, narrate, type Session } from '../session.ts'
import { notSimulated, unknownSubcommand, usageError } from '../usage.ts'
import type { KubectlVerb, Moment, Offer, Parsed, VerbFace } from '../verb.ts'

export interface RolloutAction {
  readonly verb: 'rollout'
  readonly atMs: number
  readonly what: Subcommand
  readonly namespace: string
  readonly resources: readonly ResourceRef[]
  readonly selector?: string
  /** Which revision to go back to, to show, or to wait for; the last one, all, or the newest without it. */
  readonly revision?: number
  /** `status`: only look, and do not wait. */
  readonly once?: boolean
  /** `status`: how long it waits at most, in ms; for ever without it. */
  readonly timeoutMs?: number
}

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt'

/** Whether it has revisions that can be rolled out. */
export const isRollable = (object: { readonly kind: string }): object is Rollable =>
  object.kind === 'Deployment' || object.kind === 'DaemonSet' || object.kind === 'StatefulSet'

const asRollable = (object: { readonly kind: string }): Rollable | null =>
  isRollable(object) ? object : null

export const rolloutFace: VerbFace<RolloutAction> = {
  describe: ({ what, resources, selector, revision }) =>
    `rollout ${what} ${resourcesText(resources, selector)}${revision === undefined ? '' : ` to revision ${revision}`}`,
  offers(thing, moment) {
    const object = asRollable(thing)
    if (object === null) return []
    const paused = object.kind === 'Deployment' && object.spec?.paused === true
    const undo = offerOf(object, 'undo', moment)
    const restart = offerOf(object, 'restart', moment)
    if (paused) return [offerOf(object, 'resume', moment)]
    return object.kind === 'Deployment'
      ? [undo, restart, offerOf(object, 'pause', moment)]
      : [undo, restart]
  },
  form: () => null,
}

const OFFERED = {
  undo: [
    'Undo the last change',
    'Undid the last change of',
    'The template of the revision before comes back',
  ],
  restart: ['Restart', 'Restarted', 'All Pods are replaced, as in a rollout'],
  pause: ['Pause the rollout', 'Paused', 'Changes of the template wait until it is resumed'],
  resume: ['Resume the rollout', 'Resumed', 'The rollout goes on'],
} as const

function offerOf(
  { kind, metadata }: Rollable,
  what: keyof typeof OFFERED,
  { atMs }: Moment,
): Offer<RolloutAction> {
  const { name = '', namespace = 'default' } = metadata
  const [label, done, hint] = OFFERED[what]
  return {
    id: `rollout-${what}`,
    label,
    fullLabel: `${label}: ${kind} ${name}`,
    done: `${done} ${kind} ${name}`,
    action: { verb: 'rollout', atMs, what, namespace, resources: [{ kind, name }] },
    danger: false,
    hint,
    place: 'row',
  }
}

export const rollout: KubectlVerb<RolloutAction> = {
  face: rolloutFace,
  command: {
    name: 'rollout',
    use: 'SUBCOMMAND (TYPE NAME | TYPE/NAME)',
    flags: FLAGS,
    completes: 'resources',
    parse,
  },
  words,
  read: (reader, atMs) =>
    readLineOf(reader, 'rollout', (line) => parse(line, atMs), {
      verb: 'rollout',
      atMs,
      what: 'status',
      namespace: 'default',
      resources: [],
    }),
  write: (action) => writeLineOf(words(action)),
  // Upstream, undo has no manager of its own.
  run: (session, action) =>
    run(action.what === 'undo' ? session : managedSession(session, 'kubectl-rollout'), action),
}

function parse(line: readonly string[], atMs: number): Parsed<RolloutAction> {
  const what = subcommandOf(line)
  if (what === undefined)
    return unknownSubcommand('rollout', line) ?? notSimulated('rollout without a command')
  const read = parseCommandLine(`rollout ${what}`, FLAGS, line, absentFlags(what))
  if (!read.ok) return read
  const args = read.args.slice(1)
  const own = what === 'undo' ? ['to-revision'] : []
  const waiting = what === 'status' ? ['revision', 'timeout', 'watch'] : []
  const left = unfollowed(read, FLAGS, ['selector', 'field-manager', ...own, ...waiting])
  if (left !== null) return left
  const { selector, watch, timeout } = read.flags
  const asked = read.flags.revision
  if (asked < 0) return usageError(`revision must be a positive integer: ${asked}`)
  if (args.length === 0) return usageError('required resource not specified')
  const parsed = parseResources({ args, selected: selector !== '', allowEmptySelector: true })
  if (!parsed.ok) return parsed
  const revision = what === 'undo' ? read.flags['to-revision'] : read.flags.revision
  const action: RolloutAction = {
    verb: 'rollout',
    atMs,
    what,
    namespace: read.namespace,
    resources: parsed.resources,
    ...(selector === '' ? {} : { selector }),
    ...(revision === 0 ? {} : { revision }),
    ...(what === 'status' && !watch ? { once: true } : {}),
    ...(what === 'status' && timeout > 0 ? { timeoutMs: timeout } : {}),
  }
  return { ok: true, action }
}

function words(action: RolloutAction): readonly string[] {
  const { what, revision, once, timeoutMs } = action
  const numbered = what === 'undo' ? { 'to-revision': revision } : { revision }
  return [
    'rollout',
    what,
    ...lineWords(action, [], numbered),
    ...(once === true ? ['--watch=false'] : []),
    ...(timeoutMs === undefined ? [] : [`--timeout=${timeoutMs}ms`]),
  ]
}

function* run(session: Session, action: RolloutAction): Task<number> {
  const { objects, missing, problem } = findResources(session.client, action)
  if (problem !== null) return failSelector(session, 'roll out', problem)
  let code = 0
  for (const object of objects) {
    const result = yield* runOne(session, object, action)
    code = Math.max(code, result)
  }
  const lost = missing.map(({ kind, name }) => failNotFound(session, kind, name, ' to roll out'))
  if (objects.length === 0 && missing.length === 0) {
    session.err(`No resources found in ${action.namespace} namespace.`)
  }
  return Math.max(code, ...lost, 0)
}

function* runOne(session: Session, object: ApiObject, action: RolloutAction): Task<number> {
  const rollable = asRollable(object)
  if (rollable === null) {
    const reason = notRollable(action.what, object)
    const about = reason.endsWith('not supported') ? quotedName(object) : ''
    return failed(session, object, action, reason, about)
  }
  switch (action.what) {
    case 'status':
      return yield* showStatus(session, rollable, action)
    case 'history':
      return showHistory(session, rollable)
    case 'undo':
      return undo(session, rollable, action)
    case 'restart':
      return restart(session, rollable, action)
    case 'pause':
      return setPaused(session, rollable, { action, paused: true })
    case 'resume':
      return setPaused(session, rollable, { action, paused: false })
  }
}

/** Says that something could not be done; `about` stands in front of the reason. */
function failed(
  session: Session,
  object: ApiObject,
  { what }: RolloutAction,
  reason: string,
  about = '',
): 1 {
  const sentence = `could not ${what} the rollout of ${nameInSentence(object)}`
  return fail(session, sentence, reason, [`error: ${about}${reason}`])
}

const quotedName = ({ kind, metadata }: ApiObject): string =>
  `${resourceOf(kind)} ${JSON.stringify(metadata.name)} `

/** Prints the status at each change until it is done. Follows Run of rollout_status.go. */
function* showStatus(session: Session, object: Rollable, action: RolloutAction): Task<number> {
  const { revision = 0, once = false, timeoutMs } = action
  const changes: (Rollable | 'deleted')[] = [object]
  let woken = createFuture<void>()
  let isOver = false
  const stops = [
    watchOne(session, object, (change) => {
      changes.push(change)
      woken.settle()
    }),
    timeoutMs === undefined
      ? () => {}
      : session.sleeper.sleep(timeoutMs, 'kubectl rollout status').whenSettled(() => {
          isOver = true
          woken.settle()
        }),
  ]
  try {
    for (;;) {
      for (const change of changes.splice(0)) {
        if (change === 'deleted') return failed(session, object, action, 'object has been deleted')
        const status = rolloutStatusOf(change, revision)
        if ('error' in status) return failed(session, object, action, status.error)
        session.out(status.line)
        if (status.done || once) return 0
      }
      if (isOver) return failed(session, object, action, 'timed out waiting for the condition')
      yield* wait(woken)
      woken = createFuture()
    }
  } finally {
    for (const stop of stops) stop()
  }
}

/** Tells each change of one object; what ends that. */
function watchOne(
  { client }: Session,
  { kind, metadata }: Rollable,
  changed: (change: Rollable | 'deleted') => void,
): () => void {
  return client.watch(
    kind,
    ({ type, object }) => {
      if (object.metadata.name !== metadata.name) return
      if (type === 'DELETED') changed('deleted')
      else if (type === 'MODIFIED') changed(object)
    },
    { namespace: metadata.namespace ?? '' },
  )
}

function showHistory(session: Session, object: Rollable): number {
  session.out(`${typedName(object)} `)
  for (const line of historyLines(revisionsOf(session.client, object))) session.out(line)
  return 0
}

/** The revision to go back to, or why there is none. */
export function targetOf(
  revisions: readonly Revision[],
  object: Rollable,
  asked: number | undefined,
): Revision | string {
  if (asked !== undefined) {
    return (
      revisions.find(({ number }) => number === asked) ??
      `unable to find specified revision ${asked} in history`
    )
  }
  const previous = revisions.at(-2)
  if (previous !== undefined) return previous
  return object.kind === 'Deployment'
    ? `no rollout history found for deployment ${JSON.stringify(object.metadata.name)}`
    : 'no last revision to roll back to'
}

function undo(session: Session, object: Rollable, action: RolloutAction): number {
  const target = targetOf(revisionsOf(session.client, object), object, action.revision)
  if (typeof target === 'string') return failed(session, object, action, target)
  if (object.kind === 'Deployment' && object.spec?.paused === true) {
    const reason =
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again"
    return failed(session, object, action, reason)
  }
  const said = typedName(object)
  if (equal(target.template, object.spec?.template)) {
    const asked = action.revision ?? 0
    session.out(`${said} skipped rollback (current template already matches revision ${asked})`)
    return 0
  }
  const narration = `rolled ${nameInSentence(object)} back to revision ${target.number}`
  return replaceTemplate(session, object, { action, template: target.template, narration })
    ? print(session, `${said} rolled back`)
    : 1
}

function restart(session: Session, object: Rollable, action: RolloutAction): number {
  if (object.kind === 'Deployment' && object.spec?.paused === true) {
    const reason = "can't restart paused deployment (run rollout resume first)"
    return failed(session, object, action, reason, quotedName(object))
  }
  const { template = {} } = object.spec ?? {}
  const now = timeOf(session.world.clock.nowMs)
  const before = template.metadata?.annotations
  if (before?.[RESTARTED_AT] === now)
    return failed(
      session,
      object,
      action,
      `failed to create patch for ${object.metadata.name ?? ''}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
    )
  const annotations = { ...before, [RESTARTED_AT]: now }
  const next = { ...template, metadata: { ...template.metadata, annotations } }
  const narration = `restarted ${nameInSentence(object)}`
  return replaceTemplate(session, object, { action, template: next, narration })
    ? print(session, `${typedName(object)} restarted`)
    : 1
}

function setPaused(
  session: Session,
  object: Rollable,
  { action, paused }: { readonly action: RolloutAction; readonly paused: boolean },
): number {
  if (object.kind !== 'Deployment')
    return failed(session, object, action, notRollable(action.what, object), quotedName(object))
  if ((object.spec?.paused === true) === paused) {
    const reason = paused ? 'is already paused' : 'is not paused'
    return failed(session, object, action, reason, quotedName(object))
  }
  const { namespace = '', name = '' } = object.metadata
  const patch = { type: 'merge', body: { spec: { paused: paused ? true : null } } } as const
  const word = paused ? 'paused' : 'resumed'
  const narration = narrate(`${word} ${nameInSentence(object)}`, 'Rollout')
  const result = session.client.patch('Deployment', namespace, name, patch, narration)
  if (!result.ok) return failRefused(session, action.what, object, result.status)
  return print(session, `${typedName(object)} ${word}`)
}

/** Puts a template in the place of the one of now. False when the API server refused that. */
function replaceTemplate(
  session: Session,
  object: Rollable,
  {
    action,
    template,
    narration,
  }: {
    readonly action: RolloutAction
    readonly template: NonNullable<Rollable['spec']>['template']
    readonly narration: string
  },
): boolean {
  const { namespace = '', name = '' } = object.metadata
  const body = { spec: { template: { ...template, $patch: 'replace' } } }
  const patch = { type: 'strategic', body } as const
  const said = narrate(narration, 'Rollout')
  const result = session.client.patch(infoOf(object.kind).kind, namespace, name, patch, said)
  if (!result.ok) failRefused(session, action.what, object, result.status)
  return result.ok
}

function print({ out }: Session, line: string): 0 {
  out(line)
  return 0
}
