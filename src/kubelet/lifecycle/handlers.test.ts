import { expect, test } from 'vitest'
import type { Container, LifecycleHandler, Pod } from '#api/generated/types.ts'
import type { ExecResult, ProbeAnswer, RuntimeService } from '#runtime/cri.ts'
import { createClock } from '#sim/clock.ts'
import { createScope } from '#sim/scope.ts'
import { settledFuture, spawn } from '#sim/task.ts'
import { createAlarms } from '../alarms.ts'
import { FakeRuntime } from '../testing/fake-runtime.ts'
import { makePod } from '../testing/fixture.ts'
import { makeContainer, makeSandbox } from '../testing/records.ts'
import { resolvePort, runHandler } from './handlers.ts'

const CONTAINER: Container = {
  name: 'app',
  ports: [{ containerPort: 9090 }, { name: 'web', containerPort: 8080 }],
}
const POD: Pod = {
  ...makePod('web', { containers: [CONTAINER] }),
  metadata: { name: 'web', namespace: 'default', uid: 'u' },
}

/** What comes of a hook, what was asked, and after how many milliseconds. */
function run(handler: LifecycleHandler, reply: Partial<ExecResult> | ProbeAnswer, limitMs = 9000) {
  const clock = createClock()
  const { service } = new FakeRuntime({ clock, nodeName: 'worker-1' })
  const asked: (readonly unknown[])[] = []
  const answering: Pick<RuntimeService, 'exec' | 'probeHttp' | 'podSandboxes' | 'containers'> = {
    exec(...args) {
      asked.push(args)
      return settledFuture({ exitCode: 0, output: '', timedOut: false, ...reply } as ExecResult)
    },
    probeHttp(...args) {
      asked.push(args)
      return settledFuture(reply as ProbeAnswer)
    },
    podSandboxes: () => [makeSandbox()],
    containers: () => [],
  }
  const tools = {
    service: Object.assign(Object.create(service) as RuntimeService, answering),
    alarms: createAlarms(clock, 'test', createScope()),
  }
  const target = { pod: POD, container: CONTAINER, record: makeContainer('app', 'running') }
  const task = spawn(runHandler(tools, target, handler, limitMs))
  for (let next = clock.nextMs(); next !== null; next = clock.nextMs()) clock.step()
  return { asked, result: task.done.value, tookMs: clock.nowMs }
}

const OK = { ok: true }
const failed = (because: string, message: string) => ({ ok: false, because, message })
const WHERE = 'for Container "app" in Pod "web_default(u)" failed - error:'

// The texts are those of pkg/kubelet/lifecycle/handlers.go and the runtime's (v1.36).
test.for<
  readonly [string, LifecycleHandler, Partial<ExecResult> | ProbeAnswer, readonly unknown[], object]
>([
  ['a command', { exec: { command: ['a', 'b'] } }, {}, ['app-0', ['a', 'b'], 9000], OK],
  ['no command', { exec: {} }, {}, ['app-0', [], 9000], OK],
  [
    'a command that fails',
    { exec: { command: ['a', 'b'] } },
    { exitCode: 3, output: 'no "x"\n' },
    ['app-0', ['a', 'b'], 9000],
    failed(
      'its command exited with 3',
      `Exec lifecycle hook ([a b]) ${WHERE} command 'a b' exited with 3: , message: "no \\"x\\"\\n"`,
    ),
  ],
  [
    'a command that takes too long',
    { exec: { command: ['a', 'b'] } },
    { timedOut: true },
    ['app-0', ['a', 'b'], 9000],
    failed(
      'its command timed out',
      `Exec lifecycle hook ([a b]) ${WHERE} command "a b" timed out, message: ""`,
    ),
  ],
  [
    'a command that cannot be started',
    { exec: { command: ['a'] } },
    { error: 'not found' },
    ['app-0', ['a'], 9000],
    failed('not found', `Exec lifecycle hook ([a]) ${WHERE} not found, message: ""`),
  ],
  [
    'a GET',
    { httpGet: { port: 'web', path: '/stop' } },
    { kind: 'http', statusCode: 500 },
    ['s0', '', 8080, '/stop', 9000],
    OK,
  ],
  [
    'a GET that nobody takes',
    { httpGet: { port: 80 } },
    { kind: 'refused' },
    ['s0', '', 80, '', 9000],
    failed(
      'connection refused',
      `HTTP lifecycle hook () ${WHERE} Get "http://10.244.1.2:80/": dial tcp 10.244.1.2:80: connect: connection refused`,
    ),
  ],
  [
    'a GET elsewhere without an answer',
    { httpGet: { port: 443, host: 'x.y', path: '/a', scheme: 'HTTPS' } },
    { kind: 'timeout' },
    ['s0', 'x.y', 443, '/a', 9000],
    failed(
      'there was no answer',
      `HTTP lifecycle hook (/a) ${WHERE} Get "https://x.y:443/a": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    ),
  ],
  [
    'a kind that no kubelet runs',
    { tcpSocket: { port: 80 } },
    {},
    [],
    failed('its kind is not supported', 'invalid handler: handler is not supported'),
  ],
])('%s', ([, handler, reply, question, expected]) => {
  const { asked, result, tookMs } = run(handler, reply)
  expect(asked).toEqual(question.length === 0 ? [] : [question])
  expect(result).toEqual(expected)
  expect(tookMs).toBe(0)
})

test('a sleep lasts as long as it says, or as there is time', () => {
  expect(run({ sleep: { seconds: 5 } }, {})).toMatchObject({ result: OK, tookMs: 5000 })
  expect(run({ sleep: { seconds: 5 } }, {}, 2000)).toMatchObject({ result: OK, tookMs: 2000 })
})

test.for([
  [80, 80],
  ['81', 81],
  ['web', 8080],
] as const)('the port %s is %i', ([port, number]) => {
  expect(resolvePort(CONTAINER, port)).toBe(number)
})

test('a name that no port has is no number', () => {
  expect(resolvePort(CONTAINER, 'admin')).toBeNaN()
  expect(resolvePort({ name: 'bare' }, 'web')).toBeNaN()
})
