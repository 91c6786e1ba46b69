// A sample of the recordings of real Kubernetes as tests: one in so many of each suite that the folder is about.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { runFolder } from '#testing/conformance/run-suites.ts'
import { expect, test } from './tests.mjs'

const QUESTION = '.yaml'

/** Makes a test of every `oneIn`th recording in `folder` whose name begins with `prefix`. */
export function sampleRecordings(folder, oneIn, prefix = '') {
  const questions = readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith(QUESTION))
    .toSorted()
    .filter((_, index) => index % oneIn === 0)
  const root = mkdtempSync(join(tmpdir(), 'recordings-'))
  for (const question of questions) {
    const name = basename(question, QUESTION)
    const own = join(root, name)
    test(`${basename(folder)} ${name}`, () => {
      mkdirSync(own, { recursive: true })
      for (const file of [question, `${name}.answer.json`])
        copyFileSync(join(folder, file), join(own, file))
      expect(runFolder(own).map(({ verdict }) => verdict)).toEqual(['agreed'])
    })
  }
}
