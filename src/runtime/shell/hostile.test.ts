import { expect, test } from 'vitest'
import { createBench, runScript } from '../testing/bench.ts'

const LONG =
  'x=aaaaaaaaaaaaaaaa; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do x=$x$x; done; echo "$x" > /f'

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
  "echo x | grep -E 'x{0}{100}{100}{100}{100}{100}'",
  "echo x | sed -E 's/(a*){100}{100}{50}/b/'",
  "echo x | grep -E '(x|){100}{100}'",
  'expr x : "\\(x\\{0\\}\\)\\{100\\}\\{100\\}\\{100\\}"',
  `echo a | sed '${'s/.*/&&/;'.repeat(40)}' | wc -c`,
  `echo a | sed '${'s/a/aaaaaaaaaa/g;'.repeat(20)}' > /f`,
  `echo a | sed '${'p;'.repeat(5000)}' | sed '${'p;'.repeat(5000)}' | wc -l`,
  `${LONG}; sed "s/a/$x/g" /f > /g`,
  `${LONG}; cut -c $(seq -s, 1 20000) /f | wc -c`,
  `${LONG}; cut -d a -f $(seq -s, 1 2 20000) /f | wc -c`,
  `${LONG}; tr $(seq -s '' 1 300) x < /f | sort | uniq -c`,
  `${LONG}; for i in 1 2 3; do sort -k 2 -t a /f /f /f /f; done`,
  `${LONG}; case $x in ${'*a'.repeat(500)}*b) echo y;; esac`,
  `${LONG}; case $x in ${'?'.repeat(1500)}*${'[ab]'.repeat(400)}) echo y;; esac`,
  `${LONG}; echo \${x##${'*a'.repeat(500)}*b}`,
  `${LONG}; echo \${x%%b${'*a'.repeat(500)}}`,
  `${LONG}; echo "$x" | grep -E "${'(a|b)*'.repeat(100)}c"`,
  `${LONG}; echo "$x" | grep -c "${'a*'.repeat(300)}b"`,
  'seq 1 150000 > /f; cat' + ' /f'.repeat(1000),
  'seq 1 150000 > /f; sort' + ' /f'.repeat(1000) + ' | wc -l',
  'seq 1 150000 > /f; grep -c 1' + ' /f'.repeat(1000),
  'seq 1 150000 > /f; base64' + ' /f'.repeat(1000),
  'seq 1 1000000 > /f; awk 0 /f /f /f',
  'while true; do httpd -p ////////; done',
  `while true; do find / -name '${'['.repeat(400)}'; done`,
  'i=1; while true; do httpd -p $i; i=$((i+1)); done',
  `${LONG}; seq -s "$x" 1 200000 | wc -c`,
  'seq 1 0.00000000000000000001 2 | wc -c',
  'seq -w 1 100000000000 | wc -c',
  'seq 9007199254740990 9007199254740999 | wc -l',
  `${LONG}; seq 1 500 | xargs -I a echo "$x" | wc -c`,
  `${LONG}; echo "$x" | xargs -I a echo "$x"`,
  'seq 1 200000 | xargs -n 1 seq 1',
  `${LONG}; cat << END | wc -c\n${'$x'.repeat(2000)}\nEND`,
  `${LONG}; echo "${'$x'.repeat(2000)}" | wc -c`,
  `${LONG}; y="${'$x'.repeat(2000)}"; echo end`,
  'set -- $(seq 1 20000); y="' + '$@'.repeat(200) + '"; echo end',
  'set -- $(seq 1 20000); printf "%s\\n" ' + '"$@" '.repeat(200) + '| wc -l',
  'set -- $(seq 1 20000); for a; do printf "%s" "$@"; done | wc -c',
  `printf "${'%0000000'.repeat(2000)}" 1`,
  `printf "%${'0'.repeat(50000)}" 1`,
  `printf "%s\\n" $(seq 1 20000) $(seq 1 20000) | wc -l`,
  `echo -e "${'\\\\'.repeat(30000)}"`,
  `x=" $(printf "%1000s" " ")"; for i in 1 2 3 4 5 6 7 8 9; do x=$x$x; done; echo "a${'$x'.repeat(1)}b" > /f; read y < /f; echo end`,
  `echo $((${Array.from({ length: 30_000 }, () => '1').join('+')}))`,
  `[ ${'! '.repeat(3000)} x ]; [ ${'( '.repeat(3000)} x ]; echo end`,
  `expr ${'length '.repeat(3000)} x; expr ${'( '.repeat(3000)} x; expr ${'9'.repeat(50_000)} + 1`,
  'sleep 99999999999999999999',
  'usleep 1e300; timeout 99999999999999999999 true; timeout 1e9 true',
]

for (const script of HOSTILE) {
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

const BASH: readonly string[] = [
  `echo ${'{a,b}'.repeat(400)}`,
  `echo ${'{1..1000}'.repeat(50)}`,
  `echo ${'{a,b}{c,d}x'.repeat(8)} | wc -w`,
  `for i in ${'{1..30}'.repeat(20)}; do :; done`,
  'x=aaaaaaaaaaaaaaaa; for i in 1 2 3 4 5 6 7 8 9 10 11; do x=$x$x; done; y=${x//a/$x}',
  'x=aaaaaaaaaaaaaaaa; for i in 1 2 3 4 5; do x=$x$x; done; while true; do x=${x/a/$x}; done',
  'x=abababababababab; for i in 1 2 3 4 5 6; do x=$x$x; done; y=${x//[ab]/$x}; echo ${#y}',
  'x=aaaaaaaaaaaaaaaa; for i in 1 2 3 4 5 6 7 8 9 10 11; do x=$x$x; done; [[ $x =~ (a|aa)+(a|aa)+b ]]',
]

for (const script of BASH) {
  test(`bounded in bash: ${script.slice(0, 60)}`, () => {
    const bench = createBench()
    runScript(script, { bench, limitMs: 120_000, shell: 'bash', image: 'debian' })
    expect(bench.world.clock.fired).toBeLessThan(150_000)
    expect(bench.entries('Fault')).toEqual([])
  })
}

// What the real tools do, where it does not take longer than anybody waits.
test.for([
  ["echo x | grep -E 'x{0}{100}{100}{100}{100}{100}'", 'x'],
  [`${LONG}; cut -c $(seq -s, 1 20000) /f | wc -c`, '20001'],
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
