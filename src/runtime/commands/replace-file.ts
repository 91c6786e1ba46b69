// Editing a file in its place, as `sed -i` does.
import { parentOf } from '../filesystem/path.ts'
import { pathOf, type Invocation } from '../process/command.ts'
import { randomName } from './make-files.ts'
import { refuse } from './words.ts'

/** Writes a file beside the old one and gives it its name, as `sed -i` does; an exit code. */
export function replaceFile(invocation: Invocation, name: string, text: string): number {
  const { files, flavour } = invocation.system
  const path = pathOf(invocation, name)
  const busybox = flavour === 'busybox'
  const folder = name.includes('/') ? parentOf(name) : '.'
  const ending = randomName(invocation, 6)
  const shown = busybox ? name + ending : `${folder === '/' ? '' : folder}/sed${ending}`
  const temporary = pathOf(invocation, shown)
  const before = files.stat(path)
  const written = files.write(temporary, text)
  if (!written.ok) {
    refuse(invocation, written.error, {
      busybox: `can't create temp file '${shown}'`,
      gnu: `couldn't open temporary file ${shown}`,
    })
    return busybox ? 1 : 4
  }
  if (before.ok) files.setMode(temporary, before.value.mode)
  const moved = files.rename(temporary, path)
  if (moved.ok) return 0
  files.remove(temporary)
  refuse(invocation, moved.error === 'EXDEV' ? 'EBUSY' : moved.error, {
    busybox: `can't move '${shown}' to '${name}'`,
    gnu: `cannot rename ${shown}`,
  })
  return busybox ? 1 : 4
}
