// The last words of a container in its status.
import { expect, test } from 'vitest'
import type { Container } from '#api/generated/types.ts'
import { applyPod, createFixture } from './testing/fixture.ts'

/** The message of the only container of a Pod that has ended. */
function messageOf(
  policy: string | undefined,
  ends: { readonly exitCode: number; readonly message?: string; readonly log?: readonly string[] },
): string | undefined {
  const fixture = createFixture({
    presentImages: ['nginx:1'],
    behave: () => ({ runMs: 100, ...ends }),
  })
  const container: Container = {
    name: 'app',
    image: 'nginx:1',
    ...(policy === undefined ? {} : { terminationMessagePolicy: policy }),
  }
  applyPod(fixture, { restartPolicy: 'Never', containers: [container] })
  fixture.runTo(5)
  return fixture.pod()?.status?.containerStatuses?.[0]?.state?.terminated?.message
}

const LOGS = 'FallbackToLogsOnError'

// The rows follow getTerminationMessage in pkg/kubelet/kuberuntime/kuberuntime_container.go (v1.36).
test.for([
  ['the file', undefined, { exitCode: 1, message: 'bye', log: ['log'] }, 'bye'],
  ['the file of one that ended well', undefined, { exitCode: 0, message: 'done' }, 'done'],
  ['nothing', undefined, { exitCode: 1, log: ['log'] }, undefined],
  ['the file before the log', LOGS, { exitCode: 1, message: 'bye', log: ['log'] }, 'bye'],
  ['the log', LOGS, { exitCode: 1, log: ['a', 'b'] }, 'a\nb\n'],
  ['no log of one that ended well', LOGS, { exitCode: 0, log: ['a'] }, undefined],
  ['no log', LOGS, { exitCode: 1, log: [] }, undefined],
  [
    'no more than 4,096 characters of the file',
    LOGS,
    { exitCode: 1, message: `${'a'.repeat(4096)}b` },
    'a'.repeat(4096),
  ],
  [
    'the last 2,048 characters of the log',
    LOGS,
    { exitCode: 1, log: ['a', 'b'.repeat(2047)] },
    `${'b'.repeat(2047)}\n`,
  ],
] as const)('%s', ([, policy, ends, message]) => {
  expect(messageOf(policy, ends)).toBe(message)
})
