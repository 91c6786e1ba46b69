import { expect, test } from 'vitest'
import { configMapContent, decodeBase64, secretContent } from './config-content.ts'

test.for([
  ['', ''],
  ['YQ==', 'a'],
  ['YWI=', 'ab'],
  ['YWJj', 'abc'],
  ['Y\nQ = =', 'a'],
  ['w7w=', 'ü'],
  ['/w==', '\uFFFD'],
  ['YQ', ''],
  ['YQ=', ''],
  ['=', ''],
  ['Y*==', ''],
  ['YQ==YQ==', ''],
] as const)('%j is %j', ([text, expected]) => {
  expect(decodeBase64(text)).toBe(expected)
})

test('what containers see of ConfigMaps and Secrets', () => {
  const head = { apiVersion: 'v1', metadata: { name: 'x' } } as const
  expect(
    configMapContent({ ...head, kind: 'ConfigMap', data: { b: '1' }, binaryData: { a: 'YQ==' } }),
  ).toEqual({ a: 'a', b: '1' })
  expect(configMapContent({ ...head, kind: 'ConfigMap' })).toEqual({})
  expect(
    secretContent({
      ...head,
      kind: 'Secret',
      data: { a: 'YQ==', b: 'YQ==' },
      stringData: { b: 'plain' },
    }),
  ).toEqual({ a: 'a', b: 'plain' })
  expect(secretContent({ ...head, kind: 'Secret' })).toEqual({})
})
