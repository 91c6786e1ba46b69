import { expect, test } from 'vitest'
import { createInformers } from '#client/informer.ts'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { journalHash } from '#testing/journal-hash.ts'
import { startOnStage } from '#testing/start-on-stage.ts'
import type { Controller } from './controller.ts'
import { lateController, controllersLoading } from './late-of-page.ts'
import { LATE_CONTROLLERS, type LateName } from './late-controllers.ts'
import { CONTROLLERS } from './registry.ts'

const NAMES = Object.keys(LATE_CONTROLLERS) as readonly LateName[]
const JOB = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'pi' },
  spec: {
    template: {
      spec: { restartPolicy: 'Never' as const, containers: [{ name: 'c', image: 'perl' }] },
    },
  },
} as const

/** Starts one on a cluster of its own; `kinds` are those it asks informers for, in its order. */
function startOn(controller: Controller) {
  const kinds = new Set<string>()
  const started = startOnStage(controller, (client) => {
    const made = createInformers(client)
    return {
      ...made,
      informer(kind) {
        kinds.add(kind)
        return made.informer(kind)
      },
    }
  })
  return { ...started, kinds: [...kinds] }
}

test.each(NAMES)('what stands in for the %s watches the same kinds in the same order', (name) => {
  expect(startOn(lateController(name)).kinds).toEqual(startOn(LATE_CONTROLLERS[name]).kinds)
})

/** Scenarios that have no object for them. */
const WITHOUT = GALLERY.filter(
  ({ files }) => !controllersLoading.isNeeded(files.map(({ text }) => text)),
)

/** The run of files in the page, before they are loaded. */
function hashInPage(files: (typeof WITHOUT)[number]['files']): string {
  const all = CONTROLLERS as Controller[]
  const own = [...all]
  const isLate = (name: string): name is LateName => name in LATE_CONTROLLERS
  all.splice(
    0,
    all.length,
    ...own.map((one) => (isLate(one.name) ? lateController(one.name) : one)),
  )
  try {
    return hashOf(files)
  } finally {
    all.splice(0, all.length, ...own)
  }
}

const hashOf = (files: (typeof WITHOUT)[number]['files']): string =>
  journalHash(runScenario(files).cluster.journal)

test('where there is nothing for them to do, a run is the same without them', () => {
  expect(WITHOUT.length).toBeGreaterThan(5)
  for (const { files } of WITHOUT.slice(0, 8)) {
    expect(hashInPage(files)).toBe(hashOf(files))
    expect(controllersLoading.missed()).toBe(false)
  }
})

test('an object for one of them is noticed, and once they are loaded they begin with the next run', async () => {
  const first = startOn(lateController('job-controller'))
  expect(controllersLoading.missed()).toBe(false)
  first.server.create(JOB, BY_TEST)
  first.settle()
  expect(controllersLoading.missed()).toBe(true)
  expect(controllersLoading.isNeeded(['kubectl: create cronjob tick'])).toBe(true)
  expect(controllersLoading.isNeeded(['kind: Pod', 'kind: Deployment'])).toBe(false)
  await controllersLoading.load()
  expect(controllersLoading.missed()).toBe(false)
  expect(controllersLoading.isNeeded(['kind: Job'])).toBe(false)
  const second = startOn(lateController('job-controller'))
  second.server.create(JOB, BY_TEST)
  second.settle()
  expect(controllersLoading.missed()).toBe(false)
  expect(second.server.get('Job', 'default', 'pi')?.status?.startTime).toBeDefined()
})
