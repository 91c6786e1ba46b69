// The files that a container starts with: those of its image, what kubelet and runtime write, and its volumes.
import type { ContainerConfig } from '../cri.ts'
import type { Mount } from '../filesystem/mounts.ts'
import { absolutePath } from '../filesystem/path.ts'
import { createTree, type FileTree } from '../filesystem/tree.ts'
import { shownBy, type Volume } from '../filesystem/volumes.ts'
import type { ImageSpec } from '../images/image-spec.ts'
import { layerOfImage } from '../images/layers.ts'
import { mountVolumes, workingDirProblem, type WantedMount } from './mount-volumes.ts'
import { ownMounts } from './own-files.ts'
import { prepareFiles, type PodNames } from './prepare.ts'

export interface FilesInput {
  readonly config: ContainerConfig
  readonly image: ImageSpec
  readonly containerId: string
  readonly pod: PodNames & { readonly uid: string }
  nowMs(): number
  volume(name: string): Volume | undefined
}

export interface MadeFiles {
  /** The container's own layer. */
  readonly tree: FileTree
  /** In the order in which they were mounted. */
  readonly mounts: readonly Mount[]
  /** Why the container cannot start on them, in runc's words; null when it can. */
  readonly problem: string | null
}

/** Makes them; a text is the message of a volume that is not there. */
export function makeFiles(input: FilesInput): MadeFiles | string {
  const { config, image, containerId, pod } = input
  const wanted = wantedMounts(input)
  if (typeof wanted === 'string') return wanted
  const tree = createTree(() => input.nowMs(), layerOfImage(image))
  prepareFiles(tree, config, pod)
  const rootfs = `/run/containerd/io.containerd.runtime.v2.task/k8s.io/${containerId}/rootfs`
  const { mounts, problem } = mountVolumes(tree, wanted, rootfs)
  const workingDir = config.workingDir === '' ? image.workingDir : config.workingDir
  const own = ownMounts(tree, config.readOnlyRootFilesystem ?? false)
  return {
    tree,
    mounts: [...own, ...mounts],
    problem: problem ?? workingDirProblem(tree, mounts, absolutePath('/', workingDir)),
  }
}

function wantedMounts(input: FilesInput): readonly WantedMount[] | string {
  const { config, pod } = input
  const wanted: WantedMount[] = []
  for (const [index, mount] of config.mounts.entries()) {
    const { volumeName, mountPath, subPath, readOnly } = mount
    const volume = input.volume(volumeName)
    if (volume === undefined)
      return `cannot find volume "${volumeName}" to mount into container "${config.name}"`
    wanted.push({
      path: absolutePath('/', mountPath),
      mountPath,
      ...shownBy(volume, subPath, () => input.nowMs()),
      source:
        subPath === ''
          ? volume.hostPath
          : `/var/lib/kubelet/pods/${pod.uid}/volume-subpaths/${volumeName}/${config.name}/${index}`,
      readOnly: readOnly || volume.readOnly,
      volumeKey: volume.key,
      volumeName,
    })
  }
  return wanted
}
