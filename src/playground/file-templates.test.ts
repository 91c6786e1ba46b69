// Each template runs as it stands, also when it is used twice.
import { expect, test } from 'vitest'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { checkScenario } from '#scenario/check-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { fileFromTemplate, freePath, TEMPLATES } from './file-templates.ts'

function added(files: readonly ScenarioFile[], file: ScenarioFile): readonly ScenarioFile[] {
  return [...files.filter(({ path }) => path !== file.path), file]
}

test.each(TEMPLATES)('$name, twice', ({ name }) => {
  let files: readonly ScenarioFile[] = [
    {
      path: 'manifests/a.yaml',
      text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: nginx}]}\n',
    },
  ]
  files = added(files, fileFromTemplate(name, files))
  const once = checkScenario(files, admitInEmptyCluster())
  files = added(files, fileFromTemplate(name, files))
  const twice = checkScenario(files, admitInEmptyCluster())
  for (const { diagnostics } of [once, twice])
    expect(diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([])
  const counts = (scenario: typeof once): number =>
    scenario.objects.length +
    scenario.nodes.length +
    scenario.nodeFiles.length +
    scenario.scenario.actions.length
  expect(counts(twice)).toBe(counts(once) + 1)
})

test('a Node more comes beside the usual ones', () => {
  const { text } = fileFromTemplate('Node', [])
  expect([...text.matchAll(/^ {2}name: (.*)$/gm)].map(([, name]) => name)).toEqual([
    'control-plane',
    'worker-1',
    'worker-2',
    'worker-3',
  ])
})

test.each([
  ['manifests/web.yaml', 'manifests/web-2.yaml'],
  ['manifests/web-2.yaml', 'manifests/web-3.yaml'],
  ['manifests/other.yaml', 'manifests/other.yaml'],
])('%s is copied to %s', (path, free) => {
  const files = ['manifests/web.yaml', 'manifests/web-2.yaml'].slice(0, path.includes('-2') ? 2 : 1)
  expect(
    freePath(
      path,
      files.map((one) => ({ path: one, text: '' })),
    ),
  ).toBe(free)
})
