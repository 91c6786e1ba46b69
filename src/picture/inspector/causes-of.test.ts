import { expect, test } from 'vitest'
import { startScenario } from '#scenario/run-scenario.ts'
import { causesOf } from './causes-of.ts'

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  initContainers: [{ name: wait, image: "busybox:1.36", command: [sh, -c, sleep 2] }]
  containers: [{ name: app, image: "nginx:1.27" }]
`

/** The chain of the last entry about the Pod, when its container is ended at a time. */
function chainAt(atMs: number): readonly string[] {
  const action = `- { at: ${atMs}ms, kill: { pod: web, container: app, exitCode: 1 } }`
  const run = startScenario([
    { path: 'manifests/web.yaml', text: POD },
    { path: 'scenario.yaml', text: `until: 30s\nactions:\n${action}\n` },
  ])
  run.advance(run.untilMs)
  const { journal } = run.cluster
  return causesOf(journal, journal.length - 1, 'Pod/default/web').map(({ message }) => message)
}

/** When the app has started first. */
function startedMs(): number {
  const run = startScenario([{ path: 'manifests/web.yaml', text: POD }])
  run.advance(run.untilMs)
  const { journal } = run.cluster
  return journal.find(({ message }) => message === 'started container `app`')?.timeMs ?? 0
}

test.each([10, 70, 300, 900, 5000])(
  'that a container serves again follows from its end, %i ms after its start',
  (afterMs) => {
    expect(chainAt(startedMs() + afterMs).slice(0, 3)).toEqual([
      'is serving on :80',
      'exited with 1',
      'ended container `app` of Pod `web` with exit code 1',
    ])
  },
)
