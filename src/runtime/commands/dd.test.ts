import { expect, test } from 'vitest'
import { runScript } from '../testing/bench.ts'

/** Of so many bytes; both say how long it took and how fast that was, and the two agree. */
const ROWS: readonly (readonly [operands: string, busybox: string, gnu: string])[] = [
  [
    'bs=1 count=1',
    '1 bytes (1B) copied, 0.001000 seconds, 1000B/s',
    '1 byte copied, 0.001 s, 1.0 kB/s',
  ],
  [
    'bs=1 count=500',
    '500 bytes (500B) copied, 0.001000 seconds, 488.3KB/s',
    '500 bytes copied, 0.001 s, 500 kB/s',
  ],
  [
    'bs=1 count=1000',
    '1000 bytes (1000B) copied, 0.001000 seconds, 976.6KB/s',
    '1000 bytes (1.0 kB) copied, 0.001 s, 1.0 MB/s',
  ],
  [
    'bs=1024 count=10',
    '10240 bytes (10.0KB) copied, 0.001000 seconds, 9.8MB/s',
    '10240 bytes (10 kB, 10 KiB) copied, 0.001 s, 10.2 MB/s',
  ],
  [
    'bs=1000 count=1500',
    '1500000 bytes (1.4MB) copied, 0.004000 seconds, 357.6MB/s',
    '1500000 bytes (1.5 MB, 1.4 MiB) copied, 0.004 s, 375 MB/s',
  ],
]

test.for(ROWS)('%s', ([operands, busybox, gnu]) => {
  const script = `dd if=/dev/zero of=/tmp/x ${operands} 2>&1 | tail -n 1`
  expect(runScript(script).output).toBe(busybox)
  expect(runScript(script, { image: 'debian' }).output).toBe(gnu)
})
