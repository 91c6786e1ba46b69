import { expect, test } from 'vitest'
import { applyLater } from './apply-later.ts'
import { parseScenario } from './parse-scenario.ts'

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: a, image: nginx }] }\n`
const file = (text: string) => ({ path: 'manifests/a.yaml', text })

test('what is new is applied at its time, and what was there stays as it was', () => {
  const files = applyLater([file(pod('web'))], [file(`${pod('web')}---\n${pod('db')}`)], 21_500)
  expect(files.map(({ path }) => path)).toEqual([
    'scenario.yaml',
    'manifests/a.yaml',
    'manifests/a-at-21s.yaml',
  ])
  const { scenario, objects, applied, diagnostics } = parseScenario(files)
  expect(diagnostics).toEqual([])
  expect(objects.map(({ object }) => object.metadata.name)).toEqual(['web'])
  expect(scenario.actions).toMatchObject([{ verb: 'apply', atMs: 21_500 }])
  expect([...applied.values()].flat().map(({ object }) => object.metadata.name)).toEqual(['db'])
})

test('what is gone is deleted, and a second change gets a file of its own', () => {
  const both = [file(`${pod('web')}---\n${pod('db')}`)]
  const once = applyLater(both, [file(`${pod('db').replace('nginx', 'redis')}`)], 5000)
  expect(parseScenario(once).scenario.actions).toMatchObject([
    { verb: 'apply', files: ['manifests/a-at-5s.yaml'] },
    { verb: 'delete', resources: [{ kind: 'Pod', name: 'web' }] },
  ])
  const edited = once.map((one) =>
    one.path === 'manifests/a-at-5s.yaml'
      ? { ...one, text: one.text.replace('redis', 'httpd') }
      : one,
  )
  const paths = applyLater(once, edited, 5900).map(({ path }) => path)
  expect(paths).toContain('manifests/a-at-5s-2.yaml')
})

test('nothing new gives the same files', () => {
  const files = [file(pod('web'))]
  expect(applyLater(files, [file(`${pod('web')}\n`)], 1000)).toEqual(files)
})
