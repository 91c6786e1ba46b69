import { expect, test } from 'vitest'
import { parseLabelSelector } from './label-selector-text.ts'
import { matchesLabelSelector } from './labels.ts'

test.for([
  ['app=shop', { app: 'shop' }, true],
  ['app==shop', { app: 'shop' }, true],
  ['app = shop, tier != web', { app: 'shop', tier: 'db' }, true],
  ['app=shop,tier!=web', { app: 'shop', tier: 'web' }, false],
  ['tier!=web', {}, true],
  ['app=', { app: '' }, true],
  ['app', { app: 'anything' }, true],
  ['app', {}, false],
  ['!app', { app: 'anything' }, false],
  ['!app', {}, true],
  ['env in (dev, test),app', { env: 'test', app: 'a' }, true],
  ['env in (dev,test)', { env: 'prod' }, false],
  ['env notin (dev,test)', {}, true],
  ['app.kubernetes.io/name=shop', { 'app.kubernetes.io/name': 'shop' }, true],
] as const)('%s over %j is %s', ([text, labels, matches]) => {
  expect(matchesLabelSelector(parseLabelSelector(text), labels)).toBe(matches)
})

test.for(['', 'app=shop,', '=shop', 'app=a b', 'env in dev', 'app=-x', 'a=(b)'])(
  '%j is no selector',
  (text) => {
    expect(parseLabelSelector(text)).toBeUndefined()
  },
)
