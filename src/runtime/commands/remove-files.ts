// `rm`.
import { baseOf } from '../filesystem/path.ts'
import type { FileError } from '../filesystem/result.ts'
import { complain, pathOf, type Command, type Invocation } from '../process/command.ts'
import { parseOptions } from './options.ts'
import { misused, refuse, wordsOf } from './words.ts'
import { walk } from './walk.ts'

export const rm: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, {
    flags: 'rRfvdiI',
    long: ['recursive', 'force', 'verbose', 'no-preserve-root'],
  })
  const recursive = flags.has('r') || flags.has('R') || flags.has('recursive')
  const force = flags.has('f') || flags.has('force')
  if (operands.length === 0) return force ? 0 : misused(invocation, 'missing operand')
  let status = 0
  for (const name of operands) status = removeOne(invocation, name, { recursive, force }) || status
  return status
}

interface Manner {
  readonly recursive: boolean
  readonly force: boolean
}

function removeOne(invocation: Invocation, name: string, { recursive, force }: Manner): number {
  const { files } = invocation.system
  if (/^\.\.?$/.test(baseOf(name))) {
    const busybox = "can't remove '.' or '..'"
    return complain(
      invocation,
      wordsOf(invocation, {
        busybox,
        gnu: `refusing to remove '.' or '..' directory: skipping '${name}'`,
      }),
    )
  }
  const path = pathOf(invocation, name)
  const entry = files.linkStat(path)
  if (!entry.ok)
    return force && (entry.error === 'ENOENT' || entry.error === 'ENOTDIR')
      ? 0
      : cannotRemove(invocation, name, entry.error)
  if (entry.value.type === 'folder' && !recursive) {
    const gnu = `cannot remove '${name}': Is a directory`
    return complain(invocation, wordsOf(invocation, { busybox: `'${name}' is a directory`, gnu }))
  }
  let status = 0
  // A folder in which something stays is not spoken of.
  const full = new Set<string>()
  for (const one of [...walk(invocation, path)].reverse()) {
    if (full.has(one)) continue
    const removed = files.remove(one)
    if (removed.ok) continue
    for (let above = one; above.length > path.length;) {
      above = above.slice(0, above.lastIndexOf('/'))
      full.add(above)
    }
    status = cannotRemove(
      invocation,
      name.replace(/\/$/, '') + one.slice(path.length),
      removed.error,
    )
  }
  return status
}

function cannotRemove(invocation: Invocation, name: string, error: FileError): 1 {
  return refuse(invocation, error, {
    busybox: `can't remove '${name}'`,
    gnu: `cannot remove '${name}'`,
  })
}
