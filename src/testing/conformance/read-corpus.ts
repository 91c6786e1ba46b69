// The files of conformance/: pairs of a question and a recorded answer.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseYaml } from '#yaml/parse-yaml.ts'
import type { SuiteName } from './case.ts'

const ANSWER = '.answer.json'

export interface Recording<Question, Answer> {
  readonly name: string
  readonly question: Question
  readonly answer: Answer
}

/** Where the recordings of a suite are; `root` is the checkout. */
export function folderOf(root: string, suite: SuiteName): string {
  return join(root, 'conformance', suite)
}

/** All recordings of a suite by name; none when the folder is missing. The files are ours: their form is taken on trust. */
export function readSuite<Question, Answer>(
  root: string,
  suite: SuiteName,
): readonly Recording<Question, Answer>[] {
  return readRecordings(folderOf(root, suite))
}

/** All recordings of a folder by name. */
export function readRecordings<Question, Answer>(
  folder: string,
): readonly Recording<Question, Answer>[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith(ANSWER))
    .map((file) => file.slice(0, -ANSWER.length))
    .toSorted()
    .map((name) => ({
      name,
      question: parseYaml(readFileSync(join(folder, `${name}.yaml`), 'utf8')).documents[0]
        ?.value as Question,
      answer: JSON.parse(readFileSync(join(folder, `${name}${ANSWER}`), 'utf8')) as Answer,
    }))
}
