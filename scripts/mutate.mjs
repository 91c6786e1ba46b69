// Plants small bugs (Stryker's mutants) in the engine, one at a time, and tells which of them nothing sees: no test, no recording
// and not the type checker. There are 55,000, which would take days, so a sample is drawn of each folder.
// With --planted it plants those that somebody thought of (src/testing/planted-rules.json), and fails when one is not seen.
//   npm run mutate -- [--folder kubelet]... [--file src/kubelet/prober/prober.ts]... [--sample 120] [--seed 1] [--seconds 60]
// With --quick only the tests of those folders are asked, and one in eight recordings: to find what may lack a test, not for a score.
import { readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'
import { Asked } from './mutation/ask.mjs'
import { bundleTests, ROUNDS } from './mutation/bundle-tests.mjs'
import { plantedByHand } from './mutation/by-hand.mjs'
import { mutantsOf, planted, sourcesOf } from './mutation/mutants.mjs'
import { scoreOf } from './mutation/score.mjs'
import { refusedOf } from './mutation/type-check.mjs'
import { choiceOf } from './mutation/choice.mjs'

const FOLDERS = ['kubelet', 'scheduler', 'controllers', 'apiserver']
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { createPrng } = await import(pathToFileURL(await bundle('src/lib/prng.ts')).href)
const EQUIVALENT = JSON.parse(readFileSync(join(root, 'scripts/mutation/equivalent.json'), 'utf8'))

const { values } = parseArgs({
  options: {
    folder: { type: 'string', multiple: true },
    file: { type: 'string', multiple: true, default: [] },
    sample: { type: 'string', default: '120' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '60' },
    quick: { type: 'boolean', default: false },
    planted: { type: 'boolean', default: false },
  },
})

/** What is asked about, by the name under which its score is printed. */
function asked() {
  const folders = values.folder ?? (values.file.length > 0 ? [] : FOLDERS)
  return new Map([
    ...folders.map((folder) => [folder, sourcesOf(root, folder)]),
    ...values.file.map((path) => [path, [path]]),
  ])
}

/** So many of a list as are asked for, each with the same chance. */
function drawn(all) {
  const prng = createPrng(values.seed)
  const left = [...all]
  const count = Math.min(left.length, Number(values.sample))
  return Array.from({ length: count }, () => left.splice(prng.next(left.length), 1)[0])
}

const lineOf = ({ fileName, location }) =>
  readFileSync(join(root, fileName), 'utf8').split('\n')[location.start.line].trim()

/** Why a mutant is another way to say the same, or undefined: somebody looked at each of them. */
const equivalenceOf = (mutant) =>
  EQUIVALENT.find(
    ({ file, line, original, replacement }) =>
      file === mutant.fileName &&
      line === lineOf(mutant) &&
      original === mutant.original &&
      replacement === mutant.replacement,
  )?.why

const isMissed = ({ status }) =>
  status === undefined || status === 'unseen' || status === 'unreached'

/** Asks the tests of a round about those that were missed so far. */
async function ask({ texts, drawn: mutants }, round) {
  const path = await bundleTests(root, texts, round)
  const worker = new Asked(root, path)
  const dry = await worker.dryRun()
  for (const line of dry.leftOut) console.log(`left out, as it fails here: ${line.slice(0, 200)}`)
  const choose = choiceOf(dry, Number(values.seconds) * 1000)
  for (const mutant of mutants) {
    const { isStatic, wanted } = choose(mutant)
    const answer =
      wanted.length === 0
        ? { status: 'unreached' }
        : await worker.tryMutant({ id: mutant.id, isStatic, wanted })
    // A later round may have no test that reaches it.
    if (mutant.own.status !== 'unseen' || !isMissed(answer)) Object.assign(mutant.own, answer)
  }
  worker.end()
  rmSync(dirname(path), { recursive: true, force: true })
  console.log(
    `${minutes()}, ${round}: ${dry.passed.length} tests and recordings were asked about ${mutants.length}, and miss ${mutants.filter(({ own }) => isMissed(own)).length}`,
  )
}

function sayScores() {
  for (const [name, group] of groups) console.log(scoreOf(name, group))
}

function askTypes() {
  const refused = refusedOf(root, all.filter(isMissed))
  for (const mutant of refused) mutant.status = 'refused'
  console.log(`${minutes()}: the types or the list of simplifications refuse ${refused.length}`)
}

async function sample() {
  if (values.planted) return new Map([['planted by hand', plantedByHand(root).drawn]])
  const groups = new Map()
  for (const [name, paths] of asked()) groups.set(name, drawn(await mutantsOf(root, paths)))
  for (const mutant of [...groups.values()].flat()) {
    const why = equivalenceOf(mutant)
    if (why !== undefined) Object.assign(mutant, { status: 'equivalent', why })
  }
  return groups
}

const placeOf = ({ fileName, location, mutatorName }) =>
  `${fileName}:${location.start.line + 1}:${location.start.column + 1} ${mutatorName}`

function say(mutant) {
  const { status, original, replacement, tried } = mutant
  const short = (code) => code.replaceAll(/\s+/g, ' ').slice(0, 160)
  console.log(
    `\n${status} ${placeOf(mutant)}${tried === undefined ? '' : ` (${tried} tests)`}\n- ${short(original)}\n+ ${short(replacement)}`,
  )
}

const rounds = values.quick ? ROUNDS.slice(0, 1) : ROUNDS
const started = Date.now()
const minutes = () => `${Math.round((Date.now() - started) / 60_000)} min`
const groups = await sample()
const all = [...groups.values()].flat()
for (const round of rounds) {
  const missed = all.filter(isMissed)
  if (missed.length === 0) break
  // A measurement may be ended after any round: what has been seen by then is a lower bound.
  if (round !== rounds[0]) for (const [name, group] of groups) console.log(scoreOf(name, group))
  await ask(values.planted ? plantedByHand(root, missed) : await planted(root, missed), round)
  // Of what the nearest tests have missed, the types see most, and sooner than all that is further away.
  if (round === rounds[0] && !values.planted) askTypes()
  // Whoever cannot wait for the next round has a lower bound.
  sayScores()
}
if (values.planted)
  for (const { status, id, by } of all) console.log(`${status}: ${id} (${by ?? 'by no test'})`)
else for (const mutant of all.filter(isMissed)) say(mutant)
console.log(`\nseed ${values.seed}, ${minutes()}`)
sayScores()
if (values.planted && all.some(isMissed)) process.exitCode = 1
