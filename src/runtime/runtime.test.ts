import { expect, test } from 'vitest'
import { following } from '#sim/clock.ts'
import type { PulledImage } from './cri.ts'
import { createBench, runScript, type Bench } from './testing/bench.ts'

const POD = { namespace: 'default', name: 'web', uid: 'uid-web' }

test('a shell prints, sleeps on virtual time and exits', () => {
  const bench = createBench()
  const id = bench.start(bench.sandbox('web'), {
    command: ['sh', '-c', 'echo hi; sleep 5; exit 3'],
  })
  bench.pass(4000)
  expect(bench.record(id).state).toBe('running')
  expect(bench.record(id).activity).toBe('sleeping')
  expect(bench.node.service.logs(id, 10)).toEqual(['hi'])
  bench.pass(2000)
  expect(bench.record(id)).toMatchObject({ state: 'exited', exitCode: 3, reason: 'Error' })
  expect(
    bench
      .entries('ContainerExited')
      .map((one) => `${one.actor} ${one.message}, because ${one.because}.`),
  ).toEqual(['container web/main exited with 3, because its script ran `exit 3`.'])
})

test('the kubelet is told of starts and ends', () => {
  const bench = createBench()
  const events: string[] = []
  bench.node.service.subscribe((event) => events.push(event.type))
  const sandbox = bench.sandbox('web')
  bench.start(sandbox, { command: ['true'] })
  bench.pass(1000)
  bench.node.service.stopPodSandbox(sandbox.id)
  expect(events).toEqual(['SandboxStarted', 'ContainerStarted', 'ContainerDied', 'SandboxDied'])
})

interface Outcome {
  readonly title: string
  readonly config: Parameters<Bench['start']>[1]
  readonly state: string
  readonly exitCode: number | null
  readonly reason?: string
  readonly log?: string
  readonly ports?: readonly number[]
}

const OUTCOMES: readonly Outcome[] = [
  {
    title: 'nginx serves on 80',
    config: { image: 'nginx:1.29' },
    state: 'running',
    exitCode: null,
    ports: [80],
  },
  {
    title: 'nginx through its command line',
    config: { image: 'nginx', command: ['nginx', '-g', 'daemon off;'] },
    state: 'running',
    exitCode: null,
    ports: [80],
  },
  {
    title: 'nginx in a shell',
    config: { image: 'nginx', command: ['/bin/sh', '-c'], args: ['nginx -g "daemon off;"'] },
    state: 'running',
    exitCode: null,
    ports: [80],
  },
  {
    title: 'httpd serves on 80',
    config: { image: 'httpd:2.4' },
    state: 'running',
    exitCode: null,
    ports: [80],
  },
  {
    title: 'redis listens on 6379',
    config: { image: 'redis' },
    state: 'running',
    exitCode: null,
    ports: [6379],
  },
  {
    title: 'postgres without a password ends',
    config: { image: 'postgres:16' },
    state: 'exited',
    exitCode: 1,
    reason: 'Error',
    log: 'superuser password is not specified',
  },
  {
    title: 'postgres with a password runs',
    config: { image: 'postgres:16', env: { POSTGRES_PASSWORD: 'x' } },
    state: 'running',
    exitCode: null,
    ports: [5432],
  },
  {
    title: 'mysql without a password ends',
    config: { image: 'mysql:8' },
    state: 'exited',
    exitCode: 1,
    log: 'MYSQL_ROOT_PASSWORD',
  },
  {
    title: 'busybox without a command ends',
    config: { image: 'busybox' },
    state: 'exited',
    exitCode: 0,
    reason: 'Completed',
  },
  {
    title: 'busybox with a terminal waits',
    config: { image: 'busybox', stdin: true, tty: true },
    state: 'running',
    exitCode: null,
  },
  {
    title: 'alpine, debian and ubuntu end as well',
    config: { image: 'ubuntu:24.04' },
    state: 'exited',
    exitCode: 0,
  },
  {
    title: 'pause waits',
    config: { image: 'registry.k8s.io/pause:3.10' },
    state: 'running',
    exitCode: null,
    ports: [],
  },
  {
    title: 'agnhost waits',
    config: { image: 'registry.k8s.io/e2e-test-images/agnhost:2.45' },
    state: 'running',
    exitCode: null,
    ports: [],
  },
  {
    title: 'agnhost netexec serves',
    config: {
      image: 'registry.k8s.io/e2e-test-images/agnhost:2.45',
      args: ['netexec', '--http-port=8081'],
    },
    state: 'running',
    exitCode: null,
    ports: [8081],
  },
  {
    title: 'hello-app serves on 8080',
    config: { image: 'gcr.io/google-samples/hello-app:2.0' },
    state: 'running',
    exitCode: null,
    ports: [8080],
  },
  {
    title: 'http-echo serves on 5678',
    config: { image: 'hashicorp/http-echo:1.0', args: ['-text=hi'] },
    state: 'running',
    exitCode: null,
    ports: [5678],
  },
  {
    title: 'an unknown image listens on its containerPorts',
    config: { image: 'registry.example.com/shop/cart:1', ports: [{ port: 9000, protocol: 'TCP' }] },
    state: 'running',
    exitCode: null,
    ports: [9000],
  },
  {
    title: 'python -m http.server',
    config: { image: 'python:3', command: ['python', '-m', 'http.server', '8000'] },
    state: 'running',
    exitCode: null,
    ports: [8000],
  },
  {
    title: 'python3 -c',
    config: {
      image: 'python',
      command: [
        'python3',
        '-c',
        'import os, sys\nprint("Hello world")\nif int(os.environ.get("JOB_COMPLETION_INDEX")) % 2 == 0:\n  sys.exit(1)\n',
      ],
      env: { JOB_COMPLETION_INDEX: '2' },
    },
    state: 'exited',
    exitCode: 1,
    log: 'Hello world',
  },
  {
    title: 'perl prints pi',
    config: { image: 'perl', command: ['perl', '-Mbignum=bpi', '-wle', 'print bpi(30)'] },
    state: 'exited',
    exitCode: 0,
    log: '3.14159265358979323846264338327',
  },
  {
    title: 'stress within its limit',
    config: {
      image: 'polinux/stress',
      command: ['stress'],
      args: ['--vm', '1', '--vm-bytes', '150M', '--vm-hang', '1'],
      memoryLimitBytes: 200 * 1024 ** 2,
    },
    state: 'running',
    exitCode: null,
  },
  {
    title: 'stress above its limit',
    config: {
      image: 'polinux/stress',
      command: ['stress'],
      args: ['--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'],
      memoryLimitBytes: 100 * 1024 ** 2,
    },
    state: 'exited',
    exitCode: 137,
    reason: 'OOMKilled',
  },
  {
    title: 'a command without a shell',
    config: { command: ['sleep', '3600'] },
    state: 'running',
    exitCode: null,
  },
  {
    title: 'a command that the image does not have',
    config: { image: 'nginx', command: ['stress'] },
    state: 'exited',
    exitCode: 128,
    reason: 'StartError',
  },
  {
    title: 'a path that does not exist',
    config: { command: ['/bin/nope'] },
    state: 'exited',
    exitCode: 128,
    reason: 'StartError',
  },
  {
    title: 'etcd as the documentation starts it',
    config: {
      image: 'registry.k8s.io/etcd:3.5.1-0',
      command: ['/usr/local/bin/etcd', '--data-dir', '/var/lib/etcd'],
    },
    state: 'running',
    exitCode: null,
    // Metrics have a port of their own only where a flag says so.
    ports: [2379, 2380],
  },
  {
    title: 'socat passes on',
    config: {
      image: 'docker.io/alpine/socat:1.8.0.3',
      args: ['tcp-listen:5432,fork', 'tcp-connect:external-db.example.com:5432'],
    },
    state: 'running',
    exitCode: null,
    ports: [5432],
  },
]

for (const { title, config, state, exitCode, reason, log, ports } of OUTCOMES) {
  test(title, () => {
    const bench = createBench()
    const sandbox = bench.sandbox('web')
    const id = bench.start(sandbox, config)
    bench.pass(10_000)
    expect(bench.record(id)).toMatchObject({
      state,
      exitCode,
      ...(reason === undefined ? {} : { reason }),
    })
    if (log !== undefined) expect(bench.node.service.logs(id, 100).join('\n')).toContain(log)
    const open = bench.node.service.podSandboxes('uid-web')[0]?.ports.map((one) => one.port)
    if (ports !== undefined) expect(open).toEqual(ports)
  })
}

test("the start error has the runtime's words", () => {
  const bench = createBench()
  const id = bench.start(bench.sandbox('web'), { command: ['foo'] })
  expect(bench.record(id).message).toBe(
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "foo": executable file not found in $PATH',
  )
})

const STOPS: readonly {
  readonly title: string
  readonly config: Parameters<Bench['start']>[1]
  readonly exitCode: number
  readonly slow: boolean
}[] = [
  { title: 'nginx', config: { image: 'nginx' }, exitCode: 0, slow: false },
  { title: 'redis', config: { image: 'redis' }, exitCode: 0, slow: false },
  { title: 'pause', config: { image: 'registry.k8s.io/pause:3.9' }, exitCode: 0, slow: false },
  { title: 'an unknown image', config: { image: 'example.com/app' }, exitCode: 143, slow: false },
  { title: 'sleep as PID 1', config: { command: ['sleep', '3600'] }, exitCode: 137, slow: true },
  {
    title: 'a shell without a trap',
    config: { command: ['sh', '-c', 'while true; do sleep 1; done'] },
    exitCode: 137,
    slow: true,
  },
  {
    title: 'a shell with a trap',
    config: { command: ['sh', '-c', 'trap "exit 7" TERM; while true; do sleep 1; done'] },
    exitCode: 7,
    slow: false,
  },
  {
    title: 'a shell that waits for a child',
    config: { command: ['sh', '-c', 'trap "exit 0" TERM; sleep 3600 & wait'] },
    exitCode: 0,
    slow: false,
  },
  {
    title: 'exec nginx in a shell',
    config: { image: 'nginx', command: ['sh', '-c', 'echo x; exec nginx -g "daemon off;"'] },
    exitCode: 0,
    slow: false,
  },
]

for (const { title, config, exitCode, slow } of STOPS) {
  test(`SIGTERM: ${title} ends with ${exitCode}`, () => {
    const bench = createBench()
    const id = bench.start(bench.sandbox('web'), config)
    bench.pass(2500)
    const from = bench.world.clock.nowMs
    bench.settle(bench.node.service.stopContainer(id, 30_000))
    expect(bench.record(id)).toMatchObject({ state: 'exited', exitCode })
    if (slow) expect(bench.world.clock.nowMs - from).toBe(30_000)
    else expect(bench.world.clock.nowMs - from).toBeLessThan(1500)
  })
}

test('a kill from outside ends with its code, for memory with 137', () => {
  const bench = createBench()
  const sandbox = bench.sandbox('web')
  const one = bench.start(sandbox, { name: 'one', command: ['sleep', '60'] })
  const two = bench.start(sandbox, { name: 'two', command: ['sleep', '60'] })
  bench.pass(1000)
  bench.runtime.kill(one, { exitCode: 9, oom: false })
  bench.runtime.kill(two, { exitCode: 0, oom: true })
  expect(bench.record(one)).toMatchObject({ exitCode: 9, reason: 'Error' })
  expect(bench.record(two)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
})

test('a node that goes down leaves its containers with 255, and its volumes as they were', () => {
  const bench = createBench()
  bench.volume('web', {})
  const mounts = [{ volumeName: 'data', mountPath: '/data', subPath: '', readOnly: false }]
  const id = bench.start(bench.sandbox('web'), {
    command: ['sh', '-c', 'echo x > /data/f; sleep 60'],
    mounts,
  })
  bench.pass(1000)
  bench.runtime.powerOff('worker-1')
  expect(bench.record(id)).toMatchObject({ state: 'exited', exitCode: 255, reason: 'Unknown' })
  expect(bench.node.service.podSandboxes('uid-web')[0]?.state).toBe('notready')
  expect(bench.world.get('Volume/worker-1/uid-web/data')).toMatchObject({ fileCount: 1 })
})

test('images are pulled one at a time, and the second wait is told', () => {
  const bench = createBench()
  const pulls = [
    bench.node.service.pullImage('nginx', POD),
    bench.node.service.pullImage('redis:7', POD),
  ]
  bench.pass(10)
  expect(bench.world.get('Images/worker-1')).toMatchObject({
    pulling: ['docker.io/library/nginx:latest'],
  })
  const [first, second] = pulls
    .map((pull) => bench.settle(pull))
    .map((pull): PulledImage => {
      if (!pull.ok) throw new Error(pull.message)
      return pull.value
    })
  expect(first?.durationMs).toBeGreaterThan(800)
  expect(first?.durationMs).toBeLessThanOrEqual(4000)
  expect(second?.durationWithWaitMs).toBe((first?.durationMs ?? 0) + (second?.durationMs ?? 0))
  expect(bench.node.service.imageStatus('docker.io/library/nginx:latest')?.id).toMatch(
    /^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/,
  )
  expect(bench.other.service.imageStatus('nginx')).toBeUndefined()
})

test('a pull that waited for its turn follows from who asked for it', () => {
  const bench = createBench()
  const asks = ['first', 'second'].map((name) => {
    const entry = bench.world.commit(
      { actor: 'test', message: name, level: 'step', kind: 'Ask' },
      [],
    )
    following(bench.world.clock, entry.id, () => {
      bench.node.service.pullImage(`nginx:${name}`, POD)
    })
    return entry.id
  })
  bench.pass(10_000)
  expect(bench.entries('Images').map(({ cause }) => cause)).toEqual(asks.flatMap((id) => [id, id]))
})

const BAD_PULLS = [
  [
    'nosuch-image',
    'ErrImagePull',
    'failed to resolve image: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  ],
  [
    'nginx:does-not-exist',
    'ErrImagePull',
    'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:does-not-exist"',
  ],
  ['non-existing-repo/non-existing-image:example', 'ErrImagePull', 'pull access denied'],
  ['Nginx', 'InvalidImageName', 'couldn\'t parse image name "Nginx": invalid reference format'],
  ['<your-private-image>', 'InvalidImageName', 'invalid reference format'],
  ['missing-by-scenario', 'ErrImagePull', 'not found'],
  // Capitals before the first slash are read as a registry, which no DNS knows.
  [
    'MyShop/web:1',
    'ErrImagePull',
    'Head "https://MyShop/v2/web/manifests/1": dial tcp: lookup MyShop on 172.18.0.1:53: no such host',
  ],
] as const

for (const [image, reason, message] of BAD_PULLS) {
  test(`pulling ${image} fails with ${reason}`, () => {
    const images = [
      { image: 'missing-by-scenario', runMs: null, exitCode: 0, listens: [], missing: true },
    ]
    const bench = createBench({ images })
    const result = bench.settle(bench.node.service.pullImage(image, POD))
    expect(result).toMatchObject({ ok: false, reason, message: expect.stringContaining(message) })
  })
}

test('a scenario says what an image does', () => {
  const images = [{ image: 'batch:1', runMs: 4000, exitCode: 42, listens: [8080], missing: false }]
  const bench = createBench({ images })
  const id = bench.start(bench.sandbox('web'), { image: 'batch:1' })
  bench.pass(2000)
  expect(bench.record(id).activity).toBe('serving on :8080')
  bench.pass(3000)
  expect(bench.record(id)).toMatchObject({ state: 'exited', exitCode: 42 })
})

test('exec sees the files of the container, and a timeout ends it', () => {
  const bench = createBench()
  const id = bench.start(bench.sandbox('web'), {
    command: ['sh', '-c', 'touch /tmp/healthy; sleep 10; rm /tmp/healthy; sleep 600'],
  })
  bench.pass(1000)
  const { service } = bench.node
  expect(bench.settle(service.exec(id, ['cat', '/tmp/healthy'], 1000))).toEqual({
    exitCode: 0,
    output: '',
    timedOut: false,
  })
  bench.pass(11_000)
  expect(bench.settle(service.exec(id, ['cat', '/tmp/healthy'], 1000)).exitCode).toBe(1)
  expect(bench.settle(service.exec(id, ['sleep', '5'], 1000)).timedOut).toBe(true)
  expect(bench.settle(service.exec(id, ['nope'], 1000))).toMatchObject({
    exitCode: 127,
    error: expect.stringContaining('executable file not found'),
  })
})

test('the preStop of the documentation ends at once where killall is missing', () => {
  const bench = createBench()
  const id = bench.start(bench.sandbox('web'), { image: 'nginx' })
  bench.pass(1000)
  bench.settle(
    bench.node.service.exec(
      id,
      ['/bin/sh', '-c', 'nginx -s quit; while killall -0 nginx; do sleep 1; done'],
      0,
    ),
  )
  bench.pass(1000)
  expect(bench.record(id)).toMatchObject({ state: 'exited', exitCode: 0 })
})

test('the termination message is what the process wrote there', () => {
  const bench = createBench()
  const id = bench.start(bench.sandbox('web'), {
    command: ['sh', '-c', 'echo out of luck > /dev/termination-log; exit 1'],
  })
  bench.pass(1000)
  expect(bench.node.service.terminationMessage(id)).toBe('out of luck\n')
})

test('a log stops after a thousand lines', () => {
  const { output } = runScript('for i in $(seq 1 3000); do echo line $i; done')
  const lines = output.split('\n')
  expect(lines).toHaveLength(1001)
  expect(lines.at(-1)).toBe('further lines are left out')
})

test('the same seed gives the same journal, another seed another', () => {
  const run = (seed: number): string => {
    const bench = createBench({ seed })
    const sandbox = bench.sandbox('web')
    bench.settle(bench.node.service.pullImage('nginx', POD))
    bench.start(sandbox, { name: 'web', image: 'nginx' })
    bench.start(sandbox, {
      name: 'loop',
      command: [
        'sh',
        '-c',
        'while true; do wget -qO- localhost | head -n 4; echo $RANDOM; sleep 5; done',
      ],
    })
    bench.pass(60_000)
    return JSON.stringify(bench.world.journal)
  }
  expect(run(1)).toBe(run(1))
  expect(run(1)).not.toBe(run(2))
})
