// All recordings against the engine.
import { runApiSuite } from './api-suite.ts'
import type { ConformanceCase } from './case.ts'
import { runControllersSuite } from './controllers-suite.ts'
import { classified } from './known-differences.ts'
import { runKubeletSuite } from './kubelet-suite.ts'
import { runKubectlSuite } from './kubectl-suite.ts'
import { readScripts, runCourses } from './courses-suite.ts'
import { folderOf, readRecordings } from './read-corpus.ts'
import { runSchedulerSuite } from './scheduler-suite.ts'

/** The cases of all suites, each difference with its class; `root` is the checkout. */
export function runSuites(root: string): readonly ConformanceCase[] {
  return [
    ...runApiSuite(folderOf(root, 'api')),
    ...runSchedulerSuite(folderOf(root, 'scheduler')),
    ...runKubeletSuite(folderOf(root, 'kubelet')),
    ...runControllersSuite(root),
    ...runKubectlSuite(folderOf(root, 'kubectl')),
  ].map(classified)
}

/** The cases of one folder, whose first question tells its suite; courses when it is of the controllers. */
export function runFolder(folder: string): readonly ConformanceCase[] {
  if (readScripts(folder).length > 0) return runCourses(folder)
  const [first] = readRecordings<object, unknown>(folder)
  if (first === undefined) return []
  if ('request' in first.question) return runApiSuite(folder)
  if ('commands' in first.question) return runKubectlSuite(folder)
  return 'steps' in first.question ? runKubeletSuite(folder) : runSchedulerSuite(folder)
}
