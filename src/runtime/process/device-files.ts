// Files that are no files: the open streams of a process by their names in /dev and /proc, and the devices that take everything
// or nothing. A link may lead to one, as `ln -sf /dev/stdout /var/log/app.log` makes it. See proc_pid_fd(5) and full(4).
import type { FileSystem } from '../filesystem/mounts.ts'
import { absolutePath, parentOf } from '../filesystem/path.ts'
import type { FileError } from '../filesystem/result.ts'
import { type Invocation, pathOf, type Streams } from './command.ts'
import { NULL_OUTPUT, type Output } from './stream.ts'

/** Who opens a file: its streams, and the container around it. */
export type Opener = Streams & Pick<Invocation, 'system' | 'process'>

const MAX_LINKS = 8
const DESCRIPTORS: Readonly<Record<string, string>> = {
  '/dev/stdin': '0',
  '/dev/stdout': '1',
  '/dev/stderr': '2',
}
const IN_FOLDER = /^(?:\/dev\/fd|\/proc\/(self|thread-self|\d+)\/fd)\/([012])$/
/** The first process of a container, whose streams are its log. */
const FIRST_PID = '1'

interface Descriptor {
  readonly number: string
  /** 'self', or the number of a process. */
  readonly pid: string
}

function descriptorOf(path: string): Descriptor | undefined {
  const named = DESCRIPTORS[path]
  if (named !== undefined) return { number: named, pid: 'self' }
  const found = IN_FOLDER.exec(path)
  if (found === null) return undefined
  const pid = found[1] ?? 'self'
  return { number: found[2] ?? '', pid: pid === 'thread-self' ? 'self' : pid }
}

const isDevice = (path: string): boolean => path.startsWith('/dev/') || path.startsWith('/proc/')

/** Where a path leads when it names a device, or is a link to one; undefined for a file. */
function deviceAt(files: FileSystem, path: string): string | undefined {
  let at = path
  for (let links = 0; links < MAX_LINKS; links += 1) {
    if (isDevice(at)) return at
    const entry = files.linkStat(at)
    if (!entry.ok || entry.value.type !== 'link') return undefined
    at = absolutePath(parentOf(at), entry.value.content)
  }
  return undefined
}

/** What takes what is written to an absolute path that names a device; undefined for a file. */
export function outputDevice(opener: Opener, path: string): Output | undefined {
  const { system, process } = opener
  const device = deviceAt(system.files, path)
  if (device === undefined) return undefined
  if (device === '/dev/null') return NULL_OUTPUT
  if (device === '/dev/full') return { write: () => 'ENOSPC' }
  const descriptor = descriptorOf(device)
  if (descriptor === undefined || descriptor.number === '0') return undefined
  const { number, pid } = descriptor
  const isOwn = pid === 'self' || (pid === String(process.pid) && pid !== FIRST_PID)
  if (!isOwn && pid !== FIRST_PID) return undefined
  const streams = isOwn ? opener : system.log
  return number === '1' ? streams.stdout : streams.stderr
}

/** Whether an absolute path names the standard input of the process that opens it. */
export function isOwnInput({ system, process }: Opener, path: string): boolean {
  const device = deviceAt(system.files, path)
  const descriptor = device === undefined ? undefined : descriptorOf(device)
  if (descriptor?.number !== '0') return false
  return descriptor.pid === 'self' || descriptor.pid === String(process.pid)
}

/** Opens a file that an argument names, or the device that it is; an error when that cannot be. */
export function openForWriting(
  invocation: Invocation,
  name: string,
  append = false,
): Output | FileError {
  const path = pathOf(invocation, name)
  return outputDevice(invocation, path) ?? fileOutput(invocation.system.files, path, append)
}

/** Makes a file empty, or opens it at its end. */
export function fileOutput(files: FileSystem, path: string, append: boolean): Output | FileError {
  const opened = append ? files.append(path, '') : files.write(path, '')
  if (!opened.ok) return opened.error
  return {
    write(text) {
      const written = files.append(path, text)
      return written.ok ? null : written.error
    },
    fill(bytes) {
      const written = files.fill(path, bytes)
      return written.ok ? null : written.error
    },
  }
}

/** Writes a whole text to what an argument names; what went wrong, or null. */
export function writeWhole(invocation: Invocation, name: string, text: string): FileError | null {
  const path = pathOf(invocation, name)
  const device = outputDevice(invocation, path)
  if (device === undefined) {
    const written = invocation.system.files.write(path, text)
    return written.ok ? null : written.error
  }
  const error = device.write(text)
  return error === 'EPIPE' ? null : error
}
