// What Go's dump.ForHash of k8s.io/utils printed of a resource.Quantity of k8s.io/apimachinery v0.36.2 that was read from JSON.
import { expect, test } from 'vitest'
import { goQuantity } from './go-quantity.ts'

/** The text; value and scale, or sign, words and scale of a big number; the text that is kept; the format. */
test.for<readonly [string, string, string, string]>([
  ['0', '0 0', '0', 'DecimalSI'],
  ['1', '1 0', '1', 'DecimalSI'],
  ['-1', '-1 0', '-1', 'DecimalSI'],
  ['1000m', '1000 -3', '', 'DecimalSI'],
  ['100m', '100 -3', '100m', 'DecimalSI'],
  ['0.5', '5 -1', '', 'DecimalSI'],
  ['1.5', '15 -1', '', 'DecimalSI'],
  ['.5', '5 -1', '', 'DecimalSI'],
  ['1.', '1 0', '1.', 'DecimalSI'],
  ['128Mi', '134217728 0', '', 'BinarySI'],
  ['1.5Gi', 'false [1610612736000000000] 9', '', 'BinarySI'],
  ['1e3', '1 3', '1e3', 'DecimalExponent'],
  ['1E3', '1 3', '1E3', 'DecimalExponent'],
  ['12e-3', '12 -3', '12e-3', 'DecimalExponent'],
  ['0.000000001', '1 -9', '', 'DecimalSI'],
  ['1n', '1 -9', '1n', 'DecimalSI'],
  ['5u', '5 -6', '5u', 'DecimalSI'],
  ['5k', '5 3', '5k', 'DecimalSI'],
  ['5M', '5 6', '5M', 'DecimalSI'],
  ['5G', '5 9', '5G', 'DecimalSI'],
  ['5T', '5 12', '5T', 'DecimalSI'],
  ['5P', '5 15', '5P', 'DecimalSI'],
  ['5E', '5 18', '5E', 'DecimalSI'],
  ['123456789012345678', '123456789012345678 0', '123456789012345678', 'DecimalSI'],
  ['1234567890123456789', 'false [7888470988684038656 66926059] 9', '', 'DecimalSI'],
  ['0.1234567890', 'false [123456789] 9', '', 'DecimalSI'],
  ['1Ki', '1024 0', '1Ki', 'BinarySI'],
  ['3Ti', '3298534883328 0', '3Ti', 'BinarySI'],
  ['1Pi', 'false [2882303761517117440 61035] 9', '', 'BinarySI'],
  ['1Ei', 'false [0 62500000] 9', '', 'BinarySI'],
  ['16Ei', 'false [9223372036854775807] 0', '', 'BinarySI'],
  ['-16Ei', 'true [9223372036854775807] 0', '', 'BinarySI'],
  ['8Ei', 'false [9223372036854775807] 0', '', 'BinarySI'],
  ['9223372036854775807', 'false [18446744072709551616 499999999] 9', '', 'DecimalSI'],
  ['999999999Ki', '1023999998976 0', '999999999Ki', 'BinarySI'],
  ['99999999999999Ki', 'false [2271268778381148160 5551115] 9', '', 'BinarySI'],
  ['+5', '5 0', '+5', 'DecimalSI'],
  ['-128Mi', '-134217728 0', '', 'BinarySI'],
  ['-0.5', '-5 -1', '', 'DecimalSI'],
  ['007', '7 0', '007', 'DecimalSI'],
  ['000128Mi', '134217728 0', '', 'BinarySI'],
  ['1000000000000Gi', 'false [9223372036854775807] 0', '', 'BinarySI'],
  ['0.5Mi', 'false [524288000000000] 9', '', 'BinarySI'],
  ['-99999999999999999999', 'true [7886392055514347008 5421010862] 9', '', 'DecimalSI'],
  ['99999999999999999999999999', 'false [3136633891082024448 5421010862427522] 9', '', 'DecimalSI'],
  ['-0.5Mi', 'true [524288000000000] 9', '', 'BinarySI'],
  ['12345678901234Ki', 'false [15652780838667419648 685322] 9', '', 'BinarySI'],
  ['100000000000000m', '100000000000000 -3', '', 'DecimalSI'],
  ['1234567890123456789m', 'false [1096246371337547584 66926] 9', '', 'DecimalSI'],
])('%s', ([text, number, kept, format]) => {
  const [, isNegative, words, scale] = /^(true|false) (\[.*\]) (\d+)$/.exec(number) ?? []
  const [value = '', exponent = ''] = words === undefined ? number.split(' ') : ['0', '0']
  const big = `{unscaled:(big.Int){neg:(bool)${isNegative} abs:(big.nat)${words}} scale:(inf.Scale)${scale}}`
  expect(goQuantity(text)).toBe(
    `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${exponent}}` +
      ` d:(resource.infDecAmount){Dec:(*inf.Dec)${words === undefined ? '<nil>' : big}}` +
      ` s:(string)${kept} Format:(resource.Format)${format}}`,
  )
})
