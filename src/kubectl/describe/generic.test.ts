import { expect, test } from 'vitest'
import { smartLabelFor } from './generic.ts'

test.each([
  ['apiVersion', 'API Version'],
  ['creationTimestamp', 'Creation Timestamp'],
  ['uid', 'UID'],
  ['clusterIP', 'Cluster IP'],
  ['holderIdentity', 'Holder Identity'],
  ['nonResourceURLs', 'Non Resource URLs'],
  ['a.b', 'a.b'],
])('%s is called %s', (field, label) => {
  expect(smartLabelFor(field)).toBe(label)
})
