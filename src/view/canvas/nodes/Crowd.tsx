// The nodes of a crowd. Their frames are drawn in one layer and not as React Flow's elements, each of which keeps a
// dozen subscriptions: that was more than what is drawn.
import { memo, useDeferredValue } from 'react'
import { useStore, ViewportPortal, type ReactFlowState } from '@xyflow/react'
import { FAR_ZOOM } from '#picture/canvas/level-of-detail.ts'
import { usePlayground, type PlaygroundSnapshot } from '#view/shell/playground-context.tsx'
import type { FrameNode } from '../flow-nodes.ts'
import './crowd.css'
import { FrameBody } from './NodeFrame.tsx'
import { type Select, useSelect } from './selection.ts'

const isFar = ({ transform }: ReactFlowState): boolean => transform[2] < FAR_ZOOM
const selectionOf = (state: PlaygroundSnapshot): string | null => state.selection

/** The frames of all nodes. */
export const Crowd = memo(function Crowd({ frames }: { readonly frames: readonly FrameNode[] }) {
  // From the beginning as seen from far: what is near shows more right after, and of many that is what takes time.
  const far = useDeferredValue(useStore(isFar), true)
  const selection = usePlayground(selectionOf)
  const select = useSelect()
  return (
    <ViewportPortal>
      {frames.map((frame) => (
        <CrowdFrame
          key={frame.id}
          {...{ frame, far, select }}
          chosen={has(frame, selection) ? selection : null}
        />
      ))}
    </ViewportPortal>
  )
})

/** Whether a node, or a Pod on it, has that key. */
function has({ data }: FrameNode, key: string | null): boolean {
  return (
    key !== null &&
    (data.node.key === key || data.dots?.some(({ pod }) => pod.key === key) === true)
  )
}

const CrowdFrame = memo(function CrowdFrame(props: {
  readonly frame: FrameNode
  readonly far: boolean
  readonly chosen: string | null
  readonly select: Select
}) {
  const { frame, far, chosen, select } = props
  const { data, position, width = 0, height = 0 } = frame
  const transform = `translate(${position.x}px,${position.y}px)`
  return (
    <div className="cv-crowd-node" style={{ transform, width, height }}>
      <FrameBody {...{ data, width, height, far, chosen, select }} />
    </div>
  )
})
