// What a container starts: its argument vector from the Pod and the image, and whether there is such a
// program. The words of the errors are those of containerd and runc.
import type { FileSystem } from '../filesystem/mounts.ts'
import { absolutePath, joinPath, parentOf } from '../filesystem/path.ts'
import type { ImageSpec } from '../images/image-spec.ts'
import type { Location } from '../process/command.ts'

export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const START_FAILED =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
  'unable to start container process: error during container init: '
const EXEC_FAILED = 'OCI runtime exec failed: exec failed: unable to start container process: '

/**
 * The process that a container starts: `command` replaces the image's entrypoint and its arguments, `args`
 * replaces only the arguments. Empty when the image has nothing to start.
 */
export function argvOf(
  spec: ImageSpec,
  command: readonly string[],
  args: readonly string[],
): readonly string[] {
  if (command.length > 0) return [...command, ...args]
  return [...spec.entrypoint, ...(args.length > 0 ? args : spec.command)]
}

/** Finds a program as execvp does: by its path, or in the folders of `path`. */
export function locate(files: FileSystem, name: string, cwd: string, path: string): Location {
  if (name.includes('/')) return executableAt(files, absolutePath(cwd, name))
  for (const folder of path.split(':')) {
    if (folder === '') continue
    const place = executableAt(files, joinPath(folder, name))
    if (place.kind === 'found') return place
  }
  return { kind: 'missing' }
}

function executableAt(files: FileSystem, path: string): Location {
  const entry = files.stat(path)
  if (!entry.ok) return { kind: 'missing' }
  const executable = entry.value.type === 'file' && (entry.value.mode & 0o111) !== 0
  return executable ? { kind: 'found', path } : { kind: 'denied', path }
}

/** Of one string, and of all together (MAX_ARG_STRLEN, and a quarter of the stack). */
const MAX_STRING = 128 * 1024
const MAX_STRINGS = 2 * 1024 * 1024

/** True when Linux would not start a program with these arguments and this environment (E2BIG). */
export function isTooLong(argv: readonly string[], env: ReadonlyMap<string, string>): boolean {
  let total = 0
  for (const text of [...argv, ...[...env].map(([name, value]) => `${name}=${value}`)]) {
    if (text.length >= MAX_STRING) return true
    total += text.length + 1
  }
  return total > MAX_STRINGS
}

/** The error of a container whose program cannot be started, or null. */
export function startError(files: FileSystem, name: string, place: Location): string | null {
  const problem = execProblem(files, name, place)
  return problem === null ? null : startFailure(problem)
}

/** The message of a container that runc does not start, with runc's cause at its end. */
export function startFailure(cause: string): string {
  return START_FAILED + cause
}

/** The error of an exec whose program cannot be started, or null. `execId` is the runtime's name of the exec. */
export function execError(
  files: FileSystem,
  name: string,
  place: Location,
  execId: string,
): string | null {
  const problem = execProblem(files, name, place)
  return problem === null ? null : `failed to start exec "${execId}": ${EXEC_FAILED}${problem}`
}

/** The words of runc 1.3 behind containerd 2, which names the program as it was given. */
function execProblem(files: FileSystem, name: string, place: Location): string | null {
  if (place.kind === 'found') return null
  const quoted = `exec: ${JSON.stringify(name)}`
  if (place.kind === 'denied') {
    const entry = files.stat(place.path)
    const isFolder = entry.ok && entry.value.type === 'folder'
    return `${quoted}: ${isFolder ? 'is a directory' : 'permission denied'}`
  }
  if (!name.includes('/')) return `${quoted}: executable file not found in $PATH`
  const words = isBelowFile(files, name) ? 'not a directory' : 'no such file or directory'
  return `${quoted}: stat ${name}: ${words}`
}

function isBelowFile(files: FileSystem, name: string): boolean {
  if (!name.startsWith('/')) return false
  for (let folder = parentOf(absolutePath('/', name)); folder !== '/'; folder = parentOf(folder)) {
    const entry = files.stat(folder)
    if (entry.ok) return entry.value.type === 'file'
  }
  return false
}
