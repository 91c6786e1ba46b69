import { expect, test } from 'vitest'
import { joinWords, parseCommandLine, splitWords } from './flags.ts'
import { splitCommand } from './split-command.ts'

const FLAGS = {
  force: { kind: 'bool', short: 'x', value: false },
  wait: { kind: 'bool', value: true },
  output: { kind: 'text', short: 'o', value: '' },
  cascade: { kind: 'text', value: 'background', bare: 'foreground' },
  replicas: { kind: 'number', short: 'r', value: 0 },
  timeout: { kind: 'duration', value: 0 },
  filename: { kind: 'list', short: 'f', value: [] },
} as const

const read = (line: string) => {
  const parsed = parseCommandLine('scale', FLAGS, splitWords(line) ?? [])
  if (!parsed.ok) return parsed.lines[0]
  const given = [...parsed.changed].map((name) => [
    name,
    Object.entries(parsed.flags).find(([key]) => key === name)?.[1],
  ])
  return { args: parsed.args, ...Object.fromEntries(given) }
}

test.each([
  ['pods web', { args: ['pods', 'web'] }],
  ['--output wide pods', { args: ['pods'], output: 'wide' }],
  ['--output=wide=r', { args: [], output: 'wide=r' }],
  ['-o wide', { args: [], output: 'wide' }],
  ['-owide', { args: [], output: 'wide' }],
  ['-o=wide', { args: [], output: 'wide' }],
  ['-xo wide', { args: [], force: true, output: 'wide' }],
  ['--force false', { args: ['false'], force: true }],
  ['--force=false --wait=0', { args: [], force: false, wait: false }],
  ['--cascade orphan', { args: ['orphan'], cascade: 'foreground' }],
  ['--cascade=orphan', { args: [], cascade: 'orphan' }],
  ['-r3 -f a -f b,c', { args: [], replicas: 3, filename: ['a', 'b', 'c'] }],
  ['--replicas=-1 --timeout=1m30.5s', { args: [], replicas: -1, timeout: 90_500 }],
  ['--replicas 0x10', { args: [], replicas: 16 }],
  ['-- --force -o', { args: ['--force', '-o'] }],
  ['- a', { args: ['-', 'a'] }],
  ['-n shop', { args: [], namespace: 'shop' }],
  ['--nothing', 'error: unknown flag: --nothing'],
  ['-z', "error: unknown shorthand flag: 'z' in -z"],
  ['-xz', "error: unknown shorthand flag: 'z' in -z"],
  ['--output', 'error: flag needs an argument: --output'],
  ['-o', "error: flag needs an argument: 'o' in -o"],
  ['--=a', 'error: bad flag syntax: --=a'],
  ['---a', 'error: bad flag syntax: ---a'],
  [
    '--replicas=many',
    'error: invalid argument "many" for "-r, --replicas" flag: strconv.ParseInt: parsing "many": invalid syntax',
  ],
  [
    '--wait=maybe',
    'error: invalid argument "maybe" for "--wait" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
  [
    '--timeout=5',
    'error: invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"',
  ],
  [
    '--timeout=soon',
    'error: invalid argument "soon" for "--timeout" flag: time: invalid duration "soon"',
  ],
])('reads the flags of %j', (line, expected) => expect(read(line)).toEqual(expected))

test.each([
  ['a  b\tc', ['a', 'b', 'c']],
  [`a 'b c' "d e" f\\ g`, ['a', 'b c', 'd e', 'f g']],
  [`x='1 2'"3"`, ['x=1 23']],
  [`"a \\"b\\" \\n"`, ['a "b" \\n']],
  [`'' ""`, ['', '']],
  ['', []],
  [`'open`, null],
  [`"open`, null],
])('splits %j into words', (line, words) => {
  expect(splitWords(line)).toEqual(words)
  if (words !== null) expect(splitWords(joinWords(words))).toEqual(words)
})

test.each([
  ['get pods', 'get', ['pods']],
  ['-n shop get pods', 'get', ['-n', 'shop', 'pods']],
  ['--namespace=shop get pods', 'get', ['--namespace=shop', 'pods']],
  ['--warnings-as-errors get pods', 'get', ['--warnings-as-errors', 'pods']],
  ['', '', []],
])('finds the command of %j', (line, command, rest) => {
  expect(splitCommand(splitWords(line) ?? [])).toEqual({ command, rest })
})
