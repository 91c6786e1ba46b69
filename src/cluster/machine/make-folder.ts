// Makes a folder on the disk of a node, as a person does who is logged in there.
import { type FieldReader, fieldsBelow, readName } from '#kubectl/fields.ts'
import { say } from '#kubectl/session.ts'
import { NO_OFFERS, type Verb, type VerbFace } from '#kubectl/verb.ts'
import { readDiskPath } from './disk-path.ts'
import { type MachineSession, withDisk } from './machine-session.ts'

export interface MakeFolderAction {
  readonly verb: 'makeFolder'
  readonly atMs: number
  readonly node: string
  readonly path: string
}

export const makeFolderFace: VerbFace<MakeFolderAction> = {
  describe: ({ node, path }) => `make the folder ${path} on ${node}`,
  ...NO_OFFERS,
}

export const makeFolder: Verb<MakeFolderAction, MachineSession> = {
  face: makeFolderFace,
  read,
  write: ({ node, path }) => ({ makeFolder: { node, path } }),
  run: (session, { node, path }) =>
    withDisk(session, node, (disk) => {
      say(session, `made the folder \`${path}\` on \`${node}\``, 'FolderMade', [`Node//${node}`])
      disk.makeFolder(path)
      return 0
    }),
}

function read(reader: FieldReader, atMs: number): MakeFolderAction {
  const fields = fieldsBelow(reader, 'makeFolder', ['node', 'path'])
  return { verb: 'makeFolder', atMs, node: readName(fields, 'node'), path: readDiskPath(fields) }
}
