// What the page's panel "How true this is" shows: how many recorded questions are answered as Kubernetes did, per
// suite, and what is simplified. Read when the page is built.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SUITES = [
  ['api', 'API server: what it takes, refuses and makes of it'],
  ['scheduler', 'Scheduler: the node, the scores, why none fits'],
  ['kubelet', 'Kubelet: the course of Pods and their containers'],
  ['controllers', 'Controllers: the course of their objects'],
  ['kubectl', 'kubectl: what it prints'],
]

/** The figures and sentences, from the files of the project in `root`. */
export function readHowTrue(root) {
  const agreed = JSON.parse(readFileSync(join(root, 'conformance/agreed.json'), 'utf8'))
  return {
    SUITES: SUITES.map(([suite, what]) => ({
      suite,
      what,
      agreed: agreed[suite]?.length ?? 0,
      recorded: recordedIn(join(root, 'conformance', suite), suite === 'kubectl'),
    })),
    SIMPLIFIED: simplifiedIn(readFileSync(join(root, 'SIMPLIFIED.md'), 'utf8')),
  }
}

/** Recorded questions: one a file, or one a command. */
function recordedIn(folder, hasCommands) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.answer.json'))
  if (!hasCommands) return files.length
  return files.reduce((sum, name) => {
    const { commands } = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    return sum + commands.length
  }, 0)
}

function simplifiedIn(text) {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [part = '', ...lines] = section.split('\n')
      const texts = lines.flatMap(
        (line) => /^- (.*?) \(\[[^\]]+\]\([^)]+\)\)$/.exec(line)?.[1] ?? [],
      )
      return { part, texts }
    })
}
