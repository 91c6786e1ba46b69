// The engine's speed: a hundred Nodes and a thousand Pods, and the size of links.
import { createPrng } from '#lib/prng.ts'
import { startScenario } from '#scenario/run-scenario.ts'
import { encodeLink } from '#scenario/codec.ts'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { largeScenario } from './scenarios.ts'

export { largeScenario }

export interface EngineFigures {
  readonly simulatedSeconds: number
  readonly entries: number
  readonly timers: number
  readonly buildMs: number
  readonly runMs: number
}

/** Runs the large scenario for two minutes of virtual time. */
export function measureEngine(nodes: number, pods: number): EngineFigures {
  const started = performance.now()
  const run = startScenario(largeScenario(nodes, pods), { untilMs: 120_000, exact: true })
  const built = performance.now()
  const end = run.cluster.advance(120_000)
  const ended = performance.now()
  return {
    simulatedSeconds: end.reason === 'idle' ? 120 : end.nowMs / 1000,
    entries: run.cluster.journal.length,
    timers: run.cluster.world.clock.fired,
    buildMs: built - started,
    runMs: ended - built,
  }
}

/** Length of the link of each gallery scenario. */
export function linkLengths(): readonly {
  readonly id: string
  readonly json: string
  readonly link: number
}[] {
  return GALLERY.map(({ id, files }) => {
    const payload = { files, timeMs: null, selection: null, view: null }
    return { id, json: JSON.stringify(payload), link: encodeLink(payload).length }
  })
}

/** A fixed amount of work that says how fast this machine is now: its milliseconds. */
export function machineScore(): number {
  const prng = createPrng('score')
  const started = performance.now()
  const counts = new Map<number, number>()
  for (let i = 0; i < 1_500_000; i += 1) {
    const key = prng.next(5000)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return performance.now() - started
}

/** The link that opens files. */
export function linkOf(files: readonly ScenarioFile[]): string {
  return encodeLink({ files, timeMs: null, selection: null, view: null })
}
