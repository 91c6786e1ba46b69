import { expect, test } from 'vitest'
import { goJson } from './go-text.ts'
import { internalDiff, internalValue } from './go-internal.ts'

test.for<[string, unknown, string]>([
  ['*string', undefined, 'null'],
  ['[]string', [], 'null'],
  ['map:string', { b: '1', 10: '2', 9: '<' }, '{"10":"2","9":"\\u003c","b":"1"}'],
  [
    'NodeSelectorTerm',
    { matchExpressions: [{ key: 'zone', operator: 'Exists' }] },
    '{"MatchExpressions":[{"Key":"zone","Operator":"Exists","Values":null}],"MatchFields":null}',
  ],
  [
    'ParentReference',
    { resource: 'nodes', name: 'n' },
    '{"Group":"","Resource":"nodes","Namespace":"","Name":"n"}',
  ],
  [
    'CSINodeDriver',
    { name: 'd', nodeID: 'n', allocatable: { count: 3 } },
    '{"Name":"d","NodeID":"n","TopologyKeys":null,"Allocatable":{"Count":3}}',
  ],
  [
    'ResourceRequirements',
    { requests: { cpu: 0.5 } },
    '{"Limits":null,"Requests":{"cpu":"500m"},"Claims":null}',
  ],
  [
    'PodFailurePolicy',
    {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      ],
    },
    '{"Rules":[{"Action":"Ignore","OnExitCodes":null,"OnPodConditions":[{"Type":"DisruptionTarget","Status":"True"}]}]}',
  ],
])('a value of the type %s', ([type, value, text]) => {
  expect(goJson(internalValue(type, value))).toBe(text)
})

test('a template has its metadata as clients write it, and shares its host in its security context', () => {
  const text = goJson(
    internalValue('PodTemplateSpec', {
      metadata: { labels: { app: 'web' } },
      spec: { hostNetwork: true, containers: [] },
    }),
  )
  expect(text).toContain('{"labels":{"app":"web"},"Spec":{"Volumes":null,')
  expect(text).toContain('"SecurityContext":{"HostNetwork":true,"HostPID":false,')
})

test('what differs is printed over several lines', () => {
  const [before, after] = [{ path: '/a' }, { path: '/b' }]
  expect(internalDiff('HostPathVolumeSource', before, after)).toBe(
    '@@ -1,4 +1,4 @@\n {\n- "Path": "/a",\n+ "Path": "/b",\n  "Type": null\n }\n',
  )
})
