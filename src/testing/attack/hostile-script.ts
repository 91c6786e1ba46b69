// Scripts that want too much, from a seed: tools with long texts, deep patterns and many operands.
import { createPrng, type Prng } from '#lib/prng.ts'
import { randomScript } from '../shell/random-script.ts'
import { chance, pick } from './mutate.ts'

const RUNS = [
  'a',
  ' ',
  '\\',
  '0',
  '*',
  '?',
  '[',
  ']',
  '(',
  ')',
  '{',
  '}',
  '.',
  '-',
  '+',
  '/',
  '%',
  '$',
  ',',
  ':',
  '1',
  'ab',
  'x ',
  '\\(',
  '{0}',
  '{100}',
  '[[:alpha:]]',
  '&&',
  '\\1',
  '%s',
  '%0',
  'é',
] as const

function long(prng: Prng): string {
  const length = pick(prng, [3, 50, 400, 3000, 20_000])
  const piece = pick(prng, RUNS)
  const text = piece.repeat(Math.ceil(length / piece.length))
  return chance(prng, 30) ? `${text}${pick(prng, ['b', '$', '!', 'c', ')'])}` : text
}

const quoted = (text: string): string => `'${text.replaceAll("'", '')}'`

const TOOLS = [
  'grep -E',
  'grep -c',
  'grep -o',
  'grep -w',
  'sed',
  'sed -E',
  'cut -c',
  'cut -d a -f',
  'tr',
  'tr -s',
  'sort -k',
  'uniq -c',
  'head -n',
  'head -c',
  'tail -n',
  'tail -c',
  'wc',
  'seq',
  'seq -w',
  'seq -s',
  'printf',
  'echo -e',
  'expr',
  'test',
  'basename',
  'dirname',
  'xargs -n',
  'xargs -I',
  'find / -name',
  'date +',
  'date -d',
  'sleep',
  'usleep',
  'timeout',
  'kill',
  'nslookup',
  'wget',
  'curl',
  'nc',
  'ping -c 1',
  'dig',
  'env',
  'printenv',
  'read',
  'cd',
  'ls',
  'cat',
  'tee',
  'cp',
  'mv',
  'rm',
  'ln -s',
  'touch',
  'chmod',
  'mkdir',
  'stat',
  'base64',
  'base64 -d',
  'id',
  'hostname',
  'uname',
  'ps',
  'mktemp',
  'readlink',
  'awk',
  'tar',
  'dd',
  'df',
  'du',
  'free',
  'md5sum',
  'sha256sum',
  'sysctl',
  'nproc',
  'which',
  'pidof',
  'pkill',
  'shift',
  'trap',
  'export',
  'local',
  'unset',
  'set -o',
  'wait',
  'umask',
  'exit',
  'eval',
  'type',
  'getopts',
  'python3 -c',
  'redis-cli',
  'psql -c',
  'mysql -e',
  'kubectl get',
  'httpd -p',
  'nginx -g',
  'apk add',
  'apt-get install',
] as const

const SHAPES: readonly ((prng: Prng) => string)[] = [
  (prng) => `${pick(prng, TOOLS)} ${quoted(long(prng))}`,
  (prng) =>
    `${pick(prng, TOOLS)} ${quoted(long(prng))} ${quoted(long(prng))} ${quoted(long(prng))}`,
  (prng) => `echo ${quoted(long(prng))} | ${pick(prng, TOOLS)} ${quoted(long(prng))}`,
  (prng) =>
    `${pick(prng, TOOLS)} -${pick(prng, ['n', 'c', 'd', 'f', 'x', '1', 'e', '-'])} ${quoted(long(prng))}`,
  (prng) =>
    `x=${quoted(long(prng))}; for i in 1 2 3 4 5 6; do x=$x$x; done; echo "\${x${pick(prng, ['##', '#', '%', '%%', '//', '/'])}${pick(prng, ['*a', '*', 'a', '[!b]*', '?'])}}" | wc -c`,
  (prng) =>
    `x=${quoted(long(prng))}; case $x in ${pick(prng, ['*a*a*b', '?*?*?', '[a-z]*', '*'])}) echo y;; esac`,
  (prng) => `echo $(( ${long(prng).replaceAll(/[^-+*/%0-9()a]/g, '1')} ))`,
  (prng) =>
    `seq 1 ${pick(prng, ['100', '20000', '1000000'])} > f; ${pick(prng, TOOLS)} ${quoted(long(prng))} f f f`,
  (prng) =>
    `set -- $(seq 1 ${pick(prng, ['10', '3000', '20000'])}); ${pick(prng, TOOLS)} "$@" "$@"`,
  (prng) => `f() { ${pick(prng, TOOLS)} ${quoted(long(prng))}; f; }; f`,
  (prng) => `while true; do ${pick(prng, TOOLS)} ${quoted(long(prng).slice(0, 400))}; done`,
  (prng) =>
    `for i in 1 2 3 4 5; do ${pick(prng, TOOLS)} ${quoted(long(prng).slice(0, 2000))} & done; wait`,
  (prng) => `cat << E | ${pick(prng, TOOLS)} x\n${long(prng)}\nE`,
  (prng) =>
    `${pick(prng, ['if', 'while', 'case', '(', '{', 'for', 'echo $(', 'echo "', 'echo ${'])} ${long(prng)}`,
  (prng) => long(prng),
]

/** The script of a seed. */
export function hostileScript(seed: number): string {
  const prng = createPrng(`hostile script ${seed}`)
  if (chance(prng, 25)) return randomScript(seed)
  return Array.from({ length: 1 + prng.next(2) }, () => pick(prng, SHAPES)(prng)).join('\n')
}
