import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseYaml } from '#yaml/parse-yaml.ts'
import { checkFiles } from './check-files.ts'
import { completionsAt } from './completion.ts'
import { type Descriptions, hoverAt } from './hover.ts'
import { quickFixesFor } from './quick-fixes.ts'
import { SNIPPETS } from './snippets.ts'

/** Completions at the bar in the text. */
const at = (text: string) => completionsAt(text.replace('|', ''), text.indexOf('|'))
const labels = (text: string) => at(text).map(({ label }) => label)
const HEAD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n'

test('offers whole manifests in an empty document, and keys of the root', () => {
  expect(labels('|')).toContain('Pod with init container')
  expect(labels('a: 1\n---\n|')).toContain('Pod')
  expect(labels(`${HEAD}|`)).toStrictEqual(['spec'])
})

test.for([
  [`${HEAD}spec:\n  |`, ['containers', 'volumes'], ['image']],
  [
    `${HEAD}spec:\n  containers:\n  - name: a\n    |`,
    ['image', 'ports', 'restartPolicyRules'],
    ['name', 'volumes'],
  ],
  [`${HEAD}spec:\n  containers:\n  - |`, ['name', 'image'], ['volumes']],
  [`${HEAD}spec:\n  containers:\n  - im|\n    name: a\n`, ['image'], ['name']],
  [
    `${HEAD}spec:\n  containers:\n    - name: a\n      ports:\n        - containerPort: 80\n          |`,
    ['hostPort', 'protocol'],
    ['containerPort'],
  ],
  [
    `${HEAD}spec:\n  containers:\n  - name: a\n    command: ["x\n    readinessProbe:\n      |`,
    ['httpGet', 'exec'],
    ['name'],
  ],
  [
    `${HEAD}spec:\n  containers:\n  - name: a\n    resources:\n      limits:\n        |`,
    ['cpu', 'memory'],
    ['limits'],
  ],
  [`kind: Service\nspec:\n  |`, ['selector', 'ports'], ['containers']],
] as const)('offers the keys that belong at the cursor: %#', ([text, wanted, unwanted]) => {
  const found = labels(text)
  expect(found).toStrictEqual(expect.arrayContaining([...wanted]))
  for (const label of unwanted) expect(found).not.toContain(label)
})

test('puts required keys first and inserts them with their shape', () => {
  const [first, ...rest] = at(`${HEAD}spec:\n  |`)
  expect(first).toStrictEqual({
    label: 'containers',
    insertText: 'containers:\n- ',
    detail: '[]Container, required',
  })
  expect(rest.find(({ label }) => label === 'securityContext')?.insertText).toBe(
    'securityContext:\n  ',
  )
  expect(rest.find(({ label }) => label === 'nodeName')?.insertText).toBe('nodeName: ')
  expect(at(`${HEAD}spec:\n  containers:\n    |`)[0]?.insertText).toBe('- name: ')
})

test.for([
  ['kind: |', ['Pod', 'ReplicaSet']],
  ['apiVersion: apps/v1\nkind: |', ['ReplicaSet', 'Deployment']],
  ['kind: ReplicaSet\napiVersion: |', ['apps/v1']],
  [`${HEAD}spec:\n  restartPolicy: |`, ['Always', 'OnFailure', 'Never']],
  [`${HEAD}spec:\n  containers:\n  - imagePullPolicy: |`, ['Always', 'IfNotPresent', 'Never']],
  [`${HEAD}spec:\n  hostNetwork: t|`, ['true', 'false']],
  ['kind: PersistentVolumeClaim\nspec:\n  accessModes:\n  - |', ['ReadWriteOnce']],
] as const)('offers values: %#', ([text, wanted]) => {
  expect(labels(text)).toStrictEqual(expect.arrayContaining([...wanted]))
})

test('offers nothing inside block scalars, comments and texts', () => {
  const nowhere = [
    'kind: ConfigMap\ndata:\n  a: |\n    sp|',
    `${HEAD}# sp|`,
    `${HEAD}spec:\n  nodeName: |`,
    'kind: Foo\nspec:\n  |',
    `${HEAD}spec: {containers: [{|`,
  ]
  for (const text of nowhere) {
    const offset = text.lastIndexOf('|')
    expect(completionsAt(text.slice(0, offset) + text.slice(offset + 1), offset)).toStrictEqual([])
  }
})

const descriptions = JSON.parse(
  readFileSync(new URL('../api/generated/descriptions.json', import.meta.url), 'utf8'),
) as Descriptions

test('explains the key under the mouse, also in a broken text', () => {
  const text = `${HEAD}spec:\n  containers:\n  - name: "a\n    image: nginx\n    env: [\n`
  const hover = hoverAt(text, text.indexOf('nginx'), descriptions)
  expect(hover).toMatchObject({ path: 'spec.containers[0].image', type: 'string' })
  expect(hover?.description).toContain('Container image name')
  expect(hover?.range.start).toMatchObject({ line: 8, column: 5 })
  expect(
    hoverAt('kind: Pod\nmetadata:\n  labels:\n    app: x\n', 38, descriptions)?.description,
  ).toContain('organize and categorize')
  expect(hoverAt('kind: Pod\nspec:\n  foo: 1\n', 20, descriptions)).toBeNull()
  expect(hoverAt('', 0, descriptions)).toBeNull()
})

/** The text after the first fix of its first diagnostic. */
function fixed(text: string): string {
  const [diagnostic] = checkFiles([{ path: 'a', text }], null).diagnostics
  const [fix] = diagnostic === undefined ? [] : quickFixesFor(diagnostic, text)
  const edits = (fix?.edits ?? []).toSorted((a, b) => b.range.start.offset - a.range.start.offset)
  let result = text
  for (const { range, newText } of edits) {
    result = result.slice(0, range.start.offset) + newText + result.slice(range.end.offset)
  }
  return result
}

test.for([
  [`${HEAD}spec:\n  contaners: []\n`, `${HEAD}spec:\n  containers: []\n`],
  [
    `${HEAD}spec:\n\tcontainers:\n\t- name: a\n\t\timage: b\n`,
    `${HEAD}spec:\n  containers:\n  - name: a\n    image: b\n`,
  ],
  ['apiVersion: v1\nkind: pod\n', 'apiVersion: v1\nkind: Pod\n'],
  ['apiVersion: v1\nkind: ReplicaSet\n', 'apiVersion: apps/v1\nkind: ReplicaSet\n'],
  [
    'apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: 1}}\n',
    'apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: "1"}}\n',
  ],
  [
    'apiVersion: apps/v1\nkind: ReplicaSet\nspec: {replicas: "3"}\n',
    'apiVersion: apps/v1\nkind: ReplicaSet\nspec: {replicas: 3}\n',
  ],
  ['apiVersion: v1\nkind:Pod\nmetadata: {}\n', 'apiVersion: v1\nkind: Pod\nmetadata: {}\n'],
  ['kind: "Pod\n', 'kind: "Pod"\n'],
  ['a: @x\n', "a: '@x'\n"],
] as const)('fixes %j', ([text, wanted]) => {
  expect(fixed(text)).toBe(wanted)
})

test('leaves alone what a person has to decide', () => {
  expect(
    quickFixesFor(
      { severity: 'error', message: 'kind not set', range: parseYaml('a: 1').documents[0]!.range },
      'a: 1',
    ),
  ).toStrictEqual([])
})

test.for(SNIPPETS.map(({ label, text }) => [label, text] as const))(
  'the snippet %s is a manifest without fault',
  ([, text]) => {
    const { objects, diagnostics } = checkFiles([{ path: 'a', text }], null)
    expect(objects).toHaveLength(1)
    expect(diagnostics).toStrictEqual([])
  },
)
