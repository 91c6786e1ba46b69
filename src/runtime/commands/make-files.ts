// Tools that make files, folders and links.
import type { FileError } from '../filesystem/result.ts'
import { baseOf, joinPath, parentOf } from '../filesystem/path.ts'
import { complain, pathOf, print, type Command, type Invocation } from '../process/command.ts'
import { bytesOf } from './amounts.ts'
import { newMode } from './modes.ts'
import { parseOptions } from './options.ts'
import { cannotStat, errorText, misused, refuse, wordsOf } from './words.ts'

export const mkdir: Command = (invocation) => {
  const { flags, values, operands } = parseOptions(invocation.args, {
    flags: 'pv',
    valued: 'm',
    long: ['parents', 'mode='],
  })
  if (operands.length === 0) return misused(invocation, 'missing operand')
  const parents = flags.has('p') || flags.has('parents')
  const mode = values.get('m') ?? values.get('mode')
  let status = 0
  for (const name of operands) {
    const failure = makeFolder(invocation, name, parents)
    if (failure !== null) {
      const { error, place } = failure
      status = refuse(invocation, error, {
        busybox: `can't create directory '${place}'`,
        gnu: `cannot create directory ‘${place.replace(/\/$/, '')}’`,
      })
    } else if (mode !== undefined) {
      const path = pathOf(invocation, name)
      invocation.system.files.setMode(path, newMode(0o755, mode) ?? 0o755)
    }
  }
  return status
}

interface Failure {
  readonly error: FileError
  /** The folder that could not be made, as busybox names it. */
  readonly place: string
}

function makeFolder(invocation: Invocation, name: string, parents: boolean): Failure | null {
  const { files } = invocation.system
  const path = pathOf(invocation, name)
  const there = files.stat(path)
  if (there.ok && parents && there.value.type === 'folder') return null
  const above = parentOf(path)
  if (parents && above !== path && !files.stat(above).ok) {
    const cut = name.replace(/\/+$/, '').lastIndexOf('/')
    const failure = makeFolder(invocation, cut <= 0 ? '/' : name.slice(0, cut), true)
    if (failure !== null)
      return failure.place.endsWith('/') ? failure : { ...failure, place: `${failure.place}/` }
  }
  const made = files.makeFolder(path)
  return made.ok ? null : { error: made.error, place: name }
}

/** Makes a folder and those above it; what went wrong, or null. */
export function makeFolders(invocation: Invocation, path: string): FileError | null {
  return makeFolder(invocation, path, true)?.error ?? null
}

/** 'a/b/c', 'a/b' and 'a'. */
function withParents(name: string): readonly string[] {
  const parts = name.replace(/\/+$/, '').split('/')
  return parts
    .map((_, at) => parts.slice(0, parts.length - at).join('/'))
    .filter((one) => one !== '')
}

export const rmdir: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'pv' })
  let status = 0
  for (const name of operands.flatMap((one) => (flags.has('p') ? withParents(one) : [one]))) {
    const { files } = invocation.system
    const path = pathOf(invocation, name)
    const entry = files.linkStat(path)
    const removed =
      entry.ok && entry.value.type !== 'folder'
        ? ({ ok: false, error: 'ENOTDIR' } as const)
        : files.remove(path)
    if (!removed.ok)
      status = refuse(invocation, removed.error, {
        busybox: `'${name}'`,
        gnu: `failed to remove '${name}'`,
      })
  }
  return status
}

export const touch: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, {
    flags: 'acfmh',
    valued: 'dtr',
    long: ['date=', 'no-create', 'reference='],
  })
  if (operands.length === 0) return misused(invocation, 'missing file operand')
  const { files } = invocation.system
  let status = 0
  for (const name of operands) {
    const path = pathOf(invocation, name)
    if ((flags.has('c') || flags.has('no-create')) && !files.stat(path).ok) continue
    const touched = files.touch(path)
    if (!touched.ok)
      status = refuse(invocation, touched.error, { busybox: name, gnu: `cannot touch '${name}'` })
  }
  return status
}

export const ln: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, {
    flags: 'sfnvrT',
    long: ['symbolic', 'force', 'no-dereference'],
  })
  if (operands.length === 0) return misused(invocation, 'missing file operand')
  const { files } = invocation.system
  const last = operands.length > 1 ? (operands.at(-1) ?? '') : '.'
  const targets = operands.length > 1 ? operands.slice(0, -1) : operands
  const place = files.stat(pathOf(invocation, last))
  const entry = files.linkStat(pathOf(invocation, last))
  const plain = flags.has('n') || flags.has('T') || flags.has('no-dereference')
  const into =
    place.ok && place.value.type === 'folder' && !(plain && entry.ok && entry.value.type === 'link')
  let status = 0
  for (const target of targets) {
    const name = into
      ? `${last === '.' ? '' : `${last.replace(/\/$/, '')}/`}${baseOf(target)}`
      : last
    const symbolic = flags.has('s') || flags.has('symbolic')
    const force = flags.has('f') || flags.has('force')
    const error = makeLink(invocation, { target, name, symbolic, force })
    if (error === null) continue
    const unknown = error === 'ENOENT' && !symbolic
    status = refuse(invocation, error, {
      busybox: unknown ? target : name,
      gnu: unknown
        ? `failed to access '${target}'`
        : `failed to create ${symbolic ? 'symbolic' : 'hard'} link '${name}'`,
    })
  }
  return status
}

interface NewLink {
  readonly target: string
  readonly name: string
  readonly symbolic: boolean
  readonly force: boolean
}

function makeLink(
  invocation: Invocation,
  { target, name, symbolic, force }: NewLink,
): FileError | null {
  const { files } = invocation.system
  const path = pathOf(invocation, name)
  if (symbolic) {
    if (force && files.linkStat(path).ok) {
      const removed = files.remove(path)
      if (!removed.ok) return removed.error
    }
    const made = files.makeLink(path, target)
    return made.ok ? null : made.error
  }
  const content = files.read(pathOf(invocation, target))
  if (!content.ok) return content.error
  if (!force && files.linkStat(path).ok) return 'EEXIST'
  const written = files.write(path, content.value)
  return written.ok ? null : written.error
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

export const mktemp: Command = (invocation) => {
  const { flags, values, operands } = parseOptions(invocation.args, {
    flags: 'dqut',
    valued: 'p',
    long: ['directory', 'suffix=', 'tmpdir', 'tmpdir='],
  })
  const [given] = operands
  const template =
    given ?? (invocation.system.flavour === 'busybox' ? 'tmp.XXXXXX' : 'tmp.XXXXXXXXXX')
  const inFolder = given === undefined || flags.has('t') || values.has('p') || flags.has('tmpdir')
  const folder = values.get('p') ?? values.get('tmpdir') ?? invocation.env.get('TMPDIR') ?? '/tmp'
  const shown = inFolder ? `${folder}/${template}` : template
  const filled = shown.replace(/X{3,}$/, (marks) => randomName(invocation, marks.length))
  const name = filled + (values.get('suffix') ?? '')
  const path = pathOf(invocation, name)
  const { files } = invocation.system
  const isFolder = flags.has('d') || flags.has('directory')
  const made = isFolder ? files.makeFolder(path) : files.write(path, '')
  if (!made.ok) {
    const words = errorText(invocation, made.error)
    const what = isFolder ? 'directory' : 'file'
    return complain(
      invocation,
      wordsOf(invocation, {
        busybox: words,
        gnu: `failed to create ${what} via template ‘${shown}’: ${words}`,
      }),
    )
  }
  files.setMode(path, isFolder ? 0o700 : 0o600)
  return print(invocation, `${name}\n`) ? 0 : 1
}

/** As many letters and digits as mkstemp would draw. */
export function randomName({ system }: Invocation, length: number): string {
  const { random } = system
  let name = ''
  while (name.length < length) name += LETTERS.charAt(random.next(LETTERS.length))
  return name
}

export const truncate: Command = (invocation) => {
  const { values, operands } = parseOptions(invocation.args, {
    flags: 'co',
    valued: 'sr',
    long: ['size='],
  })
  const size = bytesOf(values.get('s') ?? values.get('size') ?? '')
  if (size === undefined || operands.length === 0)
    return misused(invocation, 'you must specify either ‘--size’ or ‘--reference’')
  const { files } = invocation.system
  let status = 0
  for (const name of operands) {
    const path = pathOf(invocation, name)
    const before = files.read(path)
    const text = (before.ok ? before.value : '').slice(0, size)
    const written = files.write(path, text.padEnd(Math.min(size, MAX_PADDING), '\0'))
    if (!written.ok)
      status = refuse(invocation, written.error, {
        busybox: `${name}: open`,
        gnu: `cannot open '${name}' for writing`,
      })
  }
  return status
}

/** More than a file may hold, so that the file system can say so. */
const MAX_PADDING = 2 * 1024 * 1024

export const mkfifo: Command = (invocation) => {
  const { operands } = parseOptions(invocation.args, { valued: 'm' })
  let status = 0
  for (const name of operands) {
    const path = pathOf(invocation, name)
    const { files } = invocation.system
    const made = files.linkStat(path).ok
      ? ({ ok: false, error: 'EEXIST' } as const)
      : files.write(path, '')
    if (!made.ok)
      status = refuse(invocation, made.error, {
        busybox: name,
        gnu: `cannot create fifo '${name}'`,
      })
  }
  return status
}

export const unlink: Command = (invocation) => {
  const [name] = invocation.args
  if (name === undefined) return misused(invocation, 'missing operand')
  const removed = invocation.system.files.remove(pathOf(invocation, name))
  if (removed.ok) return 0
  return refuse(invocation, removed.error, {
    busybox: `can't remove file '${name}'`,
    gnu: `cannot unlink '${name}'`,
  })
}

/** `install`: copies files with a mode, or with `-d` makes folders. */
export const install: Command = (invocation) => {
  const { flags, values, operands } = parseOptions(invocation.args, {
    flags: 'dDvpcs',
    valued: 'mogt',
    long: ['mode=', 'owner=', 'group=', 'directory'],
  })
  const mode = newMode(0o755, values.get('m') ?? values.get('mode') ?? '755') ?? 0o755
  if (flags.has('d') || flags.has('directory'))
    return mkdir({ ...invocation, args: ['-p', ...operands] }) as number
  const target = values.get('t') ?? operands.at(-1)
  const sources = values.has('t') ? operands : operands.slice(0, -1)
  if (target === undefined || sources.length === 0)
    return misused(invocation, 'missing file operand')
  const { files } = invocation.system
  const there = files.stat(pathOf(invocation, target))
  let status = 0
  for (const source of sources) {
    const content = files.read(pathOf(invocation, source))
    if (!content.ok) {
      status = cannotStat(invocation, source, content.error)
      continue
    }
    const into = values.has('t') || (there.ok && there.value.type === 'folder')
    const name = into ? joinPath(target, baseOf(source)) : target
    const path = pathOf(invocation, name)
    if (flags.has('D')) makeFolders(invocation, parentOf(path))
    const written = files.write(path, content.value)
    if (!written.ok)
      status = refuse(invocation, written.error, {
        busybox: `can't create '${name}'`,
        gnu: `cannot create regular file '${name}'`,
      })
    else files.setMode(path, mode)
  }
  return status
}
