// Jobs from the manifest to their end, with scheduler and kubelets.
import { expect, test } from 'vitest'
import { compareText } from '#lib/compare.ts'
import { runScenario } from '#scenario/run-scenario.ts'

interface JobWanted {
  readonly spec?: string
  readonly script: string
  readonly policy?: string
  readonly actions?: string
  readonly until?: string
}

function run({ spec = '', script, policy = 'Never', actions = '', until = '60m' }: JobWanted) {
  const job = [
    'apiVersion: batch/v1',
    'kind: Job',
    'metadata: { name: work }',
    'spec:',
    ...spec.split('\n').map((line) => `  ${line}`),
    '  template:',
    '    spec:',
    `      restartPolicy: ${policy}`,
    `      containers: [{ name: main, image: busybox, command: [sh, -c, "${script}"] }]`,
  ]
  const { cluster, end } = runScenario([
    { path: 'scenario.yaml', text: `until: ${until}\nactions:\n${actions}` },
    { path: 'manifests/job.yaml', text: job.join('\n') },
  ])
  const { client } = cluster.session({ out: () => {}, err: () => {} })
  return {
    end,
    job: client.get('Job', 'default', 'work'),
    pods: client.list('Pod'),
    reasons: client
      .list('Event')
      .filter(({ involvedObject }) => involvedObject.kind === 'Job')
      .toSorted((a, b) =>
        compareText(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''),
      )
      .map(({ reason }) => reason),
  }
}

const ended = (type: string, reason: string) =>
  expect.arrayContaining([expect.objectContaining({ type, reason, status: 'True' })])

test('a Job runs its Pod, counts it, and the clock comes to rest', () => {
  const { job, pods, end, reasons } = run({ script: 'sleep 5' })
  expect(job).toMatchObject({
    status: {
      succeeded: 1,
      ready: 0,
      terminating: 0,
      uncountedTerminatedPods: {},
      conditions: ended('Complete', 'CompletionsReached'),
    },
  })
  expect(pods.map(({ metadata }) => metadata.finalizers)).toEqual([undefined])
  expect(reasons).toEqual(['SuccessfulCreate', 'Completed'])
  expect(end.reason).toBe('idle')
})

test('with Never, each failure is a Pod of its own, after 10 s, 20 s ...', () => {
  const { job, pods, reasons } = run({ spec: 'backoffLimit: 2', script: 'exit 3' })
  expect(job).toMatchObject({
    status: { failed: 3, conditions: ended('Failed', 'BackoffLimitExceeded') },
  })
  expect(pods).toHaveLength(3)
  expect(reasons.at(-1)).toBe('BackoffLimitExceeded')
})

test('with OnFailure, the restarts of one Pod count', () => {
  const { job, pods } = run({ spec: 'backoffLimit: 2', script: 'exit 3', policy: 'OnFailure' })
  expect(job).toMatchObject({
    status: { failed: 1, conditions: ended('Failed', 'BackoffLimitExceeded') },
  })
  expect(pods).toEqual([])
})

test('an Indexed Job runs one Pod for each index, and those that fail in their own time', () => {
  const spec =
    'completions: 4\nparallelism: 2\ncompletionMode: Indexed\nbackoffLimitPerIndex: 1\nmaxFailedIndexes: 3'
  const { job } = run({ spec, script: '[ $JOB_COMPLETION_INDEX -lt 2 ]' })
  expect(job).toMatchObject({
    status: {
      succeeded: 2,
      failed: 4,
      completedIndexes: '0,1',
      failedIndexes: '2,3',
      conditions: ended('Failed', 'FailedIndexes'),
    },
  })
})

test('a success policy ends the others', () => {
  const spec =
    'completions: 3\nparallelism: 3\ncompletionMode: Indexed\nsuccessPolicy: { rules: [{ succeededIndexes: "0" }] }'
  const { job, pods } = run({
    spec,
    script: '[ $JOB_COMPLETION_INDEX = 0 ] && exit 0; sleep 1000',
  })
  expect(job).toMatchObject({
    status: { completedIndexes: '0', conditions: ended('Complete', 'SuccessPolicy') },
  })
  expect(pods).toHaveLength(1)
})

test('a failure policy ends the Job at once, or does not count', () => {
  const rule = (action: string, code: number): string =>
    `podFailurePolicy: { rules: [{ action: ${action}, onExitCodes: { operator: In, values: [${code}] } }] }`
  expect(run({ spec: rule('FailJob', 42), script: 'exit 42' }).job).toMatchObject({
    status: { failed: 1, conditions: ended('Failed', 'PodFailurePolicy') },
  })
  const { job } = run({ spec: rule('Ignore', 42), script: 'exit 42', until: '5m' })
  expect(job).not.toHaveProperty('status.conditions')
  expect(job).not.toHaveProperty('status.failed')
})

test('a deadline ends a Job that runs too long', () => {
  const { job, pods } = run({ spec: 'activeDeadlineSeconds: 20', script: 'sleep 1000' })
  expect(job).toMatchObject({
    status: { failed: 1, conditions: ended('Failed', 'DeadlineExceeded') },
  })
  expect(pods).toEqual([])
})

test('a suspended Job has no Pod', () => {
  const { job, pods, end, reasons } = run({ spec: 'suspend: true', script: 'sleep 5' })
  expect(job).toMatchObject({ status: { conditions: ended('Suspended', 'JobSuspended') } })
  expect(job).not.toHaveProperty('status.startTime')
  expect(pods).toEqual([])
  expect(reasons).toEqual(['Suspended'])
  expect(end.reason).toBe('idle')
})

test('the Pods of a deleted Job go with it', () => {
  const { job, pods, end } = run({
    script: 'sleep 1000',
    actions: '- at: 20s\n  delete: { kind: Job, name: work }\n',
  })
  expect(job).toBeUndefined()
  expect(pods).toEqual([])
  expect(end.reason).toBe('idle')
})
