import { expect, test } from 'vitest'
import type { JournalEntry } from '#client/world.ts'
import { isRoutine } from '#picture/words/routine.ts'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { checkScenario } from '../check-scenario.ts'
import { fitsStep } from '../expect/fits-step.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import { testLesson } from '../lesson/test-lesson.ts'
import { runScenario } from '../run-scenario.ts'
import { explainStep } from './explain.ts'
import { GALLERY } from './gallery.ts'

const TEXTS: Readonly<Record<string, string>> = import.meta.glob(
  ['./scenarios/*/lesson.md', './scenarios/*/lesson.check.yaml'],
  { query: '?raw', import: 'default', eager: true },
)

/** One of something that is named as several, or the other way round, and none of nothing. */
const NUMBERED =
  /\b1 (?:replicas|Pods|Jobs|endpoints|disruptions|evictions|failures|Nodes)\b|\b(?:[02-9]|\d\d+) (?:replica|Pod|Job|endpoint|disruption|failure|Node)\b|\b0 of its 0\b/

/** What the cluster's own parts say; what a program prints is its own affair. */
function sentencesOf(journal: readonly JournalEntry[]): readonly string[] {
  return journal
    .filter(({ kind }) => kind !== 'Log' && kind !== 'Event')
    .map(({ message, because }) => `${message}, because ${because ?? ''}`)
}

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
    expect.soft(sentencesOf(run.cluster.journal).filter((text) => NUMBERED.test(text))).toEqual([])
    const steps = run.cluster.journal.filter(({ level }) => level === 'step')
    expect.soft(steps.length).toBeGreaterThan(3)
    const silent = steps.filter((step) => explainStep(step) === null)
    expect.soft(silent.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([])
    const lesson = TEXTS[`./scenarios/${id}/lesson.md`] ?? ''
    const practice = TEXTS[`./scenarios/${id}/lesson.check.yaml`] ?? ''
    expect.soft(testLesson({ files, lesson, practice, run }).problems).toEqual([])
    // Unless every step is asked for, a routine report is no step of its own, and nothing is said at it.
    const told = steps.filter((step) => !isRoutine(step))
    const { words = [], seen = null } = readLesson(lesson).lesson ?? {}
    const unsaid = [...words, ...(seen === null ? [] : [seen])].filter(
      (one) => !told.some((step) => fitsStep(step, one)),
    )
    expect(unsaid.map(({ kind, mentions }) => `${kind} with “${mentions}”`)).toEqual([])
  },
)
