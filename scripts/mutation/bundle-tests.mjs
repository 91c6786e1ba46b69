// All tests of the engine and all recordings in one script, with planted bugs in some of its files.
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

/** Where the tests are that can reach the engine; those of the page cannot, or take too long for what they see. */
const FOLDERS = [
  'api',
  'apiserver',
  'client',
  'cluster',
  'controllers',
  'kubectl',
  'kubelet',
  'manifest',
  'scenario',
  'scheduler',
  'sim',
  'testing',
]
/** These play the recordings once more, or look at files and not at the engine. */
const LEFT_OUT = [
  'testing/conformance',
  'testing/corpus',
  'testing/planted-bugs',
  'testing/tidy-rules',
]
const QUICK_ONE_IN = 8
const SUITES = ['api', 'controllers', 'kubectl', 'kubelet', 'scheduler']
/** The recordings that ask the most of a folder. */
const SUITES_OF = {
  apiserver: ['api', 'kubectl'],
  controllers: ['controllers'],
  kubelet: ['kubelet'],
  scheduler: ['scheduler'],
}

/**
 * The rounds in which tests are asked, one after the other about what those before it have missed. The first are the tests of the
 * folders with bugs and a few recordings, then all recordings of these folders, then everything else.
 */
export const ROUNDS = ['near', 'recordings', 'rest']

/** The path of a script that collects the tests of a round; `planted` has the text of those files, by path from `root`, that have bugs. */
export async function bundleTests(root, planted, round) {
  const out = mkdtempSync(join(tmpdir(), 'mutation-'))
  const here = join(root, 'scripts/mutation')
  const entry = join(out, 'entry-of-tests.mjs')
  const folders = [...new Set([...planted.keys()].map((path) => path.split('/')[1]))]
  writeFileSync(entry, entryOf(root, here, { out, ...wantedOf(round, folders) }))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { vitest: join(here, 'tests.mjs') } },
    build: {
      ssr: entry,
      outDir: out,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rollupOptions: {
        output: { entryFileNames: 'tests.cjs', format: 'cjs', codeSplitting: false },
      },
    },
    ssr: { noExternal: true },
    plugins: [{ name: 'planted', enforce: 'pre', transform: (code, id) => read(code, id) }],
  })
  return join(out, 'tests.cjs')

  function read(code, id) {
    const [path] = id.split('?')
    if (!path.startsWith(join(root, 'src'))) return null
    return (planted.get(path.slice(root.length + 1)) ?? code)
      .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
  }
}

/** Of which folders a round has the tests, and the recordings of which suites, one in how many. */
function wantedOf(round, folders) {
  const own = new Set(folders.flatMap((folder) => SUITES_OF[folder] ?? []))
  if (round === 'near') return { folders, suites: [...own], oneIn: QUICK_ONE_IN }
  if (round === 'recordings') return { folders: [], suites: [...own], oneIn: 1 }
  const others = SUITES.filter((suite) => !own.has(suite))
  return { folders: FOLDERS.filter((name) => !folders.includes(name)), suites: others, oneIn: 1 }
}

function entryOf(root, here, { out, folders, suites, oneIn }) {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, 'src', folder), { recursive: true })
      .map((name) => join(folder, String(name)))
      .filter((path) => path.endsWith('.test.ts'))
      .filter((path) => !LEFT_OUT.some((prefix) => path.startsWith(prefix)))
      .toSorted(),
  )
  const load = (path) => `
  beginFile(${JSON.stringify(`src/${path}`)})
  try { await import(${JSON.stringify(join(root, 'src', path))}) } catch (error) { leftOut.push(${JSON.stringify(`src/${path}`)} + ': ' + error.message) }`
  const play = (suite) => `
  addRecordings(${JSON.stringify(join(root, 'conformance', suite))}, ${oneIn}, ${JSON.stringify(join(out, 'recordings'))})`
  return `import { beginFile, collected } from ${JSON.stringify(join(here, 'tests.mjs'))}
import { addRecordings } from ${JSON.stringify(join(here, 'recordings.mjs'))}
export const leftOut = []
export async function collect() {
${files.map(load).join('')}
${suites.map(play).join('')}
  return collected
}
`
}
