import { expect, test } from 'vitest'
import { isEmptyLabelSelector, labelOf, matchesLabelSelector, matchesLabels } from './labels.ts'

const labels = { app: 'web', tier: 'front' }

test.for([
  ['no selector matches nothing', undefined, false],
  ['an empty selector matches everything', {}, true],
  ['an equal label matches', { matchLabels: { app: 'web' } }, true],
  ['another value does not match', { matchLabels: { app: 'db' } }, false],
  [
    'In matches one of the values',
    { matchExpressions: [{ key: 'app', operator: 'In', values: ['db', 'web'] }] },
    true,
  ],
  [
    'In does not match a missing label',
    { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] },
    false,
  ],
  [
    'NotIn matches a missing label',
    { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] },
    true,
  ],
  [
    'NotIn does not match a listed value',
    { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] },
    false,
  ],
  ['Exists needs the label', { matchExpressions: [{ key: 'app', operator: 'Exists' }] }, true],
  [
    'DoesNotExist needs its absence',
    { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] },
    false,
  ],
  [
    'all requirements must hold',
    {
      matchLabels: { app: 'web' },
      matchExpressions: [{ key: 'tier', operator: 'In', values: ['back'] }],
    },
    false,
  ],
  [
    'an unknown operator matches nothing',
    { matchExpressions: [{ key: 'app', operator: 'Gt', values: ['1'] }] },
    false,
  ],
] as const)('%s', ([, selector, matches]) => {
  expect(matchesLabelSelector(selector, labels)).toBe(matches)
})

test('inherited properties of objects are no labels', () => {
  expect(labelOf({}, 'constructor')).toBeUndefined()
  expect(matchesLabels({ toString: 'x' }, {})).toBe(false)
})

test('a selector is empty without labels and expressions', () => {
  expect(isEmptyLabelSelector({ matchLabels: {}, matchExpressions: [] })).toBe(true)
  expect(isEmptyLabelSelector({ matchLabels: { a: 'b' } })).toBe(false)
})
