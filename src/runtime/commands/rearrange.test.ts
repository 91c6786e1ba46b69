import { expect, test } from 'vitest'
import { runScript } from '../testing/bench.ts'

// What coreutils 9 printed, and busybox 1.36 where it words it otherwise.
test.for([
  ["printf 'a b\\n\\nccc\\n' | nl", '     1\ta b\n       \n     2\tccc'],
  ["printf 'a\\n\\nb\\n' | nl -ba -w2 -s': '", ' 1: a\n 2: \n 3: b'],
  ["printf '1\\n2\\n3\\n4\\n5\\n' | paste - -", '1\t2\n3\t4\n5\t'],
  ["printf '1\\n2\\n3\\n' | paste -sd,", '1,2,3'],
  ["printf '1\\n2\\n' >a; printf 'a\\nb\\nc\\n' >b; paste -d: a b", '1:a\n2:b\n:c'],
  ["printf '1\\n2\\n' >a; printf 'a\\nb\\nc\\n' >b; paste -s a b", '1\t2\na\tb\tc'],
  ["printf '1\\n2\\n3\\n4\\n' | paste -d'+\\n' - -", '1+2\n3+4'],
  ["printf 'abc\\nxyz\\n' | rev", 'cba\nzyx'],
  ["printf 'a\\nb\\nc' | tac", 'cb\na'],
  ["printf 'a\\nb\\nd\\n' >a; printf 'b\\nc\\nd\\ne\\n' >b; comm a b", 'a\n\t\tb\n\tc\n\t\td\n\te'],
  ["printf 'a\\nb\\nd\\n' >a; printf 'b\\nc\\nd\\ne\\n' >b; comm -3 a b", 'a\n\tc\n\te'],
  ["printf 'a\\nb\\nd\\n' >a; printf 'b\\nc\\nd\\ne\\n' >b; comm -12 a b", 'b\nd'],
  ["printf 'hello wonderful world\\n' | fold -w8", 'hello wo\nnderful \nworld'],
  ["printf 'hello wonderful world\\n' | fold -s -w8", 'hello \nwonderfu\nl world'],
  ["printf 'x\\n' >a; printf 'y\\n' >b; cmp a b; echo $?", 'a b differ: char 1, line 1\n1'],
  ["printf 'ab' >a; printf 'abc' >b; cmp a b; echo $?; cmp -s a a; echo $?", 'cmp: EOF on a\n1\n0'],
  ['seq 9 | shuf | sort -n | paste -sd+', '1+2+3+4+5+6+7+8+9'],
  ['shuf -n 2 -e a b c | wc -l', '2'],
] as const)('%s', ([script, output]) => {
  expect(runScript(script).output).toBe(output)
})

test('GNU says it in its own words', () => {
  const script = "printf 'ab' >a; printf 'abc' >b; cmp a b"
  expect(runScript(script, { image: 'debian:12' }).output).toBe(
    'cmp: EOF on a after byte 2, in line 1',
  )
})
