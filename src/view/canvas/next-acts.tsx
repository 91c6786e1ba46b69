// What the controllers will do next about the drawn owners and nodes: one question for all of them, whose answer their boxes share.
import { createContext, type ReactNode, use, useMemo } from 'react'
import type { NextAct } from '#controllers/next-act/next-act.ts'
import type { CanvasGraph } from '#picture/canvas/canvas-graph.ts'
import { isToPredict } from '#playground/lesson-state.ts'
import type { CanvasLayout } from '#picture/canvas/layout.ts'
import { usePlayground } from '#view/shell/playground-context.tsx'
import { useAnswer } from '#view/shell/use-answer.ts'

type Acts = ReadonlyMap<string, NextAct>

const NONE: Acts = new Map()
const NextActs = createContext<Acts>(NONE)
/** As many as have cards; chips do not say it. */
const MOST = 24

/** Asks for the next acts of the owners that have boxes, and of the nodes. */
export function NextActsProvider(props: {
  readonly graph: CanvasGraph
  readonly places: CanvasLayout
  readonly asks: boolean
  readonly children: ReactNode
}) {
  const { graph, places, asks, children } = props
  const owners = graph.owners.flatMap(({ key }) => (places.owners.has(key) ? [key] : []))
  const nodes = places.level === 'dot' ? [] : graph.nodes.map(({ key }) => key)
  // In a lesson that would give away what one is asked to predict.
  const isHidden = usePlayground(isToPredict)
  const all = [...(asks ? owners.slice(0, MOST) : []), ...nodes.slice(0, MOST)]
  const keys = isHidden ? [] : all
  const text = keys.join('\n')
  const answer = useAnswer({ kind: 'nextActs', keys })
  const acts = useMemo(() => {
    const asked = text.split('\n')
    return new Map(
      asked.flatMap((key, index) => {
        const act = answer?.[index] ?? null
        return act === null ? [] : [[key, act] as const]
      }),
    )
  }, [text, answer])
  return <NextActs value={acts}>{children}</NextActs>
}

/** The next act about an owner or a node; undefined while it is not known. */
export const useNextAct = (key: string): NextAct | undefined => use(NextActs).get(key)
