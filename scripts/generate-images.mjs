// Packs scripts/images/catalogue.txt into src/runtime/images/generated-tags.ts: `node scripts/generate-images.mjs`.
// With `--check` it only says whether the file is up to date.
import { readFileSync, writeFileSync } from 'node:fs'

const SOURCE = new URL('./images/catalogue.txt', import.meta.url)
const TARGET = new URL('../src/runtime/images/generated-tags.ts', import.meta.url)
const LINE = /^v?\d+(\.\d+)*(:\d+(-\d+)?|-\d+)?$/

const text = readFileSync(SOURCE, 'utf8')
const date = /as of (\d{4}-\d{2})/.exec(text)?.[1]
if (date === undefined) throw new Error('the catalogue says no date')
const rows = text
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.split('|').map((part) => part.trim().replace(/\s+/g, ' ')))
for (const [name = '', , lines = ''] of rows)
  for (const one of lines.split(' ').filter((part) => part !== ''))
    if (!LINE.test(one)) throw new Error(`${name}: ${one} is no line of versions`)
const packed = rows
  .map((row) => row.join('|'))
  .sort()
  .join('\n')
const result = `// Made by scripts/generate-images.mjs from scripts/images/catalogue.txt: do not edit.

/** The month of the catalogue. */
export const TAGS_DATE = '${date}'

/** A line for each image: name|words that are tags|lines of versions|suffixes. */
export const TAGS = \`${packed}\`
`
if (process.argv.includes('--check')) {
  if (readFileSync(TARGET, 'utf8') !== result) {
    process.stderr.write('generated-tags.ts is not up to date: npm run generate:images\n')
    process.exit(1)
  }
} else writeFileSync(TARGET, result)
