// Definitions and their objects through every door: applied, checked, listed, changed, and gone with their definition.
import { expect, test, vi } from 'vitest'
import { startScenario } from '#scenario/run-scenario.ts'
import { outlineOf } from '#picture/outline/outline-of.ts'
import { main } from './main.ts'
import { folderWith } from './testing/run-main.ts'

const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.stable.example.com}
spec:
  group: stable.example.com
  scope: Namespaced
  names: {plural: crontabs, kind: CronTab, shortNames: [ct]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
    additionalPrinterColumns:
    - {name: Spec, type: string, jsonPath: .spec.cronSpec}
    - {name: Replicas, type: integer, jsonPath: .spec.replicas}
    - {name: Note, type: string, jsonPath: .spec.note, priority: 1}
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [cronSpec]
            properties:
              cronSpec: {type: string}
              note: {type: string}
              replicas: {type: integer, default: 1, maximum: 5}
`
const tab = (name: string, spec: string): string => `apiVersion: stable.example.com/v1
kind: CronTab
metadata: {name: ${name}}
spec: ${spec}
`
const FILES = {
  'manifests/definition.yaml': DEFINITION,
  'nightly.yaml': tab('nightly', '{cronSpec: "0 0 * * *", note: hi}'),
}
const ACTIONS = `actions:
- {at: 1s, apply: nightly.yaml}
- {at: 2s, kubectl: scale ct nightly --replicas=3}
- {at: 3s, kubectl: label crontab/nightly a=b}
- {at: 20s, kubectl: delete crd crontabs.stable.example.com}
until: 1m
`

const scenarioOf = (files: Readonly<Record<string, string>>, actions = ACTIONS) =>
  Object.entries({ ...files, 'scenario.yaml': actions }).map(([path, text]) => ({ path, text }))

function toldBy(files: Readonly<Record<string, string>>, actions = ACTIONS): readonly string[] {
  const run = startScenario(scenarioOf(files, actions))
  run.advance(run.untilMs)
  return run.cluster.journal
    .filter(({ actor }) => actor === 'you' || actor.startsWith('crd-'))
    .map(({ timeMs, message }) => `${timeMs} ${message}`)
}

test('a definition is established, its objects live, and go with it', () => {
  expect(toldBy(FILES)).toEqual([
    '0 applied CustomResourceDefinition `crontabs.stable.example.com`: created',
    '1 accepted the names of CustomResourceDefinition `crontabs.stable.example.com`',
    '2 CustomResourceDefinition `crontabs.stable.example.com` is established: objects of the kind CronTab can be created',
    '1000 applied CronTab `nightly`: created',
    '2000 scaled CronTab `nightly` to 3',
    '3000 labeled CronTab `nightly` with `a=b`',
    '20000 deleted CustomResourceDefinition `crontabs.stable.example.com`',
    '20001 said of CustomResourceDefinition `crontabs.stable.example.com`: CustomResource deletion is in progress',
    '20001 deleted CronTab `nightly`',
    '20001 let CustomResourceDefinition `crontabs.stable.example.com` go',
  ])
})

test('an object that comes together with its definition comes too early', () => {
  const told = toldBy(
    { 'manifests/all.yaml': `${DEFINITION}---\n${tab('a', '{cronSpec: x}')}` },
    '',
  )
  expect(told).toContain('0 could not apply CronTab `a`')
})

test('a second definition that wants the same names has to wait for them', () => {
  const other = DEFINITION.replaceAll('crontabs', 'tabs').replaceAll('CronTab', 'Tab')
  const told = toldBy(
    { 'manifests/a.yaml': DEFINITION, 'manifests/b.yaml': other },
    'actions:\n- {at: 5s, kubectl: delete crd crontabs.stable.example.com}\nuntil: 30s\n',
  )
  expect(told).toContain(
    '1 refused the names of CustomResourceDefinition `tabs.stable.example.com`',
  )
  expect(told.at(-1)).toContain('CustomResourceDefinition `tabs.stable.example.com` is established')
})

test('the outline shows an object of a definition as one that is stored', () => {
  const run = startScenario(scenarioOf(FILES))
  run.advance(5000)
  const others = outlineOf(run.cluster.world.state).find(({ label }) => label === 'Other objects')
  expect(others?.children.map(({ label, detail }) => [label, detail])).toContainEqual([
    'CronTab nightly',
    'stored',
  ])
})

async function kubectl(line: string): Promise<string> {
  const folder = folderWith({ ...FILES, 'scenario.yaml': ACTIONS })
  const out: string[] = []
  const into = (text: string | Uint8Array): boolean => out.push(String(text)) > 0
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(into),
    vi
      .spyOn(process.stderr, 'write')
      .mockImplementation((text) => (String(text).includes(': info: ') ? true : into(text))),
  ]
  await main(['kubectl', folder, '--at', '10s', '--', ...line.split(' ')])
  for (const spy of spies) spy.mockRestore()
  return out.join('')
}

test.for([
  ['get ct', 'NAME      SPEC        REPLICAS\nnightly   0 0 * * *   3\n'],
  [
    'get ct -o wide',
    'NAME      SPEC        REPLICAS   NOTE\nnightly   0 0 * * *   3          hi\n',
  ],
  ['get crontabs.stable.example.com -o name', 'crontab.stable.example.com/nightly\n'],
  ['get CronTab nightly -o jsonpath={.kind}', 'CronTab'],
  ['get crontabs -n kube-system', 'No resources found in kube-system namespace.\n'],
  [
    'get crontab none',
    'Error from server (NotFound): crontabs.stable.example.com "none" not found\n',
  ],
  ['get foos', 'error: the server doesn\'t have a resource type "foos"\n'],
  ['logs foo/x', 'error: the server doesn\'t have a resource type "foo"\n'],
  ['exec foo/x -- date', 'error: the server doesn\'t have a resource type "foo"\n'],
  ['edit foo x', 'error: the server doesn\'t have a resource type "foo"\n'],
  [
    'logs ct/nightly',
    'error: cannot get the logs from stable.example.com/v1, Kind=CronTab: selector for CronTab not implemented\n',
  ],
  [
    'exec ct/nightly -- date',
    'error: cannot attach to *unstructured.Unstructured: selector for *unstructured.Unstructured not implemented\n',
  ],
] as const)('kubectl %s', async ([line, expected]) => {
  expect(await kubectl(line)).toBe(expected)
})

test('kubectl finds what a definition brings among its resources', async () => {
  expect(await kubectl('api-resources --api-group=stable.example.com')).toBe(
    'NAME       SHORTNAMES   APIVERSION              NAMESPACED   KIND\ncrontabs   ct           stable.example.com/v1   true         CronTab\n',
  )
})
