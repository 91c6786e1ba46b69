import { expect, test } from 'vitest'
import { createBench } from '../testing/bench.ts'

// What a server says that it is follows the tag of its image.
test.for([
  ['nginx:1.14.2', [], 'nginx/1.14.2'],
  ['nginx:1.27-alpine', [], 'nginx/1.27.5'],
  ['postgres:16', [['POSTGRES_PASSWORD', 'x']], 'starting PostgreSQL 16.11 on'],
  ['mysql:8.0', [['MYSQL_ROOT_PASSWORD', 'x']], 'MySQL Server 8.0.44-1.el9'],
  ['httpd:2.4.58', [], 'Apache/2.4.58 (Unix)'],
] as const)('%s', ([image, env, said]) => {
  const bench = createBench()
  const id = bench.start(bench.sandbox('web'), { image, env: Object.fromEntries(env) })
  bench.pass(20_000)
  expect(bench.node.service.logs(id, 100).join('\n')).toContain(said)
})

test('a server signs its answers with its version', () => {
  const bench = createBench()
  const sandbox = bench.sandbox('web')
  bench.start(sandbox, { image: 'nginx:1.25.3' })
  bench.pass(5000)
  const command = ['sh', '-c', 'curl -sI localhost; curl -s localhost/no']
  const id = bench.start(sandbox, { image: 'curlimages/curl', command })
  bench.pass(5000)
  const said = bench.node.service.logs(id, 100).join('\n')
  expect(said).toContain('Server: nginx/1.25.3')
  expect(said).toContain('<center>nginx/1.25.3</center>')
})
