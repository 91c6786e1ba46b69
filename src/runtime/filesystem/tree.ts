// One tree of files: the writable layer of a container, a volume, or the disk of a node. Bounded, so
// that no script can fill the memory of the page.
import { byteLength } from '#lib/byte-length.ts'
import { simplified } from '#lib/simplified.ts'
import { createListeners } from '#lib/listeners.ts'
import { compareText } from '#lib/compare.ts'
import { createFuture, type Future } from '#sim/task.ts'
import { createChanges, type Changes } from '../rest/changes.ts'
import { baseOf, below, joinPath, parentOf } from './path.ts'
import { failed, found, type FileResult } from './result.ts'

simplified(
  'file-sizes',
  'a file holds at most 1 MiB and a volume, a container\'s own file system or what is put on the disk of a node at most 1,000 files and 16 MiB; then writing fails with "No space left on device", whatever the capacity of a claim says. Zeros of /dev/zero are counted and not kept: there may be any number.',
)

const MAX_FILE_BYTES = 1024 * 1024
const MAX_FILES = 1000
const MAX_TREE_BYTES = 16 * 1024 * 1024

export type EntryType = 'file' | 'folder' | 'link' | 'socket' | 'character device' | 'block device'

const USUAL_MODES: Readonly<Partial<Record<EntryType, number>>> = { folder: 0o755, link: 0o777 }

export interface Entry {
  readonly type: EntryType
  /** The text of a file, the target of a link, else ''. */
  readonly content: string
  readonly bytes: number
  /** How many of them are zeros that nobody keeps. */
  readonly zeros?: number
  readonly mode: number
  readonly modifiedMs: number
  /** The user and the group; root's when left out. */
  readonly owner?: Owner
}

export interface Owner {
  readonly uid: number
  readonly gid: number
}

export interface FileTree {
  /** Tells of each path before its entry changes, and of `<folder>/` before an entry comes or goes in it. */
  readonly changes: Changes
  get(path: string): Entry | undefined
  /** The names in a folder, sorted. */
  list(path: string): readonly string[]
  /** Writes a whole file; its folder must exist. */
  write(path: string, content: string): FileResult<null>
  append(path: string, content: string): FileResult<null>
  /** Adds zeros to a file, which are counted and not kept. */
  fill(path: string, bytes: number): FileResult<null>
  /** What was written to it, in bytes; what lies below does not count. */
  readonly usedBytes: number
  /** Makes a folder whose parent exists. */
  makeFolder(path: string, mode?: number): FileResult<null>
  makeLink(path: string, target: string): FileResult<null>
  /** Puts an entry of any type with its mode, and the folders above it. For what is there from the start. */
  put(
    path: string,
    entry: { readonly type: EntryType; readonly content?: string; readonly mode?: number },
  ): void
  setMode(path: string, mode: number): void
  setOwner(path: string, owner: Owner): void
  touch(path: string): FileResult<null>
  /** Removes one entry; a folder must be empty. */
  remove(path: string): FileResult<null>
  /** Gives an entry, with all that is in it, another name; what was there is replaced, a folder only when it is empty. */
  rename(from: string, to: string): FileResult<null>
  /** All files (not folders), sorted by path. */
  files(): readonly { readonly path: string; readonly entry: Entry }[]
  /** All folders but the root, sorted by path. */
  folders(): readonly string[]
  /** Settles at the next change of anything in the tree. */
  changed(): Future<void>
  /** Calls `listener` with the path after each change. Returns a function that ends it. */
  subscribe(listener: (path: string) => void): () => void
}

/** The key under which a tree tells that an entry of a folder comes or goes. */
export function folderKey(folder: string): string {
  return `${folder}/`
}

const FOLDER = { type: 'folder', content: '', bytes: 0 } as const

/** Makes a tree with an empty root folder. `nowMs` gives the time of changes; `base` is a layer below that is never changed, `capacity` how many bytes may be written. */
export function createTree(
  nowMs: () => number,
  base: ReadonlyMap<string, Entry> = new Map(),
  capacity = Infinity,
): FileTree {
  return new MemoryTree(nowMs, base, capacity)
}

class MemoryTree implements FileTree {
  readonly changes = createChanges()
  readonly #upper = new Map<string, Entry>()
  /** Of what is in the base; few trees have any. */
  #removed: Set<string> | null = null
  readonly #listeners = createListeners<string>()
  /** Made when somebody asks for it. */
  #next: Future<void> | null = null
  #count = 0
  /** What is kept of it, and what counts as written. */
  #held = 0
  #used = 0
  readonly #nowMs: () => number
  readonly #base: ReadonlyMap<string, Entry>

  readonly #capacity: number

  constructor(nowMs: () => number, base: ReadonlyMap<string, Entry>, capacity: number) {
    this.#nowMs = nowMs
    this.#capacity = capacity
    this.#base = base
    this.#upper.set('/', { ...FOLDER, mode: 0o755, modifiedMs: 0 })
  }

  get(path: string): Entry | undefined {
    return this.#upper.get(path) ?? (this.#isRemoved(path) ? undefined : this.#base.get(path))
  }

  list(path: string): readonly string[] {
    // There are at most a thousand entries, and an index of them would be most of what a tree takes.
    const names = new Set<string>()
    for (const one of this.#upper.keys())
      if (one !== '/' && parentOf(one) === path) names.add(baseOf(one))
    for (const name of namesByFolder(this.#base).get(path) ?? []) {
      if (!this.#isRemoved(joinPath(path, name))) names.add(name)
    }
    return [...names].sort(compareText)
  }

  write(path: string, content: string): FileResult<null> {
    const before = this.get(path)
    if (before?.type === 'folder') return failed('EISDIR')
    return this.#store(path, content, byteLength(content))
  }

  append(path: string, content: string): FileResult<null> {
    const before = this.get(path)
    if (before?.type === 'folder') return failed('EISDIR')
    const zeros = before?.zeros ?? 0
    const bytes = (before?.bytes ?? 0) + byteLength(content)
    return this.#store(path, (before?.content ?? '') + content, bytes, zeros)
  }

  fill(path: string, bytes: number): FileResult<null> {
    const before = this.get(path)
    if (before?.type === 'folder') return failed('EISDIR')
    return this.#add(path, {
      type: 'file',
      content: before?.content ?? '',
      bytes: (before?.bytes ?? 0) + bytes,
      zeros: (before?.zeros ?? 0) + bytes,
      mode: before?.mode ?? 0o644,
      modifiedMs: this.#nowMs(),
    })
  }

  get usedBytes(): number {
    return this.#used
  }

  makeFolder(path: string, mode = 0o755): FileResult<null> {
    if (this.get(path) !== undefined) return failed('EEXIST')
    return this.#add(path, { ...FOLDER, mode, modifiedMs: this.#nowMs() })
  }

  makeLink(path: string, target: string): FileResult<null> {
    if (this.get(path) !== undefined) return failed('EEXIST')
    const bytes = byteLength(target)
    return this.#add(path, {
      type: 'link',
      content: target,
      bytes,
      mode: 0o777,
      modifiedMs: this.#nowMs(),
    })
  }

  put(
    path: string,
    entry: { readonly type: EntryType; readonly content?: string; readonly mode?: number },
  ): void {
    const parent = parentOf(path)
    if (path !== '/' && this.get(parent) === undefined) this.put(parent, { type: 'folder' })
    const content = entry.content ?? ''
    const mode = entry.mode ?? USUAL_MODES[entry.type] ?? 0o644
    this.#set(path, {
      type: entry.type,
      content,
      bytes: byteLength(content),
      mode,
      modifiedMs: this.#nowMs(),
    })
  }

  setMode(path: string, mode: number): void {
    const entry = this.get(path)
    if (entry !== undefined) this.#set(path, { ...entry, mode })
  }

  setOwner(path: string, owner: Owner): void {
    const entry = this.get(path)
    if (entry !== undefined) this.#set(path, { ...entry, owner })
  }

  touch(path: string): FileResult<null> {
    const entry = this.get(path)
    if (entry === undefined) return this.#store(path, '', 0)
    this.#set(path, { ...entry, modifiedMs: this.#nowMs() })
    return found(null)
  }

  remove(path: string): FileResult<null> {
    const entry = this.get(path)
    if (entry === undefined) return failed('ENOENT')
    if (entry.type === 'folder' && this.list(path).length > 0) return failed('ENOTEMPTY')
    this.#drop(path)
    this.#announce(path)
    return found(null)
  }

  rename(from: string, to: string): FileResult<null> {
    const entry = this.get(from)
    const there = this.get(to)
    if (entry === undefined || this.get(parentOf(to)) === undefined) return failed('ENOENT')
    if (from === to) return found(null)
    if (below(from, to) !== undefined) return failed('EINVAL')
    const isFolder = entry.type === 'folder'
    if (there !== undefined && isFolder !== (there.type === 'folder'))
      return failed(isFolder ? 'ENOTDIR' : 'EISDIR')
    if (there?.type === 'folder' && this.list(to).length > 0) return failed('ENOTEMPTY')
    this.#move(from, to)
    return found(null)
  }

  files(): readonly { readonly path: string; readonly entry: Entry }[] {
    const files: { path: string; entry: Entry }[] = []
    for (const path of this.#keys()) {
      const entry = this.get(path)
      if (entry !== undefined && entry.type !== 'folder') files.push({ path, entry })
    }
    return files.sort((a, b) => compareText(a.path, b.path))
  }

  folders(): readonly string[] {
    const paths = [...this.#keys()].filter((path) => this.get(path)?.type === 'folder')
    return paths.filter((path) => path !== '/').sort(compareText)
  }

  changed(): Future<void> {
    this.#next ??= createFuture()
    return this.#next
  }

  subscribe(listener: (path: string) => void): () => void {
    return this.#listeners.add(listener)
  }

  *#keys(): Generator<string> {
    for (const path of this.#base.keys()) {
      if (!this.#isRemoved(path) && !this.#upper.has(path)) yield path
    }
    yield* this.#upper.keys()
  }

  #store(path: string, content: string, bytes: number, zeros = 0): FileResult<null> {
    if (bytes - zeros > MAX_FILE_BYTES) return failed('EFBIG')
    const mode = this.get(path)?.mode ?? 0o644
    const entry = { type: 'file', content, bytes, mode, modifiedMs: this.#nowMs() } as const
    return this.#add(path, zeros === 0 ? entry : { ...entry, zeros })
  }

  #add(path: string, entry: Entry): FileResult<null> {
    const parent = this.get(parentOf(path))
    if (parent === undefined) return failed('ENOENT')
    if (parent.type !== 'folder') return failed('ENOTDIR')
    const before = this.#upper.get(path)
    if (before === undefined && this.#count >= MAX_FILES) return failed('ENOSPC')
    if (this.#held - heldOf(before) + heldOf(entry) > MAX_TREE_BYTES) return failed('ENOSPC')
    if (this.#used - (before?.bytes ?? 0) + entry.bytes > this.#capacity) return failed('ENOSPC')
    this.#set(path, entry)
    return found(null)
  }

  #set(path: string, entry: Entry): void {
    this.#announceBefore(path, this.get(path) === undefined)
    const before = this.#upper.get(path)
    if (before === undefined) this.#count += 1
    this.#held += heldOf(entry) - heldOf(before)
    this.#used += entry.bytes - (before?.bytes ?? 0)
    this.#upper.set(path, entry)
    this.#removed?.delete(path)
    this.#announce(path)
  }

  #drop(path: string): void {
    this.#announceBefore(path, true)
    const before = this.#upper.get(path)
    if (before !== undefined) {
      this.#upper.delete(path)
      this.#count -= 1
      this.#held -= heldOf(before)
      this.#used -= before.bytes
    }
    if (this.#base.has(path)) (this.#removed ??= new Set()).add(path)
  }

  #move(from: string, to: string): void {
    const moved: string[] = [from]
    for (const path of moved) {
      const entry = this.get(path)
      if (entry === undefined) continue
      this.#set(joinPath(to, path.slice(from.length)), entry)
      if (entry.type === 'folder')
        for (const name of this.list(path)) moved.push(joinPath(path, name))
    }
    for (const path of moved.reverse()) this.#drop(path)
    this.#announce(from)
  }

  #isRemoved(path: string): boolean {
    return this.#removed?.has(path) ?? false
  }

  #announceBefore(path: string, comesOrGoes: boolean): void {
    this.changes.tell(path)
    if (comesOrGoes) this.changes.tell(folderKey(parentOf(path)))
  }

  #announce(path: string): void {
    this.#listeners.tell(path)
    const waiting = this.#next
    this.#next = null
    waiting?.settle()
  }
}

function heldOf(entry: Entry | undefined): number {
  return entry === undefined ? 0 : entry.bytes - (entry.zeros ?? 0)
}

const indexes = new WeakMap<ReadonlyMap<string, Entry>, ReadonlyMap<string, readonly string[]>>()

/** The names in each folder of a layer; worked out once per layer. */
function namesByFolder(layer: ReadonlyMap<string, Entry>): ReadonlyMap<string, readonly string[]> {
  const known = indexes.get(layer)
  if (known !== undefined) return known
  const index = new Map<string, string[]>()
  for (const path of layer.keys()) {
    const names = index.get(parentOf(path)) ?? []
    names.push(baseOf(path))
    index.set(parentOf(path), names)
  }
  indexes.set(layer, index)
  return index
}

/** A layer for `createTree`: files by path, with the folders above them. */
export function layerOf(
  files: readonly {
    readonly path: string
    readonly content?: string
    readonly mode?: number
    readonly type?: EntryType
  }[],
): ReadonlyMap<string, Entry> {
  const tree = createTree(() => 0)
  for (const { path, content = '', mode, type = 'file' } of files) {
    tree.put(joinPath('/', path), mode === undefined ? { type, content } : { type, content, mode })
  }
  const layer = new Map<string, Entry>()
  const visit = (path: string): void => {
    const entry = tree.get(path)
    if (entry === undefined) return
    layer.set(path, entry)
    if (entry.type === 'folder') for (const name of tree.list(path)) visit(joinPath(path, name))
  }
  for (const name of tree.list('/')) visit(`/${name}`)
  return layer
}
