// `tar`, `gzip` and their like. An archive is a text of this simulator; only these tools read it.
import { simplified } from '#lib/simplified.ts'
import type { Task } from '#sim/task.ts'
import { joinPath, parentOf } from '../filesystem/path.ts'
import type { EntryType } from '../filesystem/tree.ts'
import { complain, pathOf, print, type Invocation } from '../process/command.ts'
import { readFile } from './inputs.ts'
import { makeFolders } from './make-files.ts'
import { refuse, wordsOf } from './words.ts'
import { walk } from './walk.ts'

simplified(
  'archives',
  'archives are not in the real formats and not compressed: only the tools here read what they wrote; --exclude and --strip-components have no effect.',
  {
    programs: 'tar gzip gunzip zcat'.split(' '),
  },
)

const MARK = '#archive\n'

interface Member {
  readonly name: string
  readonly type: EntryType
  readonly mode: number
  readonly content: string
}

export function* tar(invocation: Invocation): Task<number> {
  const [first = '', ...rest] = invocation.args
  const args = first.startsWith('-') ? invocation.args : [`-${first}`, ...rest]
  let letters = ''
  let file: string | undefined
  let folder = '.'
  const names: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? ''
    if (arg.startsWith('--')) {
      if (arg.startsWith('--strip-components') || arg.startsWith('--exclude')) continue
      if (arg.startsWith('--directory=')) folder = arg.slice(12)
      if (arg.startsWith('--file=')) file = arg.slice(7)
      letters += { '--create': 'c', '--extract': 'x', '--list': 't', '--verbose': 'v' }[arg] ?? ''
    } else if (/^-\w/.test(arg)) {
      letters += arg.slice(1)
      if (arg.includes('f')) file = args[(at += 1)]
      if (arg.includes('C')) folder = args[(at += 1)] ?? '.'
    } else names.push(arg)
  }
  const inside = { ...invocation, cwd: pathOf(invocation, folder) }
  if (letters.includes('c'))
    return create(invocation, inside, { file, names, verbose: letters.includes('v') })
  if (!/[xt]/.test(letters)) return complain(invocation, 'must specify exactly one of -c -t -x')
  const text =
    file === undefined || file === '-'
      ? yield* invocation.stdin.rest()
      : readArchive(invocation, file)
  if (text === undefined) return invocation.system.flavour === 'busybox' ? 1 : 2
  const members = membersOf(text)
  if (members === null) {
    const words = { busybox: 'invalid tar magic', gnu: 'This does not look like a tar archive' }
    return complain(invocation, wordsOf(invocation, words))
  }
  for (const member of members) {
    if (letters.includes('t') || letters.includes('v')) print(invocation, `${member.name}\n`)
    if (letters.includes('x') && !extract(inside, member)) return 1
  }
  return 0
}

function readArchive(invocation: Invocation, file: string): string | undefined {
  const content = invocation.system.files.read(pathOf(invocation, file))
  if (content.ok) return content.value
  refuse(invocation, content.error, {
    busybox: `can't open '${file}'`,
    gnu: `${file}: Cannot open`,
  })
  if (invocation.system.flavour === 'gnu')
    complain(invocation, 'Error is not recoverable: exiting now')
  return undefined
}

interface Creating {
  readonly file: string | undefined
  readonly names: readonly string[]
  readonly verbose: boolean
}

function create(
  invocation: Invocation,
  inside: Invocation,
  { file, names, verbose }: Creating,
): number {
  const { files, flavour } = invocation.system
  const members: Member[] = []
  let status = 0
  let told = false
  for (const name of names) {
    const top = pathOf(inside, name)
    const entry = files.linkStat(top)
    if (!entry.ok) {
      status = refuse(invocation, entry.error, { busybox: name, gnu: `${name}: Cannot stat` })
      if (flavour === 'gnu') status = 2
      continue
    }
    if (name.startsWith('/') && !told) {
      told = true
      invocation.stderr.write(
        flavour === 'busybox'
          ? "tar: removing leading '/' from member names\n"
          : "tar: Removing leading `/' from member names\n",
      )
    }
    for (const path of walk(invocation, top)) {
      const one = files.linkStat(path)
      if (!one.ok) continue
      const { type, mode, content } = one.value
      const shown =
        (name.replace(/\/+$/, '') + path.slice(top.length)).replace(/^\/+/, '') +
        (type === 'folder' ? '/' : '')
      members.push({ name: shown === '/' ? './' : shown, type, mode, content })
      if (verbose)
        (file === undefined || file === '-' ? invocation.stderr : invocation.stdout).write(
          `${shown}\n`,
        )
    }
  }
  const text = MARK + JSON.stringify(members)
  invocation.budget.meter.hold(text.length)
  if (file === undefined || file === '-') return print(invocation, text) ? status : 1
  const written = files.write(pathOf(invocation, file), text)
  if (written.ok) return status
  refuse(invocation, written.error, {
    busybox: `can't open '${file}'`,
    gnu: `${file}: Cannot open`,
  })
  if (flavour === 'gnu') complain(invocation, 'Error is not recoverable: exiting now')
  return flavour === 'busybox' ? 1 : 2
}

function membersOf(text: string): readonly Member[] | null {
  if (!text.startsWith(MARK)) return null
  try {
    const parsed: unknown = JSON.parse(text.slice(MARK.length))
    return Array.isArray(parsed) ? (parsed as readonly Member[]) : null
  } catch {
    return null
  }
}

function extract(invocation: Invocation, { name, type, mode, content }: Member): boolean {
  const { files } = invocation.system
  const path = joinPath(invocation.cwd, name)
  const above = makeFolders(invocation, type === 'folder' ? path : parentOf(path))
  if (above !== null) {
    const shown = name.replace(/\/$/, '').split('/')[0] ?? name
    refuse(invocation, above, {
      busybox: `can't create directory '${shown}'`,
      gnu: `${shown}: Cannot mkdir`,
    })
    return false
  }
  if (type === 'folder') return true
  if (type === 'link') return files.makeLink(path, content).ok
  const written = files.write(path, content)
  if (!written.ok) {
    refuse(invocation, written.error, {
      busybox: `can't open '${name}'`,
      gnu: `${name}: Cannot open`,
    })
    return false
  }
  files.setMode(path, mode)
  return true
}

/** `gzip`, `gunzip`, `zcat`: another name, and the same content. */
export function* gzip(invocation: Invocation): Task<number> {
  const opens = invocation.name !== 'gzip' || invocation.args.some((arg) => /^-\w*d/.test(arg))
  const prints = invocation.name === 'zcat' || invocation.args.some((arg) => /^-\w*c/.test(arg))
  const names = invocation.args.filter((arg) => !arg.startsWith('-'))
  if (names.length === 0) return print(invocation, yield* invocation.stdin.rest()) ? 0 : 1
  const { files } = invocation.system
  for (const name of names) {
    const text = readFile(invocation, name)
    if (text === undefined) return 1
    if (prints) {
      print(invocation, text)
      continue
    }
    const target = opens ? name.replace(/\.(gz|tgz)$/, '') : `${name}.gz`
    const written = files.write(pathOf(invocation, target), text)
    if (!written.ok)
      return refuse(invocation, written.error, { busybox: `can't open '${target}'`, gnu: target })
    files.remove(pathOf(invocation, name))
  }
  return 0
}
