import { expect, test } from 'vitest'
import { applyPod, createFixture } from '../testing/fixture.ts'

const app = { name: 'app', image: 'nginx:1' }
const presentImages = ['nginx:1']
const httpGet = { path: '/healthz', port: 8080 }
const refused = { kind: 'refused' } as const
const ok = { kind: 'http', statusCode: 200 } as const

test('a readiness probe decides when the Pod is ready, and takes it back', () => {
  const fixture = createFixture({
    presentImages,
    probe: (ms) => (ms > 8000 && ms < 22_000 ? ok : refused),
  })
  const readinessProbe = { httpGet, periodSeconds: 5, failureThreshold: 2 }
  applyPod(fixture, { containers: [{ ...app, readinessProbe }] })
  fixture.runTo(40)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    0.4 Running 0/1 0
    11.2 Running 1/1 0
    31.2 Running 0/1 0"
  `)
  expect(fixture.events().at(-1)).toMatchInlineSnapshot(
    `"Unhealthy: Readiness probe failed: Get "http://10.244.1.1:8080/healthz": dial tcp 10.244.1.1:8080: connect: connection refused"`,
  )
})

test('a liveness probe that fails three times restarts the container', () => {
  const fixture = createFixture({
    presentImages,
    probe: (ms) => (ms < 80_000 ? refused : ok),
  })
  const livenessProbe = { httpGet, periodSeconds: 5, initialDelaySeconds: 3 }
  applyPod(fixture, { containers: [{ ...app, livenessProbe }] })
  fixture.runTo(100)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    0.4 Running 1/1 0
    15.4 Running 1/1 1
    30.3 Running 1/1 2
    45.3 Running 1/1 3
    60.3 CrashLoopBackOff 0/1 3
    87.7 Running 1/1 4"
  `)
  expect(fixture.runtime.service.log.join('\n')).toMatchInlineSnapshot(`
    "0.3 start app
    15.0 term app 30s
    15.1 exit app 0
    15.2 start app
    30.0 term app 30s
    30.1 exit app 0
    30.2 start app
    45.0 term app 30s
    45.1 exit app 0
    45.2 start app
    60.0 term app 30s
    60.1 exit app 0
    87.7 start app"
  `)
  expect(fixture.events().join('\n')).toMatchInlineSnapshot(`
    "Pulled: Container image "nginx:1" already present on machine and can be accessed by the pod
    Created: Container created
    Started: Container started
    Unhealthy: Liveness probe failed: Get "http://10.244.1.1:8080/healthz": dial tcp 10.244.1.1:8080: connect: connection refused
    Killing: Container app failed liveness probe, will be restarted
    BackOff: Back-off restarting failed container app in pod web_default(uid-2)"
  `)
  expect(fixture.steps().slice(3, 9).join('\n')).toMatchInlineSnapshot(`
    "reported Pod \`web\`: ContainerCreating 0/1 → Running 1/1 | \`app\` is running
    saw the liveness probe of container \`app\` fail (1 of 3) | Get "http://10.244.1.1:8080/healthz": dial tcp 10.244.1.1:8080: connect: connection refused
    saw the liveness probe of container \`app\` fail (3 of 3) | Get "http://10.244.1.1:8080/healthz": dial tcp 10.244.1.1:8080: connect: connection refused
    is stopping container \`app\` | its liveness probe failed
    started container \`app\` again (restart 1) | its liveness probe failed
    saw the liveness probe of container \`app\` fail (1 of 3) | Get "http://10.244.1.1:8080/healthz": dial tcp 10.244.1.1:8080: connect: connection refused"
  `)
})

test('a startup probe holds back the other probes', () => {
  const fixture = createFixture({ presentImages, probe: (ms) => (ms < 12_000 ? refused : ok) })
  applyPod(fixture, {
    containers: [
      {
        ...app,
        startupProbe: { tcpSocket: { port: 80 }, periodSeconds: 2, failureThreshold: 10 },
        livenessProbe: { httpGet, periodSeconds: 1, failureThreshold: 1 },
        readinessProbe: { httpGet, periodSeconds: 1 },
      },
    ],
  })
  fixture.runTo(30)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    0.4 Running 0/1 0
    12.1 Running 1/1 0"
  `)
  expect(fixture.pod()?.status?.containerStatuses?.[0]?.started).toBe(true)
})

test('a startup probe that never succeeds kills the container', () => {
  const fixture = createFixture({ presentImages, probe: () => refused })
  const startupProbe = { tcpSocket: { port: 80 }, periodSeconds: 2, failureThreshold: 2 }
  applyPod(fixture, { restartPolicy: 'Never', containers: [{ ...app, startupProbe }] })
  fixture.runTo(30)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    0.4 Running 0/1 0
    4.2 Completed 0/1 0"
  `)
  expect(fixture.events().at(-1)).toMatchInlineSnapshot(`"Killing: Stopping container app"`)
  expect(fixture.clock.nextMs()).toBe(null)
})

test('a sidecar with a startup probe holds back what comes after it', () => {
  const fixture = createFixture({ presentImages, probe: (ms) => (ms < 9000 ? refused : ok) })
  applyPod(fixture, {
    initContainers: [
      {
        ...app,
        name: 'proxy',
        restartPolicy: 'Always',
        startupProbe: { httpGet, periodSeconds: 1, failureThreshold: 30 },
      },
    ],
    containers: [app],
  })
  fixture.runTo(20)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/2 0
    0.0 Init:0/1 0/2 0
    9.0 PodInitializing 0/2 0
    9.1 PodInitializing 1/2 0
    9.3 Running 2/2 0"
  `)
  expect(fixture.runtime.service.log.join('\n')).toMatchInlineSnapshot(`
    "0.3 start proxy
    9.1 start app"
  `)
})

test('an exec probe reports what its command printed', () => {
  const fixture = createFixture({
    presentImages,
    exec: () => ({ exitCode: 1, output: 'cat: no such file\n', timedOut: false }),
  })
  const readinessProbe = { exec: { command: ['cat', '/ready'] }, periodSeconds: 5 }
  applyPod(fixture, { containers: [{ ...app, readinessProbe }] })
  fixture.runTo(20)
  expect(fixture.events().at(-1)).toBe('Unhealthy: Readiness probe failed: cat: no such file\n')
})

test('a verdict leaves the conditions of others alone', () => {
  const fixture = createFixture({
    presentImages,
    probe: (ms) => (ms < 12_000 ? ok : refused),
  })
  const readinessProbe = { httpGet, periodSeconds: 5, failureThreshold: 1 }
  applyPod(fixture, { containers: [{ ...app, readinessProbe }] })
  fixture.runTo(10)
  const pod = fixture.pod()
  if (pod === undefined) throw new Error('there is no Pod')
  const disruption = { type: 'DisruptionTarget', status: 'True' } as const
  const conditions = [...(pod.status?.conditions ?? []), disruption]
  const quiet = { actor: 'you', message: 'patched', level: 'detail', kind: 'Patch' } as const
  fixture.client.updateStatus({ ...pod, status: { ...pod.status, conditions } }, quiet)
  fixture.runTo(30)
  const types = fixture.pod()?.status?.conditions?.map(({ type }) => type)
  expect(types).toContain('DisruptionTarget')
  expect(fixture.table()).toContain('Running 0/1')
})

test('a slow probe does not run twice at the same time', () => {
  const fixture = createFixture({
    presentImages,
    exec: () => ({ exitCode: 1, output: '', takesMs: 8000 }),
  })
  const exec = { command: ['check'] }
  const readinessProbe = { exec, periodSeconds: 10, timeoutSeconds: 9 }
  applyPod(fixture, { containers: [{ ...app, readinessProbe }] })
  fixture.runTo(60)
  const starts = fixture.runtime.service.log
    .filter((line) => line.endsWith(' exec check'))
    .map((line) => Number.parseFloat(line))
  expect(starts.length).toBeGreaterThan(3)
  const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(7.9)
})

// What cannot be asked is no answer: pkg/kubelet/prober/worker.go drops the result.
test.each([
  ['livenessProbe', 'Liveness', 'Running 1/1 0'],
  ['readinessProbe', 'Readiness', 'Running 0/1 0'],
  ['startupProbe', 'Startup', 'Running 0/1 0'],
])('a %s whose command cannot be started counts for nothing', (field, type, row) => {
  const error = 'rpc error: code = Unknown desc = failed to exec in container: no such file'
  const fixture = createFixture({
    presentImages,
    exec: () => ({ exitCode: 127, output: '', timedOut: false, error }),
  })
  const probe = { exec: { command: ['nope'] }, periodSeconds: 1, failureThreshold: 1 }
  applyPod(fixture, { containers: [{ ...app, [field]: probe }] })
  fixture.runTo(60)
  expect(fixture.table().split('\n').at(-1)).toContain(row)
  expect(fixture.events().at(-1)).toBe(
    `Unhealthy: ${type} probe errored and resulted in unknown state: ${error}`,
  )
})

test('each failure in a row is told, those between the first and the one that counts in the details', () => {
  const fixture = createFixture({ presentImages, exec: () => ({ exitCode: 1, output: '\n no\n' }) })
  const readinessProbe = { exec: { command: ['check'] }, periodSeconds: 1, failureThreshold: 3 }
  applyPod(fixture, { containers: [{ ...app, readinessProbe }] })
  fixture.runTo(5.5)
  const told = fixture.journal.filter(({ kind }) => kind === 'Unhealthy').slice(0, 5)
  expect(
    told.map(({ level, message, because, data, objects }) => [
      level,
      message,
      because,
      data,
      objects,
    ]),
  ).toEqual(
    [
      ['step', '(1 of 3)'],
      ['detail', '(2 of 3)'],
      ['step', '(3 of 3)'],
      ['detail', '(4 times in a row)'],
      ['detail', '(5 times in a row)'],
    ].map(([level, count]) => [
      level,
      `saw the readiness probe of container \`app\` fail ${count}`,
      'no',
      { containerName: 'app' },
      ['Pod/default/web', 'ContainerInstance/worker-1/web-app-0'],
    ]),
  )
  expect(fixture.events().at(-1)).toBe('Unhealthy: Readiness probe failed: \n no\n')
})

test('a command that says nothing has failed', () => {
  const fixture = createFixture({ presentImages, exec: () => ({ exitCode: 1, output: '' }) })
  const startupProbe = { exec: { command: ['check'] }, periodSeconds: 1, failureThreshold: 9 }
  applyPod(fixture, { containers: [{ ...app, startupProbe }] })
  fixture.runTo(3)
  const told = fixture.journal.find(({ kind }) => kind === 'Unhealthy')
  expect([told?.message, told?.because]).toEqual([
    'saw the startup probe of container `app` fail (1 of 9)',
    'its command failed',
  ])
})

test('a redirect is a success with a warning, and a command that cannot be run is neither', () => {
  const moved = createFixture({ presentImages, probe: () => ({ kind: 'http', statusCode: 302 }) })
  applyPod(moved, { containers: [{ ...app, readinessProbe: { httpGet, periodSeconds: 1 } }] })
  moved.runTo(5)
  expect(moved.events().at(-1)).toBe(
    'ProbeWarning: Readiness probe warning: Probe terminated redirects, Response body: ',
  )
  expect(moved.pod()?.status?.containerStatuses?.[0]?.ready).toBe(true)
  const odd = createFixture({
    presentImages,
    exec: () => ({ exitCode: 0, output: '', error: 'x' }),
  })
  const exec = { command: ['check'] }
  applyPod(odd, { containers: [{ ...app, livenessProbe: { exec, periodSeconds: 1 } }] })
  odd.runTo(10)
  expect(odd.events().at(-1)).toBe(
    'Unhealthy: Liveness probe errored and resulted in unknown state: x',
  )
  expect(odd.journal.some(({ kind }) => kind === 'Unhealthy')).toBe(false)
  expect(odd.pod()?.status?.containerStatuses?.[0]).toMatchObject({ ready: true, restartCount: 0 })
})
