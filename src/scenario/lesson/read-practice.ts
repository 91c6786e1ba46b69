// lesson.check.yaml: how what a lesson asks for is meant to be done, and the short cuts that must not count. Only the
// test of the lesson reads it.
import { parseYaml } from '#yaml/parse-yaml.ts'
import type { FileDiagnostic } from '#manifest/types.ts'
import { createFieldReader, type FieldReader, isMapping } from '../field-reader.ts'
import { readActions } from '../read-actions.ts'
import { addAction } from '../write-action.ts'
import type { Action, ScenarioFile } from '../types.ts'

export const PRACTICE_FILE = 'lesson.check.yaml'
const MAX_STEPS = 30
const MAX_TEXT = 50_000

export type PracticeStep =
  /** Exactly one place of the file's text becomes another. */
  | {
      readonly kind: 'edit'
      readonly path: string
      readonly replace: string
      readonly with: string
    }
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'act'; readonly actions: readonly Action[] }

export interface ShortCut {
  readonly name: string
  readonly steps: readonly PracticeStep[]
}

export interface Practice {
  readonly solution: readonly PracticeStep[]
  readonly shortcuts: readonly ShortCut[]
}

/** Reads the text of a lesson.check.yaml; what is wrong is a sentence. */
export function readPractice(text: string): {
  readonly practice: Practice
  readonly problems: readonly string[]
} {
  const { documents, diagnostics } = parseYaml(text)
  const [document] = documents
  const problems = diagnostics.map(({ message }) => message)
  const none = { solution: [], shortcuts: [] }
  if (document === undefined || !isMapping(document.value))
    return { practice: none, problems: [...problems, `${PRACTICE_FILE} is empty`] }
  const found: FileDiagnostic[] = []
  const { ranges } = document
  const place = { file: PRACTICE_FILE, ranges, path: [], diagnostics: found, errors: { count: 0 } }
  const reader = createFieldReader(document.value, place)
  reader.allowFields(['solution', 'shortcuts'])
  const practice = {
    solution: stepsOf(reader, 'solution'),
    shortcuts: reader.items('shortcuts', MAX_STEPS).map(({ reader: item }) => {
      item.allowFields(['name', 'steps'])
      return { name: item.text('name', '', 200), steps: stepsOf(item, 'steps') }
    }),
  }
  const said = found.map(({ message, range }) => `${message} (line ${range.start.line})`)
  return { practice, problems: [...problems, ...said] }
}

function stepsOf(reader: FieldReader, field: string): readonly PracticeStep[] {
  return reader.items(field, MAX_STEPS).flatMap(({ reader: item }) => stepOf(item))
}

function stepOf(reader: FieldReader): readonly PracticeStep[] {
  if (reader.has('edit')) {
    reader.allowFields(['edit', 'replace', 'with'])
    const path = reader.text('edit', '', MAX_TEXT)
    const replace = reader.text('replace', '', MAX_TEXT)
    return [{ kind: 'edit', path, replace, with: reader.text('with', '', MAX_TEXT) }]
  }
  if (reader.has('write')) {
    reader.allowFields(['write', 'text'])
    const path = reader.text('write', '', MAX_TEXT)
    return [{ kind: 'write', path, text: reader.text('text', '', MAX_TEXT) }]
  }
  if (reader.has('remove')) {
    reader.allowFields(['remove'])
    return [{ kind: 'remove', path: reader.text('remove', '', MAX_TEXT) }]
  }
  reader.allowFields(['actions'])
  return [{ kind: 'act', actions: readActions(reader).map(({ action }) => action) }]
}

/** The files after the steps; a step that cannot be done is a sentence. */
export function practised(
  files: readonly ScenarioFile[],
  steps: readonly PracticeStep[],
): { readonly files: readonly ScenarioFile[]; readonly problem: string | null } {
  let now = files
  for (const step of steps) {
    const next = done(now, step)
    if (typeof next === 'string') return { files: now, problem: next }
    now = next
  }
  return { files: now, problem: steps.length === 0 ? 'it has no steps' : null }
}

function done(
  files: readonly ScenarioFile[],
  step: PracticeStep,
): readonly ScenarioFile[] | string {
  if (step.kind === 'act') return step.actions.reduce(addAction, files)
  const others = files.filter(({ path }) => path !== step.path)
  if (step.kind === 'write') return [...others, { path: step.path, text: step.text }]
  const file = files.find(({ path }) => path === step.path)
  if (file === undefined) return `there is no file ${step.path}`
  if (step.kind === 'remove') return others
  const parts = file.text.split(step.replace)
  if (parts.length !== 2)
    return `${step.path} has ${parts.length - 1} places with “${step.replace}”, not one`
  return files.map((one) => (one === file ? { ...file, text: parts.join(step.with) } : one))
}
