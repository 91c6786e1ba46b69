import { expect, test } from 'vitest'
import { matchesFieldSelector, parseFieldSelector, unsupportedField } from './field-selector.ts'

const POD = { metadata: { name: 'web' }, spec: { nodeName: 'n1' }, status: { phase: 'Running' } }

test.for([
  ['', true],
  ['spec.nodeName=n1', true],
  ['spec.nodeName==n1', true],
  ['spec.nodeName=n1,status.phase!=Running', false],
  ['metadata.name=web,status.phase=Running', true],
  ['spec.nodeName!=', true],
  ['status.podIP=', true],
  ['spec.hostNetwork=false', true],
  ['constructor.name=Object', false],
] as const)('%s', ([text, matches]) => {
  expect(matchesFieldSelector(parseFieldSelector(text) ?? [], POD)).toBe(matches)
})

test.for(['spec.nodeName', 'a=b=c', 'a=b,c'])('%s is no selector', (text) => {
  expect(parseFieldSelector(text)).toBeUndefined()
})

test.each([
  ['Pod', 'spec.nodeName=n1', null],
  ['Pod', 'spec.priority=1', 'field label not supported: spec.priority'],
  ['Job', 'status.active=1', 'field label "status.active" not supported for Job'],
  ['CertificateSigningRequest', 'spec.signerName=kubernetes.io/kubelet-serving', null],
  ['CertificateSigningRequest', 'spec.username=a', 'field label not supported: spec.username'],
  ['ResourceSlice', 'spec.driver=gpu.example.com,spec.nodeName=n1', null],
  [
    'ResourceSlice',
    'spec.pool=a',
    'field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: spec.pool',
  ],
  [
    'Deployment',
    'status.replicas=1',
    '"status.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"',
  ],
])('of %s, %s', (kind, text, problem) => {
  expect(unsupportedField(kind, parseFieldSelector(text) ?? [])).toBe(problem)
})
