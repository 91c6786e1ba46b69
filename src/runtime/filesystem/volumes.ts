// The volumes of the Pods on one node: what is set up, what is in it, and who wrote there first.
// Follows pkg/volume/*/ (v1.36) in what each type starts with and outlives.
import type { PodRef, VolumeAccessData, VolumeRecord } from '#api/runtime/records.ts'
import type { CriResult, VolumeHost, VolumeSetup } from '../cri.ts'
import type { Shared } from '../shared.ts'
import type { Disk } from './disk.ts'
import { frozenCopy, projectedPaths, realPathIn, writeProjected } from './atomic-writer.ts'
import { absolutePath, below, joinPath, parentOf } from './path.ts'
import { createTree, type EntryType, type FileTree } from './tree.ts'

const MAX_SHOWN_FILES = 50

export interface Volume {
  readonly key: string
  readonly name: string
  readonly tree: FileTree
  /** The folder of the tree that is the volume. */
  readonly root: string
  readonly readOnly: boolean
  /** Its files are written by the kubelet, from objects. */
  readonly isProjected: boolean
  /** Where it lies on the node, for what the runtime says of it. */
  readonly hostPath: string
}

export interface Writer {
  readonly actor: string
  readonly containerKey: string
  /** True for the first write of this container instance to this volume. */
  readonly first: boolean
  readonly access: VolumeAccessData
}

export interface Volumes extends VolumeHost {
  find(podUid: string, name: string): Volume | undefined
  /** Says who makes the change that comes next, so that the journal can name the writer. */
  expectWrite(writer: Writer): void
  /** The bytes that are in a volume. */
  usedBytes(podUid: string, name: string): number
  /** Notes at once what was written to the volumes of a Pod, before what comes of it is noted. */
  flush(podUid: string): void
  /** What is in memory only is lost. */
  powerOff(): void
}

interface Kept extends Volume {
  readonly pod: PodRef
  readonly type: string
  readonly inMemory: boolean
  gone: boolean
  /** Ends listening to the tree, which others may go on to use. */
  unsubscribe: () => void
  due: boolean
  writer: Writer | null
}

/** Makes the volumes of a node; `wrote` is told of each Pod whose volumes change. */
export function createVolumes(
  shared: Shared,
  nodeName: string,
  disk: Disk,
  wrote: (podUid: string) => void,
): Volumes {
  return new NodeVolumes(shared, nodeName, disk, wrote)
}

class NodeVolumes implements Volumes {
  readonly #byKey = new Map<string, Kept>()
  readonly #shared: Shared
  readonly #nodeName: string
  readonly #disk: Disk

  readonly #wrote: (podUid: string) => void

  constructor(shared: Shared, nodeName: string, disk: Disk, wrote: (podUid: string) => void) {
    this.#wrote = wrote
    this.#shared = shared
    this.#nodeName = nodeName
    this.#disk = disk
  }

  find(podUid: string, name: string): Volume | undefined {
    return this.#byKey.get(this.#keyOf(podUid, name))
  }

  expectWrite(writer: Writer): void {
    const volume = this.#byKey.get(writer.access.volumeKey)
    if (volume !== undefined && (volume.writer === null || writer.first)) volume.writer = writer
  }

  usedBytes(podUid: string, name: string): number {
    return this.find(podUid, name)?.tree.usedBytes ?? 0
  }

  flush(podUid: string): void {
    for (const volume of this.#byKey.values()) {
      if (volume.due && volume.pod.uid === podUid) this.#commit(volume)
    }
  }

  setUp(pod: PodRef, setup: VolumeSetup): CriResult<null> {
    const key = this.#keyOf(pod.uid, setup.name)
    if (this.#byKey.has(key)) {
      this.update(pod, setup)
      return { ok: true, value: null }
    }
    const problem =
      setup.hostPath === null ? null : prepareHostPath(this.#disk.tree, setup.hostPath)
    if (problem !== null) return { ok: false, reason: 'FailedMount', message: problem }
    const tree = this.#treeOf(setup)
    const isProjected = PROJECTED.has(setup.type)
    if (isProjected) this.#write(tree, key, setup)
    // Whoever the processes are, they may write to what the kubelet made for them.
    if (setup.hostPath === null)
      tree.setMode('/', setup.inMemory || TMPFS.has(setup.type) ? 0o1777 : 0o777)
    const root = setup.hostPath === null ? '/' : absolutePath('/', setup.hostPath.path)
    const readOnly = setup.readOnly || isProjected || setup.type === 'image'
    const volume: Kept = {
      key,
      name: setup.name,
      tree,
      root,
      readOnly,
      isProjected,
      hostPath: hostPathOf(pod, setup),
      pod,
      type: setup.type,
      inMemory: setup.inMemory,
      gone: false,
      unsubscribe: () => {},
      due: false,
      writer: null,
    }
    this.#byKey.set(key, volume)
    const message = `has set up volume \`${setup.name}\` of Pod \`${pod.name}\``
    this.#shared.world.commit(
      { actor: `containerd on ${this.#nodeName}`, message, level: 'detail', kind: 'VolumeSetUp' },
      [[key, this.#recordOf(volume)]],
    )
    volume.unsubscribe = tree.subscribe((path) => this.#changed(volume, path))
    return { ok: true, value: null }
  }

  update(pod: PodRef, setup: VolumeSetup): void {
    const volume = this.#byKey.get(this.#keyOf(pod.uid, setup.name))
    if (volume?.isProjected === true) this.#write(volume.tree, volume.key, setup)
  }

  tearDown(podUid: string): void {
    const changes: [string, undefined][] = []
    let pod: PodRef | null = null
    for (const [key, volume] of this.#byKey) {
      if (volume.pod.uid !== podUid) continue
      volume.gone = true
      volume.unsubscribe()
      pod = volume.pod
      this.#byKey.delete(key)
      changes.push([key, undefined])
    }
    if (pod === null) return
    const message = `has removed the volumes of Pod \`${pod.name}\``
    this.#shared.world.commit(
      {
        actor: `containerd on ${this.#nodeName}`,
        message,
        level: 'detail',
        kind: 'VolumesTornDown',
      },
      changes,
    )
  }

  powerOff(): void {
    for (const { inMemory, tree } of this.#byKey.values()) {
      if (inMemory) for (const { path } of tree.files()) tree.remove(path)
    }
  }

  #write(tree: FileTree, key: string, setup: VolumeSetup): void {
    writeProjected(tree, setup.files, this.#shared.world.clock.nowMs, key)
  }

  #keyOf(podUid: string, name: string): string {
    return `Volume/${this.#nodeName}/${podUid}/${name}`
  }

  #treeOf(setup: VolumeSetup): FileTree {
    if (setup.hostPath !== null) return this.#disk.tree
    const nowMs = (): number => this.#shared.world.clock.nowMs
    if (setup.sharedKey === null) return createTree(nowMs, new Map(), setup.capacityBytes)
    const known = this.#shared.sharedTrees.get(setup.sharedKey)
    const tree = known ?? createTree(nowMs)
    this.#shared.sharedTrees.set(setup.sharedKey, tree)
    return tree
  }

  /** Notes a change once per moment, however many files a command touched. */
  #changed(volume: Kept, path: string): void {
    if (volume.gone || volume.due || below(volume.root, path) === undefined) return
    volume.due = true
    if (!volume.isProjected) this.#wrote(volume.pod.uid)
    this.#shared.sleeper.sleep(0, `volume ${volume.key}`).whenSettled(() => {
      volume.due = false
      if (!volume.gone) this.#commit(volume)
    })
  }

  #commit(volume: Kept): void {
    const writer = volume.writer
    volume.writer = null
    const record = this.#recordOf(volume)
    const same = sameFiles(this.#shared.world.get(volume.key), record)
    if (same && writer?.first !== true) return
    const changes = same ? [] : [[volume.key, record] as const]
    if (writer === null) {
      const message = `saw volume \`${volume.name}\` of Pod \`${volume.pod.name}\` change`
      this.#shared.world.commit(
        {
          actor: `containerd on ${this.#nodeName}`,
          message,
          level: 'detail',
          kind: 'VolumeChanged',
        },
        changes,
      )
      return
    }
    this.#shared.world.commit(
      {
        actor: writer.actor,
        message: `wrote \`${writer.access.path}\` to volume \`${volume.name}\``,
        level: writer.first ? 'step' : 'detail',
        kind: 'VolumeWrite',
        objects: [volume.key, writer.containerKey],
        data: writer.access,
      },
      changes,
    )
  }

  #recordOf(volume: Kept): VolumeRecord {
    const files = volume.isProjected ? projectedPaths(volume.tree) : filesOf(volume)
    const { pod, name, type } = volume
    const shown = files.slice(0, MAX_SHOWN_FILES)
    return {
      kind: 'Volume',
      nodeName: this.#nodeName,
      pod,
      name,
      type,
      files: shown,
      fileCount: files.length,
    }
  }
}

/** The types whose files the kubelet writes; containers cannot. */
const PROJECTED: ReadonlySet<string> = new Set(['configMap', 'secret', 'downwardAPI', 'projected'])
/** Those of them that are kept in memory. */
const TMPFS: ReadonlySet<string> = new Set(['secret', 'downwardAPI', 'projected'])

/** The folders of the plugins below /var/lib/kubelet/pods/<uid>/volumes. */
const PLUGINS: Readonly<Record<string, string>> = {
  emptyDir: 'kubernetes.io~empty-dir',
  configMap: 'kubernetes.io~configmap',
  secret: 'kubernetes.io~secret',
  projected: 'kubernetes.io~projected',
  downwardAPI: 'kubernetes.io~downward-api',
  image: 'kubernetes.io~image',
}

function hostPathOf(pod: PodRef, { name, type, hostPath }: VolumeSetup): string {
  if (hostPath !== null) return hostPath.path
  const plugin = PLUGINS[type] ?? 'kubernetes.io~csi'
  const place = `/var/lib/kubelet/pods/${pod.uid}/volumes/${plugin}/${name}`
  return PLUGINS[type] === undefined ? `${place}/mount` : place
}

function filesOf({ tree, root }: Volume): VolumeRecord['files'] {
  return tree.files().flatMap(({ path, entry }) => {
    const inside = below(root, path)
    return inside === undefined
      ? []
      : [{ path: inside === '/' ? path : inside, bytes: entry.bytes }]
  })
}

function sameFiles(before: unknown, after: VolumeRecord): boolean {
  return JSON.stringify(before) === JSON.stringify(after)
}

const CHECKS: Readonly<Record<string, { readonly type: EntryType; readonly words: string }>> = {
  Directory: { type: 'folder', words: 'a directory' },
  File: { type: 'file', words: 'a file' },
  Socket: { type: 'socket', words: 'a socket file' },
  CharDevice: { type: 'character device', words: 'a character device' },
  BlockDevice: { type: 'block device', words: 'a block device' },
}

/**
 * Checks the type of a hostPath and makes what it may make; returns the mount error, or null.
 * Follows pkg/volume/hostpath/host_path.go (v1.36), checkType.
 */
function prepareHostPath(
  disk: FileTree,
  hostPath: { readonly path: string; readonly type: string },
): string | null {
  const path = absolutePath('/', hostPath.path)
  const there = disk.get(path)
  if (hostPath.type === '' || hostPath.type === 'DirectoryOrCreate') {
    if (there === undefined) disk.put(path, { type: 'folder', mode: 0o755 })
    const wrong = hostPath.type !== '' && there !== undefined && there.type !== 'folder'
    return wrong ? `hostPath type check failed: ${hostPath.path} is not a directory` : null
  }
  if (hostPath.type === 'FileOrCreate') {
    if (there?.type === 'file') return null
    if (there !== undefined) return `hostPath type check failed: ${hostPath.path} is not a file`
    const parent = disk.get(parentOf(path))
    if (parent === undefined) return `open ${hostPath.path}: no such file or directory`
    disk.put(path, { type: 'file', mode: 0o644 })
    return null
  }
  const check = CHECKS[hostPath.type]
  if (check === undefined || there?.type === check.type) return null
  return `hostPath type check failed: ${hostPath.path} is not ${check.words}`
}

/** What a mount shows of a volume. */
export interface Shown {
  readonly tree: FileTree
  readonly root: string
}

/**
 * What a mount with a subPath shows, '' for all of it: a folder is made when nothing is there, links are followed now, and
 * what the kubelet writes later into a volume of files does not reach it.
 */
export function shownBy(volume: Volume, subPath: string, nowMs: () => number): Shown {
  const { tree } = volume
  if (subPath === '') return { tree, root: volume.root }
  const root = realPathIn(tree, joinPath(volume.root, subPath))
  if (tree.get(root) === undefined)
    tree.put(root, { type: 'folder', mode: tree.get(volume.root)?.mode ?? 0o755 })
  return volume.isProjected ? { tree: frozenCopy(tree, root, nowMs), root: '/' } : { tree, root }
}
