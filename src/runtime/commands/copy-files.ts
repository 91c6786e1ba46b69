// `cp` and `mv`.
import type { FileError } from '../filesystem/result.ts'
import { baseOf, below, joinPath } from '../filesystem/path.ts'
import type { Entry } from '../filesystem/tree.ts'
import type { Task } from '#sim/task.ts'
import { complain, pathOf, print, type Command, type Invocation } from '../process/command.ts'
import { isOwnInput, outputDevice, writeWhole } from '../process/device-files.ts'
import { parseOptions } from './options.ts'
import { cannotStat, misused, refuse, wordsOf } from './words.ts'
import { walk } from './walk.ts'

const OPTIONS = {
  flags: 'arRfpvnudiLPHTlsx',
  valued: 't',
  long: [
    'recursive',
    'archive',
    'force',
    'preserve',
    'preserve=',
    'no-clobber',
    'dereference',
    'verbose',
    'no-target-directory',
    'target-directory=',
    'update',
  ],
}

interface Job {
  readonly from: string
  readonly to: string
  /** As messages name them. */
  readonly source: string
  readonly target: string
}

/** The pairs of a command line; a number is an exit code. */
function jobsOf(
  invocation: Invocation,
  options: ReturnType<typeof parseOptions>,
): readonly Job[] | number {
  const { values, operands, flags } = options
  const inFolder = values.get('t') ?? values.get('target-directory')
  const target = inFolder ?? operands.at(-1)
  const sources = inFolder === undefined ? operands.slice(0, -1) : operands
  if (target === undefined) return misused(invocation, 'missing file operand')
  if (sources.length === 0)
    return misused(invocation, `missing destination file operand after '${target}'`)
  const place = invocation.system.files.stat(pathOf(invocation, target))
  const isFolder = place.ok && place.value.type === 'folder' && !flags.has('T')
  if (!isFolder && sources.length > 1 && invocation.system.flavour === 'gnu') {
    complain(invocation, `target '${target}': No such file or directory`)
    return 1
  }
  return sources.map((source) => {
    const into = (isFolder || sources.length > 1) && !/(^|\/)\.$/.test(source)
    const name = into
      ? `${target.replace(/\/+$/, '')}/${baseOf(pathOf(invocation, source))}`
      : target
    return { from: pathOf(invocation, source), to: pathOf(invocation, name), source, target: name }
  })
}

export function* cp(invocation: Invocation): Task<number> {
  const options = parseOptions(invocation.args, OPTIONS)
  const jobs = jobsOf(invocation, options)
  if (typeof jobs === 'number') return jobs
  const { flags } = options
  const has = (...names: readonly string[]): boolean => names.some((name) => flags.has(name))
  const recursive = has('r', 'R', 'a', 'recursive', 'archive')
  const follows = has('L', 'H', 'dereference') || !(recursive || has('d', 'P'))
  let status = 0
  for (const job of jobs) {
    if (has('n', 'no-clobber') && invocation.system.files.stat(job.to).ok) continue
    if (isOwnInput(invocation, job.from)) {
      status = copyInput(invocation, job, yield* invocation.stdin.rest()) || status
      continue
    }
    const top = invocation.system.files.stat(job.from)
    const wanted = { ...job, follows, mode: true }
    if (!top.ok) status = cannotStat(invocation, job.source, top.error)
    else if (top.value.type === 'folder' && !recursive) status = omits(invocation, job.source)
    else if (copyTree(invocation, wanted)) tellVerbosely(invocation, job, flags)
    else status = 1
  }
  return status
}

/** Copies what was piped in, as of `cp /dev/stdin file`; an exit code. */
function copyInput(invocation: Invocation, { target }: Job, text: string): number {
  const error = writeWhole(invocation, target, text)
  if (error === null) return 0
  const gnu = `cannot create regular file '${target}'`
  return refuse(invocation, error, { busybox: `can't create '${target}'`, gnu })
}

/** -v */
function tellVerbosely(
  invocation: Invocation,
  { source, target }: Job,
  flags: ReadonlySet<string>,
): void {
  if (!flags.has('v')) return
  const begin = invocation.name === 'mv' && invocation.system.flavour === 'gnu' ? 'renamed ' : ''
  print(invocation, `${begin}'${source}' -> '${target}'\n`)
}

function omits(invocation: Invocation, name: string): 1 {
  const busybox = `omitting directory '${name}'`
  complain(invocation, wordsOf(invocation, { busybox, gnu: `-r not specified; ${busybox}` }))
  return 1
}

interface Copy extends Job {
  /** Copies what links point to, and not the links. */
  readonly follows: boolean
}

/** Copies a file, or a folder with all that is in it; false when something could not be copied, which it said. */
function copyTree(invocation: Invocation, copy: Copy): boolean {
  const { files } = invocation.system
  const { from, to } = copy
  if (from === to || (below(from, to) !== undefined && isFolder(invocation, from))) {
    const same = `'${copy.source}' and '${copy.target}' are the same file`
    if (from === to) complain(invocation, same)
    return from !== to
  }
  let good = true
  // What could not be made has nothing in it.
  const skipped: string[] = []
  for (const path of walk(invocation, from, copy.follows)) {
    if (skipped.some((folder) => below(folder, path) !== undefined)) continue
    const rest = path.slice(from.length)
    const entry = copy.follows ? files.stat(path) : files.linkStat(path)
    if (!entry.ok) {
      cannotStat(invocation, copy.source + rest, entry.error)
      good = false
      continue
    }
    const target = joinPath(to, rest)
    const error = copyOne(invocation, path, entry.value, target)
    if (error === null) continue
    good = false
    const name = copy.target.replace(/\/$/, '') + rest
    const kind = entry.value.type === 'folder' ? 'directory' : 'regular file'
    refuse(invocation, error, {
      busybox: `can't create ${kind === 'directory' ? 'directory ' : ''}'${name}'`,
      gnu:
        entry.value.type === 'link'
          ? `cannot create symbolic link '${name}'`
          : `cannot create ${kind} '${name}'`,
    })
    if (entry.value.type === 'folder') skipped.push(path)
  }
  return good
}

function isFolder({ system }: Invocation, path: string): boolean {
  const entry = system.files.stat(path)
  return entry.ok && entry.value.type === 'folder'
}

function copyOne(
  invocation: Invocation,
  path: string,
  entry: Entry,
  target: string,
): FileError | null {
  const { files, flavour } = invocation.system
  const there = files.stat(target)
  if (entry.type === 'folder') {
    if (there.ok && there.value.type === 'folder') return null
    const made = files.makeFolder(target)
    if (made.ok) files.setMode(target, entry.mode)
    return made.ok ? null : made.error
  }
  if (entry.type === 'link') {
    if (files.linkStat(target).ok) files.remove(target)
    const made = files.makeLink(target, entry.content)
    return made.ok ? null : made.error
  }
  const content = files.read(path)
  if (!content.ok) return content.error
  const device = outputDevice(invocation, target)
  if (device !== undefined) return device.write(content.value) === 'ENOSPC' ? 'ENOSPC' : null
  const written = files.write(target, content.value)
  // busybox opens with O_EXCL, and says what that met.
  if (!written.ok)
    return written.error === 'EROFS' && there.ok && flavour === 'busybox' ? 'EEXIST' : written.error
  if (!there.ok) files.setMode(target, entry.mode)
  invocation.budget.commands += Math.floor(entry.bytes / 4096)
  invocation.budget.meter.work(entry.bytes)
  return null
}

/** `mv`: another name on the same mount; else a copy, and then the source goes. */
export const mv: Command = (invocation) => {
  const options = parseOptions(invocation.args, OPTIONS)
  const jobs = jobsOf(invocation, options)
  if (typeof jobs === 'number') return jobs
  const { files } = invocation.system
  let status = 0
  for (const job of jobs) {
    if (options.flags.has('n') && files.stat(job.to).ok) continue
    const entry = files.linkStat(job.from)
    if (!entry.ok) {
      status = refuse(invocation, entry.error, {
        busybox: `can't rename '${job.source}'`,
        gnu: `cannot stat '${job.source}'`,
      })
      continue
    }
    const moved = files.rename(job.from, job.to)
    if (!moved.ok && moved.error === 'EXDEV') status = moveAcross(invocation, job) || status
    else if (moved.ok) tellVerbosely(invocation, job, options.flags)
    else
      status = refuse(invocation, moved.error, {
        busybox: `can't rename '${job.source}'`,
        gnu: `cannot move '${job.source}' to '${job.target}'`,
      })
  }
  return status
}

function moveAcross(invocation: Invocation, job: Job): number {
  const { files } = invocation.system
  if (files.linkStat(job.to).ok) {
    const removed = files.remove(job.to)
    if (!removed.ok) return removeFailed(invocation, job, removed.error, true)
  }
  if (!copyTree(invocation, { ...job, follows: false })) return 1
  for (const path of [...walk(invocation, job.from)].reverse()) {
    const removed = files.remove(path)
    if (!removed.ok)
      return removeFailed(
        invocation,
        { ...job, source: job.source + path.slice(job.from.length) },
        removed.error,
        false,
      )
  }
  return 0
}

function removeFailed(
  invocation: Invocation,
  job: Job,
  error: FileError,
  ofTarget: boolean,
): number {
  return refuse(invocation, error, {
    busybox: `can't remove '${ofTarget ? job.target : job.source}'`,
    gnu: ofTarget
      ? `inter-device move failed: '${job.source}' to '${job.target}'; unable to remove target`
      : `cannot remove '${job.source}'`,
  })
}
