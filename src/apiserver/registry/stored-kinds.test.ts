import { expect, test } from 'vitest'
import type { ApiObject } from '#api/meta/object.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { errorText } from '#api/meta/field-error.ts'
import { decodeStruct } from '#api/meta/decode-struct.ts'
import { admit } from '../admit.ts'
import { fixedContext } from '../testing/fixed-context.ts'

type Fields = Readonly<Record<string, unknown>>

/** What the server says of an object of a kind, with nothing but a name and these fields. */
function errorsOf(
  kind: keyof typeof STORED_KINDS,
  fields: Fields,
  name = 'web',
): readonly string[] {
  const object = { apiVersion: STORED_KINDS[kind].apiVersion, kind, metadata: { name }, ...fields }
  const { errors } = admit(object as unknown as ApiObject, fixedContext())
  return errors.map(errorText)
}

test('every field of a stored kind is known to the decoder', () => {
  for (const { kind, apiVersion } of Object.values(STORED_KINDS)) {
    const { problems } = decodeStruct(kind, { apiVersion, kind, metadata: { name: 'web' } })
    expect([kind, problems]).toEqual([kind, []])
  }
})

const RULE = { verbs: ['get'], apiGroups: [''], resources: ['pods'] }
const ROLE = { kind: 'ClusterRole', name: 'view', apiGroup: 'rbac.authorization.k8s.io' }
const BACKEND = { service: { name: 'web', port: { number: 80 } } }
const onPath = (path: Fields): Fields => ({ spec: { rules: [{ http: { paths: [path] } }] } })

test.for([
  ['Role', { rules: [RULE] }, []],
  [
    'Role',
    { rules: [{ ...RULE, verbs: [] }] },
    ['rules[0].verbs: Required value: verbs must contain at least one value'],
  ],
  [
    'Role',
    { rules: [{ verbs: ['get'], nonResourceURLs: ['/healthz'] }] },
    [
      'rules[0].nonResourceURLs: Invalid value: ["/healthz"]: namespaced rules cannot apply to non-resource URLs',
    ],
  ],
  [
    'ClusterRoleBinding',
    { roleRef: ROLE, subjects: [{ kind: 'ServiceAccount', name: 'ci' }] },
    ['subjects[0].namespace: Required value'],
  ],
  ['RoleBinding', { roleRef: ROLE, subjects: [{ kind: 'User', name: 'ann' }] }, []],
  [
    'RoleBinding',
    { roleRef: { ...ROLE, kind: 'View' } },
    ['roleRef.kind: Unsupported value: "View": supported values: "Role", "ClusterRole"'],
  ],
  ['Ingress', onPath({ path: '/', pathType: 'Prefix', backend: BACKEND }), []],
  [
    'Ingress',
    onPath({ path: '/', backend: BACKEND }),
    ['spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified'],
  ],
  [
    'Ingress',
    onPath({ path: 'a//b', pathType: 'Exact', backend: BACKEND }),
    [
      'spec.rules[0].http.paths[0].path: Invalid value: "a//b": must be an absolute path',
      'spec.rules[0].http.paths[0].path: Invalid value: "a//b": must not contain \'//\'',
    ],
  ],
  [
    'Ingress',
    {},
    ['spec: Invalid value: null: either `defaultBackend` or `rules` must be specified'],
  ],
  [
    'NetworkPolicy',
    {
      spec: {
        podSelector: {},
        egress: [
          { to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.0.0/8', '10.1.0.0/16'] } }] },
        ],
      },
    },
    [
      'spec.egress[0].to[0].ipBlock.except[0]: Invalid value: "10.0.0.0/8": must be a strict subset of `cidr`',
    ],
  ],
  [
    'NetworkPolicy',
    {
      spec: { podSelector: {}, ingress: [{ from: [{}], ports: [{ port: 'http', endPort: 90 }] }] },
    },
    [
      'spec.ingress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is non-numeric',
      'spec.ingress[0].from[0]: Required value: must specify a peer',
    ],
  ],
  [
    'EndpointSlice',
    { addressType: 'IPv4', endpoints: [{ addresses: ['127.0.0.1'] }] },
    [
      'endpoints[0].addresses[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    ],
  ],
  [
    'Endpoints',
    { subsets: [{ addresses: [{ ip: '10.0.0.300' }], ports: [{ port: 80 }] }] },
    [
      'subsets[0].addresses[0].ip: Invalid value: "10.0.0.300": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      'subsets[0].addresses[0].ip: Invalid value: "10.0.0.300": must be a valid IP address',
    ],
  ],
  ['RuntimeClass', {}, ['handler: Required value']],
  [
    'Lease',
    { spec: { leaseDurationSeconds: 0 } },
    ['spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0'],
  ],
  [
    'CSIDriver',
    { spec: { fsGroupPolicy: 'Some' } },
    [
      'spec.fsGroupPolicy: Unsupported value: "Some": supported values: "File", "None", "ReadWriteOnceWithFSType"',
    ],
  ],
] as const)('%s %j', ([kind, fields, expected]) => {
  expect(errorsOf(kind, fields)).toEqual(expected)
})

test.for([
  ['2001:db8::1', []],
  ['::', []],
  ['::1', []],
  ['1::', []],
  ['1:0:2:3:4:5:6:7', []],
  ['2001:db8:0:0::1', ['must be in canonical form ("2001:db8::1")']],
  ['1:0:0:2:0:0:0:3', ['must be in canonical form ("1:0:0:2::3")']],
  ['10.0.0.01', ['must not have leading 0s']],
] as const)('the name of an IPAddress is one, in one form: %s', ([name, expected]) => {
  const spec = { parentRef: { resource: 'services', name: 'web', namespace: 'default' } }
  const texts = expected.map((text) => `metadata.name: Invalid value: "${name}": ${text}`)
  expect(errorsOf('IPAddress', { spec }, name)).toEqual(texts)
})

const NAMES = { kind: 'CronTab', plural: 'crontabs' }
const VERSION = {
  name: 'v1',
  served: true,
  storage: true,
  schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object' } } } },
}
const DEFINED = {
  group: 'stable.example.com',
  names: NAMES,
  scope: 'Namespaced',
  versions: [VERSION],
}

test.for([
  [{}, []],
  [
    { group: 'example' },
    [
      'metadata.name: Invalid value: "crontabs.stable.example.com": must be spec.names.plural+"."+spec.group',
      'spec.group: Invalid value: "example": should be a domain with at least one dot',
    ],
  ],
  [
    { scope: 'World' },
    ['spec.scope: Unsupported value: "World": supported values: "Cluster", "Namespaced"'],
  ],
  [
    { versions: [{ ...VERSION, schema: undefined }] },
    ['spec.versions[0].schema.openAPIV3Schema: Required value'],
  ],
  [
    { versions: [{ ...VERSION, schema: { openAPIV3Schema: { properties: { spec: {} } } } }] },
    [
      'spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields',
      'spec.validation.openAPIV3Schema.type: Required value: must not be empty at the root',
    ],
  ],
  [
    { versions: [{ ...VERSION, additionalPrinterColumns: [{ name: 'A', type: 'text' }] }] },
    [
      'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
      'spec.additionalPrinterColumns[0].JSONPath: Required value',
    ],
  ],
] as const)('a definition with %j is answered %j', ([fields, errors]) => {
  const spec = { ...DEFINED, ...fields }
  expect(errorsOf('CustomResourceDefinition', { spec }, 'crontabs.stable.example.com')).toEqual(
    errors,
  )
})
