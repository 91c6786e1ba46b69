// The recordings of real Kubernetes as tests, one for each.
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { runControllersSuite } from '#testing/conformance/controllers-suite.ts'
import { runFolder } from '#testing/conformance/run-suites.ts'
import { beginFile, expect, test } from './tests.mjs'

const QUESTION = '.yaml'
const ANSWER = '.answer.json'

/** Makes a test of every `oneIn`th recording in the folder of a suite that has a recorded answer; each is copied below `copies`. */
export function addRecordings(folder, oneIn, copies) {
  const suite = basename(folder)
  beginFile(`conformance/${suite}`)
  const root = join(copies, suite)
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(QUESTION))
    .map((file) => basename(file, QUESTION))
    .filter((name) => existsSync(join(folder, `${name}${ANSWER}`)))
    .toSorted()
  for (const name of names.filter((_, index) => index % oneIn === 0)) {
    const own = join(root, name, 'conformance', suite)
    test(name, () => {
      if (!existsSync(own)) {
        mkdirSync(own, { recursive: true })
        for (const one of [`${name}${QUESTION}`, `${name}${ANSWER}`])
          copyFileSync(join(folder, one), join(own, one))
      }
      const cases = suite === 'controllers' ? runControllersSuite(join(root, name)) : runFolder(own)
      const verdicts = cases.map(({ verdict }) => verdict)
      expect(verdicts.length).toBeGreaterThan(0)
      expect(verdicts.filter((verdict) => verdict !== 'agreed')).toEqual([])
    })
  }
}
