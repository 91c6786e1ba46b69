// What the thing under the pointer, or the focused one, has to do with the others: lines to them and why they are there.
// The rest steps back. Nothing moves.
import { useMemo } from 'react'
import { ViewportPortal } from '@xyflow/react'
import type { CanvasGraph } from '#picture/canvas/canvas-graph.ts'
import type { CanvasLayout } from '#picture/canvas/layout.ts'
import { captionOf } from '#picture/relations/caption.ts'
import { relationLines } from '#picture/relations/relation-lines.ts'
import { lackOf, relationsOf } from '#picture/relations/relations-of.ts'
import { usePlayground } from '#view/shell/playground-context.tsx'
import { Sentence } from '#view/shell/Sentence.tsx'
import './related.css'

interface Props {
  readonly graph: CanvasGraph
  readonly places: CanvasLayout
  /** The key of the thing. */
  readonly of: string
}

/** Its relations; nothing when it has none. */
export function Related({ graph, places, of }: Props) {
  const world = usePlayground((state) => state.world)
  const relations = useMemo(() => relationsOf(world, of), [world, of])
  const lack = lackOf(world, of)
  const words = [...(lack === null ? [] : [lack]), ...captionOf(relations)]
  if (words.length === 0) return null
  const keys = [of, ...relations.map(({ key }) => key)].map(
    (key) => `[data-key=${CSS.escape(key)}]`,
  )
  const [, , name = ''] = of.split('/')
  return (
    <>
      <style>{`.canvas [data-key]:not(${keys.join(',')}) { opacity: 0.5 }`}</style>
      <ViewportPortal>
        <svg
          className="cv-links cv-above"
          width={places.width}
          height={places.height}
          aria-hidden="true"
        >
          {relationLines(graph, places, of, relations).map(({ key, line, path, end }) => (
            <g key={key} className={`cv-related cv-related-${line}`}>
              <path d={path} />
              <circle cx={end.x} cy={end.y} r="3.5" />
            </g>
          ))}
        </svg>
      </ViewportPortal>
      <div className="cv-related-words" role="note" aria-label="Relations">
        <b>{name}</b>
        <ul>
          {words.map((text) => (
            <li key={text}>
              <Sentence text={text} />
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}
