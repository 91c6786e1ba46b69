import { expect, test } from 'vitest'
import { kubectlStage } from '#testing/conformance/kubectl-stage.ts'

const manifest = (a: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: "${a}"}\n`
const FILES = { 'one.yaml': manifest('1'), 'two.yaml': manifest('<2>') }

function applied() {
  const stage = kubectlStage([], FILES)
  stage.run('apply -f one.yaml')
  return stage
}

test('view-last-applied prints the manifest as YAML or JSON', () => {
  const stage = applied()
  const yaml = [
    'apiVersion: v1',
    'data:',
    '  a: "1"',
    'kind: ConfigMap',
    'metadata:',
    '  annotations: {}',
    '  name: c',
    '  namespace: default',
  ]
  for (const words of ['cm c', 'cm/c', '-f one.yaml', 'cm --all'])
    expect(stage.run(`apply view-last-applied ${words}`).stdout).toEqual(yaml)
  expect(stage.run('-n default apply view-last-applied cm/c -o json').stdout.slice(0, 4)).toEqual([
    '{',
    '  "apiVersion": "v1",',
    '  "data": {',
    '    "a": "1"',
  ])
  expect(stage.run('apply view-last-applied cm c -o wide').stderr).toEqual([
    "error: Unexpected -o output mode: wide, the flag 'output' must be one of yaml|json",
    "See 'kubectl apply view-last-applied -h' for help and examples",
  ])
})

test('view-last-applied of what is not there, or was never applied', () => {
  const stage = kubectlStage([], FILES)
  const missing = ['Error from server (NotFound): configmaps "c" not found']
  expect(stage.run('apply view-last-applied cm c').stderr).toEqual(missing)
  stage.run('create -f one.yaml')
  expect(stage.run('apply view-last-applied cm c')).toEqual({ stdout: [], stderr: [], exitCode: 0 })
})

test('set-last-applied sets the annotation alone', () => {
  const stage = applied()
  const line = 'apply set-last-applied -f two.yaml'
  expect(stage.run(line).stdout).toEqual(['configmap/c configured'])
  expect(stage.run(line).stdout).toEqual(['set-last-applied c: no changes required.'])
  expect(stage.run('apply view-last-applied cm c -o json').stdout[3]).toBe(
    '    "a": "\\u003c2\\u003e"',
  )
  expect(stage.run('get cm c -o jsonpath={.data.a}').stdout).toEqual(['1'])
})

test('set-last-applied makes an annotation only where it is told to', () => {
  const stage = kubectlStage([], FILES)
  stage.run('create -f one.yaml')
  expect(stage.run('apply set-last-applied -f one.yaml').stderr).toEqual([
    'error: no last-applied-configuration annotation found on resource: c, to create the annotation, run the command with --create-annotation',
  ])
  const line = 'apply set-last-applied --create-annotation -f one.yaml'
  expect(stage.run(`${line} --dry-run=client`).stdout).toEqual(['configmap/c configured (dry run)'])
  expect(stage.run(line).stdout).toEqual(['configmap/c configured'])
})
