import { expect, test } from 'vitest'
import type { Pod, PodSpec } from '#api/generated/types.ts'
import { errorText } from '#api/meta/field-error.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { defined } from '#lib/defined.ts'
import { admit } from './admit.ts'
import { admitUpdate } from './admit-update.ts'
import { fixedContext } from './testing/fixed-context.ts'

const stored = (object: ApiObject): ApiObject => admit(object, fixedContext()).object
const pod = (spec: Partial<PodSpec> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'main', image: 'nginx:1' }], ...spec },
})
const storedPod = (spec: Partial<PodSpec> = {}): Pod => {
  const object = stored(pod(spec))
  if (object.kind !== 'Pod') throw new Error('a Pod stays a Pod')
  return object
}
/** Fields to set; those that are undefined are taken away. */
type Fields = { readonly [K in keyof PodSpec]?: PodSpec[K] | undefined }
const changed = (old: Pod, { containers, ...spec }: Fields): Pod => ({
  ...old,
  spec: defined({
    ...old.spec,
    ...spec,
    containers: containers ?? old.spec?.containers ?? [],
  }),
})
const textsOf = (next: ApiObject, old: ApiObject): readonly string[] => [
  ...new Set(admitUpdate(next, old, fixedContext()).errors.map(errorText)),
]
const OTHERS =
  'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'
const GATES = { schedulingGates: [{ name: 'example.com/a' }] }

test.for<[string, Fields, Fields, readonly string[]]>([
  ['nothing', {}, {}, []],
  ['a deadline that was not there', {}, { activeDeadlineSeconds: 5 }, []],
  ['an earlier deadline', { activeDeadlineSeconds: 9 }, { activeDeadlineSeconds: 5 }, []],
  [
    'a later deadline',
    { activeDeadlineSeconds: 5 },
    { activeDeadlineSeconds: 9 },
    ['spec.activeDeadlineSeconds: Invalid value: 9: must be less than or equal to previous value'],
  ],
  [
    'a deadline taken away',
    { activeDeadlineSeconds: 5 },
    { activeDeadlineSeconds: undefined },
    [
      'spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value',
    ],
  ],
  ['a grace period', {}, { terminationGracePeriodSeconds: 5 }, [OTHERS]],
  [
    'a negative grace period that becomes a second',
    { terminationGracePeriodSeconds: -1 },
    { terminationGracePeriodSeconds: 1 },
    [],
  ],
  [
    'a negative grace period that becomes two',
    { terminationGracePeriodSeconds: -1 },
    { terminationGracePeriodSeconds: 2 },
    [OTHERS],
  ],
  ['the node', {}, { nodeName: 'worker-1' }, [OTHERS]],
  ['a gate taken away', GATES, { schedulingGates: undefined }, []],
  [
    'a gate added',
    GATES,
    { schedulingGates: [{ name: 'example.com/a' }, { name: 'example.com/b' }] },
    [
      "spec.schedulingGates[1].name: Forbidden: only deletion is allowed, but found new scheduling gate 'example.com/b'",
    ],
  ],
  ['a node selector while gated', GATES, { nodeSelector: { zone: 'a' } }, []],
  ['a node selector without a gate', {}, { nodeSelector: { zone: 'a' } }, [OTHERS]],
  [
    'another node selector while gated',
    { ...GATES, nodeSelector: { zone: 'a' } },
    { nodeSelector: { zone: 'b' } },
    [
      'spec.nodeSelector: Invalid value: {"zone":"b"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
    ],
  ],
])('of a Pod changes %s', ([, before, after, texts]) => {
  const old = storedPod(defined(before))
  // What follows on further lines is the diff of the two specs.
  const found = textsOf(changed(old, after), old).map((text) => text.replace(/\n[^]*$/, ''))
  expect(found).toEqual(texts)
})

test('what differs in the spec of a Pod stands below the text', () => {
  const old = storedPod()
  const [text = ''] = textsOf(changed(old, { restartPolicy: 'Never' }), old)
  expect(text.slice(text.indexOf('\n'))).toBe(
    [
      '',
      '@@ -133,7 +133,7 @@',
      '   }',
      '  ],',
      '  "EphemeralContainers": null,',
      '- "RestartPolicy": "Always",',
      '+ "RestartPolicy": "Never",',
      '  "TerminationGracePeriodSeconds": 30,',
      '  "ActiveDeadlineSeconds": null,',
      '  "DNSPolicy": "ClusterFirst",',
      '',
    ].join('\n'),
  )
})

test('an image may change', () => {
  const old = storedPod()
  const containers = (old.spec?.containers ?? []).map((container) =>
    Object.assign({}, container, { image: 'nginx:2' }),
  )
  expect(textsOf(changed(old, { containers }), old)).toEqual([])
})

test('containers are neither added nor removed', () => {
  const old = storedPod()
  const next = changed(old, {
    containers: [...(old.spec?.containers ?? []), { name: 'b', image: 'x' }],
  })
  expect(textsOf(next, old)).toEqual([
    'spec.containers: Forbidden: pod updates may not add or remove containers',
  ])
})

test('an object without its defaults is no change', () => {
  const replicaSet: ApiObject = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'main', image: 'nginx' }] },
      },
    },
  }
  const old = stored(replicaSet)
  const next: ApiObject = { ...replicaSet, metadata: old.metadata }
  expect(textsOf(next, old)).toEqual([])
  expect(admitUpdate(next, old, fixedContext()).object).toBe(old)
})

test('a Service keeps its address when the new one names none', () => {
  const service: ApiObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { type: 'NodePort', ports: [{ port: 80 }] },
  }
  const old = stored(service)
  const next: ApiObject = { ...service, metadata: old.metadata }
  expect(textsOf(next, old)).toEqual([])
  expect(admitUpdate(next, old, fixedContext()).object).toBe(old)
})

test.for<[string, ApiObject, object, readonly string[]]>([
  [
    'the provisioner of a StorageClass',
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'fast' },
      provisioner: 'a',
    },
    { provisioner: 'b' },
    ['provisioner: Invalid value: "b": field is immutable'],
  ],
  [
    'the type of a Secret',
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, type: 'a/b' },
    { type: 'c/d' },
    ['type: Invalid value: "c/d": field is immutable'],
  ],
  [
    'an immutable ConfigMap',
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c' },
      immutable: true,
      data: { a: 'b' },
    },
    { immutable: false, data: { a: 'c' } },
    [
      'immutable: Forbidden: field is immutable when `immutable` is set',
      'data: Forbidden: field is immutable when `immutable` is set',
    ],
  ],
  [
    'the provider of a Node',
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: { providerID: 'a' } },
    { spec: { providerID: 'b' } },
    ['spec.providerID: Forbidden: node updates may not change providerID except from "" to valid'],
  ],
])('%s does not change', ([, object, change, texts]) => {
  const old = stored(object)
  expect(textsOf({ ...old, ...change }, old)).toEqual(texts)
  expect(textsOf(old, old)).toEqual([])
})

test('a deleted object gets no new finalizers', () => {
  const old = storedPod()
  const going: Pod = {
    ...old,
    metadata: { ...old.metadata, deletionTimestamp: '2026-03-02T10:00:00Z' },
  }
  const next: Pod = { ...going, metadata: { ...going.metadata, finalizers: ['x/y'] } }
  expect(textsOf(next, going)).toEqual([
    'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x/y"}',
  ])
})
