import { expect, test } from 'vitest'
import { kubectlStage } from '#testing/conformance/kubectl-stage.ts'

const FILES = {
  'one.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: "1"}\n',
  'two.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, labels: {l: two}}\ndata: {a: "2"}\n',
}

test.for([
  [['create -f one.yaml'], '"kubectl-create" using v1: .data.a'],
  [['create -f one.yaml --field-manager=me'], '"me" using v1: .data.a'],
  [['create --field-manager me -f one.yaml'], '"me" using v1: .data.a'],
  [
    ['create cm c --from-literal=b=2', 'patch cm c -p \'{"data":{"a":"1"}}\''],
    '"kubectl-patch" using v1: .data.a',
  ],
  [
    ['create cm c --from-literal=b=2', 'label cm c l=one'],
    '"kubectl-label" using v1: .metadata.labels.l',
  ],
  [
    ['create cm c --from-literal=b=2', 'label cm c l=one -o name'],
    '"kubectl-label" using v1: .metadata.labels.l',
  ],
] as const)('who wrote a field is the manager of the command: %s', ([lines, conflict]) => {
  const stage = kubectlStage([], FILES)
  for (const line of lines) expect(stage.run(line).stderr).toEqual([])
  expect(stage.run('apply --server-side -f two.yaml').stderr[0]).toBe(
    `error: Apply failed with 1 conflict: conflict with ${conflict}`,
  )
})
