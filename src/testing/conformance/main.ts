// `npm run conformance`: how far the engine answers as the recorded Kubernetes does.
import { writeAgreed } from './agreed.ts'
import { linesOfCourses, readScripts } from './courses-suite.ts'
import { linesOfScript } from './kubelet-suite.ts'
import { folderOf } from './read-corpus.ts'
import { reportOf, shareOf } from './report.ts'
import { runFolder, runSuites } from './run-suites.ts'

/**
 * Prints the table. `--all` names every difference and counts what is not simulated, `--write` renews
 * conformance/agreed.json, `--show <script>` prints a script of the suites kubelet or controllers as it went there and
 * here; `--folder <folder>` takes the questions of one suite from there, and no others.
 * Returns the exit code: 1 when a difference has no explanation.
 */
export function main(args: readonly string[], root: string): number {
  const folder = valueOf(args, '--folder')
  const shown = valueOf(args, '--show')
  if (shown !== undefined) {
    console.log(linesOf(shown, folder, root).join('\n'))
    return 0
  }
  if (folder !== undefined) {
    const recorded = runFolder(folder)
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

/** A script of the folder, or of the suite that has it. */
function linesOf(script: string, folder: string | undefined, root: string): readonly string[] {
  const courses = folder ?? folderOf(root, 'controllers')
  if (readScripts(courses).some(({ name }) => name === script))
    return linesOfCourses(courses, script)
  return linesOfScript(folder ?? folderOf(root, 'kubelet'), script)
}

function valueOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name)
  return at < 0 ? undefined : args[at + 1]
}
