import { expect, test } from 'vitest'
import { kindFiles, kwokFiles } from './clusters.ts'
import { markdownOfRun } from './markdown.ts'
import { mermaidOf } from './mermaid.ts'
import { recorded } from './testing/record.ts'

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: a, image: "nginx:1.27" }] }\n'
const run = recorded(POD, 'title: "A | B # C; <b>"\nuntil: 20s\n')
const all = { from: 0, to: run.journal.length - 1 }
const textIn = (files: readonly { path: string; text: string }[], path: string): string =>
  files.find((file) => file.path === path)?.text ?? ''

test('a sequence diagram says who did what in which order', () => {
  const lines = mermaidOf(run, all).split('\n')
  expect(lines[0]).toBe('sequenceDiagram')
  expect(lines[1]).toBe('  title A | B #35; C#59; #60;b#62;')
  expect(lines).toContain('  participant p0 as you')
  expect(lines).toContain('  participant p1 as Pod web')
  expect(
    lines.some((line) => /^ {2}p\d+->>p1: 0:00\.0 assigned Pod web to worker-/.test(line)),
  ).toBe(true)
})

test('a page has the link, the picture and a row for each step', () => {
  const page = markdownOfRun(run, { ...all, link: 'https://example.org/#v1/x', picture: 'a b.svg' })
  expect(page).toContain(String.raw`# A \| B \# C; \<b\>`)
  expect(page).toContain('](a%20b.svg)')
  expect(page).toContain('[Open this run in Podscape](https://example.org/#v1/x)')
  expect(page).toMatch(/\| 0:00\.0 \| kube-scheduler \| assigned Pod `web` to/)
})

const NODES = [
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'big', labels: { disk: 'ssd' } },
    spec: { taints: [{ key: 'gpu', value: "o'n", effect: 'NoSchedule' }] },
  },
] as const
const files = [
  { path: 'manifests/web.yaml', text: POD },
  { path: 'nodes/big/etc/kubernetes/manifests/s.yaml', text: POD },
  { path: 'scenario.yaml', text: 'actions:\n  - at: 1s\n    delete: pod/web\n' },
]

test('kind gets its nodes, labels, taints and static Pods', () => {
  const made = kindFiles({ files, nodes: NODES })
  expect(textIn(made, 'kind.yaml')).toContain(
    '- role: control-plane\n- role: worker\n  labels:\n    disk: ssd\n',
  )
  const script = textIn(made, 'run.sh')
  expect(script).toContain(String.raw`kubectl taint node podscape-worker 'gpu=o'\''n:NoSchedule'`)
  expect(script).toContain(
    'docker cp nodes/big/etc/kubernetes/manifests/s.yaml podscape-worker:/etc/kubernetes/manifests/',
  )
  expect(script).toContain('its actions are not carried out here')
  expect(made.map(({ path }) => path)).toContain('manifests/web.yaml')
})

test('KWOK gets Nodes with what they have', () => {
  const nodes = textIn(kwokFiles({ files, nodes: [] }), 'nodes.yaml')
  expect(nodes.match(/^kind: Node$/gm)).toHaveLength(3)
  expect(nodes).toContain('kwok.x-k8s.io/node: fake')
  expect(nodes).toContain('  allocatable:\n    cpu: "2"\n    memory: 4Gi\n')
})
