// `--dry-run=client` and `-o` of the commands that change what is there: the command is carried out against a client that
// writes nothing, or is carried out and prints the objects that came of it.
// Follows PrintFlags and DryRunStrategy of k8s.io/cli-runtime/pkg/genericclioptions and k8s.io/kubectl/pkg/cmd/util (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import type { Client } from '#client/client.ts'
import { dryWorld } from '#sim/dry-world.ts'
import type { Task } from '#sim/task.ts'
import { KUBECTL_VERBS } from '../commands.ts'
import { groupPage } from '../command-groups.ts'
import { PRINT_FLAGS } from '../common-flags.ts'
import type { UsageError } from '../flags.ts'
import {
  DRY_SUFFIX,
  drySession,
  parsePrinting,
  printDone,
  type Printing,
  type PrintingFlags,
  separate,
} from '../printing.ts'
import type { Session } from '../session.ts'
import { splitCommand } from '../split-command.ts'
import { usageError } from '../usage.ts'
import type { KubectlVerb, LineCommand, ParsedOptions, TimedAction } from '../verb.ts'
import { describePodTemplate } from '../describe/pod.ts'
import { createWriter } from '../describe/writer.ts'
import { onEach } from '../resources.ts'
import { notRollable } from '../rollout/not-rollable.ts'
import { revisionsOf } from '../rollout/revisions.ts'
import { isRollable, type RolloutAction, targetOf } from './rollout.ts'

type VerbName = Exclude<keyof typeof KUBECTL_VERBS, 'kubectl'>

interface Options {
  readonly action: TimedAction
  readonly printing: Printing
}

/** The words without the flags that are followed here, and what those say. */
interface Taken {
  readonly words: readonly string[]
  readonly flags: PrintingFlags
}

function takeFlags(words: readonly string[]): Taken {
  const taken = {
    'dry-run': 'none',
    output: '',
    template: '',
    'allow-missing-template-keys': true,
  }
  const left: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const [, name, value] = /^--(dry-run|output|template)(?:=(.*))?$/s.exec(word) ?? []
    const [, short] = /^-o=?(.*)$/s.exec(word) ?? []
    if (word === '--') {
      left.push(...words.slice(at))
      break
    }
    const [missing, allowed] = /^--allow-missing-template-keys(?:=(true|false))?$/.exec(word) ?? []
    if (missing !== undefined) taken['allow-missing-template-keys'] = allowed !== 'false'
    else if (name === 'dry-run') taken['dry-run'] = value ?? 'unchanged'
    else if (name === 'output' || name === 'template') {
      taken[name] = value ?? words[at + 1] ?? ''
      at += value === undefined ? 1 : 0
    } else if (short === undefined) left.push(word)
    else {
      taken.output = short === '' ? (words[at + 1] ?? '') : short
      at += short === '' ? 1 : 0
    }
  }
  return { words: left, flags: taken }
}

/** A command that changes something, with the options that it does not follow by itself. */
export function withOptions(name: VerbName): LineCommand<Options> {
  const verb = KUBECTL_VERBS[name] as unknown as KubectlVerb<TimedAction>
  return {
    ...verb.command,
    flags: { ...verb.command.flags, ...PRINT_FLAGS },
    changes: true,
    parse: (words) => parse(verb, words),
    run: (session, options) => run(verb, session, options),
  }
}

/** Which of the flags that are followed here a command has; all of them when it is not named. */
const FLAGS_OF: Readonly<Record<string, string>> = {
  cordon: 'dry-run',
  uncordon: 'dry-run',
  drain: 'dry-run',
}

/** What pflag says of a flag that the command does not have; null when there is none. */
function unknownFlag(name: string, words: readonly string[]): UsageError | null {
  if ((name === 'rollout' || name === 'set') && splitCommand(words).command === '')
    return groupPage(name)
  if (!Object.hasOwn(FLAGS_OF, name)) return null
  const has = new Set((FLAGS_OF[name] ?? '').split(' '))
  const problem = (text: string): UsageError => ({
    ok: false,
    lines: [`error: ${text}`, `See 'kubectl ${name} --help' for usage.`],
  })
  for (const word of words) {
    const [, flag] =
      /^--(dry-run|output|(?:allow-missing-)?template(?:-keys)?)(?:=|$)/.exec(word) ?? []
    if (flag !== undefined && !has.has(flag.replace(/^allow-missing-(.*)-keys$/, '$1')))
      return problem(`unknown flag: --${flag}`)
    const letters = word.startsWith('-o') && !has.has('output')
    if (letters) return problem(`unknown shorthand flag: 'o' in ${word}`)
  }
  return null
}

function parse(verb: KubectlVerb<TimedAction>, all: readonly string[]): ParsedOptions<Options> {
  const { name } = verb.command
  const unknown = unknownFlag(name, all)
  if (unknown !== null) return unknown
  const { words, flags } = takeFlags(all)
  const { output } = flags
  if (name === 'delete' && output !== '' && output !== 'name')
    return usageError(`unexpected -o output mode: ${output}. We only support '-o name'`)
  const parsed = verb.command.parse(words, 0)
  if (!parsed.ok) return parsed
  const printing = parsePrinting(flags)
  if (!printing.ok) return printing
  return { ok: true, options: { action: parsed.action, printing: printing.printing } }
}

function* run(
  verb: KubectlVerb<TimedAction>,
  given: Session,
  { action, printing }: Options,
): Task<number> {
  if (printing.dryRun !== 'none' && isUndo(action)) return showUndo(given, action, printing)
  const results: ApiObject[] = []
  const isDry = printing.dryRun === 'client'
  const suffix = action.verb === 'taint' ? '' : DRY_SUFFIX[printing.dryRun]
  const base = drySession(given, printing)
  const own: Session = {
    ...base,
    client: isDry
      ? dryClient(base.client, results)
      : noting(base.client, results, printing.dryRun === 'server'),
    world: isDry ? dryWorld(base.world) : base.world,
    out: (line, isOpen) => {
      if (printing.format === null) given.out(`${line}${suffix}`, isOpen)
    },
  }
  const done =
    action.verb === 'drain' && printing.dryRun !== 'none' ? { ...action, isDry: true } : action
  const started = verb.run(own, done)
  const code = typeof started === 'number' ? started : yield* started
  if (printing.format === null || code !== 0) return code
  for (const [index, object] of results.entries()) {
    if (index > 0) separate(given, printing)
    printDone(given, object, '', printing)
  }
  return code
}

type Undo = TimedAction & RolloutAction

const isUndo = (action: TimedAction): action is Undo =>
  action.verb === 'rollout' && 'what' in action && action.what === 'undo'

/** `rollout undo --dry-run` prints the template that would come back. Follows rollback.go of polymorphichelpers. */
function showUndo(session: Session, action: Undo, printing: Printing): number {
  const codes = onEach(session, action, 'roll out', (object) => {
    if (!isRollable(object)) {
      session.err(`error: ${notRollable('undo', object)}`)
      return 1
    }
    const target = targetOf(revisionsOf(session.client, object), object, action.revision)
    if (typeof target === 'string') {
      session.err(`error: ${target}`)
      return 1
    }
    const writer = createWriter({ isAligned: false })
    describePodTemplate(writer, target.stored)
    return printDone(session, object, writer.text(), printing)
  })
  return codes ?? 0
}

function noted<T extends ApiObject>(results: ApiObject[], result: ApiResult<T>): ApiResult<T> {
  if (result.ok) results.push(result.object)
  return result
}

/** A client that notes the objects that come of requests. */
function noting(client: Client, results: ApiObject[], isDry: boolean): Client {
  return {
    ...client,
    create: (object, narration) => noted(results, client.create(object, narration)),
    update: (object, narration) => noted(results, client.update(object, narration)),
    patch: (...request) => noted(results, client.patch(...request)),
    delete: (...request) => noted(results, client.delete(...request)),
    patchScale(kind, namespace, name, patch, narration) {
      const result = client.patchScale(kind, namespace, name, patch, narration)
      // What was not stored is asked for as a change of the object itself.
      const scaled = isDry ? client.patch(kind, namespace, name, patch, narration) : null
      const object = scaled?.ok === true ? scaled.object : client.get(kind, namespace, name)
      if (result.ok && object !== undefined) results.push(object)
      return result
    },
  }
}

/** A client that writes nothing: what is asked for is answered with what the client itself would make of it. */
function dryClient(client: Client, results: ApiObject[]): Client {
  const server = client.dryRun()
  const accepted = <T extends ApiObject>(object: T): ApiResult<T> =>
    noted(results, { ok: true, object, warnings: [] })
  /** The object without what a server sets; as it was where a server would refuse the change. */
  const changed = <T extends ApiObject>(before: T, result: ApiResult<T>): ApiResult<T> => {
    const { generation, resourceVersion } = before.metadata
    const own = {
      ...(generation === undefined ? {} : { generation }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    }
    const after = result.ok ? result.object : before
    return accepted({ ...after, metadata: { ...after.metadata, ...own } })
  }
  return {
    ...client,
    create: accepted,
    update: accepted,
    patch: (kind, namespace, name, ...rest) => {
      const object = client.get(kind, namespace, name)
      const result = server.patch(kind, namespace, name, ...rest)
      return object === undefined ? result : changed(object, result)
    },
    delete: (kind, namespace, name, ...rest) => {
      const object = client.get(kind, namespace, name)
      return object === undefined ? server.delete(kind, namespace, name, ...rest) : accepted(object)
    },
    patchScale: (kind, namespace, name, patch, narration) => {
      const object = client.get(kind, namespace, name)
      const scaled = { type: patch.type, body: patch.body } as const
      if (object !== undefined)
        changed(object, server.patch(kind, namespace, name, scaled, narration))
      return server.patchScale(kind, namespace, name, patch, narration)
    },
    evict: (namespace, name, ...rest) => {
      const pod = client.get('Pod', namespace, name)
      return pod === undefined ? server.evict(namespace, name, ...rest) : accepted(pod)
    },
  }
}
