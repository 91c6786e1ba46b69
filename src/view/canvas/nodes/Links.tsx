// The lines between elements: from a controller's object to the nodes of its Pods, and a call from Pod to Pod.
import { memo } from 'react'
import { ViewportPortal } from '@xyflow/react'
import type { CanvasGraph } from '#picture/canvas/canvas-graph.ts'
import type { CanvasLayout } from '#picture/canvas/layout.ts'
import { ownerLines, wayBetween } from '#picture/canvas/lines.ts'
import { Pulse } from './PodInside.tsx'

/** All lines of a picture. Those of owners run below the cards, those of calls above. */
export const Links = memo(function Links(props: {
  readonly graph: CanvasGraph
  readonly places: CanvasLayout
}) {
  const { graph, places } = props
  const call = graph.movement?.kind === 'call' ? graph.movement : null
  const way = call === null ? null : wayBetween(graph, places, call)
  return (
    <ViewportPortal>
      <svg className="cv-links" width={places.width} height={places.height} aria-hidden="true">
        {ownerLines(graph, places).map(({ id, path }) => (
          <path key={id} className="cv-owns" d={path} />
        ))}
      </svg>
      {call !== null && way !== null && (
        <svg
          className="cv-links cv-above"
          width={places.width}
          height={places.height}
          aria-hidden="true"
        >
          <g className="cv-call-way">
            <path d={way} />
            <Pulse key={call.entryId} path={way} back={false} />
          </g>
        </svg>
      )}
    </ViewportPortal>
  )
})
