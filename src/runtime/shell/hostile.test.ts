import { expect, test } from 'vitest'
import { createBench, runScript } from '../testing/bench.ts'
import { HOSTILE, HOSTILE_IN_BASH, LONG } from '../testing/hostile-scripts.ts'

test('each kind of hostile script has at least four', () => {
  const kinds = Object.entries({ ...HOSTILE, ...HOSTILE_IN_BASH })
  expect(kinds.filter(([, scripts]) => new Set(scripts).size < 4)).toEqual([])
})

for (const script of Object.values(HOSTILE).flat()) {
  test(`bounded: ${script.slice(0, 60)}`, () => {
    const bench = createBench()
    runScript(script, { bench, limitMs: 120_000 })
    expect(bench.world.journal.length).toBeLessThan(30_000)
    expect(bench.world.clock.fired).toBeLessThan(150_000)
    expect(bench.entries('Fault')).toEqual([])
    bench.runtime.kill(
      [...bench.world.state.values()].find((one) => one.kind === 'ContainerInstance')?.id ?? '',
      { exitCode: 1, oom: false },
    )
    bench.pass(1000)
  })
}

test('a busy loop runs until it is killed', () => {
  const bench = createBench()
  runScript('while true; do :; done', { bench, limitMs: 60_000 })
  const container = [...bench.world.state.values()].find((one) => one.kind === 'ContainerInstance')
  expect(container).toMatchObject({ state: 'running', activity: 'busy' })
  expect(bench.entries('Note').at(-1)?.message).toContain('busy')
})

for (const script of Object.values(HOSTILE_IN_BASH).flat()) {
  test(`bounded in bash: ${script.slice(0, 60)}`, () => {
    const bench = createBench()
    runScript(script, { bench, limitMs: 120_000, shell: 'bash', image: 'debian' })
    expect(bench.world.clock.fired).toBeLessThan(150_000)
    expect(bench.entries('Fault')).toEqual([])
  })
}

// What the real tools do, where it does not take longer than anybody waits.
test.for([
  ["echo y | grep -E '(y|z){0}{90}{90}{90}{90}'", 'y'],
  [`${LONG}; cut -c $(seq -s, 2 3 30000) /f | wc -c`, '10001'],
  ['echo abcdef | cut -c 4-,2,1-2', 'abdef'],
  ['seq 1 150000 > /f; cat /f /f /f | wc -l', '450000'],
  [`${LONG}; case $x in *a*a*b) echo y;; *a*a) echo n;; esac`, 'n'],
  ['printf "%s-" 1 2 3', '1-2-3-'],
  ['seq -s, 1 5', '1,2,3,4,5'],
] as const)('%s prints what it really prints', ([script, output]) => {
  expect(runScript(script).output).toBe(output)
})

test('a process that wants more memory than its container has ends the container', () => {
  const bench = createBench()
  const files = 'seq 1 150000 > /f; cp /f /g; sort' + ' /f /g'.repeat(100)
  const id = bench.start(bench.sandbox('test'), {
    command: ['sh', '-c', files],
    memoryLimitBytes: 10 * 1024 * 1024,
  })
  bench.pass(60_000)
  expect(bench.record(id)).toMatchObject({ state: 'exited', exitCode: 137, reason: 'OOMKilled' })
})

test('variables of variables that double become too long for a process, as in Linux', () => {
  const bench = createBench()
  const id = bench.start(bench.sandbox('test'), {
    command: ['sh', '-c', 'true'],
    env: { A: 'x'.repeat(128 * 1024) },
  })
  bench.pass(60_000)
  expect(bench.record(id)).toMatchObject({ state: 'exited', exitCode: 255, reason: 'Error' })
  expect(bench.node.service.logs(id, 10)).toEqual(['exec sh: argument list too long'])
})

test('a fork bomb meets the limit of processes', () => {
  const { output, exitCode } = runScript(':(){ :|:& };:', { limitMs: 60_000 })
  expect(output).toContain("can't fork: Resource temporarily unavailable")
  expect(exitCode).not.toBeNull()
})
