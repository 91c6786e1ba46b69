import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decodeFieldSet,
  difference,
  encodeFieldSet,
  intersection,
  isEmptySet,
  pathsOf,
  pathText,
  setOfPaths,
  union,
} from './field-set.ts'

const element = fc.constantFrom('f:spec', 'f:a', 'f:b', 'k:{"name":"x"}', 'v:"y"')
const set = fc
  .array(fc.array(element, { minLength: 1, maxLength: 4 }), { maxLength: 8 })
  .map(setOfPaths)
const texts = (one: ReturnType<typeof setOfPaths>) => pathsOf(one).map((path) => path.join('/'))

test('a set is written and read again', () => {
  fc.assert(
    fc.property(set, (one) => {
      expect(texts(decodeFieldSet(JSON.parse(JSON.stringify(encodeFieldSet(one)))))).toEqual(
        texts(one),
      )
    }),
    { numRuns: 200, seed: 1 },
  )
})

test('sets are united, cut and taken away like the sets of their paths', () => {
  fc.assert(
    fc.property(set, set, (a, b) => {
      const [inA, inB] = [texts(a), texts(b)]
      expect(texts(union(a, b)).toSorted()).toEqual([...new Set([...inA, ...inB])].toSorted())
      expect(texts(intersection(a, b)).toSorted()).toEqual(
        inA.filter((one) => inB.includes(one)).toSorted(),
      )
      expect(texts(difference(a, b)).toSorted()).toEqual(
        inA.filter((one) => !inB.includes(one)).toSorted(),
      )
      expect(isEmptySet(difference(a, a))).toBe(true)
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('paths are printed as conflicts name them', () => {
  const path = ['f:spec', 'f:containers', 'k:{"containerPort":80,"protocol":"TCP"}', 'f:name']
  expect(pathText(path)).toBe('.spec.containers[containerPort=80,protocol="TCP"].name')
  expect(pathText(['f:metadata', 'f:finalizers', 'v:"a"'])).toBe('.metadata.finalizers[="a"]')
})
