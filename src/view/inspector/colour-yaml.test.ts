import { expect, test } from 'vitest'
import { colourYaml } from './colour-yaml.ts'

test('coloured YAML joined is the text again', () => {
  const text = 'metadata:\n  name: web\n  "a/b": c\n- x: 1\n  url: http://a:80\n'
  const parts = colourYaml(text)
  expect(parts.map(([, part]) => part).join('')).toBe(text)
  expect(parts.filter(([kind]) => kind === 'key').map(([, part]) => part)).toEqual([
    'metadata',
    'name',
    '"a/b"',
    'x',
    'url',
  ])
})
