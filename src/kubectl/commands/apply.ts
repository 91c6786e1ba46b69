// `kubectl apply`. Follows k8s.io/kubectl/pkg/cmd/apply/apply.go (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import { isSafePath } from '#lib/safe-path.ts'
import { ranked } from '#sim/clock.ts'
import { type Task, wait } from '#sim/task.ts'
import {
  applyObjects,
  applyOneByOne,
  clientFailure,
  PLAIN,
  sayFailures,
  type Source,
} from '../apply/apply-objects.ts'
import {
  DRY_RUN_FLAG,
  FIELD_FLAGS,
  FILE_FLAGS,
  PRINT_FLAGS,
  SELECTOR_FLAG,
  unfollowed,
} from '../common-flags.ts'
import { readDocuments } from '../documents.ts'
import { joinWords, parseCommandLine } from '../flags.ts'
import { splitCommand } from '../split-command.ts'
import { notSimulated, usageError, usageErrorWithHelp } from '../usage.ts'
import { fail, failMissing, type Session } from '../session.ts'
import { type KubectlVerb, NO_OFFERS, type Parsed, type VerbFace } from '../verb.ts'

export interface ApplyAction {
  readonly verb: 'apply'
  readonly atMs: number
  /** Paths of files in the tree of the scenario, in the order in which they are applied. */
  readonly files: readonly string[]
  /** What the files hold, where they were read already. */
  readonly objects?: readonly ApiObject[]
}

const MAX_PATH = 253

export const applyFace: VerbFace<ApplyAction> = {
  describe: ({ files }) => `apply ${files.join(', ')}`,
  ...NO_OFFERS,
}

export const APPLY_FLAGS = {
  ...SELECTOR_FLAG,
  ...FILE_FLAGS,
  ...DRY_RUN_FLAG,
  ...FIELD_FLAGS,
  ...PRINT_FLAGS,
  all: { kind: 'bool', value: false },
  cascade: { kind: 'text', value: 'background', bare: 'background' },
  force: { kind: 'bool', value: false },
  'force-conflicts': { kind: 'bool', value: false },
  'grace-period': { kind: 'number', value: -1 },
  'openapi-patch': { kind: 'bool', value: true },
  overwrite: { kind: 'bool', value: true },
  prune: { kind: 'bool', value: false },
  'prune-allowlist': { kind: 'list', value: [] },
  'server-side': { kind: 'bool', value: false },
  subresource: { kind: 'text', value: '' },
  timeout: { kind: 'duration', value: 0 },
  wait: { kind: 'bool', value: false },
} as const

export const apply: KubectlVerb<ApplyAction> = {
  face: applyFace,
  command: { name: 'apply', use: '-f FILENAME', flags: APPLY_FLAGS, completes: 'files', parse },
  words: ({ files }) => ['apply', ...files.map((file) => `--filename=${file}`)],
  read(reader, atMs) {
    const file = reader.text('apply', '', MAX_PATH)
    if (!isSafePath(file)) reader.say('error', 'apply', 'apply must be the path of a file')
    return { verb: 'apply', atMs, files: [file] }
  },
  write: (action) =>
    action.files.length === 1
      ? { apply: action.files[0] }
      : { kubectl: joinWords(apply.words(action)) },
  run(session, { files, objects }) {
    if (objects !== undefined)
      return applyInPieces(
        session,
        objects.map((object) => ({ path: '', object })),
      )
    const missing = files.filter((path) => session.manifests(path) === undefined)
    if (missing.length > 0) return failMissing(session, 'apply', missing)
    const { found, problems } = readDocuments(session, files)
    if (found.length + problems.length > 0) return applyAll(session, found, problems)
    const line = 'error: no objects passed to apply'
    return fail(session, `could not apply ${files.join(', ')}`, 'there is no object in it', [line])
  },
}

/** Words that make another command of `apply`. */
export const LAST_APPLIED: ReadonlySet<string> = new Set([
  'edit-last-applied',
  'set-last-applied',
  'view-last-applied',
])

function parse(line: readonly string[], atMs: number): Parsed<ApplyAction> {
  const { command: word } = splitCommand(line)
  if (LAST_APPLIED.has(word)) return notSimulated(`apply ${word}`)
  const read = parseCommandLine('apply', APPLY_FLAGS, line)
  if (!read.ok) return read
  const { args, flags, changed } = read
  if (args.length > 0) return usageErrorWithHelp('apply', `Unexpected args: [${args.join(' ')}]`)
  const files = flags.filename
  if (files.length === 0 && flags.kustomize === '')
    return usageError('must specify one of -f and -k')
  const followed = ['filename', 'overwrite', 'wait']
  const left =
    unfollowed(read, APPLY_FLAGS, followed) ??
    (changed.has('namespace') ? notSimulated('--namespace') : null)
  return left ?? { ok: true, action: { verb: 'apply', atMs, files } }
}

function applyAll(
  session: Session,
  sources: readonly Source[],
  problems: readonly string[] = [],
): number | Task<number> {
  const unread = problems.map((problem) => clientFailure(problem))
  return applyObjects(session, sources, PLAIN, ({ failures }) =>
    sayFailures(session, [...unread, ...failures]),
  )
}

/** So many objects are applied before the clock is asked to go on: at first few, so that the first are seen soon, then twice as many each time. */
const PIECE = 10
const MOST_AT_ONCE = 320
/** Before all else that is due: a rank that nobody else takes. */
const BEFORE_ALL = 0

/**
 * Applies what a scenario begins with, in pieces between which nothing else happens: who moves the clock can look up
 * among thousands of objects.
 */
function applyInPieces(session: Session, sources: readonly Source[]): number | Task<number> {
  return sources.length > PIECE ? inPieces(session, sources) : applyAll(session, sources)
}

function* inPieces(session: Session, sources: readonly Source[]): Task<number> {
  const { clock } = session.world
  const { rank } = clock
  const one = applyOneByOne(session, sources, PLAIN)
  for (let piece = PIECE; ; piece = Math.min(2 * piece, MOST_AT_ONCE)) {
    for (let count = 0; count < piece; count += 1) {
      const { done, value } = ranked(clock, rank, () => one.next())
      if (done === true) return sayFailures(session, value.failures)
      if (value > 0) yield* wait(session.sleeper.sleep(value, 'apply'))
    }
    yield* wait(session.sleeper.sleep(0, 'apply', BEFORE_ALL))
  }
}
