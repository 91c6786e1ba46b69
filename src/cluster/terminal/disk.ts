// The disk of the terminal: the files of the scenario, where a shell looks for them. What it writes at home becomes
// a file of the scenario below `work/`, so that it is not applied by itself when the run begins; what it writes
// elsewhere lies below `disk/`.
import { createTree, type FileTree } from '#runtime/filesystem/tree.ts'
import type { ChangedFile } from './types.ts'

/** A file of the scenario. */
export interface TreeFile {
  readonly path: string
  readonly text: string
}

export const HOME = '/root'
const WORK = 'work/'
const ELSEWHERE = 'disk/'
/** What lies elsewhere is the scenario's only in these folders. */
const KEPT = /^\/(?:home|mnt|opt|root|srv|tmp|var\/tmp)\//

export interface TerminalDisk {
  readonly tree: FileTree
  /** The path in the scenario of a file of the disk; null for what is none of it. */
  treePathOf(path: string): string | null
  /** What is other than in the scenario. */
  changes(): readonly ChangedFile[]
}

/** Makes the disk. `base` is what a machine has besides. */
export function createDisk(
  files: readonly TreeFile[],
  base: Parameters<typeof createTree>[1],
  nowMs: () => number,
): TerminalDisk {
  const tree = createTree(nowMs, base)
  const known = new Set(files.map(({ path }) => path))
  for (const { path, text } of files) tree.put(diskPathOf(path), { type: 'file', content: text })
  const treePathOf = (path: string): string | null => {
    if (!KEPT.test(path)) return null
    if (!path.startsWith(`${HOME}/`)) return ELSEWHERE + path.slice(1)
    const name = path.slice(HOME.length + 1)
    return known.has(name) && !known.has(WORK + name) ? name : WORK + name
  }
  return {
    tree,
    treePathOf,
    changes() {
      const now = new Map(
        tree.files().flatMap(({ path, entry }) => {
          const inTree = entry.type === 'file' ? treePathOf(path) : null
          return inTree === null ? [] : [[inTree, entry.content] as const]
        }),
      )
      const gone = files.filter(({ path }) => tree.get(diskPathOf(path)) === undefined)
      const changed = [...now].filter(
        ([path, text]) => files.find((file) => file.path === path)?.text !== text,
      )
      return [
        ...gone.map(({ path }) => ({ path, text: null })),
        ...changed.map(([path, text]) => ({ path, text })),
      ]
    },
  }
}

function diskPathOf(path: string): string {
  if (path.startsWith(WORK)) return `${HOME}/${path.slice(WORK.length)}`
  if (path.startsWith(ELSEWHERE)) return `/${path.slice(ELSEWHERE.length)}`
  return `${HOME}/${path}`
}
