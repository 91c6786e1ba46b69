// Runs random clusters and holds them against what must be so whatever happens. Prints each seed that violates something, and
// fails when there is one.
// Usage: npm run invariants [-- --seeds 2000 --from 1 --only faults]
// With --planted it plants the bugs of src/testing/planted-bugs.json, one at a time, and fails when one is not found.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    only: { type: 'string' },
    planted: { type: 'boolean', default: false },
  },
})
const BUGS = JSON.parse(
  readFileSync(new URL('../src/testing/planted-bugs.json', import.meta.url), 'utf8'),
)
const { INVARIANT_RUNS } = await import(
  pathToFileURL(await bundle('src/testing/invariant-runs.ts', values.planted ? BUGS : [])).href
)
const first = Number(values.from)
const end = first + Number(values.seeds)
const isWanted = (name) => values.only === undefined || name.includes(values.only)

/** What was violated with a seed; an exception is a violation. */
function violations(run, seed) {
  try {
    return INVARIANT_RUNS[run](seed)
  } catch (error) {
    return [`threw ${error?.stack}`]
  }
}

/** How long something took, in seconds and in seconds of CPU. */
function stopwatch() {
  const started = performance.now()
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    const seconds = ((performance.now() - started) / 1000).toFixed(0)
    return `${seconds} s (${((user + system) / 1e6).toFixed(0)} s of CPU)`
  }
}

function check() {
  for (const run of Object.keys(INVARIANT_RUNS).filter(isWanted)) {
    const time = stopwatch()
    let wrong = 0
    for (let seed = first; seed < end; seed += 1) {
      const found = violations(run, seed)
      if (found.length === 0) continue
      wrong += 1
      process.exitCode = 1
      console.log(`${run} ${seed}:\n  ${found.slice(0, 5).join('\n  ')}`)
    }
    console.log(`${run}: ${end - first} seeds, ${wrong} violate something; ${time()}`)
  }
}

function plant() {
  const time = stopwatch()
  const bugs = BUGS.filter(({ name }) => isWanted(name))
  let found = 0
  for (const { name, run } of bugs) {
    globalThis.plantedBug = name
    let seed = first
    let [violation] = violations(run, seed)
    while (violation === undefined && seed + 1 < end) {
      seed += 1
      violation = violations(run, seed)[0]
    }
    if (violation !== undefined) found += 1
    console.log(
      violation === undefined
        ? `NOT FOUND in ${run} ${first} to ${end - 1}: ${name}`
        : `${run} ${seed}: ${name}\n  ${violation.split('\n')[0]}`,
    )
  }
  console.log(`${found} of ${bugs.length} planted bugs are found; ${time()}`)
  if (found < bugs.length) process.exitCode = 1
}

if (values.planted) plant()
else check()
