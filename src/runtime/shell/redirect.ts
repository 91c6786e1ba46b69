// Redirections: where a command's streams go.
import { simplified } from '#lib/simplified.ts'
import type { Task } from '#sim/task.ts'
import type { Redirect, Redirection } from 'unbash'
import type { Streams } from '../process/command.ts'
import { fileOutput, isOwnInput, type Opener, outputDevice } from '../process/device-files.ts'
import { absolutePath } from '../filesystem/path.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import { NULL_OUTPUT, textInput } from '../process/stream.ts'
import { expandParts, expandText } from './expand.ts'
import { shellError, spend, type Shell } from './state.ts'

simplified('file-descriptors', 'only the file descriptors 0, 1 and 2 exist.')

/** The streams with the redirections applied, or null when one failed (the reason is printed). */
export function* redirect(shell: Shell, redirects: readonly Redirection[]): Task<Streams | null> {
  let streams: Streams = { stdin: shell.stdin, stdout: shell.stdout, stderr: shell.stderr }
  for (const one of redirects) {
    const next = yield* apply(shell, streams, one)
    if (next === null) return null
    streams = next
  }
  return streams
}

/** Runs `act` with redirected streams; status 1 when a redirection failed. */
export function* withRedirects(
  shell: Shell,
  redirects: readonly Redirection[],
  act: () => Task<void>,
): Task<void> {
  const streams = yield* redirect(shell, redirects)
  if (streams === null) {
    shell.status = shell.dialect === 'dash' ? 2 : 1
    return
  }
  const { stdin, stdout, stderr } = shell
  Object.assign(shell, streams)
  yield* act()
  Object.assign(shell, { stdin, stdout, stderr })
}

function* apply(shell: Shell, streams: Streams, one: Redirection): Task<Streams | null> {
  if (one.type === 'HereDoc') {
    const { body, delimiter } = one
    const text =
      delimiter?.quoted === true
        ? body.text
        : body.parts === undefined
          ? body.text.replace(/\\([$`\\\n])/g, (_, character: string) => character.trim())
          : yield* expandParts(shell, body.parts)
    if (shell.leaving?.kind === 'exit' && shell.dialect !== 'bash') {
      // A here-document that cannot be expanded fails its command and not the script.
      shell.leaving = null
      return null
    }
    return {
      ...streams,
      stdin: textInput(one.operator === '<<-' ? text.replace(/^\t+/gm, '') : text),
    }
  }
  const target = one.target === undefined ? '' : yield* expandText(shell, one.target)
  if (shell.leaving !== null) return null
  if (one.type === 'HereString') return { ...streams, stdin: textInput(`${target}\n`) }
  const socket = shell.dialect === 'bash' ? SOCKET.exec(target) : null
  if (socket !== null) return yield* applyToSocket(shell, streams, one, socket)
  return applyToFile(shell, streams, one, target)
}

/** The files that bash alone knows: to open one is to connect. Follows bash 5.2, lib/sh/netopen.c. */
const SOCKET = /^\/dev\/(tcp|udp)\/([^/]+)\/(\d+)$/

/** Connects, and reads what the other side says; what is written there is swallowed. Null when nobody listens. */
function* applyToSocket(
  shell: Shell,
  streams: Streams,
  { operator, descriptor }: Redirect,
  [path, protocol, host = '', port]: RegExpExecArray,
): Task<Streams | null> {
  const kind = protocol === 'udp' ? 'UDP' : 'TCP'
  const result = yield* shell.system.net.call(host, Number(port), '', kind)
  if (result.kind === 'unknown host') {
    shellError(shell, `${host}: Name or service not known`)
    shellError(shell, `${path}: Invalid argument`)
    return null
  }
  if (result.kind !== 'answered') {
    const words = result.kind === 'refused' ? 'Connection refused' : 'No route to host'
    shell.stderr.write(`bash: connect: ${words}\n`)
    shellError(shell, `${path}: ${words}`)
    return null
  }
  if (operator === '<' || operator === '<>') return { ...streams, stdin: textInput(result.text) }
  const isError = descriptor?.type === 'FileDescriptor' && descriptor.value === 2
  return { ...streams, [isError ? 'stderr' : 'stdout']: NULL_OUTPUT }
}

function applyToFile(
  shell: Shell,
  streams: Streams,
  one: Redirect,
  target: string,
): Streams | null {
  const number = one.descriptor?.type === 'FileDescriptor' ? one.descriptor.value : undefined
  switch (one.operator) {
    case '<':
    case '<>':
      return openInput(shell, streams, target)
    case '<&':
      return streams
    case '>&':
      if (/^\d+$|^-$/.test(target)) return duplicate(streams, number ?? 1, target)
      return openOutput(shell, streams, target, { append: false, to: 'both' })
    case '&>':
      return openOutput(shell, streams, target, { append: false, to: 'both' })
    case '&>>':
      return openOutput(shell, streams, target, { append: true, to: 'both' })
    default: {
      const to =
        number === 2 ? 'stderr' : number === undefined || number === 1 ? 'stdout' : 'neither'
      return openOutput(shell, streams, target, { append: one.operator === '>>', to })
    }
  }
}

function duplicate(streams: Streams, from: number, to: string): Streams {
  const target = to === '-' ? NULL_OUTPUT : to === '2' ? streams.stderr : streams.stdout
  if (from === 2) return { ...streams, stderr: target }
  return from === 1 ? { ...streams, stdout: target } : streams
}

/** A folder can be opened, and only reading from it fails. */
function isFolder(shell: Shell, path: string): boolean {
  const entry = shell.system.files.stat(path)
  return entry.ok && entry.value.type === 'folder'
}

const CANNOT = { ash: "can't", dash: 'cannot' } as const

function openInput(shell: Shell, streams: Streams, target: string): Streams | null {
  const path = absolutePath(shell.cwd, target)
  if (isOwnInput(openerOf(shell, streams), path)) return streams
  const content =
    path === '/dev/null' || isFolder(shell, path)
      ? { ok: true as const, value: '' }
      : shell.system.files.read(path)
  if (content.ok) {
    spend(shell.budget, content.value.length)
    return { ...streams, stdin: textInput(content.value) }
  }
  const words = ERROR_TEXTS[content.error]
  const missing = shell.dialect === 'ash' ? 'no such file' : 'No such file'
  const reason = content.error === 'ENOENT' ? missing : words
  if (shell.dialect === 'bash') shellError(shell, `${target}: ${words}`)
  else shellError(shell, `${CANNOT[shell.dialect]} open ${target}: ${reason}`)
  return null
}

interface Opening {
  readonly append: boolean
  readonly to: 'stdout' | 'stderr' | 'both' | 'neither'
}

function openOutput(
  shell: Shell,
  streams: Streams,
  target: string,
  { append, to }: Opening,
): Streams | null {
  const path = absolutePath(shell.cwd, target)
  const output =
    outputDevice(openerOf(shell, streams), path) ?? fileOutput(shell.system.files, path, append)
  if (typeof output === 'string') {
    const words = ERROR_TEXTS[output]
    const missing = shell.dialect === 'ash' ? 'nonexistent directory' : 'Directory nonexistent'
    const reason = output === 'ENOENT' ? missing : words
    if (shell.dialect === 'bash') shellError(shell, `${target}: ${words}`)
    else shellError(shell, `${CANNOT[shell.dialect]} create ${target}: ${reason}`)
    return null
  }
  if (to === 'neither') return streams
  if (to === 'both') return { ...streams, stdout: output, stderr: output }
  return { ...streams, [to]: output }
}

function openerOf({ system, process }: Shell, streams: Streams): Opener {
  return { ...streams, system, process }
}
