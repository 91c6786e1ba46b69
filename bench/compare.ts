// What is measured of two engines side by side. Each measurement runs in a process of its own and uses only what
// an older engine has too: files in, a cluster with its journal out.
import { createPrng } from '#lib/prng.ts'
import { startScenario } from '#scenario/run-scenario.ts'
import { createClock } from '#sim/clock.ts'
import { createWorld } from '#sim/world.ts'
import { momentsOf } from './moments.ts'
import { painterOf, plannerOf } from './pictures.ts'
import { busyScenario, largeScenario } from './scenarios.ts'

type Run = ReturnType<typeof startScenario>
type Figures = Readonly<Record<string, number>>

const NODES = 100
const LIMITS = { maxEntries: 10_000_000, maxTimers: 1_000_000_000 }

/** Reads, builds and runs the large scenario for two minutes of virtual time; in processor time. */
function runOf(podCount: number): { readonly run: Run; readonly figures: Figures } {
  const files = largeScenario(Math.max(NODES, podCount / 10), podCount)
  const started = cpuMs()
  const run = startScenario(files, { untilMs: 120_000, exact: true })
  const built = cpuMs()
  run.cluster.advance(120_000, LIMITS)
  const ended = cpuMs()
  const { journal } = run.cluster
  return {
    run,
    figures: { buildMs: built - started, runMs: ended - built, entries: journal.length },
  }
}

/** Processor time, which says more than the clock does on a machine that has other work. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Lets a cluster run until its journal has so many entries. */
function busyRun(entries: number): Run {
  const run = startScenario(busyScenario(NODES, 1000), { untilMs: 1, exact: true })
  for (let toMs = 1000; run.cluster.journal.length < entries; toMs += 1000)
    run.cluster.advance(toMs, { ...LIMITS, maxEntries: entries })
  return run
}

const percentile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0

/** The median cost of going one entry forwards, in milliseconds. */
function step(): Figures {
  const { run } = runOf(1000)
  const stateAt = momentsOf(run.cluster)
  const from = Math.floor(run.cluster.journal.length / 2)
  stateAt(from)
  const times = Array.from({ length: 1000 }, (_, i) => {
    const started = performance.now()
    stateAt(from + 1 + i)
    return performance.now() - started
  }).toSorted((a, b) => a - b)
  return { stepMs: percentile(times, 0.5), stepP95Ms: percentile(times, 0.95) }
}

/** The cost of jumping to random entries of a long journal. */
function seek(entries: number): Figures {
  const run = busyRun(entries)
  const stateAt = momentsOf(run.cluster)
  stateAt(0)
  const prng = createPrng('seek')
  const times = Array.from({ length: 400 }, () => {
    const entry = prng.next(run.cluster.journal.length)
    const started = performance.now()
    stateAt(entry)
    return performance.now() - started
  }).toSorted((a, b) => a - b)
  return { p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95) }
}

/** What a run holds, with all that is needed to go to any of its moments, in bytes. */
function heap(makeRun: () => Run): Figures {
  const before = usedBytes()
  const run = makeRun()
  const stateAt = momentsOf(run.cluster)
  stateAt(run.cluster.journal.length - 2)
  const bytes = usedBytes() - before
  // Asked once more, so that nothing of it may be given up before it is measured.
  stateAt(0)
  return { bytes, entries: run.cluster.journal.length, nowMs: run.cluster.nowMs }
}

/** The median cost of the picture and of the seats after one further entry. */
function picture(podCount: number): Figures {
  const { run } = runOf(podCount)
  const { journal } = run.cluster
  const stateAt = momentsOf(run.cluster)
  const [paint, plan] = [painterOf(), plannerOf()]
  const from = Math.floor(journal.length / 2)
  paint(stateAt(from))
  plan(journal.slice(0, from + 1), journal.slice(0, from + 1))
  const graphs: number[] = []
  const seats: number[] = []
  for (let entry = from + 1; entry <= from + 60; entry += 1) {
    const world = stateAt(entry)
    const entries = journal.slice(0, entry + 1)
    const started = performance.now()
    paint(world)
    const painted = performance.now()
    plan(entries, entries.slice(entry))
    graphs.push(painted - started)
    seats.push(performance.now() - painted)
  }
  const medianOf = (times: number[]): number =>
    percentile(
      times.toSorted((a, b) => a - b),
      0.5,
    )
  return { graphMs: medianOf(graphs), seatsMs: medianOf(seats) }
}

function usedBytes(): number {
  for (let i = 0; i < 3; i += 1) globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** What an entry costs beyond the objects themselves: one change of 10,000 keys, again and again with the same object. */
function bookkeeping(entries: number): Figures {
  const narration = { actor: 'bench', message: 'changed', level: 'detail', kind: 'Bench' } as const
  const objects = [{ is: 'one' }, { is: 'other' }]
  const prng = createPrng('bookkeeping')
  const keys = Array.from({ length: 10_000 }, (_, i) => `Pod/default/web-${i}`)
  const before = usedBytes()
  const world = createWorld<(typeof objects)[number]>(createClock())
  const commit = (key: string, i: number): void =>
    void world.commit(narration, [[key, objects[i % 2]]])
  keys.forEach(commit)
  for (let i = keys.length; i < entries; i += 1) commit(keys[prng.next(keys.length)] ?? '', i)
  const stateAt = momentsOf({ world, journal: world.journal })
  stateAt(entries - 2)
  const bytes = (usedBytes() - before) / entries
  stateAt(0)
  return { bytes }
}

/** Makes one measurement by its name. */
export function measure(name: string, size: number): Figures {
  switch (name) {
    case 'run':
      return runOf(size).figures
    case 'bookkeeping':
      return bookkeeping(size)
    case 'step':
      return step()
    case 'seek':
      return seek(size)
    case 'heap':
      return heap(() => busyRun(size))
    case 'podsHeap':
      return heap(() => runOf(size).run)
    case 'picture':
      return picture(size)
    default:
      throw new Error(`no measurement ${name}`)
  }
}
