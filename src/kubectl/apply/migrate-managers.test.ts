import { expect, test } from 'vitest'
import { kubectlStage } from '#testing/conformance/kubectl-stage.ts'

const manifest = (data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: ${data}\n`
const FILES = { 'one.yaml': manifest('{a: "1", b: "1"}'), 'two.yaml': manifest('{a: "2"}') }

test('what was applied on the client is migrated: nothing conflicts, and what is named no more is removed', () => {
  const stage = kubectlStage([], FILES)
  stage.run('apply -f one.yaml')
  expect(stage.run('apply --server-side -f two.yaml')).toEqual({
    stdout: ['configmap/c serverside-applied'],
    stderr: [],
    exitCode: 0,
  })
  expect(stage.run('get cm c -o jsonpath={.data}').stdout).toEqual(['{"a":"2"}'])
  const { stdout } = stage.run(
    'get cm c --show-managed-fields -o jsonpath={.metadata.managedFields}',
  )
  const managers: { manager: string; operation: string }[] = JSON.parse(stdout.join(''))
  expect(managers.map(({ manager, operation }) => `${manager} ${operation}`).toSorted()).toEqual([
    'kubectl Apply',
    'kubectl-last-applied Apply',
  ])
})

test('a manager that the line names gets what was applied on the client, without a conflict where nothing differs', () => {
  const stage = kubectlStage([], FILES)
  stage.run('apply -f one.yaml')
  const { stderr } = stage.run('apply --server-side --field-manager=mine -f two.yaml')
  expect(stderr[0]).toBe(
    'error: Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.a',
  )
  expect(stage.run('apply --server-side --field-manager=mine -f one.yaml').exitCode).toBe(0)
  const { stdout } = stage.run(
    'get cm c --show-managed-fields -o jsonpath={.metadata.managedFields[*].manager}',
  )
  expect(stdout).toEqual(['mine'])
})
