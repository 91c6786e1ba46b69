import { expect, test } from 'vitest'
import {
  QUANTITY_FORMAT_WRONG,
  QUANTITY_SUFFIX_WRONG,
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  milliValue,
  printQuantity,
  quantityOf,
  quantityProblem,
  roundUpToMilli,
  subtractQuantities,
  value,
} from './quantity.ts'

test.for([
  ['1000m', '1'],
  ['1024Mi', '1Gi'],
  ['1e3', '1e3'],
  ['1200m', '1200m'],
  ['1500Mi', '1500Mi'],
  ['1E2', '100'],
  ['10000m', '10'],
  ['1.5Gi', '1536Mi'],
  ['12e6', '12e6'],
  ['0.1', '100m'],
  ['0.5Gi', '512Mi'],
  ['+5', '+5'],
  ['0.5', '500m'],
  ['0.1Gi', '107374182400m'],
  ['007', '007'],
  ['1.5', '1500m'],
  ['2048Ki', '2Mi'],
  ['00', '0'],
  ['1.0', '1'],
  ['100Ki', '100Ki'],
  ['5.', '5.'],
  ['2000', '2k'],
  ['1536Ki', '1536Ki'],
  ['1n', '1n'],
  ['1000000', '1M'],
  ['0.5Ki', '512'],
  ['500u', '500u'],
  ['1500M', '1500M'],
  ['1.1Ki', '1126400m'],
  ['9223372036854775807Gi', '9223372036854775807'],
  ['1000k', '1M'],
  ['1024', '1024'],
  ['-1', '-1'],
  ['.5', '500m'],
  ['Gi', '0'],
  ['m', '0'],
  ['.', '0'],
  ['0', '0'],
  ['0.1n', '1n'],
  ['1E', '1E'],
  ['2Ei', '2Ei'],
])('prints %s as %s', ([text, canonical]) => {
  expect(canonicalQuantity(text!)).toBe(canonical)
})

test.for([
  ['1n', '1m'],
  ['500u', '1m'],
  ['0.0001', '1m'],
  ['1500m', '1500m'],
  ['+5', '+5'],
])('rounds %s up to %s in resource lists', ([text, rounded]) => {
  expect(printQuantity(roundUpToMilli(quantityOf(text)))).toBe(rounded)
})

test.for(['', 'abc', '1GB', '1MiB', '1.2.3', '500x', '1 Gi', '1_0', '0x10'])(
  '%j does not have the form of a quantity',
  (text) => expect(quantityProblem(text)).toBe(QUANTITY_FORMAT_WRONG),
)

test.for(['1K', '1ki', '1mm', '1e', '--1', '1e999999999'])('%j has no known suffix', (text) =>
  expect(quantityProblem(text)).toBe(QUANTITY_SUFFIX_WRONG),
)

test('numbers and missing values are quantities', () => {
  expect(canonicalQuantity(1)).toBe('1')
  expect(canonicalQuantity(0.5)).toBe('500m')
  expect(value(undefined)).toBe(0)
  expect(quantityProblem(null)).toBeNull()
  expect(value(' 3 ')).toBe(3)
})

test.for([
  ['100m', 1, 100],
  ['1500m', 2, 1500],
  ['1n', 1, 1],
  ['-1500m', -1, -1500],
  ['1Gi', 1073741824, 1073741824000],
  ['junk', 0, 0],
] as const)('%s is %d units and %d milli units', ([text, units, millis]) => {
  expect(value(text)).toBe(units)
  expect(milliValue(text)).toBe(millis)
})

test.for([
  ['1Gi', '1024Mi', 0],
  ['100m', '0.1', 0],
  ['1', '999m', 1],
  ['1M', '1Mi', -1],
] as const)('%s compared with %s is %d', ([a, b, order]) => {
  expect(compareQuantities(quantityOf(a), quantityOf(b))).toBe(order)
})

test('a sum keeps the format of its left side unless that is zero', () => {
  expect(printQuantity(addQuantities(quantityOf('512Mi'), quantityOf('536870912')))).toBe('1Gi')
  expect(printQuantity(addQuantities(quantityOf(0), quantityOf('1Gi')))).toBe('1Gi')
  expect(printQuantity(addQuantities(quantityOf('+1'), quantityOf('500m')))).toBe('1500m')
  expect(printQuantity(subtractQuantities(quantityOf('1'), quantityOf('1500m')))).toBe('-500m')
})
