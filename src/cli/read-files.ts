// What the command line names, as the files of a scenario.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, extname, join, relative, sep } from 'node:path'
import { PRACTICE_FILE } from '#scenario/lesson/read-practice.ts'
import type { ScenarioFile } from '#scenario/types.ts'

const MAX_FILES = 1000
const READ = new Set(['.yaml', '.yml', '.json'])

export interface InputFile extends ScenarioFile {
  /** As the person wrote it, for messages. */
  readonly shown: string
}

export type ReadResult =
  | {
      readonly ok: true
      readonly files: readonly InputFile[]
      /** The same files by scenario: each folder with a scenario.yaml is one of its own. */
      readonly scenarios: readonly (readonly InputFile[])[]
    }
  | { readonly ok: false; readonly message: string }

/**
 * Reads files, folders and '-' (standard input). A folder is a scenario tree: its files keep their
 * paths. A single file is a manifest, unless it is called scenario.yaml or cluster.yaml.
 */
export function readInputs(names: readonly string[]): ReadResult {
  const files: InputFile[] = []
  const loose: InputFile[] = []
  const folders: (readonly InputFile[])[] = []
  for (const name of names) {
    const more = readOne(name)
    if (typeof more === 'string') return { ok: false, message: more }
    files.push(...more)
    if (files.length > MAX_FILES) return { ok: false, message: `more than ${MAX_FILES} files` }
    if (more.length > 1 && more.some(({ path }) => path === 'scenario.yaml')) folders.push(more)
    else loose.push(...more)
  }
  const scenarios =
    folders.length > 1 ? [...folders, ...(loose.length > 0 ? [withUniquePaths(loose)] : [])] : null
  const all = withUniquePaths(files)
  return { ok: true, files: all, scenarios: scenarios ?? [all] }
}

function readOne(name: string): readonly InputFile[] | string {
  try {
    if (name === '-')
      return [{ path: 'manifests/stdin.yaml', text: readFileSync(0, 'utf8'), shown: '<stdin>' }]
    if (statSync(name).isDirectory()) return readTree(name)
    return [{ path: pathOfFile(name), text: readFileSync(name, 'utf8'), shown: name }]
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return missing ? `the path "${name}" does not exist` : `cannot read "${name}": ${String(error)}`
  }
}

function pathOfFile(name: string): string {
  const base = basename(name)
  return base === 'scenario.yaml' || base === 'cluster.yaml' ? base : `manifests/${base}`
}

function readTree(folder: string): readonly InputFile[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()
  return paths.slice(0, MAX_FILES + 1).flatMap((path) => {
    const full = join(folder, path)
    const inTree = relative(folder, full).split(sep).join('/')
    if (path === PRACTICE_FILE) return []
    const wanted = READ.has(extname(path)) || inTree.startsWith('nodes/')
    if (!wanted || !statSync(full).isFile()) return []
    return [{ path: inTree, text: readFileSync(full, 'utf8'), shown: full }]
  })
}

/** Two files with one name from different folders must not replace one another. */
function withUniquePaths(files: readonly InputFile[]): readonly InputFile[] {
  const seen = new Map<string, number>()
  return files.map((file) => {
    const count = (seen.get(file.path) ?? 0) + 1
    seen.set(file.path, count)
    return count === 1 ? file : { ...file, path: file.path.replace(/(\.[a-z]+)?$/, `-${count}$1`) }
  })
}

/** The names of the regular files in a folder of the disk, in their order; undefined for what is no folder. */
export function namesInFolder(path: string): readonly string[] | undefined {
  try {
    const entries = readdirSync(path, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .toSorted()
  } catch {
    return undefined
  }
}
