// How much of the room that is kept for a Node its frame takes at a moment. The room is the largest of
// the whole run, so that nothing moves; drawn whole from the beginning it would give away who will come.
import type { Box } from './box.ts'
import type { PodPicture } from './canvas-graph.ts'
import type { CanvasLayout } from './layout.ts'
import { leastFrame } from './node-inside.ts'

/** Below the last Pod of a frame. */
const BELOW_PODS = 12

/** The frame of a Node in its room: as low as the Pods on it allow, and of an empty one always the same; `folder` when it shows that of its static Pods. */
export function drawnFrame(
  room: Box,
  pods: readonly PodPicture[],
  places: Pick<CanvasLayout, 'level' | 'pods'>,
  folder = false,
): Box {
  // A crowd of dots is looked at as a whole.
  if (places.level === 'dot') return room
  const least = leastFrame(pods.length === 0 ? 0 : room.width, folder)
  let height = least.height
  for (const { id } of pods) {
    const box = places.pods.get(id)
    if (box !== undefined) height = Math.max(height, box.y + box.height - room.y + BELOW_PODS)
  }
  return {
    ...room,
    width: Math.min(room.width, least.width),
    height: Math.min(room.height, height),
  }
}
