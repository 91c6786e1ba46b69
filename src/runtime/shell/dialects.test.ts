import { expect, test } from 'vitest'
import { runScript } from '../testing/bench.ts'

// What busybox ash 1.36 and dash 0.5.12 print, and the exit code of the script. `npm run compare:shell` asks them.
type Row = readonly [script: string, ash: string, ashCode: number, dash: string, dashCode: number]

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  'names that are not found': [
    ['nosuch', 'sh: nosuch: not found', 127, 'sh: 1: nosuch: not found', 127],
    ['echo a\nnosuch', 'a\nsh: nosuch: not found', 127, 'a\nsh: 2: nosuch: not found', 127],
    [
      'cd /nope; echo $?',
      "sh: cd: line 0: can't cd to /nope: No such file or directory\n2",
      0,
      "sh: 1: cd: can't cd to /nope\n2",
      0,
    ],
    ['/no/such; echo $?', 'sh: /no/such: not found\n127', 0, 'sh: 1: /no/such: not found\n127', 0],
  ],
  'arithmetic works on the text after the expansion': [
    ['echo $(($nope + 0))', '0', 0, '0', 0],
    ['echo $(($nope))', '0', 0, 'sh: 1: arithmetic expression: expecting primary: ""', 2],
    [
      'echo $(($nope / 1)); echo no',
      'sh: arithmetic syntax error',
      2,
      'sh: 1: arithmetic expression: expecting primary: " / 1"',
      2,
    ],
    ['echo $((nope + 1))', '1', 0, '1', 0],
    ['set -u; echo $((nope + 1))', '1', 0, '1', 0],
    ['x=abc; echo $((x))', '0', 0, 'sh: 1: Illegal number: abc', 2],
    ['echo $((9223372036854775807 + 1))', '-9223372036854775808', 0, '-9223372036854775808', 0],
    ['echo $((0 && 1 / 0))', '0', 0, '0', 0],
    [
      'echo $((1 / 0)); echo no',
      'sh: divide by zero',
      2,
      'sh: 1: arithmetic expression: division by zero: "1 / 0"',
      2,
    ],
    [
      'x=5; echo $((x++)) $x',
      '5 6',
      0,
      'sh: 1: arithmetic expression: expecting primary: "x++"',
      2,
    ],
    [
      'i=$(($a + $b)); echo $i',
      'sh: arithmetic syntax error',
      2,
      'sh: 1: arithmetic expression: expecting primary: " + "',
      2,
    ],
    [
      'echo $((0 + $nope * 2)); echo no',
      'sh: arithmetic syntax error',
      2,
      'sh: 1: arithmetic expression: expecting primary: "0 +  * 2"',
      2,
    ],
    [
      'echo $(( $x ? 1 : 2 )); echo no',
      'sh: arithmetic syntax error',
      2,
      'sh: 1: arithmetic expression: expecting primary: "  ? 1 : 2 "',
      2,
    ],
  ],
  'builtins misused': [
    [
      'local x=1; echo no',
      'sh: local: line 0: not in a function',
      2,
      'sh: 1: local: not in a function',
      2,
    ],
    ['shift 3; echo $?', '1', 0, "sh: 1: shift: can't shift that many", 2],
    ['set -- a b; shift 2; echo $# $?', '0 0', 0, '0 0', 0],
    [
      'export 1a=b; echo no',
      'sh: export: line 0: 1a: bad variable name',
      2,
      'sh: 1: export: 1a: bad variable name',
      2,
    ],
    ['readonly r=1; r=2; echo no', 'sh: r: is read only', 2, 'sh: 1: r: is read only', 2],
    [
      'readonly r=1; unset r',
      'sh: unset: line 0: r: is read only',
      2,
      'sh: 1: unset: r: is read only',
      2,
    ],
    ['exit abc', 'sh: exit: line 0: Illegal number: abc', 2, 'sh: 1: exit: Illegal number: abc', 2],
    [
      'set -o nosuch; echo $?',
      'sh: set: line 0: illegal option -o nosuch\n1',
      0,
      'sh: 1: set: Illegal option -o nosuch',
      2,
    ],
    [
      '. ./no; echo no',
      "sh: .: line 0: can't open './no': No such file or directory",
      2,
      'sh: 1: .: cannot open ./no: No such file',
      2,
    ],
    [
      'trap x FOO; echo $?',
      'sh: trap: line 0: FOO: invalid signal specification\n1',
      0,
      'trap: FOO: bad trap\n1',
      0,
    ],
    [
      'type nosuch; type cd; type :',
      'nosuch: not found\ncd is a shell builtin\n: is a special shell builtin',
      0,
      'nosuch: not found\ncd is a shell builtin\n: is a special shell builtin',
      0,
    ],
    [
      'echo ${x:?}',
      'sh: x: parameter not set or null',
      2,
      'sh: 1: x: parameter not set or null',
      2,
    ],
    [
      'f() { local x=1; }; f; local y=2; echo no',
      'sh: local: line 0: not in a function',
      2,
      'sh: 1: local: not in a function',
      2,
    ],
    [
      'eval "local a=1"; echo no',
      'sh: local: line 0: not in a function',
      2,
      'sh: 1: local: not in a function',
      2,
    ],
    [
      '( local a=1; echo no ); echo $?',
      'sh: local: line 0: not in a function\n2',
      0,
      'sh: 1: local: not in a function\n2',
      0,
    ],
    [
      'x=$(local b; echo no); echo "$? $x"',
      'sh: local: line 0: not in a function\n2 ',
      0,
      'sh: 1: local: not in a function\n2 ',
      0,
    ],
  ],
  tests: [
    ['[ 1 -eq a ]; echo $?', 'sh: a: bad number\n2', 0, 'sh: 1: [: Illegal number: a\n2', 0],
    ['[ a = b; echo $?', 'sh: missing ]\n2', 0, 'sh: 1: [: missing ]\n2', 0],
    [
      '[ 1 = 1 2 ]; echo $?',
      'sh: 2: unknown operand\n2',
      0,
      'sh: 1: [: 1: unexpected operator\n2',
      0,
    ],
    [
      '[ x -foo y ]; echo $?',
      'sh: -foo: unknown operand\n2',
      0,
      'sh: 1: [: x: unexpected operator\n2',
      0,
    ],
    [
      'test 1 -gt; echo $?',
      'sh: -gt: argument expected\n2',
      0,
      'sh: 1: test: -gt: argument expected\n2',
      0,
    ],
    ['[ a == a ]; echo $?', '0', 0, 'sh: 1: [: a: unexpected operator\n2', 0],
    ['[ ! ]; echo $?; [ = = = ]; echo $?', '0\n0', 0, '0\n0', 0],
  ],
  redirections: [
    [
      'cat < no; echo $?',
      "sh: can't open no: no such file\n1",
      0,
      'sh: 1: cannot open no: No such file\n2',
      0,
    ],
    [
      'echo > /no/x; echo $?',
      "sh: can't create /no/x: nonexistent directory\n1",
      0,
      'sh: 1: cannot create /no/x: Directory nonexistent\n2',
      0,
    ],
    [
      ': < no; echo no',
      "sh: can't open no: no such file",
      1,
      'sh: 1: cannot open no: No such file',
      2,
    ],
    [
      'exec nosuch; echo no',
      'sh: exec: line 0: nosuch: not found',
      127,
      'sh: 1: exec: nosuch: not found',
      127,
    ],
  ],
  'syntax errors end a script where they stand': [
    [
      'echo a\necho b; fi',
      'a\nsh: syntax error: unexpected "fi"',
      2,
      'a\nsh: 2: Syntax error: "fi" unexpected',
      2,
    ],
    [
      'echo "a',
      'sh: syntax error: unterminated quoted string',
      2,
      'sh: 1: Syntax error: Unterminated quoted string',
      2,
    ],
    [
      'while true; do echo',
      'sh: syntax error: unexpected end of file (expecting "done")',
      2,
      'sh: 1: Syntax error: end of file unexpected (expecting "done")',
      2,
    ],
    [
      'echo a; for i in 1 2; do echo $i',
      'sh: syntax error: unexpected end of file (expecting "done")',
      2,
      'sh: 1: Syntax error: end of file unexpected (expecting "done")',
      2,
    ],
    [
      'if true; then echo a',
      'sh: syntax error: unexpected end of file (expecting "fi")',
      2,
      'sh: 1: Syntax error: end of file unexpected (expecting "fi")',
      2,
    ],
  ],
  'children are processes of their own': [
    ["sh -c 'kill -TERM $$'; echo $?", 'Terminated\n143', 0, 'Terminated\n143', 0],
    ["sh -c 'kill -KILL $$'; echo $?", 'Killed\n137', 0, 'Killed\n137', 0],
    ["sh -c 'kill -INT $$'; echo $?", '130', 0, '130', 0],
    ["a=$$; b=$(sh -c 'echo $$'); [ $a = $b ]; echo $?", '1', 0, '1', 0],
    [
      "echo 'kill -USR1 $$; echo no' > /s; sh /s; echo $?",
      'User defined signal 1\n138',
      0,
      'User defined signal 1\n138',
      0,
    ],
    [
      "trap 'echo got' TERM; sh -c 'kill -TERM $PPID'; echo after",
      'got\nafter',
      0,
      'got\nafter',
      0,
    ],
    ['timeout 1 sleep 5; echo $?', 'Terminated\n143', 0, '124', 0],
    ['a() { sh -c "kill -HUP \\$\\$"; echo $?; }; a', 'Hangup\n129', 0, 'Hangup\n129', 0],
    [
      '(sh -c "kill -TERM \\$\\$"; echo in $?); echo out $?',
      'Terminated\nin 143\nout 0',
      0,
      'Terminated\nin 143\nout 0',
      0,
    ],
  ],
  fields: [
    ['IFS=:; x=a::b; set -- $x; echo $#; x=:a:; set -- $x; echo $#', '3\n2', 0, '3\n2', 0],
    ['set -- ; echo "$*" "$@" x', ' x', 0, ' x', 0],
    ['printf \'a\\\\tb c\\n\' | { read x y; echo "$x|$y"; }', 'atb|c', 0, 'atb|c', 0],
    ['printf \'a\\\\tb c\\n\' | { read -r x y; echo "$x|$y"; }', 'a\\tb|c', 0, 'a\tb|c', 0],
    ['mkdir /w /w/d; cd /w; touch f; echo */', 'd/', 0, 'd/', 0],
  ],
  numbers: [
    ['printf "%d %d\\n" 010 0x1f; echo $((010 + 1))', '8 31\n9', 0, '8 31\n9', 0],
    [
      'printf "%d\\n" abc; echo $?',
      "sh: invalid number 'abc'\n0\n1",
      0,
      'sh: 1: printf: abc: expected numeric value\n0\n1',
      0,
    ],
    [
      'printf "%x %o %u\\n" -1 -1 -1',
      'ffffffffffffffff 1777777777777777777777 18446744073709551615',
      0,
      'ffffffffffffffff 1777777777777777777777 18446744073709551615',
      0,
    ],
    [
      'seq 3 -1 1; seq -w 8 10; seq 0 .5 1',
      '3\n2\n1\n08\n09\n10\n0.0\n0.5\n1.0',
      0,
      '3\n2\n1\n08\n09\n10\n0.0\n0.5\n1.0',
      0,
    ],
  ],
}

for (const [script, ash, ashCode, dash, dashCode] of Object.values(ROWS).flat()) {
  const title = script.replaceAll('\n', '; ')
  test(`ash: ${title}`, () => {
    const { output, exitCode } = runScript(`exec 2>&1; ${script}`)
    expect({ output, exitCode }).toEqual({ output: ash, exitCode: ashCode })
  })
  test(`dash: ${title}`, () => {
    const { output, exitCode } = runScript(`exec 2>&1; ${script}`, { image: 'debian' })
    expect({ output, exitCode }).toEqual({ output: dash, exitCode: dashCode })
  })
}

test('each kind has at least four', () => {
  expect(Object.entries(ROWS).filter(([, rows]) => rows.length < 4)).toEqual([])
})

test('the shell names itself as it was called', () => {
  const { output } = runScript('nosuch', { shell: '/bin/sh' })
  expect(output).toBe('/bin/sh: nosuch: not found')
})

test("GNU's seq counts down below zero, busybox's takes a leading minus for an option", () => {
  expect(runScript('seq -1 -1 -3', { image: 'debian' }).output).toBe('-1\n-2\n-3')
  expect(runScript('seq -1 -1 -3').output).toContain("seq: invalid option -- '1'")
})
