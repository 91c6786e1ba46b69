// `podscape test`: every scenario with a lesson or with expectations below the named folders is held against its runs.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { checkExpectations } from '#scenario/expect/check-expectations.ts'
import { LESSON_FILE } from '#scenario/lesson/read-lesson.ts'
import { PRACTICE_FILE } from '#scenario/lesson/read-practice.ts'
import { testLesson } from '#scenario/lesson/test-lesson.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import { readInputs } from './read-files.ts'

interface Tested {
  readonly name: string
  readonly problems: readonly string[]
  /** What was found, in words. */
  readonly facts: string
  readonly refused: number
  readonly symptoms: number
}

/** Prints a line for each scenario and the sum; 0 when all hold, 1 when one does not, 2 when there is nothing to test. */
export function testScenarios(inputs: readonly string[]): number {
  const folders = inputs.flatMap(scenariosBelow)
  const tested = folders.flatMap((folder) => testOne(folder, nameOf(folder, inputs)))
  if (tested.length === 0) {
    process.stderr.write('podscape: there is no scenario with a lesson or with expect: in it\n')
    return 2
  }
  for (const { name, problems, facts } of tested) {
    process.stdout.write(`${problems.length === 0 ? 'ok  ' : 'FAIL'}  ${name}  ${facts}\n`)
    for (const problem of problems) process.stdout.write(`      ${problem}\n`)
  }
  const failed = tested.filter(({ problems }) => problems.length > 0).length
  const sum = (field: 'refused' | 'symptoms'): number =>
    tested.reduce((all, one) => all + one[field], 0)
  process.stdout.write(
    `${tested.length - failed} of ${tested.length} hold; ${sum('refused')} short cuts refused, ${sum('symptoms')} symptoms seen\n`,
  )
  return failed === 0 ? 0 : 1
}

function scenariosBelow(folder: string): readonly string[] {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false
  if (!isFolder) return []
  const names = readdirSync(folder).toSorted()
  if (names.includes('scenario.yaml')) return [folder]
  return names.flatMap((name) => scenariosBelow(join(folder, name)))
}

function nameOf(folder: string, inputs: readonly string[]): string {
  const input = inputs.find((one) => folder.startsWith(one)) ?? ''
  const name = relative(input, folder)
  return name === '' ? folder : name
}

function testOne(folder: string, name: string): readonly Tested[] {
  const read = readInputs([folder])
  if (!read.ok) return [{ name, problems: [read.message], facts: '', refused: 0, symptoms: 0 }]
  const lesson = textIn(folder, LESSON_FILE)
  if (lesson !== null) {
    const practice = textIn(folder, PRACTICE_FILE) ?? ''
    const test = testLesson({ files: read.files, lesson, practice })
    const { refused, symptoms } = test
    const facts = `${refused} short cuts refused, ${symptoms} symptoms seen`
    return [{ name, facts, ...test }]
  }
  const { parsed, cluster } = runScenario(read.files)
  const { expect } = parsed.scenario
  if (expect.length === 0) return []
  const problems = checkExpectations(cluster, expect).flatMap(({ ok, text, instead }) =>
    ok ? [] : [`${text} (${instead})`],
  )
  const facts = `${expect.length - problems.length} of ${expect.length} expectations`
  return [{ name, problems, facts, refused: 0, symptoms: 0 }]
}

function textIn(folder: string, name: string): string | null {
  const path = join(folder, name)
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
    ? readFileSync(path, 'utf8')
    : null
}
