import { expect, test } from 'vitest'
import {
  assumptionsAbout,
  assumptionsAboutUser,
  type ContainerLike,
  commandsIn,
} from './assumptions.ts'

/** What is named, with its place. */
const named = (container: ContainerLike): readonly string[] =>
  assumptionsAbout(container).map(
    ({ message, path }) => `${/^`([^`]*)`/.exec(message)?.[1]} at ${path.join('.')}`,
  )

test.for<[string, ContainerLike, readonly string[]]>([
  ['nginx as it is', { image: 'nginx:1.29' }, []],
  ['a database', { image: 'postgres:16' }, ['postgres at image']],
  ['an unknown image', { image: 'ghcr.io/acme/shop:1' }, ['ghcr.io/acme/shop:1 at image']],
  ['Python', { image: 'python:3', command: ['python', 'app.py'] }, ['python at command.0']],
  ['a file for the image to run', { image: 'node:22', args: ['server.js'] }, ['node at args.0']],
  [
    'tools in a script',
    { image: 'busybox', command: ['sh', '-c', 'ls | awk 1; echo "$(tar c /x)"'] },
    ['awk at command.2', 'tar at command.2'],
  ],
  [
    'a script in the arguments',
    { image: 'busybox', command: ['sh'], args: ['-ec', 'awk 1'] },
    ['awk at args.1'],
  ],
  [
    'a tool behind others',
    { image: 'busybox', command: ['timeout', '5', 'awk'] },
    ['awk at command.2'],
  ],
  [
    'options of tools in a script',
    {
      image: 'busybox',
      command: ['sh', '-c', 'ls -lX /x; sort -n -R f; grep -q x f; tail -n 3 -f f'],
    },
    ['ls -X at command.2'],
  ],
  [
    'options of a tool that GNU has',
    { image: 'debian', command: ['ls', '-1', '--time-style=iso', '--', '-Z'] },
    ['ls --time-style at command.0'],
  ],
  ['a tool that the image lacks', { image: 'nginx', command: ['sh', '-c', 'vim'] }, []],
  ['a name that is no image', { image: 'A b' }, []],
  ['nothing', {}, []],
])('of %s is assumed', ([, container, expected]) => {
  expect(named(container)).toEqual(expected)
})

test('commands of a script, without its functions and what only the run can tell', () => {
  expect(
    commandsIn(
      'f() { date; }; f; "$CMD" x; if test -f a; then timeout 5 xargs -n 1 wc; fi; X=1 env Y=2 sort <<E\n$(uname)\nE\n',
    ).toSorted(),
  ).toEqual(['date', 'env', 'sort', 'test', 'timeout', 'uname', 'wc', 'xargs'])
  expect(commandsIn('if')).toEqual([])
})

test.each([
  ['nginx', false],
  ['curlimages/curl', false],
  ['quay.io/prometheus/prometheus:v3', false],
  ['ghcr.io/acme/shop:1', true],
  ['A b', false],
])('the user of %s is assumed: %s', (image, expected) => {
  expect(assumptionsAboutUser({ image })).toHaveLength(expected ? 1 : 0)
})
