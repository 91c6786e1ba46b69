import { expect, test } from 'vitest'
import { checkScenario } from './check-scenario.ts'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { setImage } from './write-image.ts'

const POD = {
  path: 'manifests/a.yaml',
  text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: shop/api:1, ports: [{containerPort: 8080}, {containerPort: 9090}]}]}\n',
}
const scenarioOf = (files: ReturnType<typeof setImage>): string | undefined =>
  files.find(({ path }) => path === 'scenario.yaml')?.text

test('each choice is a line of scenario.yaml, and takes the place of the one before', () => {
  const listens = setImage([POD], 'shop/api:1', { does: 'listens' })
  expect(scenarioOf(listens)).toBe('images:\n- image: shop/api:1\n  listens:\n  - 8080\n  - 9090\n')
  const exits = setImage(listens, 'shop/api:1', { does: 'exits', exitCode: 3, runFor: '5s' })
  expect(scenarioOf(exits)).toBe('images:\n- image: shop/api:1\n  runFor: 5s\n  exitCode: 3\n')
  const missing = setImage(exits, 'shop/api:1', { does: 'missing' })
  expect(scenarioOf(missing)).toBe('images:\n- image: shop/api:1\n  missing: true\n')
})

test('what stands in the file stays as it was written', () => {
  const file = { path: 'scenario.yaml', text: '# mine\ntitle: T' }
  const made = setImage([POD, file], 'shop/api:1', { does: 'missing' })
  expect(scenarioOf(made)).toBe('# mine\ntitle: T\nimages:\n- image: shop/api:1\n  missing: true\n')
})

test('the note at the image goes when the scenario says what it does', () => {
  const notes = (files: ReturnType<typeof setImage>) =>
    checkScenario(files, admitInEmptyCluster()).diagnostics.filter(({ message }) =>
      message.startsWith('`shop/api:1`'),
    ).length
  expect(notes([POD])).toBe(1)
  expect(notes(setImage([POD], 'shop/api:1', { does: 'listens' }))).toBe(0)
})
