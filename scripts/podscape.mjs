// `npm run -s podscape -- check|run|share …` from a checkout.
import { pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs'

const { main } = await import(pathToFileURL(await bundle('src/cli/main.ts')).href)
process.exitCode = await main(process.argv.slice(2))
