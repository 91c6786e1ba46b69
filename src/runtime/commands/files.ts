// Tools that make, move and show files.
import { simplified } from '#lib/simplified.ts'
import type { FileError } from '../filesystem/result.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import { absolutePath, baseOf, joinPath, parentOf } from '../filesystem/path.ts'
import type { Entry } from '../filesystem/tree.ts'
import {
  complain,
  complainFile,
  pathOf,
  print,
  type Command,
  type Invocation,
} from '../process/command.ts'
import { dateText } from '#api/meta/date-text.ts'
import { parseOptions } from './options.ts'

const MAX_WALK = 2000

/** Everything below a folder, the folder first; bounded. */
export function walk(invocation: Invocation, path: string): readonly string[] {
  const { files } = invocation.system
  const found: string[] = [path]
  for (let i = 0; i < found.length && found.length < MAX_WALK; i += 1) {
    const folder = found[i] ?? path
    const entry = files.linkStat(folder)
    if (!entry.ok || entry.value.type !== 'folder') continue
    const names = files.list(folder)
    if (names.ok) for (const name of names.value) found.push(joinPath(folder, name))
  }
  invocation.budget.commands += Math.floor(found.length / 4)
  invocation.budget.meter.work(found.length * 64)
  return found.slice(0, MAX_WALK)
}

export const mkdir: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, {
    flags: 'pv',
    valued: 'm',
    long: ['parents', 'mode='],
  })
  const parents = flags.has('p') || flags.has('parents')
  let status = 0
  if (operands.length === 0) return complain(invocation, 'missing operand')
  for (const name of operands) {
    const error = makeFolder(invocation, pathOf(invocation, name), parents)
    if (error !== null) status = complainFile(invocation, 'create directory', name, error)
  }
  return status
}

function makeFolder(invocation: Invocation, path: string, parents: boolean): FileError | null {
  const { files } = invocation.system
  if (parents && path !== '/' && !files.stat(parentOf(path)).ok) {
    const above = makeFolder(invocation, parentOf(path), true)
    if (above !== null) return above
  }
  const there = files.stat(path)
  if (there.ok && parents && there.value.type === 'folder') return null
  const made = files.makeFolder(path)
  return made.ok ? null : made.error
}

export const rm: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, {
    flags: 'rRfvdi',
    long: ['recursive', 'force'],
  })
  const recursive = flags.has('r') || flags.has('R') || flags.has('recursive')
  const force = flags.has('f') || flags.has('force')
  let status = 0
  for (const name of operands) {
    const path = pathOf(invocation, name)
    const entry = invocation.system.files.linkStat(path)
    if (!entry.ok) {
      if (!force || entry.error !== 'ENOENT')
        status = complainFile(invocation, 'remove', name, entry.error)
      continue
    }
    if (entry.value.type === 'folder' && !recursive) {
      status = complainFile(invocation, 'remove', name, 'EISDIR')
      continue
    }
    for (const one of [...walk(invocation, path)].reverse()) {
      const removed = invocation.system.files.remove(one)
      if (!removed.ok && status === 0)
        status = complainFile(invocation, 'remove', name, removed.error)
    }
  }
  return status
}

export const rmdir: Command = (invocation) => {
  let status = 0
  for (const name of parseOptions(invocation.args, { flags: 'p' }).operands) {
    const removed = invocation.system.files.remove(pathOf(invocation, name))
    if (!removed.ok) status = complainFile(invocation, 'remove', name, removed.error)
  }
  return status
}

export const touch: Command = (invocation) => {
  let status = 0
  for (const name of parseOptions(invocation.args, { flags: 'acm', valued: 'dtr' }).operands) {
    const touched = invocation.system.files.touch(pathOf(invocation, name))
    if (touched.ok) continue
    const words = ERROR_TEXTS[touched.error]
    status = complain(
      invocation,
      invocation.system.flavour === 'busybox'
        ? `${name}: ${words}`
        : `cannot touch '${name}': ${words}`,
    )
  }
  return status
}

export const ln: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'sfnv' })
  const [target, name] = operands
  if (target === undefined) return complain(invocation, 'missing file operand')
  const path = pathOf(invocation, name ?? baseOf(target))
  const { files } = invocation.system
  if (flags.has('f')) files.remove(path)
  if (flags.has('s')) {
    const made = files.makeLink(path, target)
    return made.ok ? 0 : complainFile(invocation, 'create link', name ?? target, made.error)
  }
  const content = files.read(pathOf(invocation, target))
  if (!content.ok) return complainFile(invocation, 'stat', target, content.error)
  const written = files.write(path, content.value)
  return written.ok ? 0 : complainFile(invocation, 'create link', name ?? target, written.error)
}

/** `cp` and `mv`: copies files and folders; moving removes what was copied. */
function copying(move: boolean): Command {
  return (invocation) => {
    const { flags, values, operands } = parseOptions(invocation.args, {
      flags: 'arRfpvnudiL',
      valued: 't',
    })
    const { files } = invocation.system
    const target = values.get('t') ?? operands.at(-1)
    const sources = values.has('t') ? operands : operands.slice(0, -1)
    if (target === undefined || sources.length === 0)
      return complain(invocation, 'missing file operand')
    const place = files.stat(pathOf(invocation, target))
    const intoFolder = place.ok && place.value.type === 'folder'
    const recursive = move || flags.has('r') || flags.has('R') || flags.has('a')
    let status = 0
    for (const source of sources) {
      const from = pathOf(invocation, source)
      const contents = source.endsWith('/.')
      const to =
        intoFolder && !contents
          ? joinPath(pathOf(invocation, target), baseOf(from))
          : pathOf(invocation, target)
      const error = copyTree(invocation, { from, to, recursive })
      if (error !== null) status = copyFailed(invocation, source, error)
      else if (move) for (const path of [...walk(invocation, from)].reverse()) files.remove(path)
    }
    return status
  }
}

export const cp = copying(false)
export const mv = copying(true)

interface Copy {
  readonly from: string
  readonly to: string
  readonly recursive: boolean
}

function copyTree(invocation: Invocation, { from, to, recursive }: Copy): FileError | null {
  const { files } = invocation.system
  const top = files.stat(from)
  if (!top.ok) return top.error
  if (top.value.type === 'folder' && !recursive) return 'EISDIR'
  for (const path of walk(invocation, from)) {
    const target = joinPath(to, path.slice(from.length))
    const entry = files.stat(path)
    if (!entry.ok) continue
    const error = copyOne(invocation, path, entry.value, target)
    if (error !== null) return error
  }
  return null
}

function copyOne(
  invocation: Invocation,
  path: string,
  entry: Entry,
  target: string,
): FileError | null {
  const { files } = invocation.system
  if (entry.type === 'folder') return makeFolder(invocation, target, true)
  const content = files.read(path)
  if (!content.ok) return content.error
  const written = files.write(target, content.value)
  if (!written.ok) return written.error
  files.setMode(target, entry.mode)
  invocation.budget.commands += Math.floor(entry.bytes / 4096)
  invocation.budget.meter.work(entry.bytes)
  return null
}

function copyFailed(invocation: Invocation, source: string, error: FileError): number {
  if (error === 'EISDIR') {
    const busybox = invocation.system.flavour === 'busybox'
    return complain(
      invocation,
      busybox
        ? `omitting directory '${source}'`
        : `-r not specified; omitting directory '${source}'`,
    )
  }
  return complainFile(
    invocation,
    error === 'EROFS' || error === 'ENOSPC' ? 'create' : 'stat',
    source,
    error,
  )
}

export const chmod: Command = (invocation) => {
  const { operands } = parseOptions(
    invocation.args.map((arg) => (/^-[rwxX]+$/.test(arg) ? `a${arg}` : arg)),
    { flags: 'Rvf' },
  )
  const [mode = '', ...names] = operands
  let status = 0
  for (const name of names) {
    const path = pathOf(invocation, name)
    const entry = invocation.system.files.stat(path)
    const changed = entry.ok
      ? invocation.system.files.setMode(path, newMode(entry.value.mode, mode))
      : entry
    if (!changed.ok) status = complain(invocation, `${name}: ${ERROR_TEXTS[changed.error]}`)
  }
  return status
}

/** A mode after '0755', '+x' or 'u+rw'. */
function newMode(before: number, text: string): number {
  if (/^[0-7]+$/.test(text)) return Number.parseInt(text, 8) & 0o7777
  const match = /^([ugoa]*)([-+=])([rwxX]*)$/.exec(text)
  if (match === null) return before
  const [, who = '', operator, what = ''] = match
  const bits =
    (what.includes('r') ? 4 : 0) | (what.includes('w') ? 2 : 0) | (/[xX]/.test(what) ? 1 : 0)
  const everyone = who === '' || who.includes('a')
  const mask =
    (everyone || who.includes('u') ? bits << 6 : 0) |
    (everyone || who.includes('g') ? bits << 3 : 0) |
    (everyone || who.includes('o') ? bits : 0)
  if (operator === '-') return before & ~mask
  return operator === '+' ? before | mask : mask
}

simplified(
  'file-owners',
  'files have no owner; every process may do everything, whatever securityContext says.',
  { fields: ['Container.securityContext', 'PodSpec.securityContext'] },
)

/** `chown` checks that the files exist. */
export const chown: Command = (invocation) => {
  const [, ...names] = parseOptions(invocation.args, { flags: 'Rvfh' }).operands
  let status = 0
  for (const name of names) {
    const entry = invocation.system.files.stat(pathOf(invocation, name))
    if (!entry.ok) status = complain(invocation, `${name}: ${ERROR_TEXTS[entry.error]}`)
  }
  return status
}

export const ls: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'alhAR1dtrSinFpLZ' })
  const names = operands.length === 0 ? ['.'] : operands
  let status = 0
  const blocks: string[] = []
  for (const name of names) {
    const path = pathOf(invocation, name)
    const entry = invocation.system.files.stat(path)
    if (!entry.ok) {
      const words = ERROR_TEXTS[entry.error]
      const busybox = invocation.system.flavour === 'busybox'
      status = complain(
        invocation,
        busybox ? `${name}: ${words}` : `cannot access '${name}': ${words}`,
      )
      if (!busybox) status = 2
      continue
    }
    const list =
      flags.has('d') || entry.value.type !== 'folder' ? [name] : namesIn(invocation, path, flags)
    const folder = flags.has('d') || entry.value.type !== 'folder' ? invocation.cwd : path
    const title = names.length > 1 && entry.value.type === 'folder' ? `${name}:\n` : ''
    blocks.push(title + list.map((one) => lineOf(invocation, folder, one, flags)).join(''))
  }
  print(invocation, blocks.join(names.length > 1 ? '\n' : ''))
  return status
}

function namesIn(
  invocation: Invocation,
  path: string,
  flags: ReadonlySet<string>,
): readonly string[] {
  const list = invocation.system.files.list(path)
  const names = list.ok ? list.value : []
  if (flags.has('a')) return ['.', '..', ...names]
  return flags.has('A') ? names : names.filter((name) => !name.startsWith('.'))
}

function lineOf(
  invocation: Invocation,
  folder: string,
  name: string,
  flags: ReadonlySet<string>,
): string {
  if (!flags.has('l')) return `${name}\n`
  const found = invocation.system.files.linkStat(absolutePath(folder, name))
  if (!found.ok) return `${name}\n`
  const entry = found.value
  const links = entry.type === 'folder' ? 2 : 1
  const size = entry.type === 'folder' ? 4096 : entry.bytes
  const arrow = entry.type === 'link' ? ` -> ${entry.content}` : ''
  const when = dateText('%b %e %H:%M', entry.modifiedMs)
  return `${modeText(entry)} ${String(links).padStart(4)} root     root     ${String(size).padStart(8)} ${when} ${name}${arrow}\n`
}

const TYPE_LETTERS: Readonly<Record<Entry['type'], string>> = {
  file: '-',
  folder: 'd',
  link: 'l',
  socket: 's',
  'character device': 'c',
  'block device': 'b',
}

function modeText(entry: Entry): string {
  let text = TYPE_LETTERS[entry.type]
  for (let bit = 8; bit >= 0; bit -= 1)
    text += (entry.mode >> bit) & 1 ? ('xwr'[bit % 3] ?? '') : '-'
  return text
}

export const stat: Command = (invocation) => {
  const { values, operands } = parseOptions(invocation.args, {
    flags: 'Lft',
    valued: 'c',
    long: ['format='],
  })
  const format = values.get('c') ?? values.get('format')
  let status = 0
  for (const name of operands) {
    const found = invocation.system.files.stat(pathOf(invocation, name))
    if (!found.ok) {
      status = complainFile(invocation, 'stat', name, found.error)
      continue
    }
    const entry = found.value
    const mode = entry.mode.toString(8)
    const facts: Readonly<Record<string, string>> = {
      n: name,
      s: String(entry.bytes),
      a: mode,
      A: modeText(entry),
      U: 'root',
      G: 'root',
      u: '0',
      g: '0',
      F: entry.type === 'file' ? 'regular file' : entry.type,
    }
    const text = format?.replace(/%([nsaAUGugF])/g, (_, letter: string) => facts[letter] ?? '')
    print(
      invocation,
      text === undefined
        ? `  File: ${name}\n  Size: ${entry.bytes}\nAccess: (0${mode}/${modeText(entry)})  Uid: (    0/    root)   Gid: (    0/    root)\n`
        : `${text}\n`,
    )
  }
  return status
}
