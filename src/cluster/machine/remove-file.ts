// Removes a file from the disk of a node, as a person does who is logged in there.
import type { WorldState } from '#client/world.ts'
import { type FieldReader, fieldsBelow, readName } from '#kubectl/fields.ts'
import { fail, say } from '#kubectl/session.ts'
import type { Verb, VerbFace } from '#kubectl/verb.ts'
import { readDiskPath } from './disk-path.ts'
import { type MachineSession, withDisk } from './machine-session.ts'

export interface RemoveFileAction {
  readonly verb: 'removeFile'
  readonly atMs: number
  readonly node: string
  readonly path: string
}

const STATIC_POD_FOLDER = '/etc/kubernetes/manifests/'

export const removeFileFace: VerbFace<RemoveFileAction> = {
  describe: ({ node, path }) => `remove ${path} on ${node}`,
  offers(thing, { state, atMs }) {
    if (thing.kind !== 'Node') return []
    const node = thing.metadata.name ?? ''
    return staticPodFiles(state, node).map((path) => ({
      id: `remove-${path}`,
      label: `Remove ${path.slice(STATIC_POD_FOLDER.length)}`,
      fullLabel: `Remove ${path} from Node ${node}`,
      done: `Removed ${path} from Node ${node}`,
      action: { verb: 'removeFile', atMs, node, path },
      danger: true,
      hint: `The kubelet ends the static Pod of ${path}`,
      place: { below: 'Static Pods' },
    }))
  },
  form: () => null,
}

function staticPodFiles(state: WorldState, node: string): readonly string[] {
  const disk = state.get(`Disk/${node}`)
  if (disk?.kind !== 'Disk') return []
  return disk.files.map(({ path }) => path).filter((path) => path.startsWith(STATIC_POD_FOLDER))
}

export const removeFile: Verb<RemoveFileAction, MachineSession> = {
  face: removeFileFace,
  read,
  write: ({ node, path }) => ({ removeFile: { node, path } }),
  run: (session, { node, path }) =>
    withDisk(session, node, (disk) => {
      if (disk.read(path) === undefined) {
        const line = `rm: cannot remove '${path}': No such file or directory`
        const what = `could not remove \`${path}\` on \`${node}\``
        return fail(session, what, 'there is no such file', [line])
      }
      say(session, `removed \`${path}\` on \`${node}\``, 'FileRemoved', [`Node//${node}`])
      disk.remove(path)
      return 0
    }),
}

function read(reader: FieldReader, atMs: number): RemoveFileAction {
  const fields = fieldsBelow(reader, 'removeFile', ['node', 'path'])
  return {
    verb: 'removeFile',
    atMs,
    node: readName(fields, 'node'),
    path: readDiskPath(fields),
  }
}
