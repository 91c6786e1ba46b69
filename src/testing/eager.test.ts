// What repeats itself without a difference is a rule and not run. Nobody may see that: here the same scenarios
// are run both ways, and everything that can be seen must be the same at every moment.
import { expect, test } from 'vitest'
import type { JournalEntry } from '#client/world.ts'
import { createLogFold } from '#picture/inspector/logs-of.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { lastEntryAt } from '#sim/history.ts'
import { withMachineFaults } from './machine-faults.ts'
import { probingScenario } from './probing-scenario.ts'

const UNTIL_MS = 150_000
const MOMENTS_MS = [9999, 20_000, 45_500, 62_002, 100_250, 120_001, UNTIL_MS]

/** Entries that a rule stands for, and those that tell of rules. */
const RULED: ReadonlySet<string> = new Set(['Log', 'LogRule', 'Call', 'Repeats'])

/** Everything that was done and changed, beside what is printed. */
function deedsOf(journal: readonly JournalEntry[]): readonly string[] {
  return journal.flatMap((entry) => {
    if (RULED.has(entry.kind) && entry.level === 'detail') return []
    const { timeMs, actor, message, because, level, kind } = entry
    const changes = entry.changes
      .filter(({ key }) => !key.startsWith('ContainerLog/'))
      .map(({ key, after }) => [key, after])
    return [JSON.stringify([timeMs, actor, message, because, level, kind, changes])]
  })
}

/** The logs of all instances at a moment. */
function printedAt(journal: readonly JournalEntry[], timeMs: number): readonly string[] {
  const entryId = lastEntryAt(journal, timeMs)
  const logs = createLogFold()
  logs.take(journal)
  return logs
    .logsAt({ entryId, timeMs }, null)
    .flatMap(({ containerId, lines }) =>
      lines.map((line) => `${containerId.slice(0, 8)} ${line.timeMs} ${line.stream} ${line.text}`),
    )
}

function compare(files: readonly ScenarioFile[]): { readonly spared: number } {
  const [lazy, eager] = [false, true].map((isEager) => runScenario(files, { eager: isEager }))
  const errors = lazy?.parsed.diagnostics.filter(({ severity }) => severity === 'error')
  expect(errors).toEqual([])
  const rules = lazy?.cluster.journal ?? []
  const each = eager?.cluster.journal ?? []
  expect(deedsOf(rules)).toEqual(deedsOf(each))
  for (const timeMs of MOMENTS_MS) expect(printedAt(rules, timeMs)).toEqual(printedAt(each, timeMs))
  return {
    spared: (eager?.cluster.world.clock.fired ?? 0) - (lazy?.cluster.world.clock.fired ?? 0),
  }
}

const SEEDS = Number(process.env['SEEDS'] ?? 40)
const FIRST = Number(process.env['FIRST_SEED'] ?? 0)
const PER_TEST = 20

test.for(
  Array.from({ length: Math.ceil(SEEDS / PER_TEST) }, (_, index) => FIRST + index * PER_TEST),
)('the same is seen when nothing is spared, seeds from %i', { timeout: 60_000 }, (first) => {
  let spared = 0
  for (let seed = first; seed < first + PER_TEST; seed += 1) {
    spared += compare(probingScenario(seed)).spared
  }
  expect(spared).toBeGreaterThan(0)
})

test('the same is seen when machines fail meanwhile', { timeout: 60_000 }, () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const times = { untilS: 100, endS: UNTIL_MS / 1000 }
    compare(withMachineFaults(probingScenario(seed), seed, times))
  }
})
