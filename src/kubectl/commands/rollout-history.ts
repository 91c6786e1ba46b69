// `kubectl rollout history --revision`: the template of one revision.
// Follows k8s.io/kubectl/pkg/polymorphichelpers/history.go (v1.36), which prints it without aligning its columns.
import { shownKind } from '#api/meta/custom-kind.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { SELECTOR_FLAG, unfollowed } from '../common-flags.ts'
import { describePodTemplate } from '../describe/pod.ts'
import { createWriter } from '../describe/writer.ts'
import { parseCommandLine } from '../flags.ts'
import { onEach, parseResources, type ResourceRequest } from '../resources.ts'
import { typedName } from '../resource-types.ts'
import { revisionsOf } from '../rollout/revisions.ts'
import { fail, type Session } from '../session.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'
import { isRollable } from './rollout.ts'

const FLAGS = { ...SELECTOR_FLAG, revision: { kind: 'number', value: 0 } } as const
const CHANGE_CAUSE = 'kubernetes.io/change-cause'

export interface HistoryOptions extends ResourceRequest {
  readonly revision: number
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
  const left = unfollowed(read, FLAGS, ['revision', 'selector'])
  if (left !== null) return left
  const parsed = parseResources({ args, selected: selector !== '', allowEmptySelector: true })
  if (!parsed.ok) return parsed
  return { ok: true, options: { namespace, resources: parsed.resources, selector, revision } }
}

function run(session: Session, options: HistoryOptions): number {
  const show = (one: ApiObject): number => showRevision(session, one, options.revision)
  return onEach(session, options, 'look at', show) ?? 0
}

function showRevision(session: Session, object: ApiObject, number: number): number {
  const could = `could not look at revision ${number} of ${shownKind(object.kind)} \`${object.metadata.name}\``
  if (!isRollable(object)) {
    const problem = `no history viewer has been implemented for ${JSON.stringify(shownKind(object.kind))}`
    return fail(session, could, problem, [`error: ${problem}`])
  }
  const revisions = revisionsOf(session.client, object)
  if (revisions.length === 0) {
    session.out(`${typedName(object)} with revision #${number}`)
    session.out('No rollout history found.')
    return 0
  }
  const found = revisions.find((one) => one.number === number)
  if (found === undefined)
    return fail(session, could, 'there is none', ['error: unable to find the specified revision'])
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
