// `--dry-run=client` and `-o` of the commands that change what is there: the command is carried out against a client that
// writes nothing, or is carried out and prints the objects that came of it.
// Follows PrintFlags and DryRunStrategy of k8s.io/cli-runtime/pkg/genericclioptions and k8s.io/kubectl/pkg/cmd/util (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import type { Client } from '#client/client.ts'
import type { Task } from '#sim/task.ts'
import { KUBECTL_VERBS } from '../commands.ts'
import { PRINT_FLAGS } from '../common-flags.ts'
import type { UsageError } from '../flags.ts'
import { parsePrinting, printDone, type Printing, separate } from '../printing.ts'
import type { Session } from '../session.ts'
import { notSimulated, usageError } from '../usage.ts'
import type { KubectlVerb, LineCommand, ParsedOptions, TimedAction } from '../verb.ts'

type VerbName = Exclude<keyof typeof KUBECTL_VERBS, 'kubectl'>

interface Options {
  readonly action: TimedAction
  readonly printing: Printing
}

/** The words without the flags that are followed here, and what those say. */
interface Taken {
  readonly words: readonly string[]
  readonly dryRun: string
  readonly output: string
  readonly template: string
}

function takeFlags(words: readonly string[]): Taken {
  const taken = { 'dry-run': 'none', output: '', template: '' }
  const left: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const [, name, value] = /^--(dry-run|output|template)(?:=(.*))?$/s.exec(word) ?? []
    const [, short] = /^-o=?(.*)$/s.exec(word) ?? []
    if (word === '--') {
      left.push(...words.slice(at))
      break
    }
    if (name === 'dry-run') taken['dry-run'] = value ?? 'unchanged'
    else if (name === 'output' || name === 'template') {
      taken[name] = value ?? words[at + 1] ?? ''
      at += value === undefined ? 1 : 0
    } else if (short === undefined) left.push(word)
    else {
      taken.output = short === '' ? (words[at + 1] ?? '') : short
      at += short === '' ? 1 : 0
    }
  }
  return { words: left, dryRun: taken['dry-run'], output: taken.output, template: taken.template }
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

function parse(verb: KubectlVerb<TimedAction>, all: readonly string[]): ParsedOptions<Options> {
  const { words, dryRun, output, template } = takeFlags(all)
  const { name } = verb.command
  if (name === 'delete' && output !== '' && output !== 'name')
    return usageError(`unexpected -o output mode: ${output}. We only support '-o name'`)
  // What would come of a change is known to the API server alone.
  if (dryRun === 'client' && !['', 'name'].includes(output))
    return notSimulated(`--dry-run=client with -o ${output}`)
  if (dryRun === 'client' && name === 'rollout' && words.includes('undo'))
    return notSimulated('rollout undo --dry-run')
  const parsed = verb.command.parse(words, 0)
  if (!parsed.ok) return parsed
  const printing: { readonly ok: true; readonly printing: Printing } | UsageError = parsePrinting({
    output,
    template,
    'dry-run': dryRun,
  })
  if (!printing.ok) return printing
  return { ok: true, options: { action: parsed.action, printing: printing.printing } }
}

function* run(
  verb: KubectlVerb<TimedAction>,
  session: Session,
  { action, printing }: Options,
): Task<number> {
  const results: ApiObject[] = []
  const isDry = printing.dryRun === 'client'
  const suffix = isDry && action.verb !== 'taint' ? ' (dry run)' : ''
  const own: Session = {
    ...session,
    client: isDry ? dryClient(session.client, results) : noting(session.client, results),
    world: isDry ? quietWorld(session.world) : session.world,
    out: (line) => {
      if (printing.format === null) session.out(`${line}${suffix}`)
    },
  }
  const started = verb.run(own, action)
  const code = typeof started === 'number' ? started : yield* started
  if (printing.format === null || code !== 0) return code
  for (const [index, object] of results.entries()) {
    if (index > 0) separate(session, printing)
    printDone(session, object, '', printing)
  }
  return code
}

function noted<T extends ApiObject>(results: ApiObject[], result: ApiResult<T>): ApiResult<T> {
  if (result.ok) results.push(result.object)
  return result
}

/** A client that notes the objects that come of requests. */
function noting(client: Client, results: ApiObject[]): Client {
  return {
    ...client,
    create: (object, narration) => noted(results, client.create(object, narration)),
    update: (object, narration) => noted(results, client.update(object, narration)),
    patch: (...request) => noted(results, client.patch(...request)),
    delete: (...request) => noted(results, client.delete(...request)),
    patchScale(kind, namespace, name, ...rest) {
      const result = client.patchScale(kind, namespace, name, ...rest)
      const object = client.get(kind, namespace, name)
      if (result.ok && object !== undefined) results.push(object)
      return result
    },
  }
}

/** A client that writes nothing: what is asked for is answered with what is there. */
function dryClient(client: Client, results: ApiObject[]): Client {
  const accepted = <T extends ApiObject>(object: T): ApiResult<T> =>
    noted(results, { ok: true, object, warnings: [] })
  return {
    ...client,
    create: accepted,
    update: accepted,
    patch: (kind, namespace, name, ...rest) => {
      const object = client.get(kind, namespace, name)
      return object === undefined ? client.patch(kind, namespace, name, ...rest) : accepted(object)
    },
    delete: (kind, namespace, name, ...rest) => {
      const object = client.get(kind, namespace, name)
      return object === undefined ? client.delete(kind, namespace, name, ...rest) : accepted(object)
    },
    patchScale: (kind, namespace, name) => {
      const object = client.get(kind, namespace, name)
      if (object !== undefined) results.push(object)
      return client.getScale(kind, namespace, name)
    },
    evict: (namespace, name, ...rest) => {
      const pod = client.get('Pod', namespace, name)
      return pod === undefined ? client.evict(namespace, name, ...rest) : accepted(pod)
    },
  }
}

/** A world in whose journal nothing is written. */
function quietWorld(world: Session['world']): Session['world'] {
  const nothing = world.journal.at(-1)
  const commit: typeof world.commit = (narration, changes) =>
    nothing ?? world.commit(narration, changes)
  return Object.create(world, { commit: { value: commit } }) as Session['world']
}
