// What a container's own file system is besides the image: which parts of it may be written, whatever the rest.
import { ownMount, type Mount } from '../filesystem/mounts.ts'
import type { FileTree } from '../filesystem/tree.ts'

/** With a read-only root file system these are mounts of their own, and stay as they are. */
const WRITABLE = ['/dev', '/proc', '/etc/hosts']

/** The mounts below those of volumes: none, or with `readOnly` the root and what is writable all the same. */
export function ownMounts(tree: FileTree, readOnly: boolean): readonly Mount[] {
  if (!readOnly) return []
  return [ownMount(tree, '/', true), ...WRITABLE.map((path) => ownMount(tree, path, false))]
}
