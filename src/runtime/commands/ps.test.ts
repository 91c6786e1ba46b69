import { expect, test } from 'vitest'
import { createBench, runScript } from '../testing/bench.ts'

// What busybox 1.36.1 printed, and ps of procps 4.0, but for their own rows.
test.for([
  ['busybox', 'ps -o pid,comm', 'PID   COMMAND\n    1 sh'],
  ['busybox', 'ps -o pid= -o args=A', '      A\n    1 sh -c exec 2>&1; ps -o pid= -o args=A'],
  [
    'busybox',
    'ps -o nosuch; echo $?',
    "ps: bad -o argument 'nosuch', supported arguments: user,group,comm,args,pid,ppid,pgid,etime,nice,rgroup,ruser,time,tty,vsz,sid,stat,rss\n1",
  ],
  ['busybox', 'ps | head -2 | cut -c1-25', 'PID   USER     TIME  COMM\n    1 root      0:00 sh -'],
  ['nicolaka/netshoot', 'ps -o pid,comm', '  PID COMMAND\n    1 sh'],
  ['nicolaka/netshoot', 'ps -p 1 -o pid=,comm=', '    1 sh'],
  ['nicolaka/netshoot', 'ps -C nosuch --no-headers; echo $?', '1'],
  [
    'nicolaka/netshoot',
    'ps -o nosuch 2>&1 | head -1',
    'error: unknown user-defined format specifier "nosuch"',
  ],
  ['nicolaka/netshoot', 'ps --nosuch 2>&1 | head -1', 'error: unknown gnu long option'],
] as const)('%s: %s', ([image, script, output]) => {
  expect(runScript(`exec 2>&1; ${script}`, { image }).output).toBe(output)
})

test('curl asks again as often as it is told', () => {
  const bench = createBench()
  const script = 'curl -s --retry 2 --retry-connrefused http://127.0.0.1:81; echo $?'
  const { output, tookMs } = runScript(script, { image: 'nicolaka/netshoot', bench })
  expect(output).toBe('7')
  expect(tookMs).toBeGreaterThanOrEqual(3000)
  expect(bench.entries('NotSimulated')).toEqual([])
})
