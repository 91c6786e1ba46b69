// Puts every manifest below a folder through `podscape check` and `podscape run --until 5m`, says how
// many ran and how many were refused and why, and what in them is not simulated. Fails on an exception. Where the
// folder has an answers.json, of a real API server, ours are compared with it; fails when more than 1 % differ.
// Usage: npm run corpus -- <folder>
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs'
import { compareAnswers } from './corpus-answers.mjs'

const folder = process.argv[2]
if (folder === undefined) {
  console.error('usage: npm run corpus -- <folder of manifests>')
  process.exit(2)
}
const { main } = await import(pathToFileURL(await bundle('src/cli/main.ts')).href)
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.ya?ml$/.test(path))
  .toSorted()

/** Runs the command line with its output caught. */
async function quietly(args) {
  const out = []
  const err = []
  const write = { stdout: process.stdout.write, stderr: process.stderr.write }
  process.stdout.write = (text) => out.push(text) > 0
  process.stderr.write = (text) => err.push(text) > 0
  try {
    return { code: await main(args), out: out.join(''), err: err.join('') }
  } catch (error) {
    return { code: 70, out: out.join(''), err: String(error?.stack ?? error) }
  } finally {
    process.stdout.write = write.stdout
    process.stderr.write = write.stderr
  }
}

const notSimulated = new Map()
const refused = []
const crashed = []
let ran = 0
for (const file of files) {
  const path = join(folder, file)
  const checked = await quietly(['check', path])
  const result = await quietly(['run', path, '--until', '5m'])
  for (const line of checked.err.split('\n')) {
    const match = /: info: (.*)$/.exec(line)
    if (match?.[1] !== undefined)
      notSimulated.set(match[1], [...(notSimulated.get(match[1]) ?? []), file])
  }
  if (checked.code > 2 || result.code > 2)
    crashed.push([file, checked.code > 2 ? checked.err : result.err])
  else if (result.code === 1)
    refused.push([
      file,
      `${checked.err}${result.err}`
        .split('\n')
        .find((line) => line !== '' && !line.includes(': info: ')),
    ])
  else ran += 1
}
console.log(
  `${files.length} manifests: ${ran} ran, ${refused.length} refused, ${crashed.length} exceptions`,
)
for (const [file, why] of refused) console.log(`refused  ${file}\n         ${why}`)
for (const [file, why] of crashed) console.log(`EXCEPTION  ${file}\n  ${why}`)
console.log('\nnot simulated, and said so:')
for (const [what, where] of [...notSimulated].toSorted((a, b) => b[1].length - a[1].length)) {
  console.log(`  ${String(where.length).padStart(3)} × ${what}`)
}
const areAlike = !existsSync(join(folder, 'answers.json')) || (await compareAnswers(folder))
process.exit(crashed.length === 0 && areAlike ? 0 : 1)
