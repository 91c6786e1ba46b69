import { expect, test } from 'vitest'
import { runScenario } from '../run-scenario.ts'
import { checkExpectations } from './check-expectations.ts'

const WEB = `apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec:
  containers:
  - { name: app, image: "busybox:1.36", command: [sh, -c, "echo up; sleep 5; exit 1"] }
`

/** One of the same name elsewhere, to which nothing of it happens. */
const OTHER = `apiVersion: v1
kind: Namespace
metadata: { name: other }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: other }
spec: { containers: [{ name: app, image: "registry.k8s.io/pause:3.10" }] }
`

/** What becomes of an expectation about a Pod that prints, ends with 1 after five seconds, and is deleted at 40 s. */
function check(expectation: string) {
  const text = `until: 1m\nactions: [{ at: 40s, delete: pod/web }]\nexpect:\n- ${expectation}\n`
  const files = [
    { path: 'scenario.yaml', text },
    { path: 'manifests/web.yaml', text: WEB },
    { path: 'manifests/other.yaml', text: OTHER },
  ]
  const { cluster, parsed } = runScenario(files)
  const faults = parsed.diagnostics.filter(({ severity }) => severity === 'error')
  expect(faults.map(({ message }) => message)).toEqual([])
  return checkExpectations(cluster, parsed.scenario.expect)[0]
}

test.for([
  ['{ by: 10s, pod: web, is: Running }', true],
  ['{ at: 10s, pod: web, restarts: ">= 1" }', true],
  ['{ at: 10s, pod: web, restarts: 0 }', false],
  ['{ pod: web, is: Absent }', true],
  ['{ pod: web, is: Running }', false],
  ['{ always: { pod: web, reason: CrashLoopBackOff } }', false],
  ['{ never: { pod: web, reason: OOMKilled } }', true],
  ['{ never: { pod: web, reason: Error } }', false],
  ['{ by: 20s, pod: web, logs: up, container: app }', true],
  ['{ by: 20s, pod: web, logs: down }', false],
  ['{ by: 20s, pod: web, event: BackOff }', true],
  ['{ by: 20s, pod: web, namespace: other, event: BackOff }', false],
  ['{ by: 20s, pods: "w*", count: 1, is: Running }', true],
  ['{ by: 20s, pods: "", labels: { app: other }, count: ">= 1" }', false],
  ["{ by: 20s, pod: web, has: { '.spec.containers[0].image': 'busybox:1.36' } }", true],
  ["{ by: 20s, pod: web, has: { '.spec.containers[0].image': 'nginx' } }", false],
  ['{ happens: Deleted, mentions: web }', true],
  ['{ never: { happens: Deleted } }', false],
  ['{ by: 30s, happens: Deleted }', false],
] as const)('%s is %s', ([expectation, ok]) => {
  expect(check(expectation)).toMatchObject({ ok })
})

test('a run at rest stays as it is, and one that is not says that it ends before', () => {
  expect(check('{ at: 2h, pod: web, is: Absent }')).toMatchObject({ ok: true, atMs: 7_200_000 })
  expect(check('{ at: 2h, pod: web, is: Running }')?.instead).toBe('Pod `web` is not there')
  const scenario = { path: 'scenario.yaml', text: 'until: 20s\n' }
  const { cluster } = runScenario([scenario, { path: 'manifests/web.yaml', text: WEB }])
  const later =
    'until: 20s\nexpect: [{ at: 2h, pod: web, is: [Running, Error, CrashLoopBackOff] }]\n'
  const { scenario: read } = runScenario([{ path: 'scenario.yaml', text: later }]).parsed
  expect(checkExpectations(cluster, read.expect)[0]?.instead).toBe('the run ends before')
})

test('what is not so says what is so instead', () => {
  expect(check('{ at: 10s, pod: web, restarts: 0 }')?.instead).toBe('Pod `web` has 1 restart')
  expect(check('{ at: 10s, pods: web, count: 3 }')?.instead).toBe('there is 1 such Pod')
  expect(check('{ at: 10s, pods: other, count: 3 }')?.instead).toBe('there are 0 such Pods')
  expect(check('{ pod: web, is: Running }')?.instead).toBe('Pod `web` is not there')
  expect(check('{ at: 10s, pod: web, logs: down }')?.instead).toBe('Pod `web` printed last “up”')
  expect(check('{ at: 20s, pod: web, reason: OOMKilled }')?.instead).toMatch(
    /^Pod `web` has the reason .*`Error`/,
  )
  const other = '{ by: 20s, pod: web, namespace: other, '
  expect(check(`${other}event: BackOff }`)?.instead).toBe('Pod `web` has no Event `BackOff`')
  expect(check(`${other}logs: up }`)?.instead).toBe('Pod `web` has printed nothing')
})

test.for([
  [
    '{ is: Ready }',
    'an expectation is about one kind of object, like pod or deployment; this one names none',
  ],
  ['{ pod: web }', 'nothing is expected of pod web: is, reason, logs, has, ready …'],
  [
    '{ pod: web, is: Ready, by: soon }',
    'by must be a time with its unit, like 30s or 1m30s, of at most 8760h (a year)',
  ],
  ['{ pod: web, is: Ready, by: 1s, at: 2s }', 'an expectation has by or at, not both'],
])('%s is refused', ([expectation, message]) => {
  const files = [{ path: 'scenario.yaml', text: `expect:\n- ${expectation}\n` }]
  expect(runScenario(files).parsed.diagnostics.map((one) => one.message)).toContain(message)
})
