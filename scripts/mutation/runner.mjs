// Runs the tests of one folder of the engine for Stryker, all in one process and one bundle: reading thousands of modules
// again for each planted bug would take longer than all that is asked about it.
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

/** As Stryker numbers what became of a test. */
const SUCCESS = 0
const SHIM = 'scripts/mutation/tests.mjs'
/** The recordings that ask the most of a folder, and one in how many of them is played. */
const RECORDINGS = {
  kubelet: [['kubelet', 24]],
  scheduler: [['scheduler', 10]],
  controllers: [['controllers', 8, 'course-']],
  apiserver: [['api', 20]],
}

class EngineRunner {
  #options
  #tests = []
  #bundle = ''
  #loads = 0

  constructor(options) {
    this.#options = options.engine
  }

  capabilities() {
    return { reloadEnvironment: true }
  }

  async init() {
    this.#bundle = await bundleTests(this.#options)
    await this.#load()
  }

  /** Reads the bundle again: a planted bug may have spoilt what the engine keeps between two runs. */
  async #load() {
    this.#loads += 1
    const url = `${pathToFileURL(this.#bundle).href}?${this.#loads}`
    this.#tests = (await import(url)).collected
  }

  async dryRun() {
    const stryker = (globalThis.__stryker__ ??= {})
    const tests = []
    for (const one of this.#tests) {
      stryker.currentTestId = one.id
      const started = performance.now()
      const failure = await failureOf(one)
      const timeSpentMs = performance.now() - started
      const result = { id: one.id, name: one.name, timeSpentMs }
      if (failure === null) tests.push({ ...result, status: SUCCESS })
      else console.error(`left out, because it fails in the bundle: ${one.name}: ${failure}`)
    }
    stryker.currentTestId = undefined
    return { status: 'complete', tests, mutantCoverage: stryker.mutantCoverage }
  }

  async mutantRun({ activeMutant, testFilter = [], hitLimit }) {
    const stryker = globalThis.__stryker__
    const wanted = new Set(testFilter)
    let count = 0
    for (const one of this.#tests.filter(({ id }) => wanted.has(id))) {
      count += 1
      Object.assign(stryker, { activeMutant: activeMutant.id, hitCount: 0, hitLimit })
      const failure = await failureOf(one)
      const isTooMuch = hitLimit !== undefined && stryker.hitCount > hitLimit
      Object.assign(stryker, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined })
      if (failure === null) continue
      if ((await failureOf(one)) !== null) await this.#load()
      if (isTooMuch) return { status: 'timeout', reason: failure }
      return {
        status: 'killed',
        killedBy: [one.id],
        failureMessage: failure,
        nrOfTests: count,
      }
    }
    return { status: 'survived', nrOfTests: count }
  }
}

async function failureOf({ run }) {
  try {
    await run()
    return null
  } catch (error) {
    return String(error instanceof Error ? error.message : error).slice(0, 300)
  }
}

/** The path of a module that has all tests of a folder and its sampled recordings. */
async function bundleTests({ folder, root }) {
  const out = mkdtempSync(join(tmpdir(), 'mutation-'))
  const entry = join(process.cwd(), 'scripts', 'mutation-entry.mjs')
  writeFileSync(entry, entryOf(folder, root))
  await build({
    root: process.cwd(),
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { vitest: join(process.cwd(), SHIM) } },
    build: {
      ssr: entry,
      outDir: out,
      target: 'node20',
      minify: false,
      rollupOptions: {
        output: { entryFileNames: 'entry.mjs', format: 'es', codeSplitting: false },
      },
    },
    ssr: { noExternal: true },
  })
  return join(out, 'entry.mjs')
}

function entryOf(folder, root) {
  const files = readdirSync(join('src', folder), { recursive: true })
    .map((name) => join('src', folder, String(name)))
    .filter((path) => path.endsWith('.test.ts'))
    .toSorted()
  const load = (path) => `
beginFile(${JSON.stringify(path)})
try { await import(${JSON.stringify(`/${path}`)}) } catch (error) { console.error('left out: ${path}', error.message) }`
  const play = ([suite, oneIn, prefix = '']) =>
    `sampleRecordings(${JSON.stringify(join(root, 'conformance', suite))}, ${oneIn}, ${JSON.stringify(prefix)})`
  return `import { beginFile } from './mutation/tests.mjs'
import { sampleRecordings } from './mutation/recordings.mjs'
${files.map(load).join('')}
beginFile('recordings')
${RECORDINGS[folder].map(play).join('\n')}
export { collected } from './mutation/tests.mjs'
`
}

const factory = (options) => new EngineRunner(options)
factory.inject = ['options']

export const strykerPlugins = [{ kind: 'TestRunner', name: 'engine', factory }]
