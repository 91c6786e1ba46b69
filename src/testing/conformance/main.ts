// `npm run conformance`: how far the engine answers as the recorded Kubernetes does.
import { writeAgreed } from './agreed.ts'
import { linesOfScript } from './kubelet-suite.ts'
import { reportOf } from './report.ts'
import { runSuites } from './run-suites.ts'

/**
 * Prints the table. `--all` names every difference and counts what is not simulated, `--write` renews
 * conformance/agreed.json, `--show <script>` prints a script of the kubelet suite as it went there and here. Returns the exit code: 1 when a difference has no explanation.
 */
export function main(args: readonly string[], root: string): number {
  const shown = args.indexOf('--show')
  if (shown >= 0) {
    console.log(linesOfScript(root, args[shown + 1] ?? '').join('\n'))
    return 0
  }
  const cases = runSuites(root)
  console.log(reportOf(cases, args.includes('--all')))
  if (args.includes('--write')) writeAgreed(root, cases)
  const unexplained = cases.some(
    ({ verdict, classOf }) => verdict === 'differed' && classOf === undefined,
  )
  return unexplained ? 1 : 0
}
