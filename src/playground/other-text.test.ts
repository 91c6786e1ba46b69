import { expect, test } from 'vitest'
import { isOtherText } from './other-text.ts'

const file = (text: string) => [{ path: 'manifests/a.yaml', text }]
const POD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers: []\n'

test.each([
  ['a letter more', POD.replace('web', 'webs'), false],
  ['most of it deleted', POD.slice(0, 30), false],
  ['an open quote in it', POD.replace('web', '"web'), false],
  ['something else', 'services:\n  db:\n    image: postgres:17\n    ports: ["5432:5432"]\n', true],
  [
    'another manifest',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 3\n  template: {}\n  selector: {}\n',
    true,
  ],
])('%s', (_, text, isOther) => {
  expect(isOtherText(file(POD), file(text))).toBe(isOther)
})
