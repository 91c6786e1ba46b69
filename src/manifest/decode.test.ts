import { expect, test } from 'vitest'
import { parseYaml } from '#yaml/parse-yaml.ts'
import { decode } from './decode.ts'
import { quantityProblem } from '#api/meta/quantity.ts'

const decodeText = (text: string) => {
  const [document] = parseYaml(text).documents
  if (document === undefined) throw new Error('the test needs a document')
  return decode(document)
}

const pod = (spec: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${spec}`
const container = (fields: string): string => pod(`  containers:\n  - name: a\n${fields}`)

test('gives a typed object with own properties and without nulls', () => {
  const { objects, diagnostics, refusal } = decodeText(
    container(
      '    image:\n    env:\n    - name: A\n      value: null\n    resources:\n      limits: {cpu: 1, memory: 64Mi}\n',
    ),
  )
  expect(diagnostics).toStrictEqual([])
  expect(refusal).toBeNull()
  expect(objects.map(({ object }) => object)).toStrictEqual([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web' },
      spec: {
        containers: [
          { name: 'a', env: [{ name: 'A' }], resources: { limits: { cpu: 1, memory: '64Mi' } } },
        ],
      },
    },
  ])
})

test('a free-form object holds no number that JSON has not', () => {
  const { objects } = decodeText(
    'apiVersion: a.b/v1\nkind: Odd\nmetadata: {name: a}\nspec: {count: 9007199254740993, list: [-9007199254740993]}\n',
  )
  const [{ object } = { object: null }] = objects
  expect(JSON.stringify(object)).toContain('{"count":9007199254740992,"list":[-9007199254740992]}')
})

// The whole text of the one diagnostic, and its line and column.
const REFUSED: readonly (readonly [string, string, number, number])[] = [
  ['metadata: {name: a}\n', 'error validating data: [apiVersion not set, kind not set]', 1, 1],
  ['kind: Pod\n', 'error validating data: apiVersion not set', 1, 1],
  ['apiVersion: v1\n', 'error validating data: kind not set', 1, 1],
  [
    'apiVersion: v1\nkind: Foo\n',
    'no matches for kind "Foo" in version "v1"; ensure CRDs are installed first',
    2,
    7,
  ],
  [
    'apiVersion: v1\nkind: Pid\n',
    'no matches for kind "Pid" in version "v1"; did you mean "Pod"?',
    2,
    7,
  ],
  [
    'apiVersion: v1\nkind: pod\n',
    'no matches for kind "pod" in version "v1"; did you mean "Pod"?',
    2,
    7,
  ],
  [
    'apiVersion: v1\nkind: Deployment\n',
    'no matches for kind "Deployment" in version "v1"; did you mean "apps/v1"?',
    1,
    13,
  ],
  [
    'apiVersion: extensions/v1beta1\nkind: Ingress\n',
    'no matches for kind "Ingress" in version "extensions/v1beta1"; did you mean "networking.k8s.io/v1"?',
    1,
    13,
  ],
  [
    'apiVersion: v2\nkind: Pod\n',
    'no matches for kind "Pod" in version "v2"; did you mean "v1"?',
    1,
    13,
  ],
  [
    'apiVersion: constructor\nkind: __proto__\n',
    'no matches for kind "__proto__" in version "constructor"; ensure CRDs are installed first',
    2,
    7,
  ],
  [
    'apiVersion: v1\nkind: <img src=x>\n',
    'no matches for kind "<img src=x>" in version "v1"; ensure CRDs are installed first',
    2,
    7,
  ],
  ['apiVersion: 1\nkind: Pod\n', 'apiVersion must be a text', 1, 13],
  ['- a\n', 'a manifest is a mapping with apiVersion, kind and metadata, and this is a list', 1, 1],
  [
    'just text\n',
    'a manifest is a mapping with apiVersion, kind and metadata, and this is a string',
    1,
    1,
  ],
  [pod('  contaners: []\n'), 'unknown field "spec.contaners"; did you mean "containers"?', 6, 3],
  [
    container('    imge: nginx\n'),
    'unknown field "spec.containers[0].imge"; did you mean "image"?',
    8,
    5,
  ],
  [
    container('    volumes: []\n'),
    'unknown field "spec.containers[0].volumes"; "volumes" is a field of PodSpec: check its indentation',
    8,
    5,
  ],
  [
    pod('  image: nginx\n'),
    'unknown field "spec.image"; "image" is a field of spec.containers[]',
    6,
    3,
  ],
  [
    'apiVersion: v1\nkind: Pod\ncontainers: []\n',
    'unknown field "containers"; "containers" is a field of spec',
    3,
    1,
  ],
  [container('    __proto__: {a: 1}\n'), 'unknown field "spec.containers[0].__proto__"', 8, 5],
  [
    'apiVersion: v1\nkind: ConfigMap\ndata: {__proto__: x}\n',
    'the key "__proto__" cannot be used here',
    3,
    8,
  ],
  [
    container('    env: [{name: A, value: 5432}]\n'),
    'json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string; put the value in quotes',
    8,
    28,
  ],
  [
    container('    args: [1]\n'),
    'json: cannot unmarshal number into Go struct field Container.spec.containers.args of type string; put the value in quotes',
    8,
    12,
  ],
  [
    'apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {on: yes}\n',
    'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string; put the value in quotes',
    4,
    16,
  ],
  [
    'apiVersion: apps/v1\nkind: ReplicaSet\nspec:\n  replicas: "3"\n',
    'json: cannot unmarshal string into Go struct field ReplicaSetSpec.spec.replicas of type int32; write the number without quotes',
    4,
    13,
  ],
  [
    container('    ports: [{containerPort: 80.5}]\n'),
    'json: cannot unmarshal number 80.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
    8,
    29,
  ],
  [
    container('    ports: [80]\n'),
    'json: cannot unmarshal number into Go struct field Container.spec.containers.ports of type v1.ContainerPort',
    8,
    13,
  ],
  [
    container('    stdin: "true"\n'),
    'json: cannot unmarshal string into Go struct field Container.spec.containers.stdin of type bool; write it without quotes',
    8,
    12,
  ],
  [
    pod('  containers: {name: a}\n'),
    'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    6,
    15,
  ],
  [
    pod('  containers:\n  - name:web\n'),
    'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type v1.Container; a space is missing after the colon',
    7,
    5,
  ],
  [
    pod('  restartPolicy: no\n'),
    'json: cannot unmarshal bool into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy; put the value in quotes',
    6,
    18,
  ],
  [
    'apiVersion: v1\nkind: Pod\nspec: text\n',
    'json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec',
    3,
    7,
  ],
  [
    container('    resources: {limits: {cpu: abc}}\n'),
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    8,
    31,
  ],
  [
    container('    resources: {limits: {memory: 1Kib}}\n'),
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    8,
    34,
  ],
  [
    container('    resources: {limits: {memory: 1KK}}\n'),
    "unable to parse quantity's suffix",
    8,
    34,
  ],
  [
    container('    livenessProbe: {httpGet: {port: true}}\n'),
    'json: cannot unmarshal bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.ProbeHandler.httpGet.port of type int32',
    8,
    37,
  ],
  [
    'apiVersion: v1\nkind: Secret\ndata: {a: "not base64!"}\n',
    'illegal base64 data at input byte 3',
    3,
    11,
  ],
  [
    'apiVersion: v1\nkind: Pod\nmetadata: {creationTimestamp: now}\n',
    'parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"',
    3,
    31,
  ],
]

test.for(REFUSED)('refuses %j', ([text, message, line, column]) => {
  const { objects, diagnostics } = decodeText(text)
  expect(objects).toStrictEqual([])
  expect(diagnostics.map((one) => one.message)).toStrictEqual([message])
  expect(diagnostics[0]).toMatchObject({
    severity: 'error',
    source: 'api',
    range: { start: { line, column } },
  })
})

test('refuses with one sentence of the server: all unknown fields, or the first wrong type', () => {
  const unknown = decodeText(pod('  contaners: []\n  x: 1\n'))
  expect(unknown.refusal).toBe(
    'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.contaners", unknown field "spec.x"',
  )
  const wrong = decodeText('apiVersion: apps/v1\nkind: ReplicaSet\nx: 1\nspec: {replicas: a}\n')
  expect(wrong.refusal).toBe(
    'ReplicaSet in version "v1" cannot be handled as a ReplicaSet: json: cannot unmarshal string into Go struct field ReplicaSetSpec.spec.replicas of type int32',
  )
})

test.for([
  ['v1', 'Binding', 'Binding is not simulated yet and is left out'],
  ['authentication.k8s.io/v1', 'TokenReview', 'TokenReview is not simulated yet and is left out'],
  [
    'kubelet.config.k8s.io/v1beta1',
    'KubeletConfiguration',
    'this KubeletConfiguration is a configuration file of the kubelet, not an object of the API server, and is left out',
  ],
] as const)('leaves out %s %s and says so', ([apiVersion, kind, message]) => {
  const { objects, diagnostics, refusal } = decodeText(`apiVersion: ${apiVersion}\nkind: ${kind}\n`)
  expect([objects, refusal]).toStrictEqual([[], null])
  expect(diagnostics.map((one) => [one.severity, one.source, one.message])).toStrictEqual([
    ['info', 'scope', message],
  ])
})

test('decodes kinds that are left out, to find slips in them', () => {
  const { diagnostics } = decodeText('apiVersion: v1\nkind: Binding\ntarget: {nam: web}\n')
  expect(diagnostics.map(({ message }) => message)).toStrictEqual([
    'unknown field "target.nam"; did you mean "name"?',
    'Binding is not simulated yet and is left out',
  ])
})

test('expands a List, with the places of its items', () => {
  const text =
    'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: a}\n- kind: Pod\n- apiVersion: v1\n  kind: List\n  items:\n  - {apiVersion: v1, kind: Namespace, metadata: {name: b}}\n'
  const { objects, diagnostics } = decodeText(text)
  expect(objects.map(({ object }) => object.metadata.name)).toStrictEqual(['a', 'b'])
  expect(objects[1]?.ranges.valueAt(['metadata', 'name'])?.start.line).toBe(11)
  expect(diagnostics.map(({ message, range }) => [message, range.start.line])).toStrictEqual([
    ['error validating data: apiVersion not set', 7],
  ])
})

test.for([
  ['1', null],
  ['0.5', null],
  ['.5', null],
  ['100m', null],
  ['1Gi', null],
  ['1e3', null],
  ['1E', null],
  ['12e-1', null],
  ['-1', null],
  ['1.', null],
  ['', 'regular'],
  ['abc', 'regular'],
  ['1 Gi', 'regular'],
  ['1.2.3', 'regular'],
  ['1KB', 'regular'],
  ['1gi', 'regular'],
  ['1ki', 'suffix'],
  ['1mm', 'suffix'],
] as const)('reads the quantity %j', ([text, problem]) => {
  if (problem === null) expect(quantityProblem(text)).toBeNull()
  else expect(quantityProblem(text)).toContain(problem)
})
