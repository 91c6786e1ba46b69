import { expect, test } from 'vitest'
import { createEngine, type Engine } from './engine.ts'

const filesOf = (...names: string[]) => [
  {
    path: 'manifests/all.yaml',
    text: names
      .map(
        (name) =>
          `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: c, image: nginx }] }\n`,
      )
      .join('---\n'),
  },
]

/** Runs files to their end, as the page does after a letter, and gives the journal. */
function journalOf(engine: Engine, run: number, files: ReturnType<typeof filesOf>): string {
  engine.check(files)
  for (const _ of engine.run({ run, files, untilMs: null })) engine.prepare()
  const question = { kind: 'journal', from: 0, count: Infinity } as const
  return engine.ask({ run, entryId: 0, timeMs: 0 }, question)
}

test('a run that begins with what was made ready for another is the one that it would be without', () => {
  const [first, second, third] = [filesOf('a'), filesOf('a', 'b'), filesOf('c')]
  const engine = createEngine()
  journalOf(engine, 1, first)
  expect(journalOf(engine, 2, second)).toBe(journalOf(createEngine(), 1, second))
  engine.forgetPrepared()
  expect(journalOf(engine, 3, third)).toBe(journalOf(createEngine(), 1, third))
})
