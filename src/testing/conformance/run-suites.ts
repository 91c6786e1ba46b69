// All recordings against the engine.
import { runApiSuite } from './api-suite.ts'
import type { ConformanceCase } from './case.ts'
import { runControllersSuite } from './controllers-suite.ts'
import { classified } from './known-differences.ts'
import { runKubeletSuite } from './kubelet-suite.ts'
import { runKubectlSuite } from './kubectl-suite.ts'
import { folderOf } from './read-corpus.ts'
import { runSchedulerSuite } from './scheduler-suite.ts'

/** The cases of all suites, each difference with its class; `root` is the checkout. */
export function runSuites(root: string): readonly ConformanceCase[] {
  return [
    ...runApiSuite(root),
    ...runSchedulerSuite(root),
    ...runKubeletSuite(folderOf(root, 'kubelet')),
    ...runControllersSuite(root),
    ...runKubectlSuite(root),
  ].map(classified)
}
