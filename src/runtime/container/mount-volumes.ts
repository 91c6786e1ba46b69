// Mounts a container's volumes one after the other as runc 1.3 does, or says in its words why that cannot be.
// Follows opencontainers/runc libcontainer/rootfs_linux.go (v1.3), and containerd's order of mounts,
// internal/cri/server/container_create.go, orderedMounts (v2.2).
import { ownMount, type Mount } from '../filesystem/mounts.ts'
import { absolutePath, below, joinPath } from '../filesystem/path.ts'
import type { Entry, FileTree } from '../filesystem/tree.ts'

/** A mount that is wanted: where it comes from on the node, and where it goes. */
export interface WantedMount extends Mount {
  readonly source: string
  /** As the Pod's spec has it. */
  readonly mountPath: string
}

export interface Mounted {
  readonly mounts: readonly Mount[]
  /** The cause of runc's refusal, or null. */
  readonly problem: string | null
}

const MAX_LINKS = 40
/** Which of its descriptors runc had for it; the number says nothing. */
const TARGET_FD = '/proc/thread-self/fd/14'

/** Mounts the outer before the inner, of two beside one another the first first. `rootfs` is the folder on the node. */
export function mountVolumes(
  own: FileTree,
  wanted: readonly WantedMount[],
  rootfs: string,
): Mounted {
  const view = new View(own)
  const depthOf = ({ path }: WantedMount): number => path.split('/').length
  const inOrder = [...wanted].sort((a, b) => depthOf(a) - depthOf(b))
  for (const mount of inOrder) {
    const detail = view.mount(mount, rootfs)
    if (detail !== null) {
      const problem = `error mounting "${mount.source}" to rootfs at "${mount.mountPath}": ${detail}`
      return { mounts: view.mounts, problem }
    }
  }
  return { mounts: view.mounts, problem: null }
}

/** What runc says of the working directory, which it makes when it is missing; null when it is there. */
export function workingDirProblem(
  own: FileTree,
  mounts: readonly Mount[],
  path: string,
): string | null {
  const view = new View(own, mounts)
  const place = view.resolve(path)
  if (place === null) return `mkdir ${path}: not a directory`
  if (place.missing.length === 0)
    return view.get(place.path)?.type === 'folder' ? null : `mkdir ${path}: not a directory`
  if (view.mountAt(place.path).readOnly)
    return `mkdir ${joinPath(place.path, place.missing[0] ?? '')}: read-only file system`
  view.makeFolders(place.path, place.missing)
  return null
}

interface Place {
  /** Where the path leads, links followed; the part of it that is there. */
  readonly path: string
  /** The names that are missing below it. */
  readonly missing: readonly string[]
}

/** The file system as it is after some of the mounts. */
class View {
  readonly mounts: Mount[]
  readonly #root: Mount

  constructor(own: FileTree, mounts: readonly Mount[] = []) {
    this.#root = ownMount(own, '/', false)
    this.mounts = [...mounts]
  }

  /** Adds a mount; what speaks against it, or null. */
  mount(wanted: WantedMount, rootfs: string): string | null {
    const { mountPath } = wanted
    const place = this.resolve(wanted.path)
    if (place === null)
      return `create mountpoint for ${mountPath} mount: lookup mountpoint target: securejoin.OpenInRoot ${wanted.path}: openat2 ${wanted.path}: not a directory`
    const target = [place.path.replace(/\/$/, ''), ...place.missing].join('/') || '/'
    const kind = wanted.tree.get(wanted.root)?.type === 'folder' ? 'folder' : 'file'
    const refused = this.#refusal(place, target, kind, rootfs)
    if (refused !== null) return `create mountpoint for ${mountPath} mount: ${refused}`
    const there = this.get(target)
    if (there !== undefined && (there.type === 'folder') !== (kind === 'folder'))
      return `mount src=${wanted.source}, dst=${mountPath}, dstFd=${TARGET_FD}, flags=MS_BIND|MS_REC: not a directory`
    if (there === undefined) this.#makePoint(place, kind)
    this.mounts.push({ ...wanted, path: target })
    return null
  }

  get(path: string): Entry | undefined {
    const mount = this.mountAt(path)
    return mount.tree.get(joinPath(mount.root, below(mount.path, path) ?? '/'))
  }

  /** The mount that holds a path: of those that fit the longest, of two alike the later. */
  mountAt(path: string): Mount {
    let best = this.#root
    for (const mount of this.mounts)
      if (below(mount.path, path) !== undefined && mount.path.length >= best.path.length)
        best = mount
    return best
  }

  /** Follows a path as far as there is something; null when it leads through a file. */
  resolve(path: string): Place | null {
    let rest = namesOf(path)
    let here = '/'
    let links = 0
    while (rest.length > 0) {
      const next = joinPath(here, rest[0] ?? '')
      const entry = this.get(next)
      if (entry === undefined) return { path: here, missing: rest }
      rest = rest.slice(1)
      if (entry.type === 'link' && links < MAX_LINKS) {
        links += 1
        rest = [...namesOf(absolutePath(here, entry.content)), ...rest]
        here = '/'
      } else if (entry.type !== 'folder' && rest.length > 0) return null
      else here = next
    }
    return { path: here, missing: [] }
  }

  makeFolders(folder: string, names: readonly string[]): void {
    let path = folder
    for (const name of names) {
      path = joinPath(path, name)
      this.#put(path, 'folder')
    }
  }

  #refusal(place: Place, target: string, kind: 'folder' | 'file', rootfs: string): string | null {
    if (target === '/') return `mountpoint "${rootfs}" is on the top of rootfs "${rootfs}"`
    if (target === '/proc')
      return `check proc-safety of /proc mount: "${rootfs}/proc" cannot be mounted because it is not of type proc`
    const [first] = place.missing
    if (first === undefined) return null
    const made = joinPath(place.path, first)
    const inProc = below('/proc', made) !== undefined
    const inSys = below('/sys', made) !== undefined
    if (!inProc && !inSys && !this.mountAt(place.path).readOnly) return null
    const words = inProc ? 'no such file or directory' : 'read-only file system'
    const isFolder = kind === 'folder' || place.missing.length > 1
    return `make mountpoint "${target}": ${isFolder ? `mkdirat ${rootfs}${made}: ` : ''}${words}`
  }

  #makePoint({ path, missing }: Place, kind: 'folder' | 'file'): void {
    this.makeFolders(path, kind === 'folder' ? missing : missing.slice(0, -1))
    if (kind === 'file') this.#put(joinPath(path, missing.join('/')), 'file')
  }

  #put(path: string, type: 'folder' | 'file'): void {
    const mount = this.mountAt(path)
    mount.tree.put(joinPath(mount.root, below(mount.path, path) ?? '/'), { type })
  }
}

function namesOf(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '')
}
