import { expect, test } from 'vitest'
import { createBench, runScript } from '../testing/bench.ts'

// Scripts that try to use up the page. Each must end or rest within a bounded amount of work.
const HOSTILE: readonly string[] = [
  ':(){ :|:& };:',
  'f() { f & f & }; f; wait',
  'f() { f | f; }; f',
  'f() { f; }; f',
  'f() { (f); }; f',
  'f() { x=$(f); }; f',
  'x="eval \\"\\$x\\""; eval "$x"',
  'echo "sh /s.sh" > /s.sh; sh /s.sh',
  'echo ". /s.sh" > /s.sh; . /s.sh',
  'while true; do :; done',
  'while true; do sleep 0; done',
  'while true; do echo x; done',
  'for ((;;)); do :; done',
  'until false; do x=$((x+1)); done',
  'while ! (: &); do (: &); done',
  'while f() { :; }; do f() { :; }; done',
  'while true | true; do true | true; done',
  'for i in $(seq 1 20000); do for j in $(seq 1 20000); do f() { :; }; done; done',
  'until (false &); do find / > /dev/null; echo /*; done',
  'yes',
  'yes > /f',
  'yes | cat > /dev/null',
  'cat /dev/zero | cat',
  'x=a; while true; do x=$x$x; done',
  'x=$(seq 1 100000); while true; do y="$x$y"; done',
  'x=$(seq 1 100000); while true; do y=${x//1/2}; done',
  'x=$(seq 1 100000); while true; do y=${x%%*9}; done',
  'x=$(seq 1 100000); while true; do echo $x > /dev/null; done',
  'seq 1 10000000000 > /f; while true; do cat /f /f /f >> /g; done',
  'seq 1 100000 > /f; while true; do grep -E "(a+)+$" /f; done',
  'echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! | grep -E "^(a+)+$"',
  'seq 1 100000 > /f; while true; do sort -r /f > /g; done',
  'i=0; while true; do i=$((i+1)); echo x > /f$i; done',
  'printf "%100000000s" x',
  'while true; do (sleep 100 &) ; done',
  'while true; do sleep 1000 & done',
  'trap "kill -USR1 $$" USR1; kill -USR1 $$; while true; do :; done',
  'set -- $(seq 1 100000); for i; do for j; do :; done; done',
  'mkdir /a; cd /a; while true; do mkdir a; cd a; done',
  'mkdir /a; while true; do cp -r /a /a/b$RANDOM; done',
  'a=1; while true; do eval "v$a=x"; a=$((a+1)); done',
  'tail -f /f & while true; do echo x >> /f; done',
  'nc -l -p 1 < /dev/null & while true; do nc localhost 1 < /dev/null; done',
  'while true; do wget -qO- localhost:80; done',
  'echo $((9999999999999999999 ** 9999999999))',
  `${'('.repeat(400)}echo x${')'.repeat(400)}`,
  `${'if true; then '.repeat(300)}echo x${'; fi'.repeat(300)}`,
  `echo ${'$(echo '.repeat(200)}x${')'.repeat(200)}`,
  `echo $((${'('.repeat(200)}1${')'.repeat(200)}))`,
  '[[ x =~ ((((((((((x{100}){100}){100}){100}){100}){100}){100}){100}){100}){100} ]]',
  'case x in ' + '*a'.repeat(500) + ') echo;; esac',
]

for (const script of HOSTILE) {
  test(`bounded: ${script.slice(0, 60)}`, () => {
    const bench = createBench()
    runScript(script, { bench, limitMs: 120_000 })
    expect(bench.world.journal.length).toBeLessThan(30_000)
    expect(bench.world.clock.fired).toBeLessThan(150_000)
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

test('a fork bomb meets the limit of processes', () => {
  const { output, exitCode } = runScript(':(){ :|:& };:', { limitMs: 60_000 })
  expect(output).toContain("can't fork: Resource temporarily unavailable")
  expect(exitCode).not.toBeNull()
})
