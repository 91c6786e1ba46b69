import { expect, test } from 'vitest'
import type { ServiceDirectory } from '../cri.ts'
import { dnsAnswer, noSuchName } from './dns.ts'
import { createBench, runScript } from '../testing/bench.ts'

test('containers of a Pod share one loopback, and files on a volume', () => {
  const bench = createBench()
  const sandbox = bench.sandbox('two')
  bench.volume('two', { name: 'html' })
  const mounts = [
    { volumeName: 'html', mountPath: '/usr/share/nginx/html', subPath: '', readOnly: true },
  ]
  bench.start(sandbox, { name: 'web', image: 'nginx', mounts })
  const writer = [{ volumeName: 'html', mountPath: '/pod-data', subPath: '', readOnly: false }]
  const script =
    'wget -qO- http://localhost; echo Hello > /pod-data/index.html; wget -qO- http://localhost; wget -q -O- localhost/nope; wget -qO- localhost:81'
  const id = bench.start(sandbox, {
    name: 'writer',
    command: ['sh', '-c', `sleep 1; ${script}`],
    mounts: writer,
  })
  bench.pass(5000)
  expect(bench.node.service.logs(id, 10)).toEqual([
    'wget: server returned error: HTTP/1.1 403 Forbidden',
    'Hello',
    'wget: server returned error: HTTP/1.1 404 Not Found',
    "wget: can't connect to remote host (127.0.0.1): Connection refused",
  ])
  const steps = bench.world.journal
    .filter((entry) => entry.level === 'step')
    .map((entry) => `${entry.actor} ${entry.message}`)
  expect(steps).toEqual([
    'container two/web is serving on :80',
    'container two/writer called localhost:80: answered 403 Forbidden',
    'container two/writer wrote `/index.html` to volume `html`',
    'container two/web read `/index.html` from volume `html`',
    'container two/writer called localhost:80: answered 200 OK',
    'container two/writer called localhost:80: answered 404 Not Found',
    'container two/writer called localhost:81: connection refused',
    'container two/writer exited with 1',
  ])
})

test('two containers on one port clash inside a Pod, and not across Pods', () => {
  const bench = createBench()
  const sandbox = bench.sandbox('clash')
  const first = bench.start(sandbox, { name: 'a', image: 'nginx' })
  bench.pass(1000)
  const second = bench.start(sandbox, { name: 'b', image: 'nginx' })
  const go = bench.start(sandbox, {
    name: 'c',
    image: 'example.com/app',
    ports: [{ port: 80, protocol: 'TCP' }],
  })
  const elsewhere = bench.start(bench.sandbox('free'), { image: 'nginx' })
  bench.pass(5000)
  expect(bench.record(first).state).toBe('running')
  expect(bench.record(elsewhere).state).toBe('running')
  expect(bench.record(second)).toMatchObject({ state: 'exited', exitCode: 1 })
  expect(bench.node.service.logs(second, 10)).toContain(
    'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)',
  )
  expect(bench.node.service.logs(go, 10)).toEqual([
    'app: listen tcp :80: bind: address already in use',
  ])
  expect(bench.entries('ContainerExited')[0]?.because).toBe('port 80 is in use already in its Pod')
})

test('host network Pods of one node share their ports', () => {
  const bench = createBench()
  bench.start(bench.sandbox('a', { hostNetwork: true }), { image: 'nginx' })
  bench.pass(1000)
  const second = bench.start(bench.sandbox('b', { hostNetwork: true }), { image: 'nginx' })
  const other = bench.start(
    bench.sandbox('c', { hostNetwork: true, node: bench.other }),
    { image: 'nginx' },
    bench.other,
  )
  bench.pass(5000)
  expect(bench.record(second).exitCode).toBe(1)
  expect(bench.record(other).state).toBe('running')
})

test('Pods get addresses from the range of their node, and give them back', () => {
  const bench = createBench()
  const ips = ['a', 'b'].map((name) => bench.sandbox(name).ip)
  expect(ips).toEqual(['10.244.1.2', '10.244.1.3'])
  expect(bench.sandbox('c', { node: bench.other }).ip).toBe('10.244.2.2')
  expect(bench.sandbox('d', { hostNetwork: true }).ip).toBe('172.18.0.2')
})

test('Pods reach one another by IP, across nodes', () => {
  const bench = createBench()
  const server = bench.sandbox('server', { node: bench.other })
  bench.start(server, { image: 'hashicorp/http-echo', args: ['-text=over there'] }, bench.other)
  bench.pass(1000)
  const { output } = runScript(
    `wget -qO- ${server.ip}:5678; nc -zv ${server.ip} 5678; nc -z ${server.ip} 1 || echo closed`,
    { bench },
  )
  expect(output).toBe(`over there\n${server.ip} (${server.ip}:5678) open\nclosed`)
})

test('Services are found by name once they exist, and refuse without an endpoint', () => {
  const bench = { now: 0, ip: '' }
  const services: ServiceDirectory = {
    query: (name, type) => {
      const isThere = bench.now > 0 && name === 'db.default.svc.cluster.local'
      const data = '10.96.0.77'
      return isThere && type === 'A' ? dnsAnswer([{ name, type, data, ttl: 30 }]) : noSuchName()
    },
    endpoint: (ip, port) =>
      bench.now > 1 && ip === '10.96.0.77' && port === 80
        ? { ip: bench.ip, port: 5678 }
        : undefined,
  }
  const real = createBench({ services })
  const sandbox = real.sandbox('server')
  bench.ip = sandbox.ip
  real.start(sandbox, { image: 'hashicorp/http-echo', args: ['-text=found'] })
  const script =
    'until nslookup db >/dev/null; do echo waiting; sleep 2; done; until wget -qO- db; do sleep 2; done'
  const id = real.start(real.sandbox('client'), {
    image: 'busybox:1.28',
    command: ['sh', '-c', script],
  })
  real.pass(3000)
  expect(real.record(id).activity).toBe('waiting for `db`')
  bench.now = 1
  real.pass(2500)
  bench.now = 2
  real.pass(3000)
  expect(real.node.service.logs(id, 20)).toEqual([
    "nslookup: can't resolve 'db'",
    'waiting',
    "nslookup: can't resolve 'db'",
    'waiting',
    "wget: can't connect to remote host (10.96.0.77): Connection refused",
    'found',
  ])
  expect(real.record(id)).toMatchObject({ state: 'exited', exitCode: 0 })
})

test('a name outside the cluster is a page, another is unknown', () => {
  const { output } = runScript(
    'wget -qO- http://info.cern.ch | head -n 1; wget -qO- nosuch; wget -O /f http://example.com 2>/dev/null; grep -c h1 /f',
  )
  expect(output).toBe("<!doctype html>\nwget: bad address 'nosuch'\n1")
})

test('curl says what went wrong with its numbers', () => {
  const { output } = runScript(
    'curl -s http://nosuch; echo $?; curl http://localhost:1; curl -sf example.com > /dev/null; echo $?',
    { image: 'curlimages/curl' },
  )
  expect(output).toBe(
    "6\ncurl: (7) Failed to connect to localhost port 1 after 1 ms: Couldn't connect to server\n0",
  )
})

test('nc serves one call', () => {
  const { output } = runScript(
    'echo answer | nc -l -p 9000 & sleep 1; echo question | nc localhost 9000; wait',
  )
  expect(output).toBe('question\nanswer')
})

test('probes of the kubelet meet an answer, a refusal or nobody', () => {
  const bench = createBench()
  const sandbox = bench.sandbox('web')
  bench.start(sandbox, { image: 'nginx' })
  bench.pass(1000)
  const { service } = bench.node
  expect(bench.settle(service.probeHttp(sandbox.id, '', 80, '/', 1000))).toEqual({
    kind: 'http',
    statusCode: 200,
  })
  expect(bench.settle(service.probeHttp(sandbox.id, '', 80, '/no', 1000))).toEqual({
    kind: 'http',
    statusCode: 404,
  })
  expect(bench.settle(service.probeTcp(sandbox.id, '', 80, 1000))).toEqual({ kind: 'open' })
  expect(bench.settle(service.probeTcp(sandbox.id, '', 81, 1000))).toEqual({ kind: 'refused' })
  expect(bench.settle(service.probeTcp(sandbox.id, '10.244.9.9', 80, 1000))).toEqual({
    kind: 'timeout',
  })
})

test('the liveness image is healthy for ten seconds', () => {
  const bench = createBench()
  const sandbox = bench.sandbox('live')
  bench.start(sandbox, {
    image: 'registry.k8s.io/e2e-test-images/agnhost:2.40',
    args: ['liveness'],
  })
  const probe = (): unknown =>
    bench.settle(bench.node.service.probeHttp(sandbox.id, '', 8080, '/healthz', 1000))
  bench.pass(3000)
  expect(probe()).toEqual({ kind: 'http', statusCode: 200 })
  bench.pass(10_000)
  expect(probe()).toEqual({ kind: 'http', statusCode: 500 })
})

test('nginx obeys its configuration: another port, a fixed answer, a proxy', () => {
  const bench = createBench()
  const sandbox = bench.sandbox('proxy')
  const content =
    'server {\n  listen 8080;\n  location /fixed { return 200 "fixed\\n"; }\n  location / { proxy_pass http://localhost:5678; }\n}\n'
  bench.volume('proxy', {
    name: 'conf',
    type: 'configMap',
    files: [{ path: 'default.conf', content, mode: 0o644 }],
  })
  const mounts = [
    { volumeName: 'conf', mountPath: '/etc/nginx/conf.d', subPath: '', readOnly: false },
  ]
  bench.start(sandbox, { name: 'nginx', image: 'nginx', mounts })
  bench.start(sandbox, { name: 'app', image: 'hashicorp/http-echo', args: ['-text=behind'] })
  const id = bench.start(sandbox, {
    name: 'ask',
    command: ['sh', '-c', 'sleep 1; wget -qO- localhost:8080/fixed; wget -qO- localhost:8080/'],
  })
  bench.pass(3000)
  expect(bench.node.service.logs(id, 10)).toEqual(['fixed', 'behind'])
})
