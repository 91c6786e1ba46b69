// Random shell scripts from a seed: what people write in a manifest, and the corners beside it. They end by
// themselves, print no time and no process number, and touch only the folder that they run in.
import { createPrng, type Prng } from '#lib/prng.ts'

interface Writer {
  readonly prng: Prng
  /** How deep constructs may still nest. */
  readonly depth: number
  readonly inFunction: boolean
}

type Make = (writer: Writer) => string

const pick = <T>(prng: Prng, items: readonly T[]): T => items[prng.next(items.length)] as T
const chance = (prng: Prng, percent: number): boolean => prng.next(100) < percent
const deeper = (writer: Writer): Writer => ({ ...writer, depth: writer.depth - 1 })
const several = (writer: Writer, most: number, make: Make, separator: string): string =>
  Array.from({ length: 1 + writer.prng.next(most) }, () => make(writer)).join(separator)

const NAMES = ['a', 'b', 'c', 'x', 'y', 'n', 'nope', 'words', 'path', 'HOME2'] as const
const PLAIN = [
  'a',
  'b',
  'foo',
  'bar',
  'hello',
  'x1',
  '0',
  '1',
  '7',
  '42',
  '-5',
  '010',
  'a.b',
] as const
const FILES = ['f', 'g', 'h.txt', 'k.txt', 'dir/f', 'nofile', 'dir'] as const

const name: Make = ({ prng }) => pick(prng, NAMES)
const file: Make = ({ prng }) => pick(prng, FILES)
const number: Make = ({ prng }) =>
  String(pick(prng, [0, 1, 2, 3, 5, 7, 10, 42, 100, 255, -1, -7, prng.next(1000)]))

const PATTERNS = [
  '*',
  'a*',
  '*a',
  '?',
  'f*',
  '*.txt',
  '[a-f]*',
  '[!a]*',
  'foo',
  '*o*',
  '*/',
] as const

const parameter: Make = (writer) => {
  const { prng } = writer
  const of = chance(prng, 85) ? name(writer) : pick(prng, ['1', '2', '#', '?', '@', '*', '0', '-'])
  if (chance(prng, 45)) return of.length === 1 || chance(prng, 60) ? `$${of}` : `\${${of}}`
  const plain = name(writer)
  return pick<() => string>(prng, [
    () => `\${#${plain}}`,
    () => `\${${plain}:-${value(deeper(writer))}}`,
    () => `\${${plain}-${value(deeper(writer))}}`,
    () => `\${${plain}:+${value(deeper(writer))}}`,
    () => `\${${plain}+set}`,
    () => `\${${plain}:=${pick(prng, PLAIN)}}`,
    () => `\${${plain}#${pick(prng, PATTERNS)}}`,
    () => `\${${plain}##${pick(prng, PATTERNS)}}`,
    () => `\${${plain}%${pick(prng, PATTERNS)}}`,
    () => `\${${plain}%%${pick(prng, PATTERNS)}}`,
    () => (chance(prng, 10) ? `\${${plain}:?is not set}` : `\${${plain}}`),
  ])()
}

const arithmetic: Make = (writer) => {
  const { prng, depth } = writer
  const operand = (): string =>
    pick<() => string>(prng, [
      () => String(prng.next(20)),
      () => name(writer),
      () => `$${name(writer)}`,
      () => pick(prng, ['010', '0x1f', '1000000', '-3']),
      () => (depth > 0 ? `(${arithmetic(deeper(writer))})` : '1'),
    ])()
  if (chance(prng, 15)) return operand()
  if (chance(prng, 8)) return `${operand()} ? ${operand()} : ${operand()}`
  if (chance(prng, 6))
    return `${pick(prng, ['x', 'y', 'n'])} ${pick(prng, ['=', '+=', '-=', '*='])} ${operand()}`
  if (chance(prng, 6)) return `${pick(prng, ['!', '~', '-', '+'])}${operand()}`
  const operator = pick(prng, '+ - * / % < > <= >= == != && || & | ^ << >>'.split(' '))
  const right = operator === '<<' || operator === '>>' ? String(prng.next(8)) : operand()
  return `${operand()} ${operator} ${right}`
}

const value: Make = (writer) => {
  const { prng, depth } = writer
  const roll = prng.next(100)
  if (roll < 40) return pick(prng, PLAIN)
  if (roll < 65) return parameter(writer)
  if (roll < 74) return `$((${arithmetic(writer)}))`
  if (roll < 80 && depth > 0) return `$(${simple(deeper(writer))})`
  return pick(prng, PLAIN)
}

const word: Make = (writer) => {
  const { prng } = writer
  const roll = prng.next(100)
  if (roll < 35) return value(writer)
  if (roll < 65) return `"${several(writer, 3, value, pick(prng, ['', ' ', '  ']))}"`
  if (roll < 75) return `'${pick(prng, ['a b', '$x', 'a  b', '*', '', 'x y z', '\\n', 'a"b'])}'`
  if (roll < 80) return pick(prng, PATTERNS)
  if (roll < 84) return pick(prng, ['"$@"', '"$*"', '$@', '$*', '$#', '$?'])
  if (roll < 88)
    return pick(prng, ['a\\ b', '\\$x', '\\*', '~', 'a=b', '{a,b}', '{1..3}', 'a#x', '""'])
  return value(writer) + value(writer)
}

const words = (writer: Writer, most: number): string => several(writer, most, word, ' ')

const echo: Make = (writer) => {
  const { prng } = writer
  const option = chance(prng, 8) ? pick(prng, ['-n ', '-e ', '-ne ', '-- ']) : ''
  if (chance(prng, 6)) return `echo ${option}'a\\tb\\nc\\\\d'`
  return `echo ${option}${words(writer, 3)}`
}

const FORMATS = [
  '%s\\n',
  '%d\\n',
  '[%5s]\\n',
  '[%-5s]\\n',
  '%05d\\n',
  '%x %o\\n',
  '%s %s\\n',
  '%c\\n',
  '%%\\n',
  '%.2s\\n',
  '%b\\n',
  '%i|',
  '%u\\n',
] as const

const printf: Make = (writer) => {
  const format = pick(writer.prng, FORMATS)
  const numeric = /[dxoiu]/.test(format)
  const argument = numeric && chance(writer.prng, 92) ? number : word
  return `printf '${format}' ${several(writer, 3, argument, ' ')}`
}

const test: Make = (writer) => {
  const { prng } = writer
  const quoted = (): string => `"${value(writer)}"`
  const expression = pick<() => string>(prng, [
    () => `${quoted()} = ${quoted()}`,
    () => `${quoted()} != ${quoted()}`,
    () => `-z ${quoted()}`,
    () => `-n ${quoted()}`,
    () =>
      `${number(writer)} ${pick(prng, ['-eq', '-ne', '-lt', '-le', '-gt', '-ge'])} ${number(writer)}`,
    () => `${value(writer)} ${pick(prng, ['-eq', '-lt', '-gt'])} ${number(writer)}`,
    () => `${pick(prng, ['-e', '-f', '-d', '-s', '-r', '-x', '-L'])} ${file(writer)}`,
    () => word(writer),
    () => `! ${quoted()} = ${quoted()}`,
    () => `${quoted()} = ${quoted()} ${pick(prng, ['-a', '-o'])} -n ${quoted()}`,
  ])()
  return chance(prng, 85) ? `[ ${expression} ]` : `test ${expression}`
}

const source: Make = ({ prng }) =>
  pick(prng, [
    "printf 'b 2\\na 1\\nc 3\\na 1\\n'",
    'seq 1 5',
    'seq 5',
    'seq 10 -3 1',
    'seq -2 2',
    'seq 3 1',
    'seq -s, 1 4',
    'seq -w 8 11',
    'seq 0 5 20',
    'echo hello world',
    "printf 'one:two:three\\nfour:five\\n'",
    "printf 'Foo\\nbar\\nBAZ\\n'",
    'cat f',
    'cat h.txt k.txt',
    'cat nofile',
    'echo',
    'ls',
  ])

const filter: Make = (writer) => {
  const { prng } = writer
  return pick<() => string>(prng, [
    () => 'cat',
    () => `head -n ${prng.next(4)}`,
    () => `tail -n ${prng.next(4)}`,
    () => 'sort',
    () => 'sort -r',
    () => 'sort -n',
    () => 'sort -u',
    () => 'uniq',
    () => 'sort | uniq -c',
    () => 'wc -l',
    () => 'wc -w',
    () => 'wc -c',
    () => "tr 'a-z' 'A-Z'",
    () => "tr -d 'o'",
    () => "tr -s 'l'",
    () => `cut -d: -f${1 + prng.next(3)}`,
    () => `cut -c${1 + prng.next(3)}-${3 + prng.next(3)}`,
    () => "cut -d' ' -f2",
    () =>
      `grep ${pick(prng, ['a', 'o', '-v a', '-c 1', '-i FOO', '-n e', '-E "a|b"', '-o "[a-z]*"', '-q a', '-F .', '-w foo', 'zzz'])}`,
    () =>
      `sed ${pick(prng, ["'s/a/X/'", "'s/o/0/g'", "-n '2p'", "'1d'", "'$d'", "'s/\\(.\\)\\(.\\)/\\2\\1/'", "'/a/d'", "-E 's/[0-9]+/N/'", "'2q'", "'s|e|E|'"])}`,
    () => 'tee dir/t',
    () => 'xargs',
    () => 'xargs echo got',
    () => 'xargs -n 2',
    () => 'while read l; do echo "<$l>"; done',
    () => 'while read -r p q; do echo "$q,$p"; done',
    () => '{ read l; echo "first $l"; }',
    () => 'nosuchfilter',
  ])()
}

const pipeline: Make = (writer) => `${source(writer)} | ${several(writer, 2, filter, ' | ')}`

const builtin: Make = (writer) => {
  const { prng, inFunction } = writer
  return pick<() => string>(prng, [
    () => `set -- ${words(writer, 4)}`,
    () => `shift${chance(prng, 25) ? ` ${prng.next(4)}` : ''}`,
    () => `unset ${name(writer)}`,
    () => `export ${name(writer)}=${value(writer)}`,
    () => `export ${name(writer)}`,
    () => `eval ${pick(prng, ["'echo $x'", '"x=1; echo $x"', '\'echo "$a $b"\'', 'echo hi'])}`,
    () => 'cd dir',
    () => 'cd ..; cd "$OLDPWD"',
    () => `cd ${pick(prng, ['nofile', 'f', '/nonexistent'])}`,
    () => (inFunction ? `local ${name(writer)}=${value(writer)}` : 'true'),
    () => (chance(prng, 15) ? `local ${name(writer)}=1` : ':'),
    () => (inFunction ? `return ${prng.next(3)}` : ':'),
    () => `command -v ${pick(prng, ['cd', 'nosuchcmd', 'echo', ':', 'fun'])}`,
    () => `type ${pick(prng, ['cd', 'nosuchcmd', ':', 'fun'])}`,
    () => `read ${name(writer)} < ${file(writer)}`,
    () => `(exit ${prng.next(5)})`,
    () => `sh -c 'exit ${prng.next(4)}'`,
    () => `sh -c 'echo "$0 $1 $#"' ${words(writer, 2)}`,
    () =>
      chance(prng, 30)
        ? `sh -c 'kill -${pick(prng, ['TERM', 'KILL', 'INT', 'USR1', '15'])} $$'`
        : 'true',
    () => (chance(prng, 20) ? `trap 'echo bye' ${pick(prng, ['EXIT', '0', 'TERM'])}` : ':'),
    () => (chance(prng, 20) ? `readonly ${name(writer)}` : ':'),
    () => (chance(prng, 12) ? `set ${pick(prng, ['-e', '-u', '-f', '+f', '-eu'])}` : 'true'),
    () => (chance(prng, 12) ? `exit ${prng.next(4)}` : 'true'),
    () => (chance(prng, 12) ? pick(prng, ['return', 'break', 'continue', 'return 3']) : 'true'),
    () =>
      chance(prng, 30)
        ? pick(prng, [
            'trap',
            'set -o nosuch',
            'kill -NOSUCH 1',
            'export 1a=b',
            'cd a b',
            'exit abc',
            'trap x FOO',
            'wait 99999',
            'umask',
          ])
        : ':',
  ])()
}

const tool: Make = (writer) => {
  const { prng } = writer
  return pick<() => string>(prng, [
    () =>
      `expr ${number(writer)} ${pick(prng, ['+', '-', '\\*', '/', '%', '=', '\\<'])} ${number(writer)}`,
    () => `expr ${pick(prng, PLAIN)} : ${pick(prng, ["'a*'", "'.*o'", "'\\(.\\)'"])}`,
    () => `basename ${pick(prng, ['/a/b.txt .txt', '/a/b', 'a/', '/', 'x.sh .sh'])}`,
    () => `dirname ${pick(prng, ['/a/b', 'a', '/', 'a/b/c', '/a'])}`,
    () =>
      `seq ${pick(prng, ['3', '2 4', '5 -2 -1', '-3 -1', '1 0', '-s: 3', '-w 9 11', '0.5 2', '3 -1 1'])}`,
    () => `rm ${pick(prng, ['g', 'nofile', '-f nofile', 'dir'])}`,
    () => `mkdir ${pick(prng, ['d2', 'dir', '-p d3/d4', 'no/d'])}`,
    () => `cp ${pick(prng, ['f g', 'nofile g', 'f dir', 'dir d9', 'f no/x'])}`,
    () => `mv ${pick(prng, ['g h.txt', 'nofile g', 'k.txt dir'])}`,
    () => `touch ${pick(prng, ['new', 'no/x', 'f'])}`,
    () => `cat ${pick(prng, ['f', 'nofile', 'f h.txt', 'dir', '- < f', '-n f'])}`,
    () => `ls ${pick(prng, ['', 'dir', 'nofile', '-d dir', 'f', '*.txt', '-a dir'])}`,
    () => `wc ${pick(prng, ['-l f', '-c h.txt', '-l < f', 'nofile', '-w f'])}`,
    () =>
      `grep ${pick(prng, ['a f', 'a nofile', 'a f h.txt', '-c a f', '-l a f h.txt', '-q a f'])}`,
    () => `head -n 1 ${pick(prng, ['f', 'nofile', 'f h.txt'])}`,
    () => `tail -n 1 ${pick(prng, ['f', 'nofile', 'h.txt'])}`,
    () => `sleep ${pick(prng, ['0', '0.01', '0'])}`,
    () =>
      `${pick(prng, ['true', 'false', ':', 'nosuchcmd', './f', './nosuch', 'pwd > /dev/null', '/nonexistent/x'])}`,
    () => `env ${pick(prng, ['x=5 sh -c \'echo "$x"\'', 'nosuchcmd', '-i sh -c "echo $x"'])}`,
    () =>
      `test ${pick(prng, ['', 'a', '-f f', '1 -eq', '1 2 3', '-z', '( a )', '1 -eq a', 'a == a', '1 = 1 2'])}`,
    () => `timeout ${pick(prng, ['5 true', '5 sh -c "exit 3"', '0.05 sleep 2'])}`,
    () => `true | false; echo $?`,
    () => `echo "a b  c" | { read ${pick(prng, ['x y', 'x', 'x y n', ''])}; echo "[$x][$y][$n]"; }`,
  ])()
}

const assignment: Make = (writer) => {
  const { prng } = writer
  const roll = prng.next(100)
  if (roll < 70)
    return `${pick(prng, ['a', 'b', 'c', 'x', 'y', 'n', 'words', 'path'])}=${word(writer)}`
  if (roll < 80) return `words="a b  c"; path=/usr/local/bin/x.tar.gz`
  if (roll < 90)
    return `IFS=${pick(prng, [':', "' '", "''", "','"])}; x='a:b,c d'; echo $x; unset IFS`
  return `x=${word(writer)} y=${word(writer)}`
}

const redirected: Make = (writer) => {
  const { prng } = writer
  const target = pick(prng, ['f', 'g', 'g', 'no/x', '/dev/null', 'dir'])
  return `${pick(prng, [echo, printf, tool])(writer)} ${pick(prng, ['>', '>>', '2>', '2>&1 >', '> g 2>', '<'])} ${target}`
}

const hereDocument: Make = (writer) => {
  const quoted = chance(writer.prng, 30)
  return `cat <<${quoted ? "'E'" : 'E'}\n${several(writer, 3, value, ' ')}\n"${value(writer)}" \\$x\nE`
}

const simple: Make = (writer) => {
  const roll = writer.prng.next(100)
  if (roll < 34) return echo(writer)
  if (roll < 42) return printf(writer)
  if (roll < 54) return assignment(writer)
  if (roll < 64) return tool(writer)
  if (roll < 74) return builtin(writer)
  if (roll < 86) return pipeline(writer)
  if (roll < 92) return redirected(writer)
  return test(writer)
}

const condition: Make = (writer) =>
  pick(writer.prng, [test, test, tool, (one: Writer) => `! ${test(one)}`, pipeline])(writer)

const list = (writer: Writer): string => several(writer, 3, statement, '\n')

const compound: Make = (writer) => {
  const { prng } = writer
  const inner = deeper(writer)
  return pick<() => string>(prng, [
    () => `if ${condition(inner)}; then\n${list(inner)}\nfi`,
    () => `if ${condition(inner)}; then\n${list(inner)}\nelse\n${list(inner)}\nfi`,
    () => `for ${pick(prng, ['i', 'x', 'a'])} in ${words(inner, 4)}; do\n${list(inner)}\ndone`,
    () => `for i; do echo "$i"; done`,
    () => `i=0; while [ $i -lt ${1 + prng.next(3)} ]; do\ni=$((i+1))\n${list(inner)}\ndone`,
    () =>
      `i=3; until [ $i -le 0 ]; do i=$((i-1)); ${chance(prng, 30) ? 'continue; ' : ''}echo $i; done`,
    () =>
      `case ${word(inner)} in\n${pick(prng, PATTERNS)}) ${simple(inner)};;\n${pick(prng, PLAIN)}|${pick(prng, PLAIN)}) ${simple(inner)};;\n*) ${simple(inner)};;\nesac`,
    () => `( ${several(inner, 2, simple, '; ')} )`,
    () => `{ ${several(inner, 2, simple, '; ')}; }`,
    () => `fun() {\n${list({ ...inner, inFunction: true })}\n}\nfun ${words(inner, 3)}`,
    () => `${simple(inner)} & wait`,
    () => hereDocument(inner),
  ])()
}

const statement: Make = (writer) => {
  const { prng, depth } = writer
  if (depth > 0 && chance(prng, 22)) return compound(writer)
  if (chance(prng, 12)) return `${simple(writer)} ${pick(prng, ['&&', '||'])} ${simple(writer)}`
  return simple(writer)
}

const SETUP = `printf 'a apple\\nb 2\\nfoo bar\\n' > f; printf '3\\n1\\n2\\n' > h.txt; printf 'k=v\\n' > k.txt; mkdir dir; echo in > dir/f`

/** The script of this seed: with a few files to begin with, two to seven statements, and its last status. */
export function randomScript(seed: number): string {
  const prng = createPrng(seed)
  const writer: Writer = { prng, depth: 2, inFunction: false }
  const body = Array.from({ length: 2 + prng.next(6) }, () => statement(writer)).join('\n')
  return `${SETUP}\n${body}\necho "end $?"\n`
}
