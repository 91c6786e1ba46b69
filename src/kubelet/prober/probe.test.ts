import { expect, test } from 'vitest'
import type { Container, Probe } from '#api/generated/types.ts'
import type { ProbeReply } from '#runtime/cri.ts'
import { planOf } from './probe.ts'

const CONTAINER: Container = {
  name: 'app',
  ports: [{ name: 'web', containerPort: 8080 }, { containerPort: 9090 }],
  env: [{ name: 'FILE', value: '/tmp/ok' }, { name: 'EMPTY' }],
}
const TARGET = {
  container: CONTAINER,
  containerId: 'c1',
  sandboxId: 's1',
  podIp: '10.244.1.2',
}
const plan = (probe: Probe) => planOf(TARGET, probe)

test.for<readonly [string, Probe, object]>([
  [
    'a command',
    { exec: { command: ['cat', '$(FILE)', '$(EMPTY)', '$(OTHER)'] } },
    {
      kind: 'exec',
      containerId: 'c1',
      command: ['cat', '/tmp/ok', '', '$(OTHER)'],
      timeoutMs: 1000,
    },
  ],
  ['no command', { exec: {} }, { kind: 'exec', containerId: 'c1', command: [], timeoutMs: 1000 }],
  [
    'a GET of a named port',
    { httpGet: { port: 'web', path: '/live' }, timeoutSeconds: 5 },
    { kind: 'http', sandboxId: 's1', host: '', port: 8080, path: '/live', timeoutMs: 5000 },
  ],
  [
    'a GET that says little',
    { httpGet: { port: 80, host: 'example.com' } },
    { kind: 'http', sandboxId: 's1', host: 'example.com', port: 80, path: '/', timeoutMs: 1000 },
  ],
  [
    'a GET of a port that is a number in quotes',
    { httpGet: { port: '81' } },
    { kind: 'http', sandboxId: 's1', host: '', port: 81, path: '/', timeoutMs: 1000 },
  ],
  [
    'a connection',
    { tcpSocket: { port: 'web' }, timeoutSeconds: 2 },
    { kind: 'tcp', sandboxId: 's1', host: '', port: 8080, timeoutMs: 2000 },
  ],
  [
    'a connection to elsewhere',
    { tcpSocket: { port: 5432, host: 'db' } },
    { kind: 'tcp', sandboxId: 's1', host: 'db', port: 5432, timeoutMs: 1000 },
  ],
  [
    'gRPC',
    { grpc: { port: 9000 }, timeoutSeconds: 3 },
    { kind: 'tcp', sandboxId: 's1', host: '', port: 9000, timeoutMs: 3000 },
  ],
])('what a probe asks: %s', ([, probe, question]) => {
  expect(plan(probe).question).toEqual(question)
})

test.for<readonly [string, Probe, object]>([
  [
    'a GET of a name that no port has',
    { httpGet: { port: 'admin' } },
    {
      success: false,
      output: '',
      error: 'strconv.Atoi: parsing "admin": invalid syntax',
    },
  ],
  [
    'a connection to a name that no port has',
    { tcpSocket: { port: 'admin' } },
    {
      success: false,
      output: '',
      error: 'strconv.Atoi: parsing "admin": invalid syntax',
    },
  ],
  ['no handler', {}, { success: false, output: 'missing probe handler' }],
])('what cannot be asked: %s', ([, probe, outcome]) => {
  expect(plan(probe)).toEqual({ question: null, outcome })
})

const EXEC: Probe = { exec: { command: ['cat', 'x'] }, timeoutSeconds: 4 }
const GET: Probe = { httpGet: { port: 'web', path: '/live', scheme: 'HTTPS' } }
const DIAL: Probe = { tcpSocket: { port: 5432 } }
const FAR: Probe = { tcpSocket: { port: 5432, host: 'db' } }
const GRPC: Probe = { grpc: { port: 9000 }, timeoutSeconds: 3 }
const ended = (exitCode: number, more: object = {}): ProbeReply => ({
  exitCode,
  output: 'said',
  timedOut: false,
  ...more,
})
const http = (statusCode: number): ProbeReply => ({ kind: 'http', statusCode })
const success = { success: true, output: '' }
const failed = (output: string) => ({ success: false, output })

test.for<readonly [string, Probe, ProbeReply, object]>([
  ['a command that ends with 0', EXEC, ended(0), success],
  ['a command that ends with 1', EXEC, ended(1), failed('said')],
  [
    'a command that takes too long',
    EXEC,
    ended(0, { timedOut: true }),
    failed('command timed out: "cat x" timed out after 4s'),
  ],
  [
    'a command that cannot be started',
    EXEC,
    ended(0, { error: 'no cat' }),
    { success: false, output: '', error: 'no cat' },
  ],
  ['200', GET, http(200), success],
  ['299', GET, http(299), success],
  [
    'a redirect',
    GET,
    http(300),
    { ...success, warning: 'Probe terminated redirects, Response body: ' },
  ],
  [
    'the last redirect',
    GET,
    http(399),
    { ...success, warning: 'Probe terminated redirects, Response body: ' },
  ],
  ['400', GET, http(400), failed('HTTP probe failed with statuscode: 400')],
  ['199', GET, http(199), failed('HTTP probe failed with statuscode: 199')],
  [
    'nobody there',
    GET,
    { kind: 'refused' },
    failed(
      'Get "https://10.244.1.2:8080/live": dial tcp 10.244.1.2:8080: connect: connection refused',
    ),
  ],
  ['no HTTP', GET, { kind: 'open' }, failed('Get "https://10.244.1.2:8080/live": EOF')],
  ['an open port', DIAL, { kind: 'open' }, success],
  ['a port that speaks HTTP', DIAL, http(500), success],
  [
    'a closed port',
    DIAL,
    { kind: 'refused' },
    failed('dial tcp 10.244.1.2:5432: connect: connection refused'),
  ],
  ['a silent port', DIAL, { kind: 'timeout' }, failed('dial tcp 10.244.1.2:5432: i/o timeout')],
  [
    'a closed port elsewhere',
    FAR,
    { kind: 'refused' },
    failed('dial tcp db:5432: connect: connection refused'),
  ],
  ['gRPC', GRPC, { kind: 'open' }, success],
  [
    'gRPC at a closed port',
    GRPC,
    { kind: 'refused' },
    failed(
      'timeout: failed to connect service "10.244.1.2:9000" within 3s: connection error: desc = "transport: Error while dialing: dial tcp 10.244.1.2:9000: connect: connection refused"',
    ),
  ],
])('how an answer counts: %s', ([, probe, reply, outcome]) => {
  const asked = plan(probe)
  expect(asked.question === null ? null : asked.outcomeOf(reply)).toEqual(outcome)
})
