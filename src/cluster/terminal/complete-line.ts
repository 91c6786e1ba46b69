// What Tab offers in the terminal: kubectl's own completion, else the programs and the files.
import { createApiServer } from '#apiserver/api-server.ts'
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
  const from = text.length - current.length
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
  const found =
    program === undefined
      ? programs(tree, current)
      : program === 'k' || program === 'kubectl'
        ? (kubectlWords(past, [...rest, current], shell) ?? files(tree, shell, current))
        : program === 'ssh'
          ? nodeNames(past, current)
          : files(tree, shell, current)
  return { from, words: found.slice(0, MAX_WORDS) }
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

/** What kubectl offers; null where it leaves the word to the files. */
function kubectlWords(
  past: Past,
  words: readonly string[],
  { namespace }: ShellState,
): readonly string[] | null {
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
    ['__complete', ...known, ...words],
  )
  const offered = lines
    .filter((line) => !/^:\d+$/.test(line))
    .map((line) => line.split('\t')[0] ?? '')
  const last = words.at(-1) ?? ''
  const isFile = /^(?:-f|--filename|-k|--kustomize)$/.test(words.at(-2) ?? '')
  return isFile || (offered.length === 0 && last.includes('/')) ? null : offered
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
