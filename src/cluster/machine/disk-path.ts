// Paths on the disk of a node, as scenario.yaml names them.
import { type FieldReader, readName } from '#kubectl/fields.ts'
import { isSafePath } from '#lib/safe-path.ts'

/** The field `path`: absolute, without `.` and `..`; what is wrong is said there. */
export function readDiskPath(fields: FieldReader): string {
  const path = readName(fields, 'path')
  if (path !== '' && !(path.startsWith('/') && isSafePath(path.slice(1)))) {
    fields.say('error', 'path', 'path must be absolute, like /etc/kubernetes/manifests/web.yaml')
  }
  return path
}
