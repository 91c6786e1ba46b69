// Writes a file on the disk of a node, as a person does who is logged in there.
import { type FieldReader, fieldsBelow, readName } from '#kubectl/fields.ts'
import { say } from '#kubectl/session.ts'
import { NO_OFFERS, type Verb, type VerbFace } from '#kubectl/verb.ts'
import { readDiskPath } from './disk-path.ts'
import { type MachineSession, withDisk } from './machine-session.ts'

export interface WriteFileAction {
  readonly verb: 'writeFile'
  readonly atMs: number
  readonly node: string
  readonly path: string
  readonly content: string
}

const MAX_CONTENT = 100_000

export const writeFileFace: VerbFace<WriteFileAction> = {
  describe: ({ node, path }) => `write ${path} on ${node}`,
  ...NO_OFFERS,
}

export const writeFile: Verb<WriteFileAction, MachineSession> = {
  face: writeFileFace,
  read,
  write: ({ node, path, content }) => ({ writeFile: { node, path, content } }),
  run: (session, { node, path, content }) =>
    withDisk(session, node, (disk) => {
      say(session, `wrote \`${path}\` on \`${node}\``, 'FileWritten', [`Node//${node}`])
      return disk.write(path, content) === null ? 0 : 1
    }),
}

function read(reader: FieldReader, atMs: number): WriteFileAction {
  const fields = fieldsBelow(reader, 'writeFile', ['node', 'path', 'content'])
  const content = fields.text('content', '', MAX_CONTENT)
  return {
    verb: 'writeFile',
    atMs,
    node: readName(fields, 'node'),
    path: readDiskPath(fields),
    content,
  }
}
