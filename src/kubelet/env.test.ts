import { expect, test } from 'vitest'
import type { Container, Service } from '#api/generated/types.ts'
import { createClock } from '#sim/clock.ts'
import { makeEnvironmentVariables } from './env.ts'
import { createRoom, expand } from './expansion.ts'
import { FakeClient } from './testing/fake-client.ts'
import { makePod } from './testing/fixture.ts'

test.for([
  ['$(A)', '1'],
  ['x$(A)y$(B)z', 'x1y2z'],
  ['$$(A)', '$(A)'],
  ['$(NONE)', '$(NONE)'],
  ['$A $', '$A $'],
  ['$(A', '$(A'],
  ['$A)', '$A)'],
  ['$(A)$', '1$'],
  ['$()', '$()'],
  ['$(A$(B)', '$(A$(B)'],
  ['$(NONE)$(A)', '$(NONE)1'],
  ['$$$(A)', '$1'],
  ['$$$$', '$$'],
  ['$(A $(B)', '$(A $(B)'],
  ['(A)', '(A)'],
  ['', ''],
  ['$(toString)', '$(toString)'],
] as const)('%s expands to %s', ([text, expanded]) => {
  expect(expand(text, { A: '1', B: '2' })).toBe(expanded)
})

function variablesOf(container: Partial<Container>, services: readonly Service[] = []) {
  const client = new FakeClient(createClock(), () => {})
  for (const service of services) client.apply(service)
  client.apply({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'default' },
    data: { LEVEL: 'debug', COLOR: 'red' },
  })
  const pod = makePod('web', { containers: [], serviceAccountName: 'robot' })
  return makeEnvironmentVariables({
    room: createRoom(),
    client,
    pod: { ...pod, metadata: { ...pod.metadata, uid: 'u', labels: { app: 'web' } } },
    container: { name: 'app', ...container },
    addresses: { nodeName: 'worker-1', hostIp: '172.18.0.3', podIp: '10.244.1.2' },
    allocatable: { cpu: '4', memory: '1Gi' },
  })
}

test('envFrom comes before env, which may refer to it', () => {
  const result = variablesOf({
    envFrom: [{ prefix: 'P_', configMapRef: { name: 'settings' } }],
    env: [{ name: 'LINE', value: 'level=$(P_LEVEL)' }],
  })
  expect(result).toEqual({
    ok: true,
    env: { P_LEVEL: 'debug', P_COLOR: 'red', LINE: 'level=debug' },
  })
})

test.for([
  ['metadata.name', 'web'],
  ["metadata.labels['app']", 'web'],
  ["metadata.annotations['none']", ''],
  ['spec.nodeName', 'worker-1'],
  ['spec.serviceAccountName', 'robot'],
  ['status.podIP', '10.244.1.2'],
  ['status.hostIP', '172.18.0.3'],
] as const)('the field %s is %s', ([fieldPath, value]) => {
  const result = variablesOf({ env: [{ name: 'X', valueFrom: { fieldRef: { fieldPath } } }] })
  expect(result).toEqual({ ok: true, env: { X: value } })
})

test.for([
  ['limits.cpu', undefined, '4'],
  ['requests.cpu', undefined, '1'],
  ['requests.cpu', '1m', '250'],
  ['limits.memory', '1Mi', '64'],
] as const)('the resource %s by %s is %s', ([resource, divisor, value]) => {
  const resourceFieldRef = divisor === undefined ? { resource } : { resource, divisor }
  const result = variablesOf({
    resources: { requests: { cpu: '250m' }, limits: { memory: '64Mi' } },
    env: [{ name: 'X', valueFrom: { resourceFieldRef } }],
  })
  expect(result).toEqual({ ok: true, env: { X: value } })
})

test.for([
  [{ configMapKeyRef: { name: 'nope', key: 'a' } }, 'configmap "nope" not found'],
  [
    { configMapKeyRef: { name: 'settings', key: 'a' } },
    "couldn't find key a in ConfigMap default/settings",
  ],
  [{ secretKeyRef: { name: 'nope', key: 'a' } }, 'secret "nope" not found'],
] as const)('a reference that leads nowhere: %o', ([valueFrom, message]) => {
  expect(variablesOf({ env: [{ name: 'X', valueFrom }] })).toEqual({ ok: false, message })
})

test('an optional reference that leads nowhere is left out', () => {
  const valueFrom = { configMapKeyRef: { name: 'nope', key: 'a', optional: true } }
  expect(variablesOf({ env: [{ name: 'X', valueFrom }] })).toEqual({ ok: true, env: {} })
})

test('the Services of the namespace give variables', () => {
  const service: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'my-db', namespace: 'default' },
    spec: { clusterIP: '10.96.0.7', ports: [{ name: 'sql', port: 5432 }] },
  }
  expect(variablesOf({}, [service])).toEqual({
    ok: true,
    env: {
      MY_DB_SERVICE_HOST: '10.96.0.7',
      MY_DB_SERVICE_PORT: '5432',
      MY_DB_SERVICE_PORT_SQL: '5432',
      MY_DB_PORT: 'tcp://10.96.0.7:5432',
      MY_DB_PORT_5432_TCP: 'tcp://10.96.0.7:5432',
      MY_DB_PORT_5432_TCP_PROTO: 'tcp',
      MY_DB_PORT_5432_TCP_PORT: '5432',
      MY_DB_PORT_5432_TCP_ADDR: '10.96.0.7',
    },
  })
})
