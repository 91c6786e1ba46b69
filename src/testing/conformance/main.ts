// `npm run conformance`: how far the engine answers as the recorded Kubernetes does.
import { writeAgreed } from './agreed.ts'
import { linesOfScript, runKubeletSuite } from './kubelet-suite.ts'
import { folderOf } from './read-corpus.ts'
import { reportOf, shareOf } from './report.ts'
import { runSuites } from './run-suites.ts'

/**
 * Prints the table. `--all` names every difference and counts what is not simulated, `--write` renews
 * conformance/agreed.json, `--show <script>` prints a script of the kubelet suite as it went there and here;
 * `--folder <folder>` takes the scripts of the kubelet suite from there, and no other suite.
 * Returns the exit code: 1 when a difference has no explanation.
 */
export function main(args: readonly string[], root: string): number {
  const folder = valueOf(args, '--folder')
  const scripts = folder ?? folderOf(root, 'kubelet')
  const shown = valueOf(args, '--show')
  if (shown !== undefined) {
    console.log(linesOfScript(scripts, shown).join('\n'))
    return 0
  }
  if (folder !== undefined) {
    const recorded = runKubeletSuite(folder)
    console.log(shareOf(recorded))
    return recorded.every(({ verdict }) => verdict === 'agreed') ? 0 : 1
  }
  const cases = runSuites(root)
  console.log(reportOf(cases, args.includes('--all')))
  if (args.includes('--write')) writeAgreed(root, cases)
  const unexplained = cases.some(
    ({ verdict, classOf }) => verdict === 'differed' && classOf === undefined,
  )
  return unexplained ? 1 : 0
}

function valueOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name)
  return at < 0 ? undefined : args[at + 1]
}
