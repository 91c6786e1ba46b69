// Runs a script in the simulated shell, for the comparison with real ones (scripts/compare-shell.mjs).
import { createBench } from '#runtime/testing/bench.ts'

/** The shells that scripts are compared with, and an image that has each. */
const IMAGES = { ash: 'busybox', dash: 'debian' } as const

export type ComparedShell = keyof typeof IMAGES

export interface ShellResult {
  readonly output: string
  /** null when it still ran after a minute. */
  readonly exitCode: number | null
}

const LIMIT_MS = 60_000
const MAX_LINES = 5000
export const FOLDER = '/tmp/compared'

/** Both streams in one, so that half a line does not wait for its end while the other stream goes on. */
export function withOneOutput(script: string): string {
  return `exec 2>&1; ${script}`
}

/** What `sh -c script` prints in an empty folder, standard error among the output, and its exit code. */
export function runSimulated(script: string, shell: ComparedShell): ShellResult {
  const bench = createBench()
  const command = ['sh', '-c', withOneOutput(script)]
  const config = { image: IMAGES[shell], command, workingDir: FOLDER, env: { HOME: '/root' } }
  const id = bench.start(bench.sandbox('compared'), config)
  bench.pass(LIMIT_MS)
  const fault = bench.entries('Fault')[0]
  if (fault !== undefined) return { output: fault.because ?? '', exitCode: -1 }
  return {
    output: bench.node.service.logs(id, MAX_LINES).join('\n'),
    exitCode: bench.record(id).exitCode,
  }
}
