import { expect, test } from 'vitest'
import { runScript } from '../testing/bench.ts'

interface Case {
  readonly script: string
  readonly output: string
  readonly code?: number
}

const CASES: readonly Case[] = [
  // Quoting and expansion
  { script: 'echo a "b  c" d\\ e \'$x\'', output: 'a b  c d e $x' },
  { script: 'x=1; echo $x "${x}2" ${y:-none} ${x:+set}', output: '1 12 none set' },
  {
    script: 'x="a b"; for w in $x; do echo $w; done; for w in "$x"; do echo $w; done',
    output: 'a\nb\na b',
  },
  {
    script: 'echo $((2 + 3 * 4)) $(( (1 + 1) ** 3 )) $((7 % 4)) $((5 > 3 ? 10 : 20))',
    output: '14 8 3 10',
  },
  {
    script: 'n=7; set -- 3; echo $(($n+1)) $(( $n * $1 )) $(($?+2)) $((${n}-1))',
    output: '8 21 2 6',
  },
  { script: 'i=0; i=$((i+1)); echo $i; echo $((i++)) $i', output: '1\n1 2' },
  { script: 'echo $(echo a; echo b) `echo c`', output: 'a b c' },
  {
    script: 'f=/a/b/file.tar.gz; echo ${f##*/} ${f%/*} ${f%%.*} ${f#*.} ${#f}',
    output: 'file.tar.gz /a/b /a/b/file tar.gz 16',
  },
  { script: 'x=hello; echo ${x/l/L} ${x//l/L} ${x:1:3}', output: 'heLlo heLLo ell' },
  { script: 'echo ${x:=v} $x', output: 'v v' },
  { script: ': ${x:?is needed}; echo no', output: 'sh: x: is needed', code: 2 },
  { script: 'echo ~ ~/x', output: '/root /root/x' },
  {
    script: 'mkdir /w; cd /w; touch b.txt a.txt c.log; echo *.txt; echo *.none; echo "*.txt"; ls',
    output: 'a.txt b.txt\n*.none\n*.txt\na.txt\nb.txt\nc.log',
  },
  {
    script:
      'set -- a "b c"; echo $# $1 "$2"; for p in "$@"; do echo "[$p]"; done; shift; echo "$*"',
    output: '2 a b c\n[a]\n[b c]\nb c',
  },
  // Lists and conditions
  { script: 'true && echo yes || echo no; false && echo yes || echo no', output: 'yes\nno' },
  { script: '! false; echo $?; ! true; echo $?', output: '0\n1' },
  { script: 'if [ 1 -lt 2 ]; then echo a; elif true; then echo b; else echo c; fi', output: 'a' },
  { script: 'if [ -f /nope ]; then echo a; else echo c; fi', output: 'c' },
  { script: 'case abc in x) echo x;; a*|b) echo hit;; *) echo other;; esac', output: 'hit' },
  {
    script: '[ "a" = "a" -a "b" != "c" ] && echo both; [ ! -e /x ] && echo absent',
    output: 'both\nabsent',
  },
  {
    script: '[[ abc == a* && ! -f /x ]] && echo ok; [[ a1 =~ ^[a-z][0-9]$ ]] && echo regex',
    output: 'ok\nregex',
  },
  { script: 'test -d /tmp; echo $?; test 3 -gt x; echo $?', output: '0\nsh: x: bad number\n2' },
  // Loops
  { script: 'for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done', output: '1\n3' },
  { script: 'i=0; while true; do i=$((i+1)); [ $i -ge 3 ] && break; done; echo $i', output: '3' },
  { script: 'i=0; until [ $i -eq 2 ]; do echo $i; i=$((i+1)); done', output: '0\n1' },
  {
    script: 'for i in 1 2; do for j in a b; do [ $j = b ] && break 2; echo $i$j; done; done',
    output: '1a',
  },
  { script: 'echo a b c | while read x y; do echo "$x|$y"; done', output: 'a|b c' },
  { script: 'printf "1\\n2\\n" | while read n; do echo n=$n; done', output: 'n=1\nn=2' },
  { script: 'for i in $(seq 1 3); do printf "%s " $i; done; echo', output: '1 2 3 ' },
  // Functions
  {
    script: 'f() { local x=in; echo "$1 $x"; return 4; }; x=out; f hi; echo $? $x',
    output: 'hi in\n4 out',
  },
  { script: 'f() { echo $#; }; f a b c', output: '3' },
  // Pipes and redirections
  { script: 'echo hello | tr a-z A-Z | cut -c1-3', output: 'HEL' },
  { script: 'printf "b\\na\\nb\\n" | sort -u | wc -l', output: '2' },
  {
    script: 'echo one > /f; echo two >> /f; cat < /f; cat /nope 2>/dev/null; echo $?',
    output: 'one\ntwo\n1',
  },
  { script: 'cat <<EOF\na $((1+1)) $HOME\nEOF', output: 'a 2 /root' },
  { script: "cat <<'EOF'\n$HOME\nEOF", output: '$HOME' },
  { script: 'ls /nope > /f 2>&1; cat /f', output: 'ls: /nope: No such file or directory' },
  { script: '{ echo a; echo b; } > /f; (echo c) >> /f; cat /f', output: 'a\nb\nc' },
  { script: 'yes | head -n 2', output: 'y\ny' },
  { script: 'echo x | tee /f; cat /f', output: 'x\nx' },
  {
    script: 'echo hi > /no/dir/f; echo $?',
    output: "sh: can't create /no/dir/f: nonexistent directory\n1",
  },
  // Jobs, traps, options
  { script: 'sleep 2 & wait $!; echo done $?', output: 'done 0' },
  { script: 'false & wait $!; echo $?', output: '1' },
  { script: 'trap "echo bye" EXIT; echo hi; exit 3', output: 'hi\nbye', code: 3 },
  { script: 'trap "echo got" USR1; kill -USR1 $$; echo after', output: 'got\nafter' },
  { script: 'set -e; echo a; false; echo b', output: 'a', code: 1 },
  { script: 'set -e; if false; then :; fi; false || true; echo still', output: 'still' },
  { script: 'set -x; echo a', output: '+ echo a\na' },
  { script: 'set -u; echo $nothing', output: 'sh: nothing: parameter not set', code: 2 },
  { script: 'exec echo replaced; echo never', output: 'replaced' },
  { script: 'eval "x=5; echo \\$x"', output: '5' },
  {
    script: 'echo "echo sourced \\$1" > /s.sh; . /s.sh; sh /s.sh arg; chmod +x /s.sh; /s.sh direct',
    output: 'sourced\nsourced arg\nsourced direct',
  },
  { script: 'kill -9 $$; echo still here', output: '', code: 137 },
  { script: 'timeout 1 sleep 5; echo $?', output: 'Terminated\n143' },
  { script: '(exit 5); echo $?', output: '5' },
  { script: 'x=1; (x=2); echo $x', output: '1' },
  { script: 'command -v ls; command -v nothere; echo $?', output: '/bin/ls\n127' },
  // Errors
  { script: 'foo', output: 'sh: foo: not found', code: 127 },
  { script: 'foo; echo $?', output: 'sh: foo: not found\n127' },
  { script: 'echo $((1/0)); echo never', output: 'sh: divide by zero', code: 2 },
  {
    script: 'if true; then',
    output: 'sh: syntax error: unexpected end of file (expecting "fi")',
    code: 2,
  },
  {
    script: 'cat /etc/none',
    output: "cat: can't open '/etc/none': No such file or directory",
    code: 1,
  },
  { script: '', output: '' },
  // Tools
  { script: 'echo -e "a\\tb\\n"; echo -n x; echo', output: 'a\tb\n\nx' },
  { script: 'printf "%s-%03d-%x\\n" a 7 255', output: 'a-007-ff' },
  { script: 'echo "a=1" | sed "s/=/: /"; echo aaa | sed "s/a/b/g"', output: 'a: 1\nbbb' },
  {
    script:
      'printf "one\\ntwo\\nthree\\n" > /f; grep -n t /f; grep -c o /f; grep -v o /f; grep zzz /f; echo $?',
    output: '2:two\n3:three\n2\nthree\n1',
  },
  {
    script: 'printf "1\\n2\\n3\\n4\\n" > /f; head -n 2 /f; tail -n 1 /f; tail -2 /f; wc -l /f',
    output: '1\n2\n4\n3\n4\n4 /f',
  },
  {
    script: 'echo a:b:c | cut -d: -f2; echo secret | base64; echo c2VjcmV0Cg== | base64 -d',
    output: 'b\nc2VjcmV0Cg==\nsecret',
  },
  {
    script:
      'mkdir -p /a/b; echo x > /a/b/c; cp -r /a /z; cat /z/b/c; mv /z /y; ls /y; rm -rf /y; ls /y',
    output: 'x\nb\nls: /y: No such file or directory',
    code: 1,
  },
  {
    script: 'date -u +%FT%T; date +%s',
    output: '2026-03-02T10:00:00Z'.slice(0, 19) + '\n1772445600',
  },
  {
    script: 'hostname; whoami; uname; pwd; cd /tmp; pwd; cd /nope',
    output:
      "test\nroot\nLinux\n/\n/tmp\nsh: cd: line 0: can't cd to /nope: No such file or directory",
    code: 2,
  },
  {
    script: 'A=1 env | grep ^A=; export B=2; printenv B; B=3 printenv B; printenv NOPE; echo $?',
    output: 'A=1\n2\n3\n1',
  },
  { script: 'echo 1 2 3 | xargs -n1 echo n', output: 'n 1\nn 2\nn 3' },
  {
    script:
      'mkdir -p /w/a /w/b; touch /w/a/x /w/b/y; find /w -name a -prune -o -type f -print; find /w -prune',
    output: '/w/b/y\n/w',
  },
  {
    script:
      'touch /tmp/u /tmp/g; chown nobody /tmp/u; chown :7 /tmp/g; find /tmp -user nobody; find /tmp -group 7; find /tmp -user nosuch',
    output: '/tmp/u\n/tmp/g',
  },
  { script: 'find /etc -name "host*" -type f', output: '/etc/hostname\n/etc/hosts' },
]

for (const { script, output, code = 0 } of CASES) {
  test(`sh runs: ${script.slice(0, 70).replaceAll('\n', ' ')}`, () => {
    const result = runScript(script)
    expect({ output: result.output.trimEnd(), code: result.exitCode }).toEqual({
      output: output.trimEnd(),
      code,
    })
  })
}

const TIMES: readonly { readonly script: string; readonly ms: number }[] = [
  { script: 'sleep 5', ms: 5000 },
  { script: 'sleep 1.5; sleep 1m', ms: 61_500 },
  { script: 'sleep 3 & sleep 2; wait', ms: 3000 },
  { script: 'sleep 2 | sleep 1', ms: 2000 },
  { script: 'for i in 1 2 3; do sleep 1; done', ms: 3000 },
  { script: 'timeout 2 sleep 10', ms: 2000 },
]

for (const { script, ms } of TIMES) {
  test(`${script} takes ${ms} ms and little more`, () => {
    const { tookMs } = runScript(script)
    expect(tookMs).toBeGreaterThanOrEqual(ms)
    expect(tookMs).toBeLessThan(ms + 80)
  })
}

test('bash names itself in its errors and knows braces', () => {
  const { output } = runScript('foo; echo {a,b}{1..2}', { image: 'bash:5', shell: 'bash' })
  expect(output).toBe('bash: line 1: foo: command not found\na1 a2 b1 b2')
})

test("Debian's sh is dash: its echo has no -e and reads escapes always", () => {
  expect(runScript("echo -e 'a\\tb'", { image: 'debian' }).output).toBe('-e a\tb')
})
