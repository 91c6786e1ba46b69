// The small bugs that Stryker's instrumenter can plant in the engine.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Instrumenter } from '@stryker-mutator/instrumenter'

const quiet = { debug() {}, info() {}, isDebugEnabled: () => false, warn: console.warn }
const A_MODULE = /^'?\.\.?\/.*\.ts'?$/
/** Where a module is imported by a name that is none, nothing can be bundled. */
const namesModule = {
  shouldIgnore: ({ node }) =>
    node.type === 'StringLiteral' && A_MODULE.test(node.value) ? 'names a module' : undefined,
}
const OPTIONS = {
  plugins: ['typescript', 'classProperties', 'decorators'],
  excludedMutations: [],
  ignorers: [namesModule],
  mutator: { plugins: null, excludedMutations: [] },
}

const instrument = async (files) => await new Instrumenter(quiet).instrument(files, OPTIONS)

/** The sources of a folder of the engine, by their paths from `root`: no tests, no tools of theirs, nothing generated. */
export function sourcesOf(root, folder) {
  return readdirSync(join(root, 'src', folder), { recursive: true })
    .map((name) => join('src', folder, String(name)))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .filter((path) => !path.includes('/testing/') && !path.includes('/generated/'))
    .toSorted()
}

/** Every bug that can be planted in these files, in their order: with `original` and `replacement`, the code before and after. */
export async function mutantsOf(root, paths) {
  const all = []
  for (const path of paths) all.push(...(await mutantsOfFile(root, path)))
  return all.filter(({ original }) => !A_MODULE.test(original))
}

/** They are kept: to find those of all files takes a minute. */
async function mutantsOfFile(root, name) {
  const content = readFileSync(join(root, name), 'utf8')
  const hash = createHash('sha256').update(name).update(content).digest('hex').slice(0, 24)
  const folder = join(root, 'node_modules/.cache/podscape/mutants')
  const kept = join(folder, `${hash}.json`)
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'))
  const { mutants } = await instrument([{ name, mutate: true, content }])
  const all = mutants.map(({ fileName, location, mutatorName, replacement }) => ({
    fileName,
    location,
    mutatorName,
    replacement,
    original: textAt(content, location),
  }))
  mkdirSync(folder, { recursive: true })
  writeFileSync(kept, JSON.stringify(all))
  return all
}

/** The files of some mutants with those in them, by path, and of each the id that it has in there, with the mutant as its `own`. */
export async function planted(root, mutants) {
  const files = [...new Set(mutants.map(({ fileName }) => fileName))].map((name) => ({
    name,
    mutate: mutants.flatMap(({ fileName, location }) => (fileName === name ? [location] : [])),
    content: readFileSync(join(root, name), 'utf8'),
  }))
  const result = await instrument(files)
  const wanted = new Map(mutants.map((mutant) => [keyOf(mutant), mutant]))
  // What lies inside the place of a drawn one is planted along with it, and asked nothing.
  const drawn = result.mutants.flatMap((mutant) => {
    const own = wanted.get(keyOf(mutant))
    return own === undefined ? [] : [{ id: mutant.id, fileName: mutant.fileName, own }]
  })
  return { texts: new Map(result.files.map(({ name, content }) => [name, content])), drawn }
}

/** The text of a file with one mutant in it for good. */
export function withMutant(text, { location, replacement }) {
  return `${text.slice(0, offsetOf(text, location.start))}${replacement}${text.slice(offsetOf(text, location.end))}`
}

const keyOf = ({ fileName, location, mutatorName, replacement }) =>
  JSON.stringify([fileName, location, mutatorName, replacement])

const textAt = (text, { start, end }) => text.slice(offsetOf(text, start), offsetOf(text, end))

/** Where in a text a place is that is counted from 0 in lines and columns. */
function offsetOf(text, { line, column }) {
  let offset = 0
  for (let left = line; left > 0; left -= 1) offset = text.indexOf('\n', offset) + 1
  return offset + column
}
