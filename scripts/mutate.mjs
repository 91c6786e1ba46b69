// Plants small bugs (Stryker's mutants) in a folder of the engine and tells which of them neither its tests nor a sample of the
// recordings sees. All of them would take days, so a sample is taken: pieces of eight lines, drawn from a seed.
//   npm run mutate -- [--folder kubelet]... [--one-in 50] [--seed 1]
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Stryker } from '@stryker-mutator/core'
import { bundle } from './bundle.mjs'

const { createPrng } = await import(pathToFileURL(await bundle('src/lib/prng.ts')).href)

const FOLDERS = ['kubelet', 'scheduler', 'controllers', 'apiserver']
const PIECE = 8

const { values } = parseArgs({
  options: {
    folder: { type: 'string', multiple: true, default: FOLDERS },
    'one-in': { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
  },
})

/** Every piece of a folder's code, as Stryker names it: `file:first-last`. */
function piecesOf(folder) {
  const files = readdirSync(join('src', folder), { recursive: true })
    .map((name) => join('src', folder, String(name)))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .filter((path) => !path.includes('/testing/') && !path.includes('/generated/'))
    .toSorted()
  return files.flatMap((path) => {
    const lines = readFileSync(path, 'utf8').split('\n').length
    return Array.from(
      { length: Math.ceil(lines / PIECE) },
      (_, n) => `${path}:${n * PIECE + 1}-${Math.min(lines, (n + 1) * PIECE)}`,
    )
  })
}

async function mutantsOf(folder) {
  const prng = createPrng(values.seed)
  const mutate = piecesOf(folder).filter(() => prng.next(Number(values['one-in'])) === 0)
  return await new Stryker({
    mutate,
    testRunner: 'engine',
    plugins: ['./scripts/mutation/runner.mjs'],
    engine: { folder, root: process.cwd() },
    coverageAnalysis: 'perTest',
    concurrency: 1,
    dryRunTimeoutMinutes: 60,
    timeoutMS: 60_000,
    timeoutFactor: 4,
    // TypeScript 7 has no interface for Stryker's check of the project's settings.
    tsconfigFile: 'none.json',
    ignorePatterns: ['/dist', '/reference', '/e2e', '/docs', '/conformance', '/.github', '/public'],
    ignoreStatic: true,
    warnings: { unknownOptions: false },
    reporters: ['clear-text', 'progress-append-only'],
    clearTextReporter: { logTests: false, reportTests: false, reportScoreTable: false },
    cleanTempDir: 'always',
    allowConsoleColors: false,
  }).runMutationTest()
}

const SEEN = new Set(['Killed', 'Timeout', 'RuntimeError', 'CompileError'])
const lines = []
for (const folder of values.folder) {
  const mutants = await mutantsOf(folder)
  const planted = mutants.filter(({ status }) => status !== 'Ignored')
  const seen = planted.filter(({ status }) => SEEN.has(status)).length
  const reached = planted.filter(({ status }) => status !== 'NoCoverage').length
  const share = planted.length === 0 ? 0 : (100 * seen) / planted.length
  lines.push(
    `${folder}: ${seen} of ${planted.length} seen (${share.toFixed(1)} %), ${planted.length - reached} reached by no test`,
  )
}
console.log(lines.join('\n'))
