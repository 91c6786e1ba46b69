// `npm run conformance`: compares the engine with the recordings of conformance/ and prints a line per
// suite. With `-- --all` every difference, with `-- --write` it renews conformance/agreed.json.
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { main } = await import(pathToFileURL(await bundle('src/testing/conformance/main.ts')).href)
process.exitCode = main(process.argv.slice(2), root)
