// Plants small bugs (Stryker's mutants) in the engine, one at a time, and tells which of them nothing sees: no test, no recording
// and not the type checker. There are 55,000, which would take days, so a sample is drawn of each folder.
// With --planted it plants those that somebody thought of (src/testing/planted-rules.json), and fails when one is not seen.
//   npm run mutate -- [--folder kubelet]... [--file src/kubelet/prober/prober.ts]... [--sample 120] [--seed 1] [--seconds 60]
// With --quick only the tests of those folders are asked, and one in eight recordings: to find what may lack a test, not for a score.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'
import { Asked } from './mutation/ask.mjs'
import { bundleTests } from './mutation/bundle-tests.mjs'
import { plantedByHand } from './mutation/by-hand.mjs'
import { mutantsOf, planted, sourcesOf } from './mutation/mutants.mjs'
import { scoreOf } from './mutation/score.mjs'
import { createTypeCheck } from './mutation/type-check.mjs'
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

/** What is planted: the mutants of each name under which a score is printed, and the texts of their files. */
async function sample() {
  if (values.planted) {
    const { texts, drawn: mutants } = plantedByHand(root)
    return { texts, groups: new Map([['planted by hand', mutants]]) }
  }
  const all = new Map()
  for (const [name, paths] of asked()) all.set(name, drawn(await mutantsOf(root, paths)))
  const { texts, drawn: mutants } = await planted(root, [...all.values()].flat())
  const groups = [...all].map(([name, group]) => {
    const files = new Set(group.map(({ fileName }) => fileName))
    return [name, mutants.filter(({ fileName }) => files.has(fileName))]
  })
  return { texts, groups: new Map(groups) }
}

const { texts, groups } = await sample()

const worker = new Asked(root, await bundleTests(root, texts, values.quick))
const started = Date.now()
const dry = await worker.dryRun()
for (const line of dry.leftOut)
  console.log(`left out, because it fails in the bundle: ${line.slice(0, 200)}`)
console.log(
  `${dry.passed.length} tests and recordings in ${Math.round((Date.now() - started) / 1000)} s`,
)
const choose = choiceOf(dry, Number(values.seconds) * 1000)
const isRefused = createTypeCheck(root)

async function statusOf(mutant) {
  const why = equivalenceOf(mutant)
  if (why !== undefined) return { status: 'equivalent', why }
  const { isStatic, wanted } = choose(mutant)
  const answer =
    wanted.length === 0
      ? { status: 'unreached' }
      : await worker.tryMutant({ id: mutant.id, isStatic, wanted })
  return isMissed(answer) && !values.planted && isRefused(mutant) ? { status: 'refused' } : answer
}

const isMissed = ({ status }) => status === 'unseen' || status === 'unreached'
const short = (code) => code.replaceAll(/\s+/g, ' ').slice(0, 160)

for (const mutant of [...groups.values()].flat()) {
  Object.assign(mutant, await statusOf(mutant))
  const { status, fileName, location, mutatorName, original, replacement, tried } = mutant
  if (values.planted) console.log(`${status}: ${mutatorName} (${mutant.by ?? 'by no test'})`)
  if (!isMissed(mutant)) continue
  console.log(
    `\n${status} ${fileName}:${location.start.line + 1}:${location.start.column + 1} ${mutatorName}${tried === undefined ? '' : ` (${tried} tests)`}\n- ${short(original)}\n+ ${short(replacement)}`,
  )
}
worker.end()
console.log(`\nseed ${values.seed}, ${Math.round((Date.now() - started) / 60_000)} min`)
for (const [name, group] of groups) console.log(scoreOf(name, group))
if (values.planted && [...groups.values()].flat().some(isMissed)) process.exitCode = 1
