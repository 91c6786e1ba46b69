// Prefers nodes that have the Pod's images already, the more the larger these are.
// Follows pkg/scheduler/framework/plugins/imagelocality/image_locality.go (v1.36).
import type { Pod } from '#api/generated/types.ts'
import { normalizeImageName } from '#api/core/image-name.ts'
import type { NodeInfo } from '../../framework/node-info.ts'
import { MAX_NODE_SCORE } from '../../framework/normalize-score.ts'
import type { Handle, ScorePlugin, Snapshot } from '../../framework/plugin.ts'

const MEBIBYTE = 1024 * 1024
const MIN_THRESHOLD_BYTES = 23 * MEBIBYTE
const MAX_THRESHOLD_BYTES_PER_CONTAINER = 1000 * MEBIBYTE

/** Makes the plugin; it needs to know on how many nodes an image is. */
export function createImageLocality({ snapshot }: Pick<Handle, 'snapshot'>): ScorePlugin {
  return {
    name: 'ImageLocality',
    score: (_state, pod, node) => imageLocalityScore(pod, node, snapshot),
  }
}

/** 0..100: the size of the images that the node has, each weighed by how widely it is spread. */
export function imageLocalityScore(pod: Pod, node: NodeInfo, snapshot: Snapshot): number {
  if (node.images.size === 0) return 0
  const { containers = [], initContainers = [], volumes = [] } = pod.spec ?? {}
  let sum = 0
  const add = (image: string | undefined): void => {
    if (image === undefined || image === '') return
    const name = normalizeImageName(image)
    if (!node.images.has(name)) return
    const bytes = snapshot.bytesOfImage(name)
    sum += Math.trunc((bytes * snapshot.nodesWithImage(name)) / snapshot.nodes.length)
  }
  for (const { image } of initContainers) add(image)
  for (const { image } of containers) add(image)
  for (const { image } of volumes) add(image?.reference)
  const max = MAX_THRESHOLD_BYTES_PER_CONTAINER * (containers.length + initContainers.length)
  const clamped = Math.max(MIN_THRESHOLD_BYTES, Math.min(max, sum))
  return Math.trunc(
    (MAX_NODE_SCORE * (clamped - MIN_THRESHOLD_BYTES)) / (max - MIN_THRESHOLD_BYTES),
  )
}
