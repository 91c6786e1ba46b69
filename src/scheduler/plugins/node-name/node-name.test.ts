import { expect, test } from 'vitest'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { filterWith, makeNodeInfo } from '#testing/run-plugin.ts'
import { nodeName } from './node-name.ts'

const CASES: readonly (readonly [string, string | undefined, string])[] = [
  ['no name passes everywhere', undefined, 'ok'],
  ['an empty name passes everywhere', '', 'ok'],
  ['its own name passes', 'a', 'ok'],
  [
    'another name is rejected',
    'b',
    "UnschedulableAndUnresolvable: node(s) didn't match the requested node name",
  ],
]

test.for(CASES)('%s', ([, name, expected]) => {
  const pod = makePod('web', { spec: name === undefined ? {} : { nodeName: name } })
  expect(filterWith(nodeName, pod, makeNodeInfo(makeNode('a')))).toBe(expected)
})
