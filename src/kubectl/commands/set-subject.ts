// `kubectl set subject`. Follows k8s.io/kubectl/pkg/cmd/set/set_subject.go (v1.36).
import type { RbacSubject } from '#api/generated/types.ts'
import { type ApiObject, infoOf, nameInSentence } from '#api/meta/object.ts'
import { equal } from '#lib/equal.ts'
import { parseCommandLine } from '../flags.ts'
import { subjectsOf } from '../generate/rbac.ts'
import { printDone } from '../printing.ts'
import { fail, failRefused, narrate, type Session } from '../session.ts'
import { eachOfAll, SET_FLAGS, type SetOptions } from '../set/change-template.ts'
import { parseSetting } from '../set/parse-setting.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

const FLAGS = {
  ...SET_FLAGS,
  group: { kind: 'texts', value: [] },
  serviceaccount: { kind: 'texts', value: [] },
  user: { kind: 'texts', value: [] },
} as const

interface SubjectOptions extends SetOptions {
  readonly subjects: readonly RbacSubject[]
}

export const setSubject: LineCommand<SubjectOptions> = {
  name: 'set subject',
  use: '(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  flags: FLAGS,
  completes: 'resources',
  changes: true,
  parse,
  run: (session, options) =>
    eachOfAll(session, options, 'set the subjects of', (one) => addSubjects(session, one, options)),
}

function parse(words: readonly string[]): ParsedOptions<SubjectOptions> {
  const read = parseCommandLine('set subject', FLAGS, words)
  if (!read.ok) return read
  const parsed = parseSetting(read, FLAGS, read.args)
  if (!parsed.ok) return parsed
  const { user, group, serviceaccount } = read.flags
  if (user.length + group.length + serviceaccount.length === 0)
    return usageError('you must specify at least one value of user, group or serviceaccount')
  const subjects = subjectsOf({ user, group, serviceaccount })
  if (typeof subjects === 'string') return usageError(subjects)
  return { ok: true, options: { ...parsed.options, subjects: subjects as readonly RbacSubject[] } }
}

function addSubjects(
  session: Session,
  object: ApiObject,
  { subjects, printing }: SubjectOptions,
): number {
  const { kind } = object
  const could = `could not set the subjects of ${nameInSentence(object)}`
  if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding')
    return fail(session, could, 'it is no binding', [
      `error: ${infoOf(kind).resource}/${object.metadata.name ?? ''} setting subjects is only supported for RoleBinding/ClusterRoleBinding`,
    ])
  const before = object.subjects ?? []
  const added = subjects.filter((one) => !before.some((other) => equal(one, other)))
  if (added.length === 0) return 0
  const next = { ...object, subjects: [...before, ...added] }
  if (printing.dryRun === 'client') return printDone(session, next, 'subjects updated', printing)
  const said = narrate(`set the subjects of ${nameInSentence(object)}`, 'Set')
  const result = session.client.update(next, said)
  if (result.ok) return printDone(session, result.object, 'subjects updated', printing)
  const line = `error: failed to patch subjects to rolebinding: ${result.status.message}`
  return failRefused(session, 'set the subjects of', object, result.status, [line])
}
