// `kubectl` as a program of the terminal. A call first runs against the recorded run: what only reads is answered
// by that. What would write something is an action: where the run has it at this time, its own words are
// printed again, else the line waits for a run that has it.
import type { ManifestFile } from '#api/meta/manifest-fault.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { createApiServer } from '#apiserver/api-server.ts'
import { waitOfLine } from '#kubectl/commands/delete.ts'
import { shownPath } from '#kubectl/documents.ts'
import { joinWords } from '#kubectl/flags.ts'
import { configIn, namespaceOf, withNamespace } from '#kubectl/kubeconfig.ts'
import { parseActionLine } from '#kubectl/parse-line.ts'
import { splitCommand } from '#kubectl/split-command.ts'
import { runKubectl } from '#kubectl/run-kubectl.ts'
import type { Containers, LeftBehind, Session } from '#kubectl/session.ts'
import { notingDeletions, untilGone } from '#kubectl/until-gone.ts'
import { createPrng } from '#lib/prng.ts'
import { absolutePath, baseOf, joinPath } from '#runtime/filesystem/path.ts'
import type { Invocation } from '#runtime/process/command.ts'
import { createFuture, type Future, settledFuture, type Task } from '#sim/task.ts'
import { containerOf, refusalOf } from '../machine/containers.ts'
import type { Acting } from './acting.ts'
import { HOME, type TerminalDisk } from './disk.ts'
import { filesAt, folderAt } from './named-files.ts'
import { localPortsOf, type OpenForwards } from './local-ports.ts'
import type { Past } from './past.ts'
import { type HeldLine, printTo } from './print-line.ts'
import type { Place, ShellState } from './types.ts'

/** A shell that an action left open in a container. */
export function placeOf(
  shell: NonNullable<LeftBehind['shell']>,
): Extract<Place, { kind: 'container' }> {
  const { namespace, pod, container, containerId, program, prompt, attached } = shell
  const place = { kind: 'container', namespace, pod, container, containerId, program } as const
  return { ...place, prompt, status: 0, ...(attached === undefined ? {} : { attached }) }
}

/** What the calls of one line share. */
export interface KubectlHost {
  readonly past: Past
  readonly disk: TerminalDisk
  readonly acting: Acting
  /** What a text holds as manifests. */
  manifestsIn(path: string, text: string): ManifestFile
  /** The namespace of its context. */
  namespace: string
  readonly forwards: OpenForwards
  /** What earlier lines left in the background is begun again. */
  readonly goesOn: boolean
  /** True for a file that is applied when the run begins: an action needs another one. */
  isAppliedAtStart(treePath: string): boolean
  /** Lets a person edit a text; null when nothing was saved. */
  edit(title: string, text: string): Future<string | null>
  /** The line ends, and the next one is typed in a shell there. */
  enter(place: Place, from?: Pick<ShellState, 'cwd' | 'variables'>): void
  /** A call costs so much of what a line may do at one go. */
  spend(cost: number): void
}

/** Makes the program for one line. */
export function kubectlOf(host: KubectlHost): (invocation: Invocation) => Task<number> {
  return function* (invocation) {
    const words = withNamespace(invocation.args, host.namespace)
    const stdin = readsStdin(words) ? yield* invocation.stdin.rest() : ''
    const call: Call = { words, stdin, saved: null, deleted: [] }
    const wanted = yield* tryReading(host, invocation, call)
    if (typeof wanted === 'number') return wanted
    return yield* act(host, invocation, call)
  }
}

const TYPED: ReadonlySet<string> = new Set(['exec', 'attach', 'run'])

/** What reads what is piped into it where it is told to. */
const isExec = (words: readonly string[]): boolean => TYPED.has(splitCommand(words).command)

const readsStdin = (words: readonly string[]): boolean =>
  (isExec(words) && flagWordsOf(words).some((word) => /^(?:-[a-z]*i[a-z]*|--stdin)$/.test(word))) ||
  words.some(
    (word, index) =>
      /^(?:-f|--filename)=?-$/.test(word) ||
      (word === '-' && /^(?:-f|--filename)$/.test(words[index - 1] ?? '')),
  )

/** The words before those of a command in a container. */
function flagWordsOf(words: readonly string[]): readonly string[] {
  const dash = words.indexOf('--')
  return dash < 0 ? words : words.slice(0, dash)
}

const isRecursive = (words: readonly string[]): boolean =>
  flagWordsOf(words).some((word) => /^(?:-R|--recursive(?:=true)?)$/.test(word))

interface Call {
  readonly words: readonly string[]
  readonly stdin: string
  /** What was saved in the editor that it opened. */
  saved: string | null
  /** What it would delete. */
  readonly deleted: ApiObject[]
}

const CALL_COST = 1
const OBJECTS_PER_COST = 500

/** The exit code of a call that only reads; 'changes' for one that would write something. */
function* tryReading(
  host: KubectlHost,
  invocation: Invocation,
  call: Call,
): Task<number | 'changes'> {
  const { past } = host
  let writes = false
  const held: HeldLine[] = []
  const printLine = printTo(invocation)
  let holds = true
  const print =
    (stream: HeldLine['stream']) =>
    (text: string, isOpen = false) => {
      if (writes) return
      const line: HeldLine = { stream, text, ...(isOpen ? { isOpen } : {}) }
      if (holds) held.push(line)
      else printLine(line)
    }
  const flush = (): void => {
    holds = false
    for (const line of held.splice(0)) printLine(line)
  }
  host.spend(CALL_COST)
  const session = readingSession(host, invocation, {
    ...call,
    out: print('out'),
    err: print('err'),
    onWrite: () => void (writes = true),
    onSaved: (text) => void (call.saved = text),
  })
  const run = runKubectl(session, call.words)
  if (typeof run === 'number') {
    if (writes) return 'changes'
    flush()
    return run
  }
  past.follow()
  try {
    for (let step = run.next(); ; step = run.next()) {
      if (writes) return 'changes'
      flush()
      if (step.done === true) return step.value
      if (!step.value.settled) yield step.value
    }
  } finally {
    run.return(0)
  }
}

interface ReadingCall extends Call, Pick<Session, 'out' | 'err'> {
  onWrite(): void
  onSaved(text: string): void
}

function readingSession(host: KubectlHost, invocation: Invocation, call: ReadingCall): Session {
  const { past, disk } = host
  const world = past.worldFor(call.onWrite)
  const server = createApiServer(world, createPrng('terminal'))
  const client = {
    ...notingDeletions(server, call.deleted),
    list: ((kind, which) => {
      const found = server.list(kind, which)
      host.spend(found.length / OBJECTS_PER_COST)
      return found
    }) satisfies typeof server.list,
    watch: ((kind, handler, selection) => {
      past.follow()
      // The server subscribed before anybody followed the run.
      const stop = world.subscribe(() => {})
      const end = server.watch(kind, handler, selection)
      return () => {
        end()
        stop()
      }
    }) satisfies typeof server.watch,
  }
  const manifestsAt = (path: string): readonly ManifestFile[] | undefined => {
    if (path === '-') return [host.manifestsIn('work/stdin.yaml', call.stdin)]
    const files = filesAt(invocation, path, isRecursive(call.words))
    if (files === undefined) return undefined
    if (files.length === 0) return [{ objects: [], faults: [{ kind: 'no-files' }] }]
    return files.map(({ place, text }) =>
      host.manifestsIn(disk.treePathOf(place) ?? place.slice(1), text),
    )
  }
  return {
    client,
    world,
    sleeper: past.sleeper,
    out: call.out,
    err: call.err,
    manifests: (path) => manifestsAt(path)?.flatMap(({ objects }) => objects),
    faults: (path) => (manifestsAt(path) ?? []).flatMap(({ faults }) => faults),
    text(path) {
      if (path === '-') return call.stdin
      const found = invocation.system.files.read(absolutePath(invocation.cwd, path))
      return found.ok ? found.value : undefined
    },
    folder: (path) => folderAt(invocation, path),
    refused() {},
    containers: containersOf(world, call),
    editor: editorOf(host, call),
    localPorts: localPortsOf(host, invocation),
    leave() {},
    kubeconfig: {
      get: () => configIn(host.namespace),
      set: (next) => void (host.namespace = namespaceOf(next)),
    },
  }
}

/** What happens in a container is no part of the past that is kept: it has to happen there. */
function containersOf(world: ReturnType<Past['worldFor']>, call: ReadingCall): Containers {
  return {
    refusal: (target) => refusalOf(world, target),
    exec(target) {
      const found = containerOf(world, target)
      if ('refused' in found)
        return settledFuture({ exitCode: 1, error: found.refused, shell: null })
      call.onWrite()
      return createFuture()
    },
    putFile() {
      call.onWrite()
      return null
    },
    readFile() {
      call.onWrite()
      return undefined
    },
    connect: () => createFuture(),
    attach(target) {
      const found = containerOf(world, target)
      const none = { state: 'ended', prompt: '', containerId: '', exitCode: null } as const
      if ('refused' in found) return settledFuture({ ...none, error: found.refused })
      call.onWrite()
      return createFuture()
    },
  }
}

/** Its editor: what was saved there is kept with the call, which is an action then. */
function editorOf(host: KubectlHost, call: ReadingCall): Session['editor'] {
  return (title, text) => {
    const done = createFuture<string | null>()
    const open = (shown: string): void => {
      const edited = host.edit(title, shown)
      edited.whenSettled(() => {
        const { value } = edited
        const isChanged = value !== null && plain(value) !== plain(text)
        if (!isChanged || plain(value).trim() === '') done.settle(value)
        else if (host.manifestsIn('edit.yaml', value).objects.length !== 1)
          open(
            `# error: the saved text is not one object; it was not written back\n#\n${plain(value)}`,
          )
        else {
          call.onSaved(value)
          call.onWrite()
        }
      })
    }
    open(text)
    return done
  }
}

const plain = (text: string): string => text.replaceAll(/^#.*\n?/gm, '')

function* act(host: KubectlHost, invocation: Invocation, call: Call): Task<number> {
  const { acting, disk } = host
  const placed = withTreeFiles(host, invocation, call)
  const parsed = parseActionLine(joinWords(placed), acting.nextMs())
  if (!parsed.ok) return 1
  const print = printTo(invocation)
  const asTyped = typedPaths(call.words, placed)
  const { code, left } = yield* acting.perform(parsed.action, (line) =>
    print({ ...line, text: asTyped(line.text) }),
  )
  const { shell, file } = left ?? {}
  if (shell !== undefined)
    host.enter(placeOf(shell), { cwd: shell.cwd, variables: shell.variables })
  if (file !== undefined) {
    const place = absolutePath(invocation.cwd, file.path)
    disk.tree.put(place, { type: 'file', content: file.content })
  }
  return Math.max(code, yield* waitForDeletion(host, invocation, call))
}

/** The deletion is an action; that `kubectl delete` then waits for what it deleted is none. */
function* waitForDeletion(host: KubectlHost, invocation: Invocation, call: Call): Task<number> {
  const { command, rest } = splitCommand(call.words)
  const waitMs = command === 'delete' ? waitOfLine(rest) : null
  const deleted = call.deleted.splice(0)
  if (waitMs === null || deleted.length === 0) return 0
  const print = printTo(invocation)
  const say = (stream: HeldLine['stream']) => (text: string) => print({ stream, text })
  const output = { out: say('out'), err: say('err'), onWrite() {}, onSaved() {} }
  return yield* untilGone(readingSession(host, invocation, { ...call, ...output }), deleted, waitMs)
}

/** A text in which files are called as they were typed, and not as the scenario has them. */
function typedPaths(typed: readonly string[], placed: readonly string[]): (text: string) => string {
  const pairs = placed.flatMap((word, index): readonly (readonly [string, string])[] => {
    const [from, to] = [word, typed[index] ?? word].map((one) => one.replace(/^--?[\w-]+=/, ''))
    return from === to || from === undefined || to === undefined || from.includes(',')
      ? []
      : [[from, shownPath(to)]]
  })
  return (text) => pairs.reduce((said, [from, to]) => said.replaceAll(from, to), text)
}

const FILE_FLAG = /^(?:-f|--filename|--patch-file|--from-env-file|--from-file|--cert|--key)$/

/** The words with files as the scenario has them; what it has not becomes one of its files. */
function withTreeFiles(
  host: KubectlHost,
  invocation: Invocation,
  { words, stdin, saved }: Call,
): readonly string[] {
  const mapped = (paths: string): string =>
    paths
      .split(',')
      .flatMap((path) => treeFilesOf(host, invocation, path, { words, stdin }))
      .join(',')
  const placed = (flag: string, value: string): string =>
    flag === '--from-file'
      ? value
          .split(',')
          .flatMap((source) => treeSourcesOf(host, invocation, source, { words, stdin }))
          .join(',')
      : mapped(value)
  if (isExec(words) || saved !== null) {
    // What is piped into a command, or was saved in its editor, has to be kept with it.
    const text = saved ?? stdin
    const [file] = text === '' ? [] : treeFilesOf(host, invocation, '-', { words, stdin: text })
    return file === undefined ? words : [...words, '<', file]
  }
  const isCopy = splitCommand(words).command === 'cp'
  return words.map((word, index) => {
    // A file that is copied into a container is one of the scenario's by then.
    if (isCopy && index > 0 && !word.startsWith('-') && !word.includes(':')) return mapped(word)
    const [, flag = '', value] = /^(--?[\w-]+)=(.*)$/s.exec(word) ?? []
    if (value !== undefined && FILE_FLAG.test(flag)) return `${flag}=${placed(flag, value)}`
    const before = words[index - 1] ?? ''
    return FILE_FLAG.test(before) ? placed(before, word) : word
  })
}

/** What `--from-file` names, each with its key: a file of the scenario may be called otherwise. */
function treeSourcesOf(
  host: KubectlHost,
  invocation: Invocation,
  source: string,
  call: Pick<Call, 'words' | 'stdin'>,
): readonly string[] {
  const [, key = '', path = source] = /^([^=/]+=)(.*)$/s.exec(source) ?? []
  const names = folderAt(invocation, path)
  const place = absolutePath(invocation.cwd, path)
  const files = names === undefined ? [path] : names.map((name) => joinPath(place, name))
  return files.flatMap((file) =>
    treeFilesOf(host, invocation, file, call).map(
      (inTree) => `${key === '' ? `${baseOf(file)}=` : key}${inTree}`,
    ),
  )
}

function treeFilesOf(
  { disk, isAppliedAtStart }: KubectlHost,
  invocation: Invocation,
  path: string,
  { words, stdin }: Pick<Call, 'words' | 'stdin'>,
): readonly string[] {
  const keep = (name: string, text: string): string => {
    const file = `${name}-${hashOf(text)}.yaml`
    disk.tree.put(`${HOME}/applied/${file}`, { type: 'file', content: text })
    return `work/applied/${file}`
  }
  if (path === '-') return [keep('stdin', stdin)]
  const files = filesAt(invocation, path, isRecursive(words)) ?? []
  // What an action applies is not applied when the run begins: a file that is needs a copy.
  const isApply = splitCommand(words).command === 'apply'
  if (files.length === 0) return [path]
  return files.map(({ place, text }) => {
    const inTree = disk.treePathOf(place)
    const stays = inTree !== null && !(isApply && isAppliedAtStart(inTree))
    return stays ? inTree : keep(baseOf(place).replace(/\.\w+$/, ''), text)
  })
}

/** FNV-1a: the same text has the same name. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5
  for (const character of text) {
    hash ^= character.codePointAt(0) ?? 0
    hash = Math.imul(hash, 0x01000193) >>> 0
  }
  return hash.toString(36)
}
