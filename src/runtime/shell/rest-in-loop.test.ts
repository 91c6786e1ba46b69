import { expect, test } from 'vitest'
import { createBench } from '../testing/bench.ts'

/** What a script prints within two minutes, and how many timers it took. */
function run(script: string, eager = false) {
  const bench = createBench({ eager })
  const sandbox = bench.sandbox('test')
  bench.start(sandbox, { name: 'web', image: 'nginx' })
  const id = bench.start(sandbox, { command: ['sh', '-c', script] })
  bench.pass(120_000)
  const lines = bench.node.service.logs(id, 2000)
  return { lines, timers: bench.world.clock.fired, isIdle: bench.world.clock.nextMs() === null }
}

const RESTS = [
  'while true; do date; sleep 1; done',
  'i=0; while true; do echo "$i: $(date)"; i=$((i+1)); sleep 1; done',
  'n=7; while sleep 2; do n=$(( $n + 10 )); echo ${n}0 $n; done',
  'while true; do echo a $(date "+%e. %B"); sleep 3; done',
  'while true; do printf "%s|%s\\n" x "$(date +%s)"; sleep 1.5; done',
  'until [ -e /ready ]; do echo waiting; sleep 2; done',
  'while :; do if test -d /etc; then ls /etc >/dev/null; else echo gone; fi; sleep 1; done',
  'while ! false; do cat /nothing 2>&1 || { echo none; sleep 1; }; done',
  'while true; do wget -qO- localhost:80 >/dev/null && echo up; sleep 5; done',
  'while true; do sleep 0.06; done',
  'until test -e /ready; do sleep 0.07; done',
  '(while sleep 2; do echo one; done) & while sleep 3; do echo two; done',
] as const

test.for(RESTS)('a loop that does the same again and again needs no timers: %s', (script) => {
  const rested = run(script)
  const ran = run(script, true)
  expect(rested.lines).toEqual(ran.lines)
  expect(rested.isIdle).toBe(true)
  expect(ran.isIdle).toBe(false)
  expect(rested.timers).toBeLessThan(ran.timers / 2)
})

const RUNS = [
  'while true; do echo $RANDOM; sleep 1; done',
  'while true; do echo $SECONDS; sleep 1; done',
  'while true; do date >> /log; sleep 1; done',
  'while true; do [ $(date +%S) -lt 30 ] && echo early; sleep 1; done',
  'i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo $i; sleep 1; done',
  'i=1; while true; do echo $i; i=$((i+i)); sleep 1; done',
  'while true; do echo a | cat; sleep 1; done',
  'while true; do echo -n .; sleep 1; done',
  'while true; do date | wc -l; sleep 1; done',
  'echo() { printf "%s!\\n" "$1"; }; while true; do echo a; sleep 1; done',
  'while true; do x=$(date); echo $x; sleep 1; done',
  'while true; do echo a; sleep 1; done | cat',
  'set -e; while true; do echo a; sleep 1; done',
] as const

test.for(RUNS)('a loop of which that cannot be said is run: %s', (script) => {
  const { lines, isIdle } = run(script)
  expect(lines).toEqual(run(script, true).lines)
  expect(isIdle).toBe(script.includes('-lt 30 ]; do'))
})

const DISTURBED = [
  'trap "echo got it" USR1; (sleep 10.7; kill -USR1 $$) & while sleep 2; do echo on; done',
  '(sleep 9.3; touch /ready) & until [ -e /ready ]; do date; sleep 2; done; echo ready',
  '(sleep 9.103; touch /ready) & until test -e /ready; do sleep 0.07; done; echo $?',
  '(sleep 12; echo new > /text; sleep 20; rm /text) & while true; do cat /text; sleep 3; done',
  'while sleep 1; do echo on; done & sleep 10.5; kill $!; echo over; sleep 5; ps',
  'i=0; trap "echo at $i" USR1; (sleep 20; kill -USR1 $$) & while true; do i=$((i+1)); echo $i; sleep 1; done',
] as const

test.for(DISTURBED)('a loop goes on when something changes: %s', (script) => {
  expect(run(script).lines).toEqual(run(script, true).lines)
  expect(run(script).timers).toBeLessThan(run(script, true).timers)
})
