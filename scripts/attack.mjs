// Throws random hostile inputs at the product: manifests, scripts, links, saved texts, actions. Fails when one
// throws, says something odd, cannot be stopped within a second, or when the heap grows beyond bounds.
// Usage: npm run attack [-- --inputs 10000 --from 1 --only scripts --heap 900]
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    only: { type: 'string' },
    heap: { type: 'string', default: '900' },
  },
})
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc')
const { ATTACKS, ASYNC_ATTACKS } = await import(
  pathToFileURL(await bundle('src/testing/attack/attacks.ts')).href
)

/** A slice that takes longer could not be stopped in time. Twice, because the machine has other work too. */
const MOST_MS = 1000
const MEBIBYTE = 1_048_576
/** So often it says how far it has come. */
const REPORT_MS = 10_000

async function runWhole(attack, seed) {
  const before = process.cpuUsage()
  let wrong
  try {
    wrong = await attack(seed)
  } catch (error) {
    wrong = `threw ${error?.stack?.split('\n').slice(0, 4).join('\n    ')}`
  }
  return { slowest: process.cpuUsage(before).user / 1000, wrong }
}

/** Runs one input: what was wrong, and its longest slice. */
async function runOne(name, seed) {
  if (ASYNC_ATTACKS[name] !== undefined) return runWhole(ASYNC_ATTACKS[name], seed)
  const attack = ATTACKS[name]
  let slowest = 0
  try {
    const work = attack(seed)
    for (;;) {
      const before = process.cpuUsage()
      const step = work.next()
      const { user, system } = process.cpuUsage(before)
      slowest = Math.max(slowest, (user + system) / 1000)
      if (step.done) return { slowest, wrong: step.value }
    }
  } catch (error) {
    const where =
      error instanceof Error ? error.stack?.split('\n').slice(0, 4).join('\n    ') : String(error)
    return { slowest, wrong: `threw ${where}` }
  }
}

const names = Object.keys({ ...ATTACKS, ...ASYNC_ATTACKS }).filter(
  (name) => values.only === undefined || values.only === name,
)
const each = Math.ceil(Number(values.inputs) / names.length)
const from = Number(values.from)
let bad = 0
let reported = Date.now()

/** Tells those who wait for the end, on standard error, because the figures are what counts. */
function reportProgress(name, done) {
  if (Date.now() - reported < REPORT_MS) return
  reported = Date.now()
  console.error(`${name.padEnd(10)} ${done} of ${each} inputs`)
}

for (const name of names) {
  const counts = { threw: 0, odd: 0, slow: 0 }
  let slowest = 0
  let heap = 0
  const started = Date.now()
  for (let seed = from; seed < from + each; seed += 1) {
    reportProgress(name, seed - from)
    let result = await runOne(name, seed)
    if (result.wrong === null && result.slowest > MOST_MS) result = await runOne(name, seed)
    const { wrong } = result
    slowest = Math.max(slowest, result.slowest)
    if (wrong !== null) {
      counts[wrong.startsWith('threw') ? 'threw' : 'odd'] += 1
      if (counts.threw + counts.odd <= 12) console.log(`${name} ${seed}: ${wrong}`)
    } else if (result.slowest > MOST_MS) {
      counts.slow += 1
      console.log(`${name} ${seed}: a slice took ${Math.round(result.slowest)} ms`)
    }
    if (seed % 100 === 0) {
      collectGarbage()
      heap = Math.max(heap, getHeapStatistics().used_heap_size / MEBIBYTE)
    }
  }
  const tooLarge = heap > Number(values.heap)
  bad += counts.threw + counts.odd + counts.slow + (tooLarge ? 1 : 0)
  console.log(
    `${name.padEnd(10)} ${each} inputs: ${counts.threw} exceptions, ${counts.odd} odd, ${counts.slow} not to be stopped, slowest slice ${Math.round(slowest)} ms, heap at rest ${Math.round(heap)} MiB${tooLarge ? ' (too large)' : ''}, ${Math.round((Date.now() - started) / 1000)} s`,
  )
}
process.exitCode = bad === 0 ? 0 : 1
