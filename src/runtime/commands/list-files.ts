// `ls` and `stat`.
import { dateText } from '#api/meta/date-text.ts'
import { largest } from '#lib/numbers.ts'
import { absolutePath } from '../filesystem/path.ts'
import type { Entry } from '../filesystem/tree.ts'
import { pathOf, print, type Command, type Invocation } from '../process/command.ts'
import { nameOfAccount, type AccountTable } from './accounts.ts'
import { shortBytes } from './amounts.ts'
import { parseOptions } from './options.ts'
import { misused, refuse } from './words.ts'

const MAX_FOLDERS = 200
const BLOCK = 4096

export const ls: Command = (invocation) => {
  const { flags, operands } = parseOptions(invocation.args, {
    flags: 'alhAR1dtrSinFpLZgGuckC',
    long: ['all', 'human-readable', 'color', 'color=', 'full-time', 'almost-all'],
  })
  const names = operands.length === 0 ? ['.'] : operands
  const { files } = invocation.system
  const plain: string[] = []
  const folders: string[] = []
  let status = 0
  for (const name of names) {
    const path = pathOf(invocation, name)
    // With -l a link is shown itself, unless a slash follows its name.
    const itself = flags.has('l') && !flags.has('L') && !name.endsWith('/')
    const entry = itself ? files.linkStat(path) : files.stat(path)
    const shown = entry.ok ? entry : files.linkStat(path)
    if (!shown.ok) {
      refuse(invocation, shown.error, { busybox: name, gnu: `cannot access '${name}'` })
      status = invocation.system.flavour === 'busybox' ? 1 : 2
    } else if (shown.value.type === 'folder' && !flags.has('d')) folders.push(name)
    else plain.push(name)
  }
  const blocks: string[] = []
  if (plain.length > 0) blocks.push(rows(invocation, invocation.cwd, plain, flags))
  for (let at = 0; at < folders.length && at < MAX_FOLDERS; at += 1) {
    const name = folders[at] ?? ''
    const path = pathOf(invocation, name)
    const inside = namesIn(invocation, path, flags)
    const title = names.length > 1 || flags.has('R') ? `${name}:\n` : ''
    const total = flags.has('l') ? `total ${totalOf(invocation, path, inside)}\n` : ''
    blocks.push(title + total + rows(invocation, path, inside, flags))
    if (flags.has('R')) folders.splice(at + 1, 0, ...foldersIn(invocation, name, inside))
  }
  print(invocation, blocks.join('\n'))
  invocation.budget.commands += blocks.length
  return status
}

function foldersIn(
  invocation: Invocation,
  name: string,
  inside: readonly string[],
): readonly string[] {
  return inside
    .filter((one) => one !== '.' && one !== '..')
    .map((one) => `${name.replace(/\/$/, '')}/${one}`)
    .filter((one) => {
      const entry = invocation.system.files.linkStat(pathOf(invocation, one))
      return entry.ok && entry.value.type === 'folder'
    })
}

function namesIn(
  invocation: Invocation,
  path: string,
  flags: ReadonlySet<string>,
): readonly string[] {
  const list = invocation.system.files.list(path)
  const names = list.ok ? list.value : []
  const hidden = flags.has('a') || flags.has('A') || flags.has('all') || flags.has('almost-all')
  const shown = names.filter((name) => hidden || !name.startsWith('.'))
  const all = flags.has('a') || flags.has('all') ? ['.', '..', ...shown] : [...shown]
  const entryOf = (name: string): Entry | undefined => {
    const entry = invocation.system.files.linkStat(absolutePath(path, name))
    return entry.ok ? entry.value : undefined
  }
  if (flags.has('t'))
    all.sort((a, b) => (entryOf(b)?.modifiedMs ?? 0) - (entryOf(a)?.modifiedMs ?? 0))
  if (flags.has('S')) all.sort((a, b) => sizeOf(entryOf(b)) - sizeOf(entryOf(a)))
  return flags.has('r') ? all.reverse() : all
}

const sizeOf = (entry: Entry | undefined): number =>
  entry?.type === 'folder' ? BLOCK : (entry?.bytes ?? 0)

/** The blocks of a KiB on the disk: a file has whole ones of four, a link lies in its inode. */
function totalOf(invocation: Invocation, folder: string, names: readonly string[]): number {
  return names.reduce((sum, name) => {
    const entry = invocation.system.files.linkStat(absolutePath(folder, name))
    if (!entry.ok || entry.value.type === 'link') return sum
    return sum + Math.ceil(sizeOf(entry.value) / BLOCK) * 4
  }, 0)
}

function rows(
  invocation: Invocation,
  folder: string,
  names: readonly string[],
  flags: ReadonlySet<string>,
): string {
  const found = names.flatMap((name) => {
    const path = absolutePath(folder, name)
    const { files } = invocation.system
    const entry = flags.has('L') ? files.stat(path) : files.linkStat(path)
    return entry.ok ? [{ name, entry: entry.value }] : []
  })
  const marked = ({ name, entry }: { readonly name: string; readonly entry: Entry }): string => {
    if (flags.has('F')) return name + markOf(entry)
    return flags.has('p') && entry.type === 'folder' ? `${name}/` : name
  }
  if (!flags.has('l')) return found.map((one) => `${marked(one)}\n`).join('')
  const human = flags.has('h') || flags.has('human-readable')
  const cells = found.map(({ entry }) => ({
    size: human ? shortBytes(sizeOf(entry)) : String(sizeOf(entry)),
    links: String(entry.type === 'folder' ? 2 : 1),
    ...owners(invocation, entry, flags.has('n')),
  }))
  const busybox = invocation.system.flavour === 'busybox'
  const width = (pick: (cell: (typeof cells)[number]) => string, least: number): number =>
    busybox ? least : largest(cells.map((cell) => pick(cell).length))
  const widths = {
    links: width((cell) => cell.links, 4),
    user: width((cell) => cell.user, 8),
    group: width((cell) => cell.group, 8),
    size: width((cell) => cell.size, 9),
  }
  return found
    .map((one, index) => {
      const cell = cells[index]
      if (cell === undefined) return ''
      const { entry } = one
      const arrow = entry.type === 'link' ? ` -> ${entry.content}` : ''
      const format = flags.has('full-time') ? '%Y-%m-%d %H:%M:%S.%N +0000' : '%b %e %H:%M'
      const when = dateText(format, entry.modifiedMs)
      const link = ` ${cell.links.padStart(widths.links)}`
      return `${modeText(entry)}${link} ${cell.user.padEnd(widths.user)} ${cell.group.padEnd(widths.group)} ${cell.size.padStart(widths.size)} ${when} ${marked(one)}${arrow}\n`
    })
    .join('')
}

function markOf(entry: Entry): string {
  if (entry.type === 'folder') return '/'
  if (entry.type === 'link') return '@'
  return entry.type === 'file' && (entry.mode & 0o111) !== 0 ? '*' : ''
}

/** The names of user and group as the container's own tables have them; a number that is in none is shown itself. */
function owners(
  { system }: Invocation,
  { owner }: Entry,
  numeric: boolean,
): { readonly user: string; readonly group: string } {
  const nameOf = (id: number, table: AccountTable): string =>
    numeric ? String(id) : nameOfAccount(system, id, table)
  return {
    user: nameOf(owner?.uid ?? 0, '/etc/passwd'),
    group: nameOf(owner?.gid ?? 0, '/etc/group'),
  }
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
  if ((entry.mode & 0o1000) === 0) return text
  return text.slice(0, -1) + (text.endsWith('x') ? 't' : 'T')
}

const TYPE_NAMES: Readonly<Record<Entry['type'], string>> = {
  file: 'regular file',
  folder: 'directory',
  link: 'symbolic link',
  socket: 'socket',
  'character device': 'character special file',
  'block device': 'block special file',
}

export const stat: Command = (invocation) => {
  const { flags, values, operands } = parseOptions(invocation.args, {
    flags: 'Lft',
    valued: 'c',
    long: ['format=', 'dereference', 'printf='],
  })
  if (operands.length === 0) return misused(invocation, 'missing operand')
  const format = values.get('c') ?? values.get('format')
  const { files } = invocation.system
  const follows = flags.has('L') || flags.has('dereference')
  let status = 0
  for (const name of operands) {
    const path = pathOf(invocation, name)
    const found = follows ? files.stat(path) : files.linkStat(path)
    if (!found.ok) {
      status = refuse(invocation, found.error, {
        busybox: `can't stat '${name}'`,
        gnu: `cannot statx '${name}'`,
      })
      continue
    }
    const printed = values.get('printf')
    const text = statText(invocation, name, found.value, printed ?? format)
    print(invocation, printed === undefined ? `${text}\n` : text.replaceAll('\\n', '\n'))
  }
  return status
}

function statText(invocation: Invocation, name: string, entry: Entry, format?: string): string {
  const { user, group } = owners(invocation, entry, false)
  const type =
    entry.type === 'file' && entry.bytes === 0 ? 'regular empty file' : TYPE_NAMES[entry.type]
  const when = dateText('%Y-%m-%d %H:%M:%S.%N +0000', entry.modifiedMs)
  const seconds = dateText('%s', entry.modifiedMs)
  const size = sizeOf(entry)
  const blocks = entry.type === 'link' ? 0 : Math.ceil(size / BLOCK) * 8
  const mode = entry.mode.toString(8)
  const arrow = entry.type === 'link' ? ` -> '${entry.content}'` : ''
  const facts: Readonly<Record<string, string>> = {
    n: name,
    N: `'${name}'${arrow}`,
    s: String(size),
    b: String(blocks),
    B: '512',
    a: mode,
    A: modeText(entry),
    U: user,
    G: group,
    u: String(entry.owner?.uid ?? 0),
    g: String(entry.owner?.gid ?? 0),
    F: type,
    h: entry.type === 'folder' ? '2' : '1',
    i: '1',
    ...Object.fromEntries(['x', 'y', 'z'].map((letter) => [letter, when])),
    ...Object.fromEntries(['X', 'Y', 'Z'].map((letter) => [letter, seconds])),
  }
  if (format !== undefined)
    return format.replace(/%([nNsbBaAUGugFhixyzXYZ%])/g, (all, letter: string) =>
      letter === '%' ? '%' : (facts[letter] ?? all),
    )
  const shown =
    entry.type === 'link'
      ? invocation.system.flavour === 'busybox'
        ? `'${name}'${arrow}`
        : `${name} -> ${entry.content}`
      : name
  return [
    `  File: ${shown}`,
    `  Size: ${String(size).padEnd(10)}\tBlocks: ${String(blocks).padEnd(10)} IO Block: ${BLOCK}   ${type}`,
    `Device: 40h/64d\tInode: 1           Links: ${facts['h'] ?? '1'}`,
    `Access: (${mode.padStart(4, '0')}/${modeText(entry)})  Uid: (${(facts['u'] ?? '').padStart(5)}/${user.padStart(8)})   Gid: (${(facts['g'] ?? '').padStart(5)}/${group.padStart(8)})`,
    `Access: ${when}`,
    `Modify: ${when}`,
    `Change: ${when}`,
  ].join('\n')
}
