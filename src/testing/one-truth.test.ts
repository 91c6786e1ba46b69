// Canvas, outline, inspector and timeline say the same words of the same thing, in the same colour, at every step of
// every scenario.
import { expect, test } from 'vitest'
import type { Pod } from '#api/generated/types.ts'
import type { JournalEntry, WorldState } from '#client/world.ts'
import { isMirrorPod } from '#api/core/containers.ts'
import { keyOf } from '#api/meta/object.ts'
import { createGraphFold } from '#picture/canvas/graph-of.ts'
import type { CanvasGraph } from '#picture/canvas/canvas-graph.ts'
import { createOverviewFold } from '#picture/inspector/overview-of.ts'
import { outlineOf, type OutlineItem } from '#picture/outline/outline-of.ts'
import { createLaneFold } from '#picture/timeline/lanes-of.ts'
import type { Lane, SegmentKind } from '#picture/timeline/lane.ts'
import { containerFactsOf, containerStateIn, podKnownAt } from '#picture/words/container-facts.ts'
import { subjectOf } from '#picture/inspector/subject.ts'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { randomScenario } from './random-scenario.ts'

/** Who says what of what: 'shop/app' → surface → word, and what colour it has there. */
type Said = Map<string, Map<string, string>>

function say(said: Said, about: string, surface: string, word: string | undefined): void {
  if (word === undefined) return
  const words = said.get(about) ?? new Map<string, string>()
  words.set(surface, word)
  said.set(about, words)
}

/** The tone of a state: its shape and colour. */
interface Toned {
  readonly word: string
  readonly tone: string
}

function sayState(
  said: Said,
  about: string,
  surface: string,
  state: Toned | null | undefined,
): void {
  say(said, about, surface, state?.word)
  say(said, `${about} in colour`, surface, state?.tone)
}

const EVERY_ROW = { group: 'none', filter: '', flipped: [], from: 0, count: Infinity } as const

function sayCanvas(said: Said, graph: CanvasGraph): void {
  for (const pod of graph.pods) {
    sayState(said, pod.key, 'canvas', pod.state)
    for (const { name, state } of pod.containers)
      sayState(said, `${pod.key}#${name}`, 'canvas', state)
  }
}

function sayOutline(said: Said, items: readonly OutlineItem[], pod: string | null): void {
  for (const item of items) {
    const own = item.label.startsWith('Pod ') ? item.key : pod
    if (own === item.key && own !== null) sayState(said, own, 'outline', item.state)
    const name = /^(?:Container|Init container|Sidecar) (\S+)/.exec(item.label)?.[1]
    if (name !== undefined) sayState(said, `${pod ?? ''}#${name}`, 'outline', item.state)
    sayOutline(said, item.children, own)
  }
}

function sayLanes(said: Said, lanes: readonly Lane[], timeMs: number, world: WorldState): void {
  const begunMs = ({ segments }: Lane): number => segments.at(-1)?.fromMs ?? 0
  // An edited static Pod is another one of the same name: the lane that began last tells.
  for (const { role, podKey, name, segments } of lanes.toSorted(
    (a, b) => begunMs(a) - begunMs(b),
  )) {
    const last = segments.at(-1)
    if (last === undefined || last.toMs <= timeMs || !world.has(podKey)) continue
    const about = role === 'pod' ? podKey : `${podKey}#${name}`
    say(said, about, 'timeline', last.label)
    sayColour(said, about, last.kind)
  }
}

/** The colours that a kind of bar stands for. */
const TONES: Readonly<Record<SegmentKind, readonly string[]>> = {
  waiting: ['wait', 'idle'],
  pull: ['wait'],
  running: ['run'],
  unready: ['part'],
  exited: ['done'],
  failed: ['fail'],
  backoff: ['fail'],
  ending: ['term'],
}

/** A bar has the colour that the others give the state. */
function sayColour(said: Said, about: string, kind: SegmentKind): void {
  const others = new Set(said.get(`${about} in colour`)?.values())
  const fits = TONES[kind].find((tone) => others.has(tone))
  if (others.size > 0) say(said, `${about} in colour`, 'timeline', fits ?? kind)
}

function sayInspector(said: Said, world: WorldState, pods: readonly Pod[]): void {
  for (const pod of pods) {
    for (const { container, record } of containerFactsOf(podKnownAt(world, pod))) {
      if (record === undefined) continue
      const subject = subjectOf(world, `ContainerInstance/${record.nodeName}/${record.id}`)
      if (subject?.kind !== 'container') continue
      const state = containerStateIn(world, subject)
      sayState(said, `${keyOf(pod)}#${container.name}`, 'inspector', state)
    }
  }
}

const podsOf = (world: WorldState): readonly Pod[] =>
  [...world.values()].filter((object): object is Pod => object.kind === 'Pod')

/** Of one run. */
const MOST_STEPS = 150

/** What surfaces say differently at the steps of a run. */
function differencesOf(files: readonly ScenarioFile[], untilMs?: number): readonly string[] {
  const { cluster } = runScenario(files, untilMs === undefined ? {} : { untilMs, exact: true })
  const { journal } = cluster
  const graphOf = createGraphFold()
  const overviewOf = createOverviewFold()
  const lanes = createLaneFold()
  const found: string[] = []
  let taken = 0
  for (const step of journal.filter(({ level }) => level === 'step').slice(0, MOST_STEPS)) {
    const end = lastOfMoment(journal, step)
    lanes.take(journal.slice(taken, end + 1))
    taken = end + 1
    const world = cluster.world.stateAt(end)
    const said: Said = new Map()
    sayCanvas(said, graphOf(world))
    sayOutline(said, outlineOf(world), null)
    // What goes on is drawn until then, and what ended in this moment is not.
    sayLanes(said, lanes.lanes(step.timeMs + 1, EVERY_ROW).lanes, step.timeMs, world)
    sayInspector(said, world, podsOf(world))
    for (const row of overviewOf(world).pods) sayState(said, row.key, 'overview', row)
    for (const [about, words] of said) {
      if (new Set(words.values()).size <= 1) continue
      const all = [...words].map(([surface, word]) => `${surface}: ${word}`).join(', ')
      found.push(`${step.timeMs} ms, ${about}: ${all}`)
    }
    expect(podsOf(world).filter((pod) => !isMirrorPod(pod) && !said.has(keyOf(pod)))).toEqual([])
  }
  return found
}

/** The last entry of a step's millisecond. */
function lastOfMoment(journal: readonly JournalEntry[], { id, timeMs }: JournalEntry): number {
  let end = id
  while (journal[end + 1]?.timeMs === timeMs) end += 1
  return end
}

test.for(GALLERY.map(({ id, files }) => [id, files] as const))(
  'all surfaces say the same at every step of %s',
  ([, files]) => {
    expect(differencesOf(files)).toEqual([])
  },
)

const FIRST = Number(process.env['FIRST_SEED'] ?? 0)
const SEEDS = Array.from(
  { length: Number(process.env['SEEDS'] ?? 100) },
  (_, index) => FIRST + index,
)

test.for(SEEDS)('all surfaces say the same in a random scenario, seed %d', (seed) => {
  // Every fifth one is looked at to its end, the others while they start.
  expect(differencesOf(randomScenario(seed), seed % 5 === 0 ? undefined : 8000)).toEqual([])
})
