// The file system as one container sees it: its own writable layer with volumes mounted over it. The
// longest mount path that fits wins; symbolic links are followed name by name.
import { must } from '#lib/assert.ts'
import type { Future } from '#sim/task.ts'
import type { Stage } from '../rest/rehearsal.ts'
import { absolutePath, baseOf, below, joinPath, parentOf } from './path.ts'
import { failed, found, type FileResult } from './result.ts'
import { folderKey, type Entry, type FileTree, type Owner } from './tree.ts'

const MAX_LINKS = 40
const MAX_PATH_CHARACTERS = 1024
const MAX_PATH_NAMES = 64
/** The folder with the time in its name that the kubelet puts files of ConfigMaps and Secrets into; people know the files without it. */
const STAMPED_FOLDER = /^\/\.\.\d[^/]*(?=\/)/
/** What the runtime mounts into every container. */
const RUNTIME_MOUNTS: ReadonlySet<string> = new Set(
  '/dev /proc /sys /etc/hosts /etc/hostname /etc/resolv.conf /dev/termination-log'.split(' '),
)
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
  /** Adds so many zeros to a file, which need not be kept. */
  fill(path: string, bytes: number): FileResult<null>
  list(path: string): FileResult<readonly string[]>
  makeFolder(path: string): FileResult<null>
  makeLink(path: string, target: string): FileResult<null>
  setMode(path: string, mode: number): FileResult<null>
  /** Gives a file another user or group; a number left out stays. */
  setOwner(path: string, owner: Partial<Owner>): FileResult<null>
  touch(path: string): FileResult<null>
  remove(path: string): FileResult<null>
  /** As rename(2): EXDEV from one mount to another. */
  rename(from: string, to: string): FileResult<null>
  /** Settles at the next change in the tree that holds `path`. */
  changed(path: string): Future<void>
  readonly mounts: readonly Mount[]
}

interface Place {
  readonly mount: Mount
  readonly path: string
}

/**
 * Makes the view. `own` is the container's layer, `mounts` what lies over it, of two at one place the later;
 * `observe` is told of contents read or written on volumes.
 */
export function createFileSystem(
  own: FileTree,
  mounts: readonly Mount[],
  stage: Stage,
  observe: (access: Access) => void,
): FileSystem {
  return new MountedFiles(own, mounts, stage, observe)
}

/** A place of the container's own layer as a mount, to make it writable or read-only beside the rest. */
export function ownMount(own: FileTree, path: string, readOnly: boolean): Mount {
  return { path, tree: own, root: path, readOnly, volumeKey: null, volumeName: '' }
}

class MountedFiles implements FileSystem {
  readonly mounts: readonly Mount[]
  readonly #observe: (access: Access) => void
  readonly #stage: Stage

  constructor(
    own: FileTree,
    mounts: readonly Mount[],
    stage: Stage,
    observe: (access: Access) => void,
  ) {
    this.#observe = observe
    this.#stage = stage
    const root = ownMount(own, '/', false)
    // The latest first, so that of two at one place the later is seen.
    this.mounts = [root, ...mounts].reverse().sort((a, b) => b.path.length - a.path.length)
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

  fill(path: string, bytes: number): FileResult<null> {
    return this.#change(path, (place) => place.mount.tree.fill(place.path, bytes))
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
    return this.#enter(path, ({ mount, path: inside }) => mount.tree.makeFolder(inside))
  }

  makeLink(path: string, target: string): FileResult<null> {
    return this.#enter(path, ({ mount, path: inside }) => mount.tree.makeLink(inside, target))
  }

  setMode(path: string, mode: number): FileResult<null> {
    return this.#amend(path, ({ mount, path: inside }) => mount.tree.setMode(inside, mode))
  }

  setOwner(path: string, owner: Partial<Owner>): FileResult<null> {
    return this.#amend(path, ({ mount, path: inside }, before) =>
      mount.tree.setOwner(inside, { uid: 0, gid: 0, ...before.owner, ...owner }),
    )
  }

  touch(path: string): FileResult<null> {
    return this.#change(path, (place) => place.mount.tree.touch(place.path))
  }

  remove(path: string): FileResult<null> {
    const real = this.#followParent(path)
    if (!real.ok) return real
    if (this.#find(real.value) === undefined) return failed('ENOENT')
    if (this.#isMountPoint(real.value)) return failed('EBUSY')
    const place = this.#placeOf(real.value)
    if (this.#refuses(place)) return failed('EROFS')
    return place.mount.tree.remove(place.path)
  }

  rename(from: string, to: string): FileResult<null> {
    const source = this.#followParent(from)
    const target = this.#followParent(to)
    if (!source.ok) return source
    if (!target.ok) return target
    const [before, after] = [this.#placeOf(source.value), this.#placeOf(target.value)]
    if (this.#find(source.value) === undefined) return failed('ENOENT')
    if (this.#isMountPoint(source.value) || this.#isMountPoint(target.value)) return failed('EBUSY')
    if (before.mount !== after.mount) return failed('EXDEV')
    if (this.#refuses(before)) return failed('EROFS')
    this.#note('write', target.value)
    return before.mount.tree.rename(before.path, after.path)
  }

  changed(path: string): Future<void> {
    const real = this.#follow(path)
    return this.#placeOf(real.ok ? real.value : absolutePath('/', path)).mount.tree.changed()
  }

  #change(path: string, act: (place: Place) => FileResult<null>): FileResult<null> {
    const real = this.#follow(path)
    if (!real.ok) return real
    const place = this.#placeOf(real.value)
    if (this.#refuses(place))
      return failed(place.mount.tree.get(place.path)?.type === 'folder' ? 'EISDIR' : 'EROFS')
    // The journal hears of the write before the tree says that it changed, so that it can name the writer.
    this.#note('write', real.value)
    return act(place)
  }

  /** Makes a new entry, which no link may lead to. */
  #enter(path: string, act: (place: Place) => FileResult<null>): FileResult<null> {
    const real = this.#followParent(path)
    if (!real.ok) return real
    if (this.#find(real.value) !== undefined) return failed('EEXIST')
    const place = this.#placeOf(real.value)
    if (this.#refuses(place)) return failed('EROFS')
    this.#note('write', real.value)
    return act(place)
  }

  /** Changes what is known of an entry that is there. */
  #amend(path: string, act: (place: Place, before: Entry) => void): FileResult<null> {
    const real = this.#follow(path)
    if (!real.ok) return real
    const before = this.#find(real.value)
    if (before === undefined) return failed('ENOENT')
    const place = this.#placeOf(real.value)
    if (this.#refuses(place)) return failed('EROFS')
    this.#note('write', real.value)
    act(place, before)
    return found(null)
  }

  #isMountPoint(path: string): boolean {
    return RUNTIME_MOUNTS.has(path) || this.mounts.some((mount) => mount.path === path)
  }

  /** The one rule of read-only file systems: nothing in them changes, whatever the program. */
  #refuses(place: Place): boolean {
    return this.#spoils() || place.mount.readOnly
  }

  /** True in a dry run, which must not change a file. */
  #spoils(): boolean {
    this.#stage.rehearsal?.spoil()
    return this.#stage.rehearsal !== null
  }

  #note(kind: 'read' | 'write', path: string): void {
    const { mount, path: inside } = this.#placeOf(path)
    const { volumeKey, volumeName } = mount
    if (volumeKey !== null)
      this.#observe({ kind, volumeKey, volumeName, path: inside.replace(STAMPED_FOLDER, '') })
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
