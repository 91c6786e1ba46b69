// What Tab offers in the terminal: kubectl's own completion, else the programs and the files.
import { createApiServer } from '#apiserver/api-server.ts'
import { DEFAULT, FILTER_FILES, NO_SPACE } from '#kubectl/completion/directive.ts'
import { NO_CONTAINERS } from '#kubectl/session.ts'
import { runKubectl } from '#kubectl/run-kubectl.ts'
import { splitWords } from '#kubectl/flags.ts'
import { createPrng } from '#lib/prng.ts'
import { absolutePath, joinPath, parentOf } from '#runtime/filesystem/path.ts'
import type { FileTree } from '#runtime/filesystem/tree.ts'
import { createDisk } from './disk.ts'
import type { TerminalRun } from './line-run.ts'
import { nodeFilesAt } from './node/node-disk.ts'
import { createPast, type Past } from './past.ts'
import { MACHINE_FILES } from './system.ts'
import type { Completions, ShellState, TerminalLine } from './types.ts'

const MAX_WORDS = 500
const MAX_TEXT = 10_000

/** What the last word of a text can become at a moment of a run. */
export function completeLine(
  run: TerminalRun,
  at: Pick<TerminalLine, 'atMs' | 'entryId'>,
  text: string,
  shell: ShellState,
): Completions {
  const command = text.slice(lastCommandAt(text)).trimStart()
  const current = /[^\s'"|;&]*$/.exec(command)?.[0] ?? ''
  // The value of a flag is a word of its own.
  const value = /^--?[^=]+=(.*)$/s.exec(current)?.[1] ?? current
  const from = text.length - value.length
  const words =
    text.length > MAX_TEXT ? null : splitWords(command.slice(0, -current.length || undefined))
  if (words === null) return { from, words: [] }
  const [program, ...rest] = words[0] === 'sudo' ? words.slice(1) : words
  const past = createPast(run.world, at)
  const { place } = shell
  // The files of a container are not kept with the run.
  if (place?.kind === 'container') return { from, words: [] }
  const tree =
    place === undefined
      ? createDisk(run.files, MACHINE_FILES, () => 0).tree
      : nodeFilesAt({ past, text, shell }, place.node)
  const plain = (found: readonly string[]): Completions => ({
    from,
    words: found.slice(0, MAX_WORDS),
  })
  if (program === undefined) return plain(programs(tree, current))
  if (program === 'ssh') return plain(nodeNames(past, current))
  if (program !== 'k' && program !== 'kubectl') return plain(files(tree, shell, value))
  const { words: offered, directive } = kubectlWords(past, [...rest, current], shell)
  if (directive === FILTER_FILES)
    return plain(files(tree, shell, value).filter((name) => isOneOf(name, offered)))
  if (directive === DEFAULT && offered.length === 0) return plain(files(tree, shell, value))
  return { ...plain(offered), ...((directive & NO_SPACE) === 0 ? {} : { isPart: true }) }
}

/** A folder, or a file with one of these endings. */
function isOneOf(name: string, endings: readonly string[]): boolean {
  return name.endsWith('/') || endings.some((ending) => name.endsWith(`.${ending}`))
}

/** Where the last command of a pipeline or list begins. */
function lastCommandAt(text: string): number {
  const outside = text.replaceAll(/'[^']*'|"[^"]*"/g, (quoted) => ' '.repeat(quoted.length))
  return Math.max(...['|', ';', '&', '(', '`'].map((mark) => outside.lastIndexOf(mark))) + 1
}

function nodeNames(past: Past, current: string): readonly string[] {
  return past
    .state()
    .under('Machine/')
    .flatMap((one) => (one.kind === 'Machine' ? [one.nodeName] : []))
    .filter((name) => name.startsWith(current))
    .toSorted()
}

function programs(tree: FileTree, current: string): readonly string[] {
  const names = ['/usr/local/bin', '/usr/bin'].flatMap((folder) =>
    tree.list(folder).filter((name) => {
      const entry = tree.get(joinPath(folder, name))
      return entry?.type === 'file' && (entry.mode & 0o111) !== 0
    }),
  )
  return [...new Set([...names, ...BUILTINS])].filter((name) => name.startsWith(current)).toSorted()
}

const BUILTINS = ['cd', 'export', 'for', 'if', 'unset', 'while']

/** What kubectl offers, and what a shell is to do with that. */
function kubectlWords(
  past: Past,
  words: readonly string[],
  { namespace }: ShellState,
): { readonly words: readonly string[]; readonly directive: number } {
  const world = past.worldFor(() => {})
  const lines: string[] = []
  const known = namespace === 'default' ? [] : ['--namespace', namespace]
  runKubectl(
    {
      client: createApiServer(world, createPrng('completion')),
      world,
      sleeper: past.sleeper,
      manifests: () => undefined,
      faults: () => [],
      text: () => undefined,
      out: (line) => void lines.push(line),
      err() {},
      refused() {},
      containers: NO_CONTAINERS,
      editor: null,
      leave() {},
    },
    ['__completeNoDesc', ...known, ...words],
  )
  return { words: lines.slice(0, -1), directive: Number(lines.at(-1)?.slice(1)) }
}

function files(tree: FileTree, { cwd }: ShellState, current: string): readonly string[] {
  const folder = current.includes('/') ? current.slice(0, current.lastIndexOf('/') + 1) : ''
  const place = absolutePath(cwd, folder === '' ? '.' : folder)
  const start = current.slice(folder.length)
  const shown = tree.get(place) === undefined ? parentOf(place) : place
  return tree
    .list(shown)
    .filter((name) => name.startsWith(start) && (start.startsWith('.') || !name.startsWith('.')))
    .map((name) => {
      const isFolder = tree.get(joinPath(shown, name))?.type === 'folder'
      return `${folder}${name}${isFolder ? '/' : ''}`
    })
}
