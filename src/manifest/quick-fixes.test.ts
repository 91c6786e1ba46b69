import { expect, test } from 'vitest'
import { createPlaces } from '#yaml/positions.ts'
import { quickFixesFor } from './quick-fixes.ts'

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: prod }\n'
const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: prod\n'

test.each([
  [POD, `${NAMESPACE}---\n${POD}`],
  [`---\n${POD}`, `${NAMESPACE}---\n${POD}`],
  ['{"kind": "Pod"}', null],
])('a Namespace that is missing is created in front: %o', (text, fixed) => {
  const range = createPlaces(text).range(0, 1)
  const message = 'namespaces "prod" not found'
  const [fix] = quickFixesFor({ severity: 'error', message, range }, text)
  const made = fix?.edits[0]?.newText
  expect(made === undefined ? null : made + text).toBe(fixed)
  if (fix !== undefined) expect(fix.title).toBe('Create the Namespace prod')
})
