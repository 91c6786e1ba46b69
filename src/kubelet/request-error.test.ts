import { expect, test } from 'vitest'
import { dialError, endpointOf, requestError } from './request-error.ts'

// The words are those of Go's net/http and net, as the kubelet's events repeat them.
test.for([
  ['HTTP', '10.244.1.2', 80, '/healthz', 'http://10.244.1.2:80/healthz'],
  ['HTTPS', '10.244.1.2', 8443, 'ready', 'https://10.244.1.2:8443/ready'],
  ['HTTP', 'localhost', 80, '', 'http://localhost:80/'],
] as const)('%s of %s:%i at "%s" is a GET of %s', ([scheme, host, port, path, url]) => {
  expect(endpointOf(scheme, host, port, path)).toEqual({ url, address: `${host}:${port}` })
})

test.for([
  ['refused', 'Get "u": dial tcp a: connect: connection refused'],
  ['reset', 'Get "u": dial tcp a: connect: connection reset by peer'],
  ['open', 'Get "u": EOF'],
  [
    'timeout',
    'Get "u": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ],
] as const)('a GET that ends with %s', ([kind, text]) => {
  expect(requestError({ kind }, { url: 'u', address: 'a' })).toBe(text)
})

test('a connection that is not answered in time', () => {
  expect(dialError('timeout', '10.244.1.2:80')).toBe('dial tcp 10.244.1.2:80: i/o timeout')
})
