// Runs a TypeScript entry of this checkout in Node: bundles it once and again when a source changed.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const CACHE = join(ROOT, 'node_modules', '.cache', 'podscape')

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* entry.name === 'view' ? [] : sources(path)
    else if (/\.(ts|json)$/.test(entry.name) && !entry.name.endsWith('.test.ts')) yield path
  }
}

/**
 * The path of a module that holds `entry` (relative to the checkout) and all that it imports. With `planted`, each of them
 * stands in its file and is there while `globalThis.plantedBug` is its name.
 */
export async function bundle(entry, planted = []) {
  const hash = createHash('sha256').update(entry).update(JSON.stringify(planted))
  for (const script of ['bundle.mjs', 'shared-shapes.mjs'])
    hash.update(readFileSync(join(ROOT, 'scripts', script)))
  for (const path of [
    ...sources(join(ROOT, 'src')),
    ...(existsSync(join(ROOT, 'bench')) ? sources(join(ROOT, 'bench')) : []),
  ]) {
    hash.update(path).update(readFileSync(path))
  }
  const name = `${entry.replaceAll(/[^a-z0-9]+/gi, '-')}-${hash.digest('hex').slice(0, 16)}`
  const file = join(CACHE, name, 'entry.mjs')
  if (existsSync(file)) return file
  const { build } = await import('vite')
  const { withSharedShapes } = await import('./shared-shapes.mjs')
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(ROOT, entry),
      outDir: dirname(file),
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rollupOptions: { output: { entryFileNames: 'entry.mjs', format: 'es' } },
    },
    plugins: [
      { name: 'shared-shapes', renderChunk: (code) => withSharedShapes(code) },
      {
        name: 'planted-bugs',
        enforce: 'pre',
        transform: (code, id) => withPlanted(code, id, planted),
      },
    ],
    ssr: { noExternal: true },
  })
  return file
}

/** A source with the bugs that are planted in it; a place that is not found, or found twice, is an error. */
function withPlanted(code, id, planted) {
  const edits = planted.flatMap(({ name, edits: all }) =>
    all.filter(({ file }) => id === join(ROOT, file)).map(({ from, to }) => ({ name, from, to })),
  )
  if (edits.length === 0) return null
  // Several bugs may have the same edit.
  return [...new Set(edits.map(({ from }) => from))].reduce((text, place) => {
    const [before, after, ...more] = text.split(place)
    if (after === undefined || more.length > 0)
      throw new Error(`a bug is to be planted where ${id} says "${place}", which it does not once`)
    const here = edits.filter(({ from }) => from === place)
    const names = JSON.stringify(here.map(({ name }) => name))
    const [{ to }] = here
    return `${before}${to.replaceAll('PLANTED', `${names}.includes(globalThis.plantedBug)`)}${after}`
  }, code)
}
