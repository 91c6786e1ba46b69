// What holds for Jobs and CronJobs whatever happens.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isJobFinished } from '#api/batch/job-condition.ts'
import type { CronJob } from '#api/generated/types.ts'
import { createCluster } from '#cluster/cluster.ts'
import { ENDS_WHILE_DELETED, makeJob, PLANS, violationsOfPlan } from './random-jobs.ts'

const RUNS = Number(process.env['JOB_SEEDS'] ?? 15)

test('a Job counts each Pod once, runs never more than it may, and comes to its end', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 3000 }), PLANS, (seed, max, plan) => {
      expect(violationsOfPlan(seed, max, plan)).toEqual([])
    }),
    { numRuns: RUNS, seed: 1, examples: [[0, 1852, ENDS_WHILE_DELETED]] },
  )
})

// With watches that are seconds late even the real controller may start one before it hears of the other.
test('a CronJob with Forbid never has two Jobs that go on', () => {
  const seconds = fc.integer({ min: 10, max: 200 })
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 50 }), seconds, (seed, max, sleep) => {
      const { spec } = makeJob({}, 'OnFailure')
      const template = spec?.template ?? {}
      const containers = [
        { name: 'main', image: 'busybox:1.37', command: ['sh', '-c', `sleep ${sleep}`] },
      ]
      const cronJob: CronJob = {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'tick', namespace: 'default' },
        spec: {
          schedule: '* * * * *',
          concurrencyPolicy: 'Forbid',
          jobTemplate: {
            spec: { template: { ...template, spec: { ...template.spec, containers } } },
          },
        },
      }
      const cluster = createCluster({
        decodeStaticPod: () => ({ error: 'there is none' }),
        seed,
        watchDelayMs: { min: 0, max },
        nodes: [],
        nodeFiles: [],
        images: [],
        actions: [{ verb: 'apply', atMs: 0, files: [], objects: [cronJob] }],
      })
      cluster.advance(900_000)
      const going = new Set<string>()
      for (const { changes } of cluster.journal) {
        for (const { key, after } of changes) {
          if (!key.startsWith('Job.batch/')) continue
          if (after?.kind === 'Job' && !isJobFinished(after)) going.add(key)
          else going.delete(key)
        }
        expect(going.size).toBeLessThan(2)
      }
    }),
    { numRuns: Math.ceil(RUNS / 4), seed: 1 },
  )
})
