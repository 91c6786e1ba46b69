// A run that is at rest has no timers left, and causes lead back to what the user did.
import { expect, test } from 'vitest'
import { runScenario } from '#scenario/run-scenario.ts'

const run = (script: string, actions: string): ReturnType<typeof runScenario> =>
  runScenario([
    { path: 'scenario.yaml', text: `until: 60m\nactions:\n${actions}` },
    {
      path: 'manifests/pod.yaml',
      text: `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: app, image: busybox, command: [sh, -c, "${script}"] }]\n`,
    },
  ])

const remove = (atSeconds: number, graceSeconds: number): string =>
  `- at: ${atSeconds}s\n  delete: { kind: Pod, name: web, gracePeriodSeconds: ${graceSeconds} }\n`

test('nothing is due after a Pod is gone, whatever its process was waiting for', () => {
  const { end, cluster } = run("trap 'exit 0' TERM; sleep 3600 & wait", remove(10, 30))
  expect(cluster.world.get('Pod/default/web')).toBeUndefined()
  expect(end.reason).toBe('idle')
  expect(end.nowMs).toBeLessThan(15_000)
})

test('a second deletion with a shorter grace period does not bring SIGKILL forward', () => {
  const { cluster } = run('sleep 3600', `${remove(10, 30)}${remove(15, 3)}`)
  const exit = cluster.journal.find(({ kind }) => kind === 'ContainerExited')
  expect(exit?.timeMs).toBeGreaterThan(39_000)
  expect(exit?.timeMs).toBeLessThan(42_000)
})

test('every step of a start follows from the one before, up to the user', () => {
  const { cluster } = run('sleep 5; exit 3', remove(20, 1))
  const exit = cluster.journal.find(({ kind }) => kind === 'ContainerExited')
  const kinds: string[] = []
  for (let id = exit?.id ?? null; id !== null; id = cluster.journal[id]?.cause ?? null) {
    kinds.unshift(cluster.journal[id]?.kind ?? '')
  }
  expect(kinds).toEqual([
    'Applied',
    'Scheduled',
    'SandboxCreated',
    'Pulling',
    'Pulled',
    'ContainerStarted',
    'ContainerExited',
  ])
  const after = cluster.journal.filter(({ cause }) => cause === exit?.id).map(({ kind }) => kind)
  expect(after).toContain('Status')
  expect(after).toContain('Pulling')
})

const PROBED = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: nginx
      image: nginx:1.27
      livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 5 }
      readinessProbe: { exec: { command: [sh, -c, "test -e /etc/hostname"] } }
    - name: api
      image: hashicorp/http-echo
      args: [-text=hello]
      startupProbe: { httpGet: { path: /, port: 5678 }, periodSeconds: 1 }
      readinessProbe: { httpGet: { path: /, port: 5678 } }
`

test('Pods whose probes succeed are at rest, and time goes on', () => {
  const { end, cluster } = runScenario([
    { path: 'scenario.yaml', text: 'until: 60m\n' },
    { path: 'manifests/pod.yaml', text: PROBED },
  ])
  expect(end).toEqual({ reason: 'idle', nowMs: 3_600_000, message: null })
  expect(cluster.world.clock.nextMs()).toBeNull()
  expect(cluster.journal.at(-1)?.timeMs).toBeLessThan(60_000)
})

test('who waits for a Service waits without timers, and goes on when it is there', () => {
  const { cluster } = runScenario([
    {
      path: 'scenario.yaml',
      text: 'until: 60m\nactions:\n- at: 30m\n  apply: later/db.yaml\n',
    },
    {
      path: 'manifests/pod.yaml',
      text: `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  initContainers: [{ name: wait, image: "busybox:1.28", command: [sh, -c, "until nslookup db; do echo waiting; sleep 2; done"] }]\n  containers: [{ name: app, image: "nginx:1.27" }]\n`,
    },
    {
      path: 'later/db.yaml',
      text: 'apiVersion: v1\nkind: Service\nmetadata: { name: db }\nspec: { ports: [{ port: 5432 }] }\n',
    },
  ])
  const exit = cluster.journal.find(({ kind }) => kind === 'ContainerExited')
  expect(exit?.message).toBe('exited with 0')
  expect((exit?.timeMs ?? 0) - 1_800_000).toBeGreaterThan(0)
  expect((exit?.timeMs ?? 0) - 1_800_000).toBeLessThan(2100)
  const said = cluster.journal.filter(({ kind }) => kind === 'LogRule' || kind === 'Repeats')
  expect(said.map(({ message }) => message)).toEqual([
    'prints the same every 2.015 s from now on: `Server:    10.96.0.10` and 4 more',
    'goes on calling db every 2.015 s: no such name',
    'has printed the same 892 times, every 2.015 s: `Server:    10.96.0.10` and 4 more',
  ])
  // Nine hundred rounds are not run.
  expect(cluster.world.clock.fired).toBeLessThan(500)
})
