import { expect, test } from 'vitest'
import { matchesFieldSelector, parseFieldSelector } from './field-selector.ts'

const POD = { metadata: { name: 'web' }, spec: { nodeName: 'n1' }, status: { phase: 'Running' } }

test.for([
  ['', true],
  ['spec.nodeName=n1', true],
  ['spec.nodeName==n1', true],
  ['spec.nodeName=n1,status.phase!=Running', false],
  ['metadata.name=web,status.phase=Running', true],
  ['spec.nodeName!=', true],
  ['status.podIP=', true],
  ['spec.hostNetwork=false', true],
  ['constructor.name=Object', false],
] as const)('%s', ([text, matches]) => {
  expect(matchesFieldSelector(parseFieldSelector(text) ?? [], POD)).toBe(matches)
})

test.for(['spec.nodeName', 'a=b=c', 'a=b,c'])('%s is no selector', (text) => {
  expect(parseFieldSelector(text)).toBeUndefined()
})
