import { expect, test } from 'vitest'
import { whoThen } from './entry-sentence.ts'

test.each([
  ['kubelet on worker-1', 'kubelet on worker-1', 'it'],
  ['container web/app', 'kubelet on worker-1', 'kubelet on worker-1'],
])('after what %s did, what %s reports is told of %s', (first, second, who) => {
  expect(whoThen({ actor: first }, { actor: second })).toBe(who)
})
