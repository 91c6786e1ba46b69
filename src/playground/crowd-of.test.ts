import { expect, test } from 'vitest'
import { parseScenario } from '#scenario/parse-scenario.ts'
import { startParsed } from '#scenario/run-scenario.ts'
import { crowdOf } from './crowd-of.ts'
import { createRunRecord } from './run-record.ts'

const podsText = (count: number): string =>
  Array.from(
    { length: count },
    (_, i) => `apiVersion: v1
kind: Pod
metadata: { name: p${i} }
spec: { containers: [{ name: c, image: nginx }] }
`,
  ).join('---\n')

const filesOf = (text: string) => [{ path: 'manifests/all.yaml', text }]
const of = (text: string) => crowdOf(parseScenario(filesOf(text)))

test('Pods are counted, and those that are asked for', () => {
  expect(of(podsText(3))).toEqual({ pods: 3, nodes: 0 })
  const deployment = (spec: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: d }
spec: { ${spec} selector: { matchLabels: { a: b } }, template: { metadata: { labels: { a: b } }, spec: { containers: [{ name: c, image: nginx }] } } }
`
  expect(of(deployment('replicas: 400,')).pods).toBe(400)
  expect(of(deployment('')).pods).toBe(1)
  const node = {
    path: 'cluster.yaml',
    text: 'apiVersion: v1\nkind: Node\nmetadata: { name: one }\n',
  }
  expect(crowdOf(parseScenario([node]))).toEqual({ pods: 0, nodes: 1 })
})

test('while many Pods come they are drawn as many from the beginning, and at the end as many as there are', () => {
  // The quota lets one of them in.
  const quota = `apiVersion: v1
kind: ResourceQuota
metadata: { name: q }
spec: { hard: { pods: "1" } }
---
`
  const files = filesOf(quota + podsText(200))
  const parsed = parseScenario(files)
  const run = startParsed(files, parsed)
  const record = createRunRecord(run, files)
  const levelNow = () => record.answer({ run: 1, entryId: -1, timeMs: 0 }, { kind: 'plan' }).level
  run.advanceSome(run.untilMs, 20)
  record.takeIn(true)
  expect(levelNow()).toBe('dot')
  run.advance(run.untilMs)
  record.takeIn()
  expect(levelNow()).toBe('card')
})
