import { expect, test } from 'vitest'
import { pathProblem, shortNames } from './file-names.ts'

test('names are short and distinct', () => {
  expect(
    shortNames([
      'scenario.yaml',
      'manifests/web.yaml',
      'nodes/worker-1/etc/kubernetes/manifests/web.yaml',
      'nodes/worker-2/etc/kubernetes/manifests/db.yaml',
    ]),
  ).toEqual(['scenario.yaml', 'manifests/web.yaml', 'worker-1: web.yaml', 'db.yaml'])
})

test.each([
  ['manifests/web.yaml', true],
  ['nodes/worker-1/etc/kubernetes/manifests/a.yaml', true],
  ['cluster.yaml', true],
  ['web.yaml', false],
  ['manifests/', false],
  ['manifests/../x.yaml', false],
  ['manifests/taken.yaml', false],
])('%s can be added: %s', (path, allowed) => {
  expect(pathProblem(path, ['manifests/taken.yaml']) === null).toBe(allowed)
})
