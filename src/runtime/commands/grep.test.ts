import { expect, test } from 'vitest'
import { runScript } from '../testing/bench.ts'

const LINES = "printf 'a\\nb\\nc\\nd\\ne\\nb\\n'"

// What GNU grep 3.8 printed.
test.for([
  [`${LINES} | grep -A1 b`, 'b\nc\n--\nb'],
  [`${LINES} | grep -B 1 b`, 'a\nb\n--\ne\nb'],
  [`${LINES} | grep -C1 -n c`, '2-b\n3:c\n4-d'],
  [`${LINES} | grep --after-context=1 d`, 'd\ne'],
  [`${LINES} | grep -m1 b`, 'b'],
  [`${LINES} | grep -m1 -A9 b`, 'b\nc\nd\ne'],
  [`${LINES} | grep -A1 -c b`, '2'],
  [`${LINES} | grep -C2 b`, 'a\nb\nc\nd\ne\nb'],
  [`${LINES} | grep -Ax b; echo $?`, 'grep: x: invalid context length argument\n2'],
  [`${LINES} >f; ${LINES} >g; grep -A1 d f g`, 'f:d\nf-e\n--\ng:d\ng-e'],
  [`${LINES} | grep -A1 z; echo $?`, '1'],
] as const)('%s', ([script, output]) => {
  expect(runScript(script, { image: 'debian:12' }).output).toBe(output)
})
