// Writes SIMPLIFIED.md: every place where the simulator knowingly does less than Kubernetes, from the
// `// SIMPLIFIED:` marks in the source. With --check it only says whether the file is up to date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const PARTS = {
  apiserver: 'API server',
  client: 'Events and clients',
  scheduler: 'Scheduler',
  kubelet: 'Kubelet',
  runtime: 'Containers, files and network',
  controllers: 'Controllers',
  cluster: 'Cluster',
}

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path
  }
}

/** The marks of one file; a mark goes on over the comment lines that follow it. */
function marksOf(path) {
  const marks = []
  let open = null
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const start = /^\s*(?:\/\/|\*)\s*SIMPLIFIED:\s*(.*)$/.exec(line)
    const more = /^\s*(?:\/\/|\*)\s?(.*)$/.exec(line)
    if (start) {
      open = [start[1]]
      marks.push(open)
    } else if (
      open !== null &&
      more &&
      more[1].trim() !== '' &&
      more[1].trim() !== '/' &&
      !/[.!]$/.test(open.at(-1))
    )
      open.push(more[1].trim())
    else open = null
  }
  return marks.map((lines) => lines.join(' '))
}

const byPart = new Map()
for (const path of sources('src')) {
  const part = PARTS[path.split('/')[1]] ?? 'The page'
  for (const mark of marksOf(path)) byPart.set(part, [...(byPart.get(part) ?? []), { mark, path }])
}
const order = [...Object.values(PARTS), 'The page']
const sections = order
  .filter((part) => byPart.has(part))
  .map(
    (part) =>
      `## ${part}\n\n${byPart
        .get(part)
        .map(({ mark, path }) => `- ${mark} ([${path.replace(/^src\//, '')}](${path}))`)
        .join('\n')}\n`,
  )
const text = `# What is simplified

Podscape follows Kubernetes 1.36. This list is everything that it knowingly does otherwise; it is made
from the \`// SIMPLIFIED:\` marks in the source by \`npm run simplified\`. Whose manifest uses one of these
is told so in the editor.

${sections.join('\n')}`
if (process.argv.includes('--check')) {
  const same = readFileSync('SIMPLIFIED.md', 'utf8') === text
  if (!same) console.error('SIMPLIFIED.md is not up to date: run "npm run simplified"')
  process.exit(same ? 0 : 1)
}
writeFileSync('SIMPLIFIED.md', text)
