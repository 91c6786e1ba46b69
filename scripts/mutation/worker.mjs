// A process that runs the tests for `mutate.mjs`, all in one script: reading thousands of modules again for each planted bug
// would take longer than all that is asked about it. It is asked by messages, and ended from outside when it does not answer.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Script } from 'node:vm'

const [, , path] = process.argv
const script = new Script(
  `(function (require, module, exports) {${readFileSync(path, 'utf8')}\n})`,
  {
    filename: path,
  },
)
/** What the instrumented code looks at; it holds on to this very object. */
const stryker = (globalThis.__stryker__ = {})
let tests = new Map()
/** What the tests said without a bug (see `tests.mjs`), for a process that is begun later. */
const SAID = `${path}.said.json`
if (existsSync(SAID)) globalThis.saidWithoutBug = new Map(JSON.parse(readFileSync(SAID, 'utf8')))
/** Whether the bug is there that somebody planted by hand; and that this place was reached. */
globalThis.isPlanted = (id) => {
  const coverage = (stryker.mutantCoverage ??= { static: {}, perTest: {} })
  const { currentTestId: test } = stryker
  const counts = test === undefined ? coverage.static : (coverage.perTest[test] ??= {})
  counts[id] = (counts[id] ?? 0) + 1
  return stryker.activeMutant === id
}

/** Evaluates the script again: a planted bug may have spoilt what the engine keeps between two runs. */
async function load() {
  const module = { exports: {} }
  script.runInThisContext()(createRequire(path), module, module.exports)
  const collected = await module.exports.collect()
  tests = new Map(collected.map((one) => [one.id, one]))
  return module.exports.leftOut
}

/** What a test says when it fails, or null; a test that is not there any more has failed as well. */
async function failureOf(id) {
  try {
    await tests.get(id).run()
    return null
  } catch (error) {
    return String(error instanceof Error ? error.message : error).slice(0, 300)
  }
}

/** Runs every test once without a planted bug: what each costs in milliseconds of CPU, and which bugs it reaches how often. */
async function dryRun() {
  const leftOut = await load()
  const passed = []
  for (const [id, { name }] of tests) {
    stryker.currentTestId = id
    const before = process.cpuUsage()
    const failure = await failureOf(id)
    const { user, system } = process.cpuUsage(before)
    const ms = (user + system) / 1000
    if (failure === null) passed.push({ id, name, ms })
    else leftOut.push(`${id} ${name}: ${failure}`)
  }
  stryker.currentTestId = undefined
  writeFileSync(SAID, JSON.stringify([...globalThis.saidWithoutBug]))
  return { passed, leftOut, coverage: stryker.mutantCoverage ?? { static: {}, perTest: {} } }
}

/** Whether one of `wanted` (tests with the most `hits` that each may make) fails because of the bug `id`. */
async function tryMutant({ id, isStatic, wanted }) {
  let isFresh = !isStatic
  for (const [index, { test, hits }] of wanted.entries()) {
    process.send({ at: test })
    Object.assign(stryker, { activeMutant: id, hitCount: 0, hitLimit: hits })
    if (!isFresh) await loadAnyhow()
    isFresh = true
    const failure = await failureOf(test)
    const isEndless = stryker.hitCount > hits
    Object.assign(stryker, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined })
    if (failure === null) continue
    if (isStatic) await load()
    const isTrue =
      (await failureOf(test)) === null || (await load(), (await failureOf(test)) === null)
    if (isTrue)
      return { status: isEndless ? 'endless' : 'seen', by: test, failure, tried: index + 1 }
    // It fails without the bug too: it says nothing about it.
    isFresh = !isStatic
  }
  if (isStatic) await load()
  return { status: 'unseen', tried: wanted.length }
}

async function loadAnyhow() {
  try {
    await load()
  } catch {
    tests = new Map()
  }
}

async function answer(asked) {
  process.send({ answer: asked === 'dry' ? await dryRun() : await tryMutant(asked) })
}
process.on('message', (asked) => void answer(asked))
process.on('disconnect', () => process.exit())
await load()
process.send({ ready: true })
