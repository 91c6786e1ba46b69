// A field of another type than the server has.
import { expect, test } from 'vitest'
import { kubectlStage } from '#testing/conformance/kubectl-stage.ts'

const manifest = (a: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: ${a}}\n`
const FILES = { 'right.yaml': manifest('"1"'), 'wrong.yaml': manifest('1') }
const PROBLEM =
  'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string'

test.for([
  ['create', 'creating'],
  ['replace', 'replacing'],
])('the server does not decode it, whatever is there: %s', ([verb, doing]) => {
  const stage = kubectlStage([], FILES)
  stage.run('create -f right.yaml')
  expect(stage.run(`${verb} -f wrong.yaml`).stderr).toEqual([
    `Error from server (BadRequest): error when ${doing} "wrong.yaml": ${PROBLEM}`,
  ])
  expect(stage.run(`${verb} -f wrong.yaml --dry-run=client`).stdout).toEqual([
    `configmap/c ${verb}d (dry run)`,
  ])
})
