// Scripts, and what busybox 1.36.1 and Debian 12's GNU tools printed for them; of a usage its first words.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createBench, runScript } from '../testing/bench.ts'

interface Recorded {
  readonly script: string
  /** Both streams and '[exit code]'; missing where the tool is known to print something else here. */
  readonly busybox?: string
  readonly gnu?: string
}

const FILE = new URL('recorded/text-tools.json', import.meta.url)
const cases = JSON.parse(readFileSync(FILE, 'utf8')) as readonly Recorded[]
const USAGE = /BusyBox v[^\n]*\n\nUsage: [^\n]*/g

test.for(cases)('$script', ({ script, busybox, gnu }) => {
  for (const [image, wanted] of [
    ['busybox', busybox],
    ['debian', gnu],
  ] as const) {
    if (wanted === undefined) continue
    const whole = `exec 2>&1; mkdir -p /tmp/compared; cd /tmp/compared; ${script}`
    const { output, exitCode } = runScript(whole, { image, bench: createBench() })
    expect(`${output.replace(USAGE, 'USAGE')}\n[${exitCode}]`).toBe(wanted)
  }
})
