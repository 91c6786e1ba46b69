// `kubectl apply`. Follows k8s.io/kubectl/pkg/cmd/apply/apply.go (v1.36).
import { type ApiObject, nameInSentence } from '#api/meta/object.ts'
import { isSafePath } from '#lib/safe-path.ts'
import { mergeOnto } from '../merge-apply.ts'
import { typedName } from '../resource-types.ts'
import { fail, failRefused, narrate, type Session } from '../session.ts'
import { NO_OFFERS, type Verb, type VerbFace } from '../verb.ts'

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

export const apply: Verb<ApplyAction> = {
  face: applyFace,
  read(reader, atMs) {
    const file = reader.text('apply', '', MAX_PATH)
    if (!isSafePath(file)) reader.say('error', 'apply', 'apply must be the path of a file')
    return { verb: 'apply', atMs, files: [file] }
  },
  write: ({ files }) => ({ apply: files[0] }),
  run(session, { files, objects }) {
    if (objects !== undefined) return applyAll(session, objects)
    return Math.max(0, ...files.map((path) => applyFile(session, path)))
  },
}

function applyFile(session: Session, path: string): number {
  const objects = session.manifests(path)
  if (objects !== undefined) return applyAll(session, objects)
  const line = `error: the path "${path}" does not exist`
  return fail(session, `could not apply \`${path}\``, 'there is no such file', [line])
}

function applyAll(session: Session, objects: readonly ApiObject[]): number {
  return Math.max(0, ...objects.map((object) => applyObject(session, object)))
}

function applyObject(session: Session, object: ApiObject): number {
  const { client } = session
  const { name, namespace = 'default' } = object.metadata
  const existing = name === undefined ? undefined : client.get(object.kind, namespace, name)
  const said = nameInSentence(object)
  const result =
    existing === undefined
      ? client.create(object, narrate(`applied ${said}: created`, 'Applied'))
      : client.update(
          mergeOnto(existing, object),
          narrate(`applied ${said}: configured`, 'Applied'),
        )
  if (!result.ok) return failRefused(session, 'apply', object, result.status)
  for (const warning of result.warnings) session.err(`Warning: ${warning}`)
  const done =
    existing === undefined ? 'created' : result.object === existing ? 'unchanged' : 'configured'
  session.out(`${typedName(result.object)} ${done}`)
  return 0
}
