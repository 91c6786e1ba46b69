import { expect, test } from 'vitest'
import { runScript } from '../testing/bench.ts'

// What busybox ash 1.36, dash 0.5.12 and bash 5.2 print of numbers of jobs, and of what is no number.
const ROWS: readonly (readonly [script: string, ash: string, dash: string, bash: string])[] = [
  [
    'kill $; echo $?',
    "sh: invalid number '$'\n1",
    'sh: 1: kill: Illegal number: $\n2',
    'bash: line 1: kill: $: arguments must be process or job IDs\n1',
  ],
  [
    'kill -9 1x; echo $?',
    "sh: invalid number '1x'\n1",
    'sh: 1: kill: Illegal number: 1x\n2',
    'bash: line 1: kill: 1x: arguments must be process or job IDs\n1',
  ],
  [
    'kill ""; echo $?',
    '0',
    'sh: 1: kill: Illegal number: \n2',
    "bash: line 1: kill: `': not a pid or valid job spec\n1",
  ],
  [
    'kill 99999 abc; echo $?',
    "sh: can't kill pid 99999: No such process\nsh: invalid number 'abc'\n2",
    'sh: 1: kill: No such process\n\nsh: 1: kill: Illegal number: abc\n2',
    'bash: line 1: kill: (99999) - No such process\nbash: line 1: kill: abc: arguments must be process or job IDs\n1',
  ],
  [
    'kill %1; echo $?',
    'sh: kill: line 0: %1: no such job\n2',
    'sh: 1: kill: No such job: %1\n2',
    'bash: line 1: kill: %1: no such job\n1',
  ],
  [
    'sleep 9 & kill %1; echo $?; wait; echo $?',
    '0\n0',
    'sh: 1: kill: No such process\n\n1\n0',
    '0\n0',
  ],
  [
    'sleep 9 & kill %%; echo $?; wait $!; echo $?',
    '0\n143',
    'sh: 1: kill: No such process\n\n1\n0',
    '0\n143',
  ],
  ['(exit 3) & (exit 4) & wait %1; echo $?; wait %2; echo $?', '3\n4', '3\n4', '3\n4'],
  ['(exit 3) & p=$!; wait; wait $p; echo $?', '3', '3', '3'],
  [
    'sleep 1 & wait; sleep 2 & wait %1; echo $?; wait %2 2>/dev/null; echo $?',
    '0\n2',
    '0\n2',
    '0\n127',
  ],
  [
    'wait %1; echo $?',
    'sh: wait: line 0: %1: no such job\n2',
    'sh: 1: wait: No such job: %1\n2',
    'bash: line 1: wait: %1: no such job\n127',
  ],
  [
    'wait abc; echo $?',
    'sh: wait: line 0: Illegal number: abc\n2',
    'sh: 1: wait: Illegal number: abc\n2',
    "bash: line 1: wait: `abc': not a pid or valid job spec\n1",
  ],
]

test.for(ROWS)('%s', ([script, ash, dash, bash]) => {
  const whole = `exec 2>&1; ${script}`
  expect(runScript(whole).output).toBe(ash)
  expect(runScript(whole, { image: 'debian' }).output).toBe(dash)
  expect(runScript(whole, { image: 'debian', shell: 'bash' }).output).toBe(bash)
})
