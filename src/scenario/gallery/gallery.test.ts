import { expect, test } from 'vitest'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { checkScenario } from '../check-scenario.ts'
import { runScenario } from '../run-scenario.ts'
import { explainStep } from './explain.ts'
import { GALLERY } from './gallery.ts'

test('there are at least ten scenarios and every one has files', () => {
  expect(GALLERY.length).toBeGreaterThanOrEqual(10)
  expect(GALLERY.filter(({ files }) => files.length < 2).map(({ id }) => id)).toEqual([])
})

test.for(GALLERY.map((entry) => [entry.id, entry] as const))(
  '%s has no errors',
  ([, { files }]) => {
    const { diagnostics } = checkScenario(files, admitInEmptyCluster())
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  },
)

test.for(GALLERY.map((entry) => [entry.id, entry] as const))(
  'every step of %s is explained',
  ([, entry]) => {
    const { cluster } = runScenario(entry.files)
    const steps = cluster.journal.filter(({ level }) => level === 'step')
    expect(steps.length).toBeGreaterThan(3)
    const silent = steps.filter((step) => explainStep(step, entry.explanations) === null)
    expect(silent.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([])
  },
)

test.for(GALLERY.map((entry) => [entry.id, entry] as const))(
  'the special words of %s are used',
  ([, entry]) => {
    const { cluster } = runScenario(entry.files)
    const shown = new Set(cluster.journal.map((step) => explainStep(step, entry.explanations)))
    expect(entry.explanations.filter(({ text }) => !shown.has(text))).toEqual([])
  },
)
