// The disk of a node at the moments of a run, for a shell on it. What a line writes there becomes actions of the
// scenario, one for each file, before the line does something else that changes the cluster and at its end.
import type { DiskRecord } from '#api/runtime/records.ts'
import type { WorldState } from '#client/world.ts'
import { DISK_BASE } from '#runtime/filesystem/disk.ts'
import { below, parentOf } from '#runtime/filesystem/path.ts'
import { createTree, type FileTree } from '#runtime/filesystem/tree.ts'
import type { Task } from '#sim/task.ts'
import type { Action } from '../../verbs.ts'
import type { LineHost } from '../line-host.ts'
import { baseOfNode, type NodeReader } from './node-base.ts'
import type { NodeDiskView } from './types.ts'

/** What a line writes there goes with it. */
const NOT_KEPT = '/proc /sys /dev /run /usr /var/run /var/log/pods /var/log/containers'.split(' ')

interface Change {
  readonly path: string
  /** Null: it is gone. */
  readonly content: string | null
}

/** Makes the view for one line on a node. */
export function createNodeDisk(host: LineHost, node: string): NodeDiskView {
  return new LineDisk(host, node)
}

class LineDisk implements NodeDiskView {
  readonly tree: FileTree
  readonly #host: LineHost
  readonly #node: string
  readonly #base: ReturnType<typeof baseOfNode>
  #record: DiskRecord | null = null
  /** The files that are kept, and the folders, as the run has them. */
  #shown: ReadonlyMap<string, string>
  #folders: ReadonlySet<string>
  /** What was carried out already. */
  readonly #done = new Map<string, string | null>()

  constructor(host: LineHost, node: string) {
    this.#host = host
    this.#node = node
    this.#record = recordAt(host.past.state(), node)
    this.#base = baseOfNode(host, node)
    this.tree = treeOf(this.#base, this.#record, () => host.clock.nowMs)
    this.#shown = filesOf(this.#record)
    this.#folders = new Set(this.tree.folders())
  }

  refresh(): void {
    const record = recordAt(this.#host.past.state(), this.#node)
    if (record === this.#record) return
    const next = filesOf(record)
    for (const path of new Set([...this.#shown.keys(), ...next.keys()])) {
      const content = next.get(path)
      const isMine = this.tree.get(path)?.content !== this.#shown.get(path)
      if (isMine || content === this.#shown.get(path)) continue
      if (content === undefined) this.tree.remove(path)
      else this.tree.put(path, { type: 'file', content })
    }
    this.#record = record
    this.#shown = next
  }

  *flush(): Task<void> {
    const { acting } = this.#host
    const node = this.#node
    for (const path of this.#newFolders()) {
      yield* acting.perform({ verb: 'makeFolder', atMs: acting.nextMs(), node, path }, () => {})
    }
    this.#folders = new Set(this.tree.folders())
    for (const { path, content } of this.#changes()) {
      const atMs = acting.nextMs()
      const action: Action =
        content === null
          ? { verb: 'removeFile', atMs, node, path }
          : { verb: 'writeFile', atMs, node, path, content }
      yield* acting.perform(action, () => {})
      this.#done.set(path, content)
    }
    this.refresh()
  }

  #changes(): readonly Change[] {
    const now = new Map(
      this.tree
        .files()
        .filter(
          ({ path, entry }) =>
            entry.type === 'file' && isKept(path) && this.#base.get(path) !== entry,
        )
        .map(({ path, entry }) => [path, entry.content] as const),
    )
    const gone = [...this.#shown.keys()].filter((path) => this.tree.get(path) === undefined)
    const all: readonly Change[] = [
      ...[...now].map(([path, content]) => ({ path, content })),
      ...gone.map((path) => ({ path, content: null })),
    ]
    return all.filter(({ path, content }) => {
      const before = this.#done.has(path) ? this.#done.get(path) : this.#shown.get(path)
      return (before ?? null) !== content
    })
  }

  /** Those in which nothing is; a file brings its folders along. */
  #newFolders(): readonly string[] {
    return this.tree
      .folders()
      .filter(
        (path) => !this.#folders.has(path) && isKept(path) && this.tree.list(path).length === 0,
      )
  }
}

/** The files of a node for who only looks. */
export function nodeFilesAt(reader: NodeReader, node: string): FileTree {
  return treeOf(baseOfNode(reader, node), recordAt(reader.past.state(), node), () => 0)
}

function treeOf(
  base: ReturnType<typeof baseOfNode>,
  record: DiskRecord | null,
  nowMs: () => number,
): FileTree {
  const tree = createTree(nowMs, base)
  for (const path of record?.removed ?? []) tree.remove(path)
  for (const path of record?.folders ?? []) tree.put(path, { type: 'folder' })
  for (const { path, content } of record?.files ?? []) tree.put(path, { type: 'file', content })
  return tree
}

function isKept(path: string): boolean {
  return !NOT_KEPT.some((folder) => folder === path || below(folder, path) !== undefined)
}

function recordAt(state: WorldState, node: string): DiskRecord | null {
  const record = state.get(`Disk/${node}`)
  return record?.kind === 'Disk' ? record : null
}

/** The files of the disk that a person may change, with those that every node starts with. */
function filesOf(record: DiskRecord | null): ReadonlyMap<string, string> {
  const removed = new Set(record?.removed)
  const files = new Map<string, string>()
  for (const [path, { type, content }] of DISK_BASE) {
    if (type === 'file' && isKept(path) && !removed.has(path)) files.set(path, content)
  }
  for (const { path, content } of record?.files ?? []) {
    if (isKept(parentOf(path))) files.set(path, content)
  }
  return files
}
