// The file system as one container sees it: its own writable layer with volumes mounted over it. The
// longest mount path that fits wins; symbolic links are followed name by name.
import { must } from '#lib/assert.ts'
import type { Future } from '#sim/task.ts'
import type { Stage } from '../rest/rehearsal.ts'
import { absolutePath, baseOf, below, joinPath, parentOf } from './path.ts'
import { failed, found, type FileResult } from './result.ts'
import { folderKey, type Entry, type FileTree } from './tree.ts'

const MAX_LINKS = 40
const MAX_PATH_CHARACTERS = 1024
const MAX_PATH_NAMES = 64
const NO_LINK: FileResult<undefined> = { ok: true, value: undefined }

export interface Mount {
  readonly path: string
  readonly tree: FileTree
  /** The folder or file of the tree that is mounted. */
  readonly root: string
  readonly readOnly: boolean
  /** The journal's key of the volume, or null for the container's own layer. */
  readonly volumeKey: string | null
  readonly volumeName: string
}

export interface Access {
  readonly kind: 'read' | 'write'
  readonly volumeKey: string
  readonly volumeName: string
  readonly path: string
}

export interface FileSystem {
  stat(path: string): FileResult<Entry>
  /** Like `stat`, of a link itself and not of what it points to. */
  linkStat(path: string): FileResult<Entry>
  read(path: string): FileResult<string>
  write(path: string, content: string): FileResult<null>
  append(path: string, content: string): FileResult<null>
  list(path: string): FileResult<readonly string[]>
  makeFolder(path: string): FileResult<null>
  makeLink(path: string, target: string): FileResult<null>
  setMode(path: string, mode: number): FileResult<null>
  touch(path: string): FileResult<null>
  remove(path: string): FileResult<null>
  /** Settles at the next change in the tree that holds `path`. */
  changed(path: string): Future<void>
  readonly mounts: readonly Mount[]
}

interface Place {
  readonly mount: Mount
  readonly path: string
}

/** Makes the view. `own` is the container's layer; `observe` is told of contents read or written on volumes. */
export function createFileSystem(
  own: FileTree,
  volumes: readonly Mount[],
  stage: Stage,
  observe: (access: Access) => void,
): FileSystem {
  return new MountedFiles(own, volumes, stage, observe)
}

class MountedFiles implements FileSystem {
  readonly mounts: readonly Mount[]
  readonly #observe: (access: Access) => void
  readonly #stage: Stage

  constructor(
    own: FileTree,
    volumes: readonly Mount[],
    stage: Stage,
    observe: (access: Access) => void,
  ) {
    this.#observe = observe
    this.#stage = stage
    const root = {
      path: '/',
      tree: own,
      root: '/',
      readOnly: false,
      volumeKey: null,
      volumeName: '',
    }
    this.mounts = [root, ...volumes].sort((a, b) => b.path.length - a.path.length)
  }

  stat(path: string): FileResult<Entry> {
    const real = this.#follow(path)
    return real.ok ? this.#entryAt(real.value) : real
  }

  linkStat(path: string): FileResult<Entry> {
    const real = this.#followParent(path)
    return real.ok ? this.#entryAt(real.value) : real
  }

  read(path: string): FileResult<string> {
    const real = this.#follow(path)
    if (!real.ok) return real
    const entry = this.#entryAt(real.value)
    if (!entry.ok) return entry
    if (entry.value.type === 'folder') return failed('EISDIR')
    this.#note('read', real.value)
    return found(entry.value.content)
  }

  write(path: string, content: string): FileResult<null> {
    return this.#change(path, (place) => place.mount.tree.write(place.path, content))
  }

  append(path: string, content: string): FileResult<null> {
    return this.#change(path, (place) => place.mount.tree.append(place.path, content))
  }

  list(path: string): FileResult<readonly string[]> {
    const real = this.#follow(path)
    if (!real.ok) return real
    const entry = this.#entryAt(real.value)
    if (!entry.ok) return entry
    if (entry.value.type !== 'folder') return failed('ENOTDIR')
    const { mount, path: inside } = this.#placeOf(real.value)
    this.#stage.rehearsal?.needs(mount.tree.changes, folderKey(inside))
    return found(mount.tree.list(inside))
  }

  makeFolder(path: string): FileResult<null> {
    return this.#change(path, (place) => place.mount.tree.makeFolder(place.path))
  }

  makeLink(path: string, target: string): FileResult<null> {
    return this.#change(path, (place) => place.mount.tree.makeLink(place.path, target))
  }

  setMode(path: string, mode: number): FileResult<null> {
    return this.#change(path, (place) => {
      if (place.mount.tree.get(place.path) === undefined) return failed('ENOENT')
      place.mount.tree.setMode(place.path, mode)
      return found(null)
    })
  }

  touch(path: string): FileResult<null> {
    return this.#change(path, (place) => place.mount.tree.touch(place.path))
  }

  remove(path: string): FileResult<null> {
    const real = this.#followParent(path)
    if (!real.ok) return real
    const place = this.#placeOf(real.value)
    if (place.mount.readOnly || this.#spoils()) return failed('EROFS')
    if (this.mounts.some((mount) => mount.path === real.value)) return failed('EACCES')
    return place.mount.tree.remove(place.path)
  }

  changed(path: string): Future<void> {
    const real = this.#follow(path)
    return this.#placeOf(real.ok ? real.value : absolutePath('/', path)).mount.tree.changed()
  }

  #change(path: string, act: (place: Place) => FileResult<null>): FileResult<null> {
    const real = this.#follow(path)
    if (!real.ok) return real
    const place = this.#placeOf(real.value)
    if (place.mount.readOnly || this.#spoils()) return failed('EROFS')
    // The journal hears of the write before the tree says that it changed, so that it can name the writer.
    this.#note('write', real.value)
    return act(place)
  }

  /** True in a dry run, which must not change a file. */
  #spoils(): boolean {
    this.#stage.rehearsal?.spoil()
    return this.#stage.rehearsal !== null
  }

  #note(kind: 'read' | 'write', path: string): void {
    const { mount, path: inside } = this.#placeOf(path)
    const { volumeKey, volumeName } = mount
    if (volumeKey !== null) this.#observe({ kind, volumeKey, volumeName, path: inside })
  }

  #placeOf(path: string): Place {
    for (const mount of this.mounts) {
      const rest = below(mount.path, path)
      if (rest !== undefined) return { mount, path: joinPath(mount.root, rest) }
    }
    return { mount: must(this.mounts.at(-1), 'a container without a root file system'), path }
  }

  #entryAt(path: string): FileResult<Entry> {
    const entry = this.#find(path)
    return entry === undefined ? failed('ENOENT') : found(entry)
  }

  #find(path: string): Entry | undefined {
    const [only] = this.mounts
    const { rehearsal } = this.#stage
    if (this.mounts.length === 1 && only !== undefined) {
      rehearsal?.needs(only.tree.changes, path)
      return only.tree.get(path)
    }
    const { mount, path: inside } = this.#placeOf(path)
    rehearsal?.needs(mount.tree.changes, inside)
    return mount.tree.get(inside)
  }

  /** The path with all links followed; the last name need not exist. */
  #follow(path: string): FileResult<string> {
    let rest = absolutePath('/', path)
    for (let links = 0; links <= MAX_LINKS; links += 1) {
      const step = this.#firstLink(rest)
      if (!step.ok) return step
      if (step.value === undefined) return found(rest)
      rest = step.value
    }
    return failed('ELOOP')
  }

  #followParent(path: string): FileResult<string> {
    const whole = absolutePath('/', path)
    if (whole === '/') return found(whole)
    const parent = this.#follow(parentOf(whole))
    return parent.ok ? found(joinPath(parent.value, baseOf(whole))) : parent
  }

  /** The path with its first link replaced by the target; undefined when it has none. */
  #firstLink(path: string): FileResult<string | undefined> {
    if (path.length > MAX_PATH_CHARACTERS) return failed('ENAMETOOLONG')
    let names = 0
    for (let end = 0; end < path.length; names += 1) {
      if (names >= MAX_PATH_NAMES) return failed('ENAMETOOLONG')
      const slash = path.indexOf('/', end + 1)
      const last = slash === -1
      end = last ? path.length : slash
      const here = last ? path : path.slice(0, end)
      const entry = this.#find(here)
      if (entry === undefined) return last ? NO_LINK : failed('ENOENT')
      if (entry.type === 'link') {
        const target = absolutePath(parentOf(here), entry.content)
        return found(joinPath(target, path.slice(end + 1)))
      }
      if (!last && entry.type !== 'folder') return failed('ENOTDIR')
    }
    return NO_LINK
  }
}
