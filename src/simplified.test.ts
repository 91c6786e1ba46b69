// What SIMPLIFIED.md is made from must be what the running engine knows, so that the document, the marks in
// the source and the editor's notes cannot say different things.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import '#cli/main.ts'
import '#cluster/terminal/line-run.ts'
import { fieldType } from '#api/meta/schema.ts'
import { simplifications } from '#lib/simplified.ts'
import { marksInSource } from '../scripts/marks-in-source.mjs'

const ROOT = join(import.meta.dirname, '..')
const written = marksInSource(join(ROOT, 'src')).marks.map((mark) => ({
  ...mark,
  path: mark.path.slice(ROOT.length + 1),
}))
const textOf = ({ id, text }: { readonly id: string; readonly text: string }): string =>
  `${id}: ${text}`

test('the marks that are loaded are those of the source, and those of the engine are all loaded', () => {
  const known = new Set(simplifications().map(textOf))
  const all = new Set(written.map(textOf))
  expect([...known].filter((mark) => !all.has(mark))).toEqual([])
  const ofThePage = /^src\/(view|picture)\//
  const ofTheEngine = written.filter(({ path }) => !ofThePage.test(path)).map(textOf)
  expect(ofTheEngine.filter((mark) => !known.has(mark))).toEqual([])
})

test('every mark stands in the list for people', () => {
  const list = readFileSync(join(ROOT, 'SIMPLIFIED.md'), 'utf8')
  expect(written.filter(({ text }) => !list.includes(`- ${text} (`))).toEqual([])
})

test('no name is used twice', () => {
  const ids = written.map(({ id }) => id)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
})

test('the fields that marks name exist in the API', () => {
  const wrong = simplifications()
    .flatMap(({ fields }) => fields)
    .filter((name) => {
      const [struct = '', field = ''] = name.replace(/=.*/, '').split('.')
      return fieldType(struct, field) === undefined
    })
  expect(wrong).toEqual([])
})
