// Pictures of a recorded run: of one moment, and of the steps of a range as the frames of a moving picture.
import { createGraphFold } from '#picture/canvas/graph-of.ts'
import { createLayouter, type Form } from '#picture/canvas/layout.ts'
import { happeningOf } from '#picture/canvas/movement.ts'
import { createSeatPlanner } from '#picture/canvas/seats.ts'
import type { Theme } from '#picture/tokens.ts'
import { clockText } from '#picture/words/format.ts'
import { type Recorded, sentenceOf, stepAt, stepsBetween } from './recorded.ts'
import { pictureSvg } from './svg/picture-svg.ts'

export interface Look {
  readonly theme: Theme
  readonly form: Form
}

/** Draws moments of one run, each with all seats of the run, so that nothing moves between them. */
function createDrawer(run: Recorded, { theme, form }: Look) {
  const planner = createSeatPlanner()
  planner.take(run.journal)
  const plan = planner.plan()
  const graphAt = createGraphFold()
  const placesOf = createLayouter()
  return (entryId: number, link: string | null): string => {
    const world = run.stateAt(entryId)
    const happening = happeningOf(world, run.journal, entryId, planner.boundAt)
    const graph = graphAt(world, happening, plan.level)
    const step = stepAt(run, entryId)
    return pictureSvg({
      graph,
      places: placesOf(graph, plan, form),
      theme,
      title: run.title,
      time: clockText(run.journal[entryId]?.timeMs ?? 0),
      sentence: step === null ? '' : sentenceOf(step),
      link,
    })
  }
}

/** The moment after an entry as an SVG, with a link's fragment inside when there is one. */
export function pictureAt(
  run: Recorded,
  entryId: number,
  options: Look & { readonly link: string | null },
): string {
  return createDrawer(run, options)(entryId, options.link)
}

export interface Frame {
  readonly svg: string
  /** How long it stands. */
  readonly delayMs: number
}

/** A moving picture has at most so many frames; of more steps those at equal distances. */
const MOST_FRAMES = 60
const SHORTEST_MS = 1200
const LONGEST_MS = 4000
/** About as fast as one reads beside looking. */
const MS_PER_LETTER = 32

/** The steps between two entries as frames of one size. */
export function framesBetween(
  run: Recorded,
  range: { readonly from: number; readonly to: number },
  look: Look,
): readonly Frame[] {
  const steps = stepsBetween(run, range.from, range.to)
  const every = Math.max(1, steps.length / MOST_FRAMES)
  const draw = createDrawer(run, look)
  const count = Math.min(steps.length, MOST_FRAMES)
  return Array.from({ length: count }, (_, index) => steps[Math.floor(index * every)]).flatMap(
    (step) => {
      if (step === undefined) return []
      const wanted = sentenceOf(step).length * MS_PER_LETTER
      const delayMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, wanted))
      return [{ svg: draw(momentOf(run, step.id), null), delayMs }]
    },
  )
}

/** The last entry of a step's millisecond that is before the next step: its details belong to it. */
function momentOf({ journal }: Recorded, stepId: number): number {
  let id = stepId
  while (journal[id + 1]?.level === 'detail' && journal[id + 1]?.timeMs === journal[stepId]?.timeMs)
    id += 1
  return id
}
