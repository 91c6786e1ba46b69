import { expect, test } from 'vitest'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { checkScenario } from '../check-scenario.ts'
import { testLesson } from '../lesson/test-lesson.ts'
import { runScenario } from '../run-scenario.ts'
import { explainStep } from './explain.ts'
import { GALLERY } from './gallery.ts'

const TEXTS: Readonly<Record<string, string>> = import.meta.glob(
  ['./scenarios/*/lesson.md', './scenarios/*/lesson.check.yaml'],
  { query: '?raw', import: 'default', eager: true },
)

test.for(GALLERY.map((entry) => [entry.id, entry] as const))(
  '%s has no errors',
  ([, { files }]) => {
    const { diagnostics } = checkScenario(files, admitInEmptyCluster())
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  },
)

test.for(GALLERY.map((entry) => [entry.id, entry] as const))(
  'every step of %s is explained, and its lesson begins unsolved, is solved as it is meant to be and by no short cut, and tells what is seen',
  ([id, { files }]) => {
    const run = runScenario(files)
    const steps = run.cluster.journal.filter(({ level }) => level === 'step')
    expect.soft(steps.length).toBeGreaterThan(3)
    const silent = steps.filter((step) => explainStep(step) === null)
    expect.soft(silent.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([])
    const lesson = TEXTS[`./scenarios/${id}/lesson.md`] ?? ''
    const practice = TEXTS[`./scenarios/${id}/lesson.check.yaml`] ?? ''
    expect(testLesson({ files, lesson, practice, run }).problems).toEqual([])
  },
)
