import { expect, test } from 'vitest'
import { errorText, rootPath } from '#api/meta/field-error.ts'
import {
  duplicate,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooLong,
  tooMany,
} from './errors.ts'
import { goQuote } from '#lib/go-quote.ts'
import { goJson, goMap } from './go-text.ts'
import { invalidStatus } from './invalid-status.ts'

const path = rootPath('spec', 'containers').index(0).child('image')

test.for([
  [required(path), 'spec.containers[0].image: Required value'],
  [required(path, 'why'), 'spec.containers[0].image: Required value: why'],
  [invalid(path, 'a"b', 'why'), 'spec.containers[0].image: Invalid value: "a\\"b": why'],
  [invalid(path, 5, 'why'), 'spec.containers[0].image: Invalid value: 5: why'],
  [invalid(path, undefined, 'why'), 'spec.containers[0].image: Invalid value: null: why'],
  [invalid(path, true, 'why'), 'spec.containers[0].image: Invalid value: true: why'],
  [forbidden(path, 'why'), 'spec.containers[0].image: Forbidden: why'],
  [duplicate(path, 'x'), 'spec.containers[0].image: Duplicate value: "x"'],
  [notFound(path, 'x'), 'spec.containers[0].image: Not found: "x"'],
  [
    notSupported(path, 'x', ['A', 'B']),
    'spec.containers[0].image: Unsupported value: "x": supported values: "A", "B"',
  ],
  [tooLong(path, 5), 'spec.containers[0].image: Too long: may not be more than 5 bytes'],
  [tooMany(path, 21, 20), 'spec.containers[0].image: Too many: 21: must have at most 20 items'],
] as const)('%o reads %s', ([error, text]) => {
  expect(errorText(error)).toBe(text)
})

test.for([
  ['a\nb', '"a\\nb"'],
  ['\u0001', '"\\x01"'],
  ['\u200b', '"\\u200b"'],
  ['ä 世', '"ä 世"'],
  ['\\', '"\\\\"'],
])('%j is quoted as %s', ([text, quoted]) => {
  expect(goQuote(text!)).toBe(quoted)
})

test('JSON sorts maps, keeps the order of structs and escapes HTML', () => {
  expect(goJson(goMap({ b: '<', 10: 'x', 9: 'y' }))).toBe('{"10":"x","9":"y","b":"\\u003c"}')
  expect(goJson({ Key: 'a', Added: null, Left: undefined })).toBe('{"Key":"a","Added":null}')
  expect(goJson([1, 'a', false])).toBe('[1,"a",false]')
  expect(goJson(goMap(undefined))).toBe('null')
})

test('a Status names every text once and every error as a cause', () => {
  const status = invalidStatus(
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web' } },
    [required(path), required(path), forbidden(path, 'why')],
  )
  expect(status.message).toBe(
    'ReplicaSet.apps "web" is invalid: [spec.containers[0].image: Required value, spec.containers[0].image: Forbidden: why]',
  )
  expect(status.code).toBe(422)
  expect(status.causes.map(({ reason }) => reason)).toEqual([
    'FieldValueRequired',
    'FieldValueRequired',
    'FieldValueForbidden',
  ])
})
