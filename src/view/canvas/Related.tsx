// What the thing under the pointer, or the focused one, has to do with the others: lines to them and why they are there.
// The rest steps back. Nothing moves. Of what is only selected there are the lines: a finger points at nothing else.
import { useMemo } from 'react'
import { useStore, ViewportPortal } from '@xyflow/react'
import type { CanvasGraph } from '#picture/canvas/canvas-graph.ts'
import type { CanvasLayout } from '#picture/canvas/layout.ts'
import { captionOf } from '#picture/relations/caption.ts'
import { captionSide } from '#picture/relations/caption-side.ts'
import { boxOfKey, relationLines } from '#picture/relations/relation-lines.ts'
import { lackOf, relationsOf, type Relation } from '#picture/relations/relations-of.ts'
import { usePlayground } from '#view/shell/playground-context.tsx'
import { Sentence } from '#view/shell/Sentence.tsx'
import './related.css'

interface Props {
  readonly graph: CanvasGraph
  readonly places: CanvasLayout
  /** The key of the thing. */
  readonly of: string
  /** Whether it is pointed at, and not only selected. */
  readonly pointed: boolean
}

const isReference = ({ line }: Relation): boolean =>
  line === 'serves' || line === 'idle' || line === 'names' || line === 'missing'

/** The lines of its relations, and in words why they are there. */
export function Related({ graph, places, of, pointed }: Props) {
  const world = usePlayground((state) => state.world)
  const relations = useMemo(() => relationsOf(world, of), [world, of])
  // Who owns whom is always drawn.
  const told = pointed ? relations : places.owners.has(of) ? [] : relations.filter(isReference)
  const lines = relationLines(graph, places, of, told)
  const about = [of, ...relations.map(({ key }) => key)]
  return (
    <>
      <ViewportPortal>
        <svg
          className="cv-links cv-above"
          width={places.width}
          height={places.height}
          aria-hidden="true"
        >
          {lines.map(({ key, line, path, end }) => (
            <g key={key} className={`cv-related cv-related-${line}`}>
              <path d={path} />
              <circle cx={end.x} cy={end.y} r="3.5" />
            </g>
          ))}
        </svg>
      </ViewportPortal>
      {pointed && <Words {...{ graph, places, of, relations, about }} />}
    </>
  )
}

/** Why there are the lines; all else steps back. */
function Words(
  props: Omit<Props, 'pointed'> & {
    readonly relations: readonly Relation[]
    /** The keys of what it is about. */
    readonly about: readonly string[]
  },
) {
  const { graph, places, of, relations, about } = props
  const world = usePlayground((state) => state.world)
  const side = useStore(({ transform, width, height }) =>
    captionSide(
      about.flatMap((key) => boxOfKey(graph, places, key) ?? []),
      { transform, width, height },
    ),
  )
  const lack = lackOf(world, of)
  const words = [...(lack === null ? [] : [lack]), ...captionOf(relations)]
  if (words.length === 0) return null
  const keys = about.map((key) => `[data-key=${CSS.escape(key)}]`)
  const [, , name = ''] = of.split('/')
  return (
    <>
      <style>{`.canvas [data-key]:not(${keys.join(',')}) { opacity: 0.5 }`}</style>
      <div
        className={side === 'above' ? 'cv-related-words cv-words-above' : 'cv-related-words'}
        role="note"
        aria-label="Relations"
      >
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
