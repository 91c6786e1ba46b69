// `kubectl rollout history` with `--revision` or `-o`: the template of one revision, or the objects that keep the revisions.
// Follows k8s.io/kubectl/pkg/polymorphichelpers/history.go (v1.36), which prints it without aligning its columns.
import { shownKind } from '#api/meta/custom-kind.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { PRINT_FLAGS, SELECTOR_FLAG, unfollowed } from '../common-flags.ts'
import { describePodTemplate } from '../describe/pod.ts'
import { createWriter } from '../describe/writer.ts'
import { parseCommandLine } from '../flags.ts'
import { onEach, parseResources, type ResourceRequest } from '../resources.ts'
import { typedName } from '../resource-types.ts'
import { notRollable } from '../rollout/not-rollable.ts'
import { type Revision, revisionsOf } from '../rollout/revisions.ts'
import type { Rollable } from '../rollout/rollout-status.ts'
import { parsePrinting, printDone, type Printing, separate } from '../printing.ts'
import { fail, type Session } from '../session.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'
import { isRollable } from './rollout.ts'

const FLAGS = {
  ...SELECTOR_FLAG,
  ...PRINT_FLAGS,
  revision: { kind: 'number', value: 0 },
} as const
const CHANGE_CAUSE = 'kubernetes.io/change-cause'

export interface HistoryOptions extends ResourceRequest {
  /** 0 for all of them, which are printed in a format. */
  readonly revision: number
  readonly printing: Printing
}

export const rolloutHistory: LineCommand<HistoryOptions> = {
  name: 'rollout history',
  use: '(TYPE NAME | TYPE/NAME) [--revision=N]',
  flags: FLAGS,
  completes: 'resources',
  changes: false,
  parse,
  run,
}

function parse(words: readonly string[]): ParsedOptions<HistoryOptions> {
  const read = parseCommandLine('rollout history', FLAGS, words)
  if (!read.ok) return read
  const { args, flags, namespace } = read
  const { revision, selector } = flags
  if (revision < 0) return usageError(`revision must be a positive integer: ${revision}`)
  if (args.length === 0) return usageError('required resource not specified')
  const left = unfollowed(read, FLAGS, ['revision', 'selector', 'output', 'template'])
  if (left !== null) return left
  const printed = parsePrinting({ ...flags, 'dry-run': 'none' })
  if (!printed.ok) return printed
  const { printing } = printed
  const parsed = parseResources({ args, selected: selector !== '', allowEmptySelector: true })
  if (!parsed.ok) return parsed
  const { resources } = parsed
  return { ok: true, options: { namespace, resources, selector, revision, printing } }
}

function run(session: Session, options: HistoryOptions): number {
  let count = 0
  const print = (object: ApiObject): number => {
    if (count > 0) separate(session, options.printing)
    count += 1
    return printDone(session, object, '', options.printing)
  }
  const show = (one: ApiObject): number => {
    const could = `could not look at the revisions of ${shownKind(one.kind)} \`${one.metadata.name}\``
    if (!isRollable(one)) {
      const problem = notRollable('history', one)
      return fail(session, could, problem, [`error: ${problem}`])
    }
    return options.printing.format === null
      ? showRevision(session, one, options.revision, could)
      : printRevisions(session, one, options.revision, { could, print })
  }
  return onEach(session, options, 'look at', show) ?? 0
}

const NO_REVISION = 'error: unable to find the specified revision'

/** Prints what keeps the revisions: follows GetHistory of the viewers. */
function printRevisions(
  session: Session,
  object: Rollable,
  number: number,
  { could, print }: { readonly could: string; print(object: ApiObject): number },
): number {
  const all = revisionsOf(session.client, object)
  const found = number === 0 ? all : all.filter((one) => one.number === number)
  if (number > 0 && found.length === 0) return fail(session, could, 'there is none', [NO_REVISION])
  return Math.max(0, ...found.map((one) => print(keptIn(object, one))))
}

/** A ReplicaSet, or the object itself with the template of the revision. */
function keptIn(object: Rollable, { replicaSet, stored }: Revision): ApiObject {
  if (replicaSet !== null) return replicaSet
  // A DaemonSet or a StatefulSet with another template is one as before.
  return { ...object, spec: { ...object.spec, template: stored } } as ApiObject
}

function showRevision(session: Session, object: Rollable, number: number, could: string): number {
  const revisions = revisionsOf(session.client, object)
  if (revisions.length === 0) {
    session.out(`${typedName(object)} with revision #${number}`)
    session.out('No rollout history found.')
    return 0
  }
  const found = revisions.find((one) => one.number === number)
  if (found === undefined) return fail(session, could, 'there is none', [NO_REVISION])
  const { stored, changeCause } = found
  const annotations =
    changeCause === ''
      ? stored.metadata?.annotations
      : { ...stored.metadata?.annotations, [CHANGE_CAUSE]: changeCause }
  const writer = createWriter({ isAligned: false })
  const metadata = annotations === undefined ? stored.metadata : { ...stored.metadata, annotations }
  describePodTemplate(writer, metadata === undefined ? stored : { ...stored, metadata })
  session.out(`${typedName(object)} with revision #${number}`)
  for (const line of writer.text().split('\n')) session.out(line)
  return 0
}
