// Writes SIMPLIFIED.md: every place where the simulator knowingly does less than Kubernetes, from the
// `simplified(…)` marks in the source. With --check it only says whether the file is up to date.
// A test compares what is read here with what the running engine knows.
import { readFileSync, writeFileSync } from 'node:fs'
import { marksInSource } from './marks-in-source.mjs'

const PARTS = {
  apiserver: 'API server',
  api: 'API server',
  client: 'Events and clients',
  scheduler: 'Scheduler',
  kubelet: 'Kubelet',
  runtime: 'Containers, files and network',
  controllers: 'Controllers',
  cluster: 'Cluster',
  manifest: 'Fields and kinds without effect',
  scenario: 'Scenarios',
  kubectl: 'kubectl',
}

const { marks, comments } = marksInSource('src')
if (comments.length > 0) {
  console.error(
    `Marks are code: write simplified('some-name', 'a sentence') of #lib/simplified.ts instead of a comment in ${comments.join(', ')}`,
  )
  process.exit(1)
}
const byPart = new Map()
for (const mark of marks) {
  const part = PARTS[mark.path.split('/')[1]] ?? 'The page'
  byPart.set(part, [...(byPart.get(part) ?? []), mark])
}
const order = [...new Set([...Object.values(PARTS), 'The page'])]
const sections = order
  .filter((part) => byPart.has(part))
  .map(
    (part) =>
      `## ${part}\n\n${byPart
        .get(part)
        .map(({ text, path }) => `- ${text} ([${path.replace(/^src\//, '')}](${path}))`)
        .join('\n')}\n`,
  )
const text = `# What is simplified

Podscape follows Kubernetes 1.36. This list is everything that it knowingly does otherwise; it is made
from the \`simplified(…)\` marks in the source by \`npm run simplified\`. Whose manifest uses one of these
is told so in the editor, from the same marks.

${sections.join('\n')}`
if (process.argv.includes('--check')) {
  const same = readFileSync('SIMPLIFIED.md', 'utf8') === text
  if (!same) console.error('SIMPLIFIED.md is not up to date: run "npm run simplified"')
  process.exit(same ? 0 : 1)
}
writeFileSync('SIMPLIFIED.md', text)
