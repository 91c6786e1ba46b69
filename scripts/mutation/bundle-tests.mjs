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

/**
 * The path of a script that collects all tests, or with `isQuick` those of the folders with bugs and a few recordings; `planted`
 * has the text of those files, by path from `root`, that have bugs.
 */
export async function bundleTests(root, planted, isQuick) {
  const out = mkdtempSync(join(tmpdir(), 'mutation-'))
  const here = join(root, 'scripts/mutation')
  const entry = join(out, 'entry-of-tests.mjs')
  writeFileSync(entry, entryOf(root, here, { out, near: isQuick ? [...planted.keys()] : [] }))
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

function entryOf(root, here, { out, near }) {
  const nearFolders = [...new Set(near.map((path) => path.split('/')[1]))]
  const files = (near.length > 0 ? nearFolders : FOLDERS).flatMap((folder) =>
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
  addRecordings(${JSON.stringify(join(root, 'conformance', suite))}, ${near.length > 0 ? QUICK_ONE_IN : 1}, ${JSON.stringify(join(out, 'recordings'))})`
  return `import { beginFile, collected } from ${JSON.stringify(join(here, 'tests.mjs'))}
import { addRecordings } from ${JSON.stringify(join(here, 'recordings.mjs'))}
export const leftOut = []
export async function collect() {
${files.map(load).join('')}
${SUITES.map(play).join('')}
  return collected
}
`
}
