// What the documents name must exist: files and folders of the project, and the commands of package.json.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'reference/README.md',
  ...readdirSync(join(ROOT, 'docs/how-to')).map((name) => `docs/how-to/${name}`),
]
const FOLDERS =
  /^(src|docs|e2e|scripts|bench|conformance|reference|public|playground|view|sim|apiserver|cluster)\//
const SCRIPTS: Readonly<Record<string, string>> = (
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>
  }
).scripts

/** Whether a path as documents write it leads somewhere; parts in <> or with * stand for any name. */
function leadsSomewhere(path: string): boolean {
  const fixed = path.split(/[<*{…]/)[0] ?? ''
  const known = fixed === path ? path : fixed.slice(0, fixed.lastIndexOf('/') + 1)
  return existsSync(join(ROOT, known)) || existsSync(join(ROOT, 'src', known))
}

test.for(DOCUMENTS.map((name) => [name] as const))('every path in %s exists', ([name]) => {
  const text = readFileSync(join(ROOT, name), 'utf8')
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map(([, path]) => path ?? '')
  const linked = [...text.matchAll(/\]\((?!https?:|#)([^)\s]+)\)/g)].map(([, path]) => path ?? '')
  const wrong = quoted.filter((path) => FOLDERS.test(path) && !leadsSomewhere(path))
  const folder = name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '.'
  const dead = linked.filter((path) => !existsSync(join(ROOT, folder, path.replace(/#.*/, ''))))
  expect([...wrong, ...dead]).toEqual([])
})

test.for(DOCUMENTS.map((name) => [name] as const))('every command in %s exists', ([name]) => {
  const text = readFileSync(join(ROOT, name), 'utf8')
  const named = [...text.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(
    ([, script]) => script ?? '',
  )
  expect(named.filter((script) => !Object.hasOwn(SCRIPTS, script))).toEqual([])
})

test('README.md claims no more agreement than there is', () => {
  const agreed = JSON.parse(
    readFileSync(join(ROOT, 'conformance/agreed.json'), 'utf8'),
  ) as Readonly<Record<string, readonly unknown[]>>
  const rows = [
    ...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(
      /^\| `(\w+)`: .*\| (\d+) \| \d+ \|$/gm,
    ),
  ]
  expect(rows).toHaveLength(5)
  for (const [, suite = '', claimed] of rows)
    expect(agreed[suite]?.length ?? 0, suite).toBeGreaterThanOrEqual(Number(claimed))
})
