// Jobs from their creation to their end, with Pods that end as they are told to, against
// pkg/controller/job/job_controller.go (v1.36).
import { expect, test } from 'vitest'
import type { Job, JobSpec, Pod, PodStatus } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { statusOf } from '#apiserver/statuses.ts'
import { BY_TEST, createFakeApiServer, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { about, news, runningAt, settlePods, startController } from '#testing/start-controller.ts'
import { jobController } from './job-controller.ts'

type End = 'Succeeded' | 'Failed' | 'Running'

const LABELS = { job: 'work' }

const ONE: Partial<JobSpec> = { completions: 1 }

const job = (spec: Partial<JobSpec> = ONE): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'work', namespace: 'default', uid: 'uid-of-work' },
  spec: {
    parallelism: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS },
      spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'x' }] },
    },
    ...spec,
  },
})

const endedAt = (nowMs: number, phase: End): PodStatus => {
  if (phase === 'Running') return runningAt(nowMs)
  const finishedAt = timeOf(nowMs)
  const exitCode = phase === 'Failed' ? 3 : 0
  const terminated = { exitCode, finishedAt, reason: exitCode === 0 ? 'Completed' : 'Error' }
  return {
    phase,
    containerStatuses: [
      {
        name: 'main',
        image: 'x',
        imageID: '',
        ready: false,
        restartCount: 0,
        state: { terminated },
      },
    ],
  }
}

/** Runs for so long; each Pod ends at once as `endOf` says of its place in the order in which they were made, or of its index. */
function play(server: FakeApiServer, seconds: number, endOf: (at: number) => End): void {
  const places = new Map<string, number>()
  const placeOf = ({ metadata }: Pod): number => {
    const { name = '', annotations } = metadata
    const index = annotations?.['batch.kubernetes.io/job-completion-index']
    if (index !== undefined) return Number(index)
    if (!places.has(name)) places.set(name, places.size)
    return places.get(name) ?? 0
  }
  const untilMs = server.clock.nowMs + seconds * 1000
  while (server.clock.nowMs < untilMs) {
    settlePods(server, (pod) => endedAt(server.clock.nowMs, endOf(placeOf(pod))))
    server.runUntil(Math.min(untilMs, server.clock.nowMs + 500))
  }
}

const own = (server: FakeApiServer): Job => {
  const found = server.client.get('Job', 'default', 'work')
  if (found === undefined) throw new Error('the Job is gone')
  return found
}

function change(server: FakeApiServer, spec: Partial<JobSpec>): void {
  const { metadata, ...old } = own(server)
  const before = old.spec ?? { template: {} }
  const next = { ...metadata, generation: (metadata.generation ?? 0) + 1 }
  server.client.update({ ...old, metadata: next, spec: { ...before, ...spec } }, BY_TEST)
}

/** What is done and said, and the counts of the end. That Pods are let go is left out. */
function told(server: FakeApiServer, act: () => void): readonly string[] {
  const lines = news(server, 'work', act)
    .filter((line) => !line.includes('TrackingFinalizerRemoved'))
    .map((line) => line.replace('job-controller ', '').replace(/(work-\d+)-[a-z0-9]{5}/, '$1'))
  const { startTime: _start, conditions = [], completionTime, ...counts } = own(server).status ?? {}
  return [
    ...lines,
    ...conditions.map(
      ({ type, status, reason = '', message = '' }) =>
        `${type} ${status} ${reason}: ${message.replace(/work-[a-z0-9]{5}/, 'work-x')}`,
    ),
    JSON.stringify(completionTime === undefined ? counts : { ...counts, completed: true }),
  ]
}

function story(spec: Partial<JobSpec>, ends: Readonly<Record<number, End>>, seconds: number) {
  const server = startController(jobController)
  server.apply(job(spec))
  return told(server, () => play(server, seconds, (at) => ends[at] ?? 'Succeeded'))
}

const INDEXED = { completionMode: 'Indexed', completions: 3, parallelism: 3 }
const exitCodes = (action: string) => ({
  rules: [{ action, onExitCodes: { operator: 'In', values: [3] } }],
})

test.for<
  readonly [string, Partial<JobSpec>, Readonly<Record<number, End>>, number, readonly string[]]
>([
  [
    'one Pod that succeeds',
    ONE,
    {},
    5,
    [
      'step SuccessfulCreate: created Pod `work-a` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed',
      'step JobComplete: declared Job `work` Complete: 0 active, 1 succeeded, 0 failed, because reached expected number of succeeded pods',
      'about Job work: Normal SuccessfulCreate: Created pod: work-a',
      'about Job work: Normal Completed: Job completed',
      'SuccessCriteriaMet True CompletionsReached: Reached expected number of succeeded pods',
      'Complete True CompletionsReached: Reached expected number of succeeded pods',
      '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"succeeded":1,"completed":true}',
    ],
  ],
  [
    'two after one another',
    { completions: 2 },
    {},
    8,
    [
      'step SuccessfulCreate: created Pod `work-a` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'step SuccessfulCreate: created Pod `work-b` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 1 active, 1 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 1 succeeded, 0 failed',
      'step JobComplete: declared Job `work` Complete: 0 active, 2 succeeded, 0 failed, because reached expected number of succeeded pods',
      'about Job work: Normal SuccessfulCreate: Created pod: work-a',
      'about Job work: Normal SuccessfulCreate: Created pod: work-b',
      'about Job work: Normal Completed: Job completed',
      'SuccessCriteriaMet True CompletionsReached: Reached expected number of succeeded pods',
      'Complete True CompletionsReached: Reached expected number of succeeded pods',
      '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"succeeded":2,"completed":true}',
    ],
  ],
  [
    'two side by side',
    { completions: 2, parallelism: 2 },
    {},
    5,
    [
      'step SuccessfulCreate: created Pod `work-a` for Job `work`, because 2 Pods are wanted and 0 run',
      'step SuccessfulCreate: created Pod `work-b` for Job `work`, because 2 Pods are wanted and 1 runs',
      'detail JobStatus: updated the status of Job `work`: 2 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed',
      'step JobComplete: declared Job `work` Complete: 0 active, 2 succeeded, 0 failed, because reached expected number of succeeded pods',
      'about Job work: Normal SuccessfulCreate: Created pod: work-a',
      'about Job work: Normal SuccessfulCreate: Created pod: work-b',
      'about Job work: Normal Completed: Job completed',
      'SuccessCriteriaMet True CompletionsReached: Reached expected number of succeeded pods',
      'Complete True CompletionsReached: Reached expected number of succeeded pods',
      '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"succeeded":2,"completed":true}',
    ],
  ],
  [
    'never more than are wanted',
    { completions: 1, parallelism: 4 },
    { 0: 'Running' },
    3,
    [
      'step SuccessfulCreate: created Pod `work-a` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'about Job work: Normal SuccessfulCreate: Created pod: work-a',
      '{"ready":1,"terminating":0,"uncountedTerminatedPods":{},"active":1}',
    ],
  ],
  [
    'none at all',
    { completions: 0 },
    {},
    3,
    [
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed',
      'step JobComplete: declared Job `work` Complete: 0 active, 0 succeeded, 0 failed, because reached expected number of succeeded pods',
      'about Job work: Normal Completed: Job completed',
      'SuccessCriteriaMet True CompletionsReached: Reached expected number of succeeded pods',
      'Complete True CompletionsReached: Reached expected number of succeeded pods',
      '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"completed":true}',
    ],
  ],
  [
    'one that fails, and another',
    ONE,
    { 0: 'Failed' },
    20,
    [
      'step SuccessfulCreate: created Pod `work-a` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed, because it waits 9 s before it makes the next Pod, after 1 failure',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 1 failed, because it waits 9 s before it makes the next Pod, after 1 failure',
      'step SuccessfulCreate: created Pod `work-b` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 1 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 1 failed',
      'step JobComplete: declared Job `work` Complete: 0 active, 1 succeeded, 1 failed, because reached expected number of succeeded pods',
      'about Job work: Normal SuccessfulCreate: Created pod: work-a',
      'about Job work: Normal SuccessfulCreate: Created pod: work-b',
      'about Job work: Normal Completed: Job completed',
      'SuccessCriteriaMet True CompletionsReached: Reached expected number of succeeded pods',
      'Complete True CompletionsReached: Reached expected number of succeeded pods',
      '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"succeeded":1,"failed":1,"completed":true}',
    ],
  ],
  [
    'one that fails too often',
    { ...ONE, backoffLimit: 1 },
    { 0: 'Failed', 1: 'Failed' },
    60,
    [
      'step SuccessfulCreate: created Pod `work-a` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed, because it waits 9 s before it makes the next Pod, after 1 failure',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 1 failed, because it waits 9 s before it makes the next Pod, after 1 failure',
      'step SuccessfulCreate: created Pod `work-b` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 1 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 1 failed, because Job has reached the specified backoff limit',
      'step JobFailed: declared Job `work` Failed: 0 active, 0 succeeded, 2 failed, because job has reached the specified backoff limit',
      'about Job work: Normal SuccessfulCreate: Created pod: work-a',
      'about Job work: Normal SuccessfulCreate: Created pod: work-b',
      'about Job work: Warning BackoffLimitExceeded: Job has reached the specified backoff limit',
      'FailureTarget True BackoffLimitExceeded: Job has reached the specified backoff limit',
      'Failed True BackoffLimitExceeded: Job has reached the specified backoff limit',
      '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"failed":2}',
    ],
  ],
  [
    'one that may not fail, beside another',
    { backoffLimit: 0, completions: 2, parallelism: 2 },
    { 0: 'Failed', 1: 'Running' },
    10,
    [
      'step SuccessfulCreate: created Pod `work-a` for Job `work`, because 2 Pods are wanted and 0 run',
      'step SuccessfulCreate: created Pod `work-b` for Job `work`, because 2 Pods are wanted and 1 runs',
      'detail JobStatus: updated the status of Job `work`: 2 active, 0 succeeded, 0 failed',
      'step SuccessfulDelete: deleted Pod `work-b` of Job `work`, because Job `work` ends: Job has reached the specified backoff limit',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed, because Job has reached the specified backoff limit',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 2 failed, because Job has reached the specified backoff limit',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 2 failed, because Job has reached the specified backoff limit',
      'step JobFailed: declared Job `work` Failed: 0 active, 0 succeeded, 2 failed, because job has reached the specified backoff limit',
      'about Job work: Normal SuccessfulCreate: Created pod: work-a',
      'about Job work: Normal SuccessfulCreate: Created pod: work-b',
      'about Job work: Normal SuccessfulDelete: Deleted pod: work-b',
      'about Job work: Warning BackoffLimitExceeded: Job has reached the specified backoff limit',
      'FailureTarget True BackoffLimitExceeded: Job has reached the specified backoff limit',
      'Failed True BackoffLimitExceeded: Job has reached the specified backoff limit',
      '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"failed":2}',
    ],
  ],
  [
    'it takes too long',
    { ...ONE, activeDeadlineSeconds: 10 },
    { 0: 'Running' },
    20,
    [
      'step SuccessfulCreate: created Pod `work-a` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'step SuccessfulDelete: deleted Pod `work-a` of Job `work`, because Job `work` ends: Job was active longer than specified deadline',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed, because Job was active longer than specified deadline',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 1 failed, because Job was active longer than specified deadline',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 1 failed, because Job was active longer than specified deadline',
      'step JobFailed: declared Job `work` Failed: 0 active, 0 succeeded, 1 failed, because job was active longer than specified deadline',
      'about Job work: Normal SuccessfulCreate: Created pod: work-a',
      'about Job work: Normal SuccessfulDelete: Deleted pod: work-a',
      'about Job work: Warning DeadlineExceeded: Job was active longer than specified deadline',
      'FailureTarget True DeadlineExceeded: Job was active longer than specified deadline',
      'Failed True DeadlineExceeded: Job was active longer than specified deadline',
      '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"failed":1}',
    ],
  ],
  [
    'a queue',
    { parallelism: 2 },
    { 1: 'Running' },
    5,
    [
      'step SuccessfulCreate: created Pod `work-a` for Job `work`, because 2 Pods are wanted and 0 run',
      'step SuccessfulCreate: created Pod `work-b` for Job `work`, because 2 Pods are wanted and 1 runs',
      'detail JobStatus: updated the status of Job `work`: 2 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 1 active, 1 succeeded, 0 failed',
      'about Job work: Normal SuccessfulCreate: Created pod: work-a',
      'about Job work: Normal SuccessfulCreate: Created pod: work-b',
      '{"ready":1,"terminating":0,"uncountedTerminatedPods":{},"active":1,"succeeded":1}',
    ],
  ],
  [
    'a queue whose Pod fails',
    { parallelism: 1 },
    { 0: 'Failed' },
    5,
    [
      'step SuccessfulCreate: created Pod `work-a` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed, because it waits 9 s before it makes the next Pod, after 1 failure',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 1 failed, because it waits 9 s before it makes the next Pod, after 1 failure',
      'about Job work: Normal SuccessfulCreate: Created pod: work-a',
      '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"failed":1}',
    ],
  ],
  [
    'one that fails three times',
    { ...ONE, backoffLimit: 6 },
    { 0: 'Failed', 1: 'Failed' },
    40,
    [
      'step SuccessfulCreate: created Pod `work-a` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed, because it waits 9 s before it makes the next Pod, after 1 failure',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 1 failed, because it waits 9 s before it makes the next Pod, after 1 failure',
      'step SuccessfulCreate: created Pod `work-b` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 1 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 1 failed, because it waits 19 s before it makes the next Pod, after 2 failures in a row',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 2 failed, because it waits 19 s before it makes the next Pod, after 2 failures in a row',
      'step SuccessfulCreate: created Pod `work-c` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 2 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 2 failed',
      'step JobComplete: declared Job `work` Complete: 0 active, 1 succeeded, 2 failed, because reached expected number of succeeded pods',
      'about Job work: Normal SuccessfulCreate: Created pod: work-a',
      'about Job work: Normal SuccessfulCreate: Created pod: work-b',
      'about Job work: Normal SuccessfulCreate: Created pod: work-c',
      'about Job work: Normal Completed: Job completed',
      'SuccessCriteriaMet True CompletionsReached: Reached expected number of succeeded pods',
      'Complete True CompletionsReached: Reached expected number of succeeded pods',
      '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"succeeded":1,"failed":2,"completed":true}',
    ],
  ],
  [
    'indexes',
    INDEXED,
    {},
    5,
    [
      'step SuccessfulCreate: created Pod `work-0` for Job `work`, because index 0 is to come: 3 Pods are wanted and 0 run',
      'step SuccessfulCreate: created Pod `work-2` for Job `work`, because index 2 is to come: 3 Pods are wanted and 2 run',
      'step SuccessfulCreate: created Pod `work-1` for Job `work`, because index 1 is to come: 3 Pods are wanted and 1 runs',
      'detail JobStatus: updated the status of Job `work`: 3 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 3 succeeded, 0 failed',
      'step JobComplete: declared Job `work` Complete: 0 active, 3 succeeded, 0 failed, because reached expected number of succeeded pods',
      'about Job work: Normal SuccessfulCreate: Created pod: work-0',
      'about Job work: Normal SuccessfulCreate: Created pod: work-2',
      'about Job work: Normal SuccessfulCreate: Created pod: work-1',
      'about Job work: Normal Completed: Job completed',
      'SuccessCriteriaMet True CompletionsReached: Reached expected number of succeeded pods',
      'Complete True CompletionsReached: Reached expected number of succeeded pods',
      '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"succeeded":3,"completedIndexes":"0-2","completed":true}',
    ],
  ],
  [
    'an index that fails',
    { ...INDEXED, backoffLimitPerIndex: 0 },
    { 1: 'Failed' },
    10,
    [
      'step SuccessfulCreate: created Pod `work-0` for Job `work`, because index 0 is to come: 3 Pods are wanted and 0 run',
      'step SuccessfulCreate: created Pod `work-2` for Job `work`, because index 2 is to come: 3 Pods are wanted and 2 run',
      'step SuccessfulCreate: created Pod `work-1` for Job `work`, because index 1 is to come: 3 Pods are wanted and 1 runs',
      'detail JobStatus: updated the status of Job `work`: 3 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 2 succeeded, 0 failed, because Job has failed indexes',
      'step JobFailed: declared Job `work` Failed: 0 active, 2 succeeded, 1 failed, because job has failed indexes',
      'about Job work: Normal SuccessfulCreate: Created pod: work-0',
      'about Job work: Normal SuccessfulCreate: Created pod: work-2',
      'about Job work: Normal SuccessfulCreate: Created pod: work-1',
      'about Job work: Warning FailedIndexes: Job has failed indexes',
      'FailureTarget True FailedIndexes: Job has failed indexes',
      'Failed True FailedIndexes: Job has failed indexes',
      '{"ready":0,"terminating":0,"failedIndexes":"1","uncountedTerminatedPods":{},"succeeded":2,"failed":1,"completedIndexes":"0,2"}',
    ],
  ],
  [
    'indexes of which too many fail',
    { ...INDEXED, completions: 5, backoffLimitPerIndex: 0, maxFailedIndexes: 1 },
    { 0: 'Failed', 1: 'Failed', 2: 'Running' },
    10,
    [
      'step SuccessfulCreate: created Pod `work-0` for Job `work`, because index 0 is to come: 3 Pods are wanted and 0 run',
      'step SuccessfulCreate: created Pod `work-2` for Job `work`, because index 2 is to come: 3 Pods are wanted and 2 run',
      'step SuccessfulCreate: created Pod `work-1` for Job `work`, because index 1 is to come: 3 Pods are wanted and 1 runs',
      'detail JobStatus: updated the status of Job `work`: 3 active, 0 succeeded, 0 failed',
      'step SuccessfulDelete: deleted Pod `work-2` of Job `work`, because Job `work` ends: Job has exceeded the specified maximal number of failed indexes',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed, because Job has exceeded the specified maximal number of failed indexes',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 3 failed, because Job has exceeded the specified maximal number of failed indexes',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 3 failed, because Job has exceeded the specified maximal number of failed indexes',
      'step JobFailed: declared Job `work` Failed: 0 active, 0 succeeded, 3 failed, because job has exceeded the specified maximal number of failed indexes',
      'about Job work: Normal SuccessfulCreate: Created pod: work-0',
      'about Job work: Normal SuccessfulCreate: Created pod: work-2',
      'about Job work: Normal SuccessfulCreate: Created pod: work-1',
      'about Job work: Normal SuccessfulDelete: Deleted pod: work-2',
      'about Job work: Warning MaxFailedIndexesExceeded: Job has exceeded the specified maximal number of failed indexes',
      'FailureTarget True MaxFailedIndexesExceeded: Job has exceeded the specified maximal number of failed indexes',
      'Failed True MaxFailedIndexesExceeded: Job has exceeded the specified maximal number of failed indexes',
      '{"ready":0,"terminating":0,"failedIndexes":"0,1","uncountedTerminatedPods":{},"failed":3}',
    ],
  ],
  [
    'an index that fails, and is made again',
    { ...INDEXED, completions: 1, parallelism: 1, backoffLimitPerIndex: 1 },
    { 0: 'Failed' },
    40,
    [
      'step SuccessfulCreate: created Pod `work-0` for Job `work`, because index 0 is to come: 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed, because it waits 9 s before it makes the next Pod, after 1 failure',
      'step SuccessfulCreate: created Pod `work-0` for Job `work`, because index 0 is to come: 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed, because Job has failed indexes',
      'step JobFailed: declared Job `work` Failed: 0 active, 0 succeeded, 2 failed, because job has failed indexes',
      'about Job work: Normal SuccessfulCreate: Created pod: work-0',
      'about Job work: Normal SuccessfulCreate: Created pod: work-0',
      'about Job work: Warning FailedIndexes: Job has failed indexes',
      'FailureTarget True FailedIndexes: Job has failed indexes',
      'Failed True FailedIndexes: Job has failed indexes',
      '{"ready":0,"terminating":0,"failedIndexes":"0","uncountedTerminatedPods":{},"failed":2}',
    ],
  ],
  [
    'an index is enough',
    { ...INDEXED, successPolicy: { rules: [{ succeededIndexes: '1' }] } },
    { 0: 'Running', 2: 'Running' },
    5,
    [
      'step SuccessfulCreate: created Pod `work-0` for Job `work`, because index 0 is to come: 3 Pods are wanted and 0 run',
      'step SuccessfulCreate: created Pod `work-2` for Job `work`, because index 2 is to come: 3 Pods are wanted and 2 run',
      'step SuccessfulCreate: created Pod `work-1` for Job `work`, because index 1 is to come: 3 Pods are wanted and 1 runs',
      'detail JobStatus: updated the status of Job `work`: 3 active, 0 succeeded, 0 failed',
      'step SuccessfulDelete: deleted Pod `work-0` of Job `work`, because Job `work` ends: Matched rules at index 0',
      'step SuccessfulDelete: deleted Pod `work-2` of Job `work`, because Job `work` ends: Matched rules at index 0',
      'detail JobStatus: updated the status of Job `work`: 0 active, 1 succeeded, 0 failed, because Matched rules at index 0',
      'detail JobStatus: updated the status of Job `work`: 0 active, 1 succeeded, 0 failed, because Matched rules at index 0',
      'step JobComplete: declared Job `work` Complete: 0 active, 1 succeeded, 0 failed, because matched rules at index 0',
      'about Job work: Normal SuccessfulCreate: Created pod: work-0',
      'about Job work: Normal SuccessfulCreate: Created pod: work-2',
      'about Job work: Normal SuccessfulCreate: Created pod: work-1',
      'about Job work: Normal SuccessfulDelete: Deleted pod: work-0',
      'about Job work: Normal SuccessfulDelete: Deleted pod: work-2',
      'about Job work: Normal Completed: Job completed',
      'SuccessCriteriaMet True SuccessPolicy: Matched rules at index 0',
      'Complete True SuccessPolicy: Matched rules at index 0',
      '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"succeeded":1,"completedIndexes":"1","completed":true}',
    ],
  ],
  [
    'its policy ends it',
    { ...ONE, podFailurePolicy: exitCodes('FailJob') },
    { 0: 'Failed' },
    5,
    [
      'step SuccessfulCreate: created Pod `work-a` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed, because Container main for pod default/work-a failed with exit code 3 matching FailJob rule at index 0',
      'step JobFailed: declared Job `work` Failed: 0 active, 0 succeeded, 1 failed, because container main for pod default/work-a failed with exit code 3 matching FailJob rule at index 0',
      'about Job work: Normal SuccessfulCreate: Created pod: work-a',
      'about Job work: Warning PodFailurePolicy: Container main for pod default/work-a failed with exit code 3 matching FailJob rule at index 0',
      'FailureTarget True PodFailurePolicy: Container main for pod default/work-x failed with exit code 3 matching FailJob rule at index 0',
      'Failed True PodFailurePolicy: Container main for pod default/work-x failed with exit code 3 matching FailJob rule at index 0',
      '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"failed":1}',
    ],
  ],
  [
    'its policy does not count it',
    { ...ONE, podFailurePolicy: exitCodes('Ignore'), backoffLimit: 0 },
    { 0: 'Failed' },
    20,
    [
      'step SuccessfulCreate: created Pod `work-a` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed, because it waits 9 s before it makes the next Pod, after 1 failure',
      'step SuccessfulCreate: created Pod `work-b` for Job `work`, because 1 Pod is wanted and 0 run',
      'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed',
      'step JobComplete: declared Job `work` Complete: 0 active, 1 succeeded, 0 failed, because reached expected number of succeeded pods',
      'about Job work: Normal SuccessfulCreate: Created pod: work-a',
      'about Job work: Normal SuccessfulCreate: Created pod: work-b',
      'about Job work: Normal Completed: Job completed',
      'SuccessCriteriaMet True CompletionsReached: Reached expected number of succeeded pods',
      'Complete True CompletionsReached: Reached expected number of succeeded pods',
      '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"succeeded":1,"completed":true}',
    ],
  ],
  [
    'its policy ends its index',
    { ...INDEXED, backoffLimitPerIndex: 3, podFailurePolicy: exitCodes('FailIndex') },
    { 1: 'Failed' },
    10,
    [
      'step SuccessfulCreate: created Pod `work-0` for Job `work`, because index 0 is to come: 3 Pods are wanted and 0 run',
      'step SuccessfulCreate: created Pod `work-2` for Job `work`, because index 2 is to come: 3 Pods are wanted and 2 run',
      'step SuccessfulCreate: created Pod `work-1` for Job `work`, because index 1 is to come: 3 Pods are wanted and 1 runs',
      'detail JobStatus: updated the status of Job `work`: 3 active, 0 succeeded, 0 failed',
      'detail JobStatus: updated the status of Job `work`: 0 active, 2 succeeded, 0 failed, because Job has failed indexes',
      'step JobFailed: declared Job `work` Failed: 0 active, 2 succeeded, 1 failed, because job has failed indexes',
      'about Job work: Normal SuccessfulCreate: Created pod: work-0',
      'about Job work: Normal SuccessfulCreate: Created pod: work-2',
      'about Job work: Normal SuccessfulCreate: Created pod: work-1',
      'about Job work: Warning FailedIndexes: Job has failed indexes',
      'FailureTarget True FailedIndexes: Job has failed indexes',
      'Failed True FailedIndexes: Job has failed indexes',
      '{"ready":0,"terminating":0,"failedIndexes":"1","uncountedTerminatedPods":{},"succeeded":2,"failed":1,"completedIndexes":"0,2"}',
    ],
  ],
  ['somebody else looks after it', { ...ONE, managedBy: 'example.com/mine' }, {}, 5, ['{}']],
])('%s', ([, spec, ends, seconds, said]) => {
  expect(story(spec, ends, seconds)).toEqual(said)
})

test('it is suspended, and resumed', () => {
  const server = startController(jobController)
  server.apply(job({ ...ONE, suspend: true }))
  const running = (): void => play(server, 3, () => 'Running')
  expect(told(server, running)).toEqual([
    'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed',
    'about Job work: Normal Suspended: Job suspended',
    'Suspended True JobSuspended: Job suspended',
    '{"ready":0,"terminating":0,"uncountedTerminatedPods":{}}',
  ])
  expect(own(server).status?.startTime).toBeUndefined()
  change(server, { suspend: false })
  expect(told(server, running)).toEqual([
    'step SuccessfulCreate: created Pod `work-a` for Job `work`, because 1 Pod is wanted and 0 run',
    'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
    'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
    'about Job work: Normal SuccessfulCreate: Created pod: work-a',
    'about Job work: Normal Resumed: Job resumed',
    'Suspended False JobResumed: Job resumed',
    '{"ready":1,"terminating":0,"uncountedTerminatedPods":{},"active":1}',
  ])
  expect(own(server).status?.startTime).toBe(timeOf(3000))
  change(server, { suspend: true })
  expect(told(server, running)).toEqual([
    'step SuccessfulDelete: deleted Pod `work-a` of Job `work`, because the Job is suspended',
    'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed',
    'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed',
    'about Job work: Normal SuccessfulDelete: Deleted pod: work-a',
    'Suspended True JobSuspended: Job suspended',
    '{"ready":0,"terminating":0,"uncountedTerminatedPods":{}}',
  ])
})

test('fewer side by side are wanted', () => {
  const server = startController(jobController)
  server.apply(job({ completions: 3, parallelism: 3 }))
  play(server, 3, () => 'Running')
  change(server, { parallelism: 1 })
  expect(told(server, () => play(server, 3, () => 'Running'))).toEqual([
    'step SuccessfulDelete: deleted Pod `work-a` of Job `work`, because 3 run, and 1 is wanted',
    'step SuccessfulDelete: deleted Pod `work-b` of Job `work`, because 3 run, and 1 is wanted',
    'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
    'detail JobStatus: updated the status of Job `work`: 1 active, 0 succeeded, 0 failed',
    'about Job work: Normal SuccessfulDelete: Deleted pod: work-a',
    'about Job work: Normal SuccessfulDelete: Deleted pod: work-b',
    '{"ready":1,"terminating":0,"uncountedTerminatedPods":{},"active":1}',
  ])
})

test('one that has succeeded without being asked is counted as well, and said to be too many', () => {
  const server = startController(jobController)
  server.apply(job())
  play(server, 2, () => 'Running')
  const finalizers = ['batch.kubernetes.io/job-tracking']
  const [first] = server.client.list('Pod')
  for (const name of ['more', 'most']) {
    const ownerReferences = first?.metadata.ownerReferences ?? []
    const metadata = { labels: LABELS, finalizers, ownerReferences }
    server.apply(makePod(name, { metadata, status: { phase: 'Succeeded' } }))
  }
  expect(told(server, () => play(server, 5, () => 'Succeeded'))).toEqual([
    'step SuccessfulDelete: deleted Pod `work-a` of Job `work`, because 1 runs, and 0 are wanted',
    'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed',
    'detail JobStatus: updated the status of Job `work`: 0 active, 2 succeeded, 0 failed',
    'detail JobStatus: updated the status of Job `work`: 0 active, 2 succeeded, 0 failed, because Reached expected number of succeeded pods',
    'step JobComplete: declared Job `work` Complete: 0 active, 2 succeeded, 0 failed, because reached expected number of succeeded pods',
    'about Job work: Normal SuccessfulDelete: Deleted pod: work-a',
    'about Job work: Warning TooManySucceededPods: Too many succeeded pods running after completion count reached',
    'about Job work: Normal Completed: Job completed',
    'SuccessCriteriaMet True CompletionsReached: Reached expected number of succeeded pods',
    'Complete True CompletionsReached: Reached expected number of succeeded pods',
    '{"ready":0,"terminating":0,"uncountedTerminatedPods":{},"succeeded":2,"completed":true}',
  ])
})

test('what is refused is said, and tried again', () => {
  const server = startController(jobController)
  server.refusePods('exceeded quota')
  server.apply(job())
  expect(told(server, () => server.runUntil(500))).toEqual([
    'detail JobStatus: updated the status of Job `work`: 0 active, 0 succeeded, 0 failed',
    'about Job work: Warning FailedCreate: Error creating: exceeded quota',
    '{"ready":0,"terminating":0,"uncountedTerminatedPods":{}}',
  ])
  server.refusePods(null)
  play(server, 5, () => 'Succeeded')
  expect(own(server).status?.succeeded).toBe(1)
})

test('when it is deleted its Pods are let go', () => {
  const server = startController(jobController)
  server.apply(job({ completions: 2, parallelism: 2 }))
  play(server, 3, () => 'Running')
  expect(
    news(server, 'work', () => {
      server.client.delete('Job', 'default', 'work', {}, BY_TEST)
      server.runUntil(server.clock.nowMs + 3000)
    }),
  ).toEqual([
    'job-controller detail TrackingFinalizerRemoved: let go of Pod `work-a`, because Job `work` is being deleted',
    'job-controller detail TrackingFinalizerRemoved: let go of Pod `work-b`, because Job `work` is being deleted',
  ])
  expect(server.client.list('Pod').map(({ metadata }) => metadata.finalizers ?? [])).toEqual([
    [],
    [],
  ])
})

test.for<readonly [string, number, number, boolean]>([
  ['Never', 0, 9, false],
  ['OnFailure', 0, 1, true],
  ['OnFailure', 3, 2, false],
  ['OnFailure', 3, 3, true],
])(
  'with %s and a limit of %s, %s restarts end it: %s',
  ([restartPolicy, backoffLimit, restarts, isOver]) => {
    const server = startController(jobController)
    const template = {
      metadata: { labels: LABELS },
      spec: { restartPolicy, containers: [{ name: 'main', image: 'x' }] },
    }
    server.apply(job({ ...ONE, backoffLimit, template }))
    const status = (name: string, restartCount: number) => ({
      name,
      image: 'x',
      imageID: '',
      ready: true,
      restartCount,
    })
    for (let seconds = 0; seconds < 5; seconds += 1) {
      settlePods(server, () => ({
        ...runningAt(server.clock.nowMs),
        initContainerStatuses: [status('first', restarts - Math.min(1, restarts))],
        containerStatuses: [status('main', Math.min(1, restarts))],
      }))
      server.runUntil(server.clock.nowMs + 1000)
    }
    const reasons = own(server).status?.conditions?.map(({ type, reason }) => `${type} ${reason}`)
    expect(reasons).toEqual(
      isOver ? ['FailureTarget BackoffLimitExceeded', 'Failed BackoffLimitExceeded'] : undefined,
    )
  },
)

test('the entries say which objects they are about', () => {
  const server = startController(jobController)
  server.apply(job({ completions: 2, parallelism: 2 }))
  play(server, 3, () => 'Running')
  change(server, { parallelism: 1 })
  play(server, 3, () => 'Running')
  expect(about(server)).toEqual({
    JobStatus: 'Job',
    SuccessfulCreate: 'Pod Job',
    SuccessfulDelete: 'Pod Job',
    TrackingFinalizerRemoved: 'Pod Job',
  })
})

/** A Pod of the Job that has succeeded. */
const ended = (name: string, finalizers: readonly string[]): Pod =>
  makePod(name, {
    metadata: {
      labels: LABELS,
      finalizers,
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'Job', name: 'work', uid: 'uid-of-work', controller: true },
      ],
    },
    status: { phase: 'Succeeded' },
  })

test('what was to be counted when the controller ended is counted once', () => {
  const server = startController(jobController)
  const succeeded = ['uid-of-free', 'uid-of-held', 'uid-of-gone']
  const given = job({ completions: 3, parallelism: 3 })
  server.apply(ended('free', []), ended('held', ['batch.kubernetes.io/job-tracking']))
  server.apply({
    ...given,
    status: { startTime: timeOf(0), uncountedTerminatedPods: { succeeded } },
  })
  play(server, 5, () => 'Running')
  expect(own(server).status).toMatchObject({ succeeded: 3, uncountedTerminatedPods: {} })
  expect(server.client.get('Pod', 'default', 'held')?.metadata.finalizers ?? []).toEqual([])
})

test('a Pod that cannot be let go is counted later', () => {
  const server = createFakeApiServer()
  let isRefused = true
  const status = statusOf('Forbidden', 'not you')
  const client: typeof server.client = {
    ...server.client,
    patch: (kind, namespace, name, patch, said) =>
      isRefused && kind === 'Pod'
        ? { ok: false, status }
        : server.client.patch(kind, namespace, name, patch, said),
  }
  startController(jobController, { client }, server)
  server.apply(job())
  play(server, 5, () => 'Succeeded')
  const [pod] = server.client.list('Pod')
  const { uid = '' } = pod?.metadata ?? {}
  expect(own(server).status?.succeeded).toBeUndefined()
  expect(own(server).status?.uncountedTerminatedPods).toEqual({ succeeded: [uid] })
  isRefused = false
  server.runUntil(server.clock.nowMs + 70_000)
  expect(own(server).status).toMatchObject({ succeeded: 1, uncountedTerminatedPods: {} })
})
