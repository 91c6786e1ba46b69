// The files of configMap, secret, downwardAPI and projected volumes as they lie on a node: in a folder with the
// time in its name, to which `..data` points, with a link for each name at the top.
// Follows pkg/volume/util/atomic_writer.go (v1.36).
import { dateText } from '#api/meta/date-text.ts'
import { createPrng } from '#lib/prng.ts'
import { absolutePath, joinPath } from './path.ts'
import { createTree, type FileTree } from './tree.ts'

export interface ProjectedFile {
  /** Below the volume's folder. */
  readonly path: string
  readonly content: string
  readonly mode: number
}

const DATA = '/..data'
const FOLDER_MODE = 0o755

/**
 * Writes the files when they differ from those that are there; true when they did. `nowMs` gives the folder its name,
 * and `salt` the digits behind it, as MkdirTemp draws them.
 */
export function writeProjected(
  tree: FileTree,
  files: readonly ProjectedFile[],
  nowMs: number,
  salt: string,
): boolean {
  const before = currentFolder(tree)
  if (before !== null && isSame(tree, before, files)) return false
  const folder = `/${stampOf(nowMs, salt)}`
  tree.put(folder, { type: 'folder', mode: FOLDER_MODE })
  for (const { path, content, mode } of files)
    tree.put(joinPath(folder, path), { type: 'file', content, mode })
  tree.put(DATA, { type: 'link', content: folder.slice(1), mode: 0o777 })
  const names = new Set(files.map(({ path }) => topOf(path)))
  for (const name of names) {
    const link = `/${name}`
    if (tree.get(link) === undefined)
      tree.put(link, { type: 'link', content: `..data/${name}`, mode: 0o777 })
  }
  if (before === null) return true
  for (const name of tree.list('/'))
    if (!name.startsWith('..') && !names.has(name) && tree.get(`/${name}`)?.type === 'link')
      tree.remove(`/${name}`)
  removeAll(tree, before)
  return true
}

/** The files as people know them: without the folder of the time. */
export function projectedPaths(
  tree: FileTree,
): readonly { readonly path: string; readonly bytes: number }[] {
  const folder = currentFolder(tree)
  if (folder === null) return []
  return filesBelow(tree, folder).map((path) => ({
    path: path.slice(folder.length),
    bytes: tree.get(path)?.bytes ?? 0,
  }))
}

/** A copy of what is at `root` in a tree, links to it followed, which later changes do not reach. */
export function frozenCopy(tree: FileTree, root: string, nowMs: () => number): FileTree {
  const copy = createTree(nowMs)
  const entry = tree.get(root)
  if (entry === undefined) return copy
  copy.put('/', entry)
  if (entry.type === 'folder')
    for (const path of filesBelow(tree, root)) {
      const file = tree.get(path)
      if (file !== undefined) copy.put(path.slice(root.length), file)
    }
  return copy
}

const MAX_LINKS = 40

/** The path with the links in a tree followed; a link that leads out of the tree ends at its top. */
export function realPathIn(tree: FileTree, path: string): string {
  let rest = path.split('/').filter((name) => name !== '')
  let here = '/'
  for (let links = 0; rest.length > 0 && links < MAX_LINKS;) {
    const next = joinPath(here, rest[0] ?? '')
    rest = rest.slice(1)
    const entry = tree.get(next)
    if (entry?.type !== 'link') {
      here = next
      continue
    }
    links += 1
    const target = absolutePath(here, entry.content)
    rest = [...target.split('/').filter((name) => name !== ''), ...rest]
    here = '/'
  }
  return here
}

function currentFolder(tree: FileTree): string | null {
  const data = tree.get(DATA)
  return data?.type === 'link' ? `/${data.content}` : null
}

function isSame(tree: FileTree, folder: string, files: readonly ProjectedFile[]): boolean {
  const there = filesBelow(tree, folder)
  if (there.length !== files.length) return false
  return files.every(({ path, content, mode }) => {
    const entry = tree.get(joinPath(folder, path))
    return entry?.content === content && entry.mode === mode
  })
}

function filesBelow(tree: FileTree, folder: string): readonly string[] {
  return tree.list(folder).flatMap((name) => {
    const path = joinPath(folder, name)
    return tree.get(path)?.type === 'folder' ? filesBelow(tree, path) : [path]
  })
}

function removeAll(tree: FileTree, folder: string): void {
  for (const name of tree.list(folder)) {
    const path = joinPath(folder, name)
    if (tree.get(path)?.type === 'folder') removeAll(tree, path)
    else tree.remove(path)
  }
  tree.remove(folder)
}

const topOf = (path: string): string => path.split('/').find((name) => name !== '') ?? path

function stampOf(nowMs: number, salt: string): string {
  const digits = createPrng(`${salt}/${nowMs}`).next(4_294_967_296)
  return `..${dateText('%Y_%m_%d_%H_%M_%S', nowMs)}.${digits}`
}
