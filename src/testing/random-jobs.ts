// Jobs at random, and what holds whatever happens to them: each Pod is counted once, never more run than are wanted, and all
// comes to rest.
import * as fc from 'fast-check'
import { isJobFinished } from '#api/batch/job-condition.ts'
import type { Job, JobSpec, Pod } from '#api/generated/types.ts'
import { createCluster } from '#cluster/cluster.ts'
import type { Cluster } from '#cluster/types.ts'
import type { Action } from '#cluster/verbs.ts'
import { violationsOf } from './invariants.ts'

const HOUR_MS = 3_600_000

/** A Pod fails by the end of its name, which chance gives it. */
const SCRIPT = 'sleep 7; case $POD_NAME in *[bcdf]) exit 3;; esac'

/** A Job whose Pods fail by chance. */
export function makeJob(spec: Partial<JobSpec>, restartPolicy: string): Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'work', namespace: 'default' },
    spec: {
      ...spec,
      template: {
        metadata: { labels: { app: 'work' } },
        spec: {
          restartPolicy,
          terminationGracePeriodSeconds: 2,
          containers: [
            {
              name: 'main',
              image: 'busybox:1.37',
              command: ['sh', '-c', SCRIPT],
              env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
            },
          ],
        },
      },
    },
  }
}

type Disturbance = 'delete Pods' | 'suspend' | 'fewer' | 'more' | 'power'

/** A Job, and what happens to it. */
export interface Plan {
  readonly completions: number
  readonly parallelism: number
  readonly isIndexed: boolean
  readonly isPerIndex: boolean
  readonly policy: string
  readonly replacement: string
  readonly disturbances: readonly { readonly afterMs: number; readonly what: Disturbance }[]
}

/** Plans at random. */
export const PLANS: fc.Arbitrary<Plan> = fc.record({
  completions: fc.integer({ min: 1, max: 9 }),
  parallelism: fc.integer({ min: 1, max: 5 }),
  isIndexed: fc.boolean(),
  isPerIndex: fc.boolean(),
  policy: fc.constantFrom('Never', 'OnFailure'),
  replacement: fc.constantFrom('TerminatingOrFailed', 'Failed'),
  disturbances: fc.array(
    fc.record({
      afterMs: fc.integer({ min: 500, max: 20_000 }),
      what: fc.constantFrom<Disturbance>('delete Pods', 'suspend', 'fewer', 'more', 'power'),
    }),
    { maxLength: 4 },
  ),
})

/** The Pod ended while it was deleted, and the watch told of its end after it was counted as failed. */
export const ENDS_WHILE_DELETED: Plan = {
  completions: 1,
  parallelism: 1,
  isIndexed: true,
  isPerIndex: false,
  policy: 'Never',
  replacement: 'TerminatingOrFailed',
  disturbances: [{ afterMs: 10_639, what: 'delete Pods' }],
}

function specOf({ isIndexed, isPerIndex, ...plan }: Plan): Partial<JobSpec> {
  return {
    completions: plan.completions,
    parallelism: plan.parallelism,
    podReplacementPolicy: plan.replacement,
    ...(isIndexed ? { completionMode: 'Indexed' } : {}),
    // With OnFailure an index has no limit: its one Pod would start its container for ever.
    ...(isIndexed && isPerIndex && plan.policy === 'Never'
      ? { backoffLimitPerIndex: 1 }
      : { backoffLimit: 4 }),
  }
}

/** The Job, and what happens to it; a suspended Job is resumed, a node without power gets it back. */
function actionsOf(plan: Plan): readonly Action[] {
  const spec = specOf(plan)
  const job = (change: Partial<JobSpec>): Job => makeJob({ ...spec, ...change }, plan.policy)
  const apply = (atMs: number, change: Partial<JobSpec>): Action => ({
    verb: 'apply',
    atMs,
    files: [],
    objects: [job(change)],
  })
  let atMs = 0
  const actions: Action[] = [apply(0, {})]
  for (const { afterMs, what } of plan.disturbances) {
    atMs += afterMs
    if (what === 'delete Pods') {
      const selector = 'app=work'
      const resources = [{ kind: 'Pod' as const, name: '' }]
      actions.push({ verb: 'delete', atMs, namespace: 'default', resources, selector })
    } else if (what === 'suspend') {
      actions.push(apply(atMs, { suspend: true }), apply(atMs + 9000, { suspend: false }))
      atMs += 9000
    } else if (what === 'power') {
      actions.push(
        { verb: 'power', atMs, node: 'worker-1', state: 'off' },
        { verb: 'power', atMs: atMs + 90_000, node: 'worker-1', state: 'on' },
      )
    } else {
      actions.push(apply(atMs, { parallelism: what === 'fewer' ? 1 : 6 }))
    }
  }
  return actions
}

/** A cluster whose watches are up to `max` milliseconds late, after six hours. */
function runCluster(seed: number, max: number, actions: readonly Action[]): Cluster {
  const cluster = createCluster({
    decodeStaticPod: () => ({ error: 'there is none' }),
    seed,
    watchDelayMs: { min: 0, max },
    nodes: [],
    nodeFiles: [],
    images: [],
    actions,
  })
  cluster.advance(6 * HOUR_MS)
  return cluster
}

const isActive = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined &&
  status?.phase !== 'Succeeded' &&
  status?.phase !== 'Failed'

const ended = ({
  succeeded = 0,
  failed = 0,
  uncountedTerminatedPods: uncounted,
}: NonNullable<Job['status']>): number =>
  succeeded + failed + (uncounted?.succeeded?.length ?? 0) + (uncounted?.failed?.length ?? 0)

/** How the Pods of a Job have ended, by their UIDs. */
interface Lives {
  readonly succeeded: ReadonlySet<string>
  /** Those that failed, and those that were deleted before they could succeed. */
  readonly lost: ReadonlySet<string>
  see(pod: Pod): void
}

function createLives(): Lives {
  const [succeeded, lost] = [new Set<string>(), new Set<string>()]
  return {
    succeeded,
    lost,
    see({ metadata, status }) {
      const { uid = '', deletionTimestamp } = metadata
      if (status?.phase === 'Succeeded') succeeded.add(uid)
      if (status?.phase === 'Failed' || deletionTimestamp !== undefined) lost.add(uid)
    },
  }
}

/** Ends that are counted without a Pod that has ended so, as sentences. */
function countedTwice(
  { succeeded = 0, failed = 0, uncountedTerminatedPods: uncounted, conditions }: JobStatus,
  lives: Lives,
): readonly string[] {
  const successes = succeeded + (uncounted?.succeeded?.length ?? 0)
  const failures = failed + (uncounted?.failed?.length ?? 0)
  const both = uncounted?.failed?.filter((uid) => uncounted.succeeded?.includes(uid)) ?? []
  // With a Job that fails all its Pods have failed.
  const isFailing = (conditions ?? []).some(({ type }) => type === 'FailureTarget')
  return [
    ...(successes > lives.succeeded.size
      ? [`${successes} successes of ${lives.succeeded.size} Pods`]
      : []),
    ...(failures > lives.lost.size && !isFailing
      ? [`${failures} failures of ${lives.lost.size} Pods`]
      : []),
    ...both.map((uid) => `${uid} has failed and succeeded`),
  ]
}

type JobStatus = NonNullable<Job['status']>

/** What is wrong in the journal of a Job, as sentences. */
function violationsOfJob({ journal }: Cluster, mostWanted: number): readonly string[] {
  const found: string[] = []
  const pods = new Map<string, Pod>()
  const all = new Set<string>()
  const lives = createLives()
  for (const { id, changes } of journal) {
    for (const { key, before, after } of changes) {
      if (key.startsWith('Pod/')) {
        if (after?.kind === 'Pod') {
          pods.set(key, after)
          all.add(after.metadata.uid ?? '')
          lives.see(after)
        } else pods.delete(key)
      }
      if (!key.startsWith('Job.batch/') || after?.kind !== 'Job') continue
      const old = before?.kind === 'Job' ? before.status : undefined
      const status = after.status ?? {}
      if (ended(status) > all.size) found.push(`entry ${id}: more ends counted than Pods were`)
      found.push(...countedTwice(status, lives).map((what) => `entry ${id}: ${what}`))
      if ((status.failed ?? 0) < (old?.failed ?? 0)) found.push(`entry ${id}: failed fell`)
      if ((status.succeeded ?? 0) < (old?.succeeded ?? 0)) found.push(`entry ${id}: succeeded fell`)
      if ((status.succeeded ?? 0) > (after.spec?.completions ?? 0))
        found.push(`entry ${id}: more successes than completions`)
    }
    const active = [...pods.values()].filter(isActive)
    if (active.length > mostWanted) found.push(`entry ${id}: ${active.length} Pods at once`)
  }
  return found
}

/** What is wrong after a plan was carried out with watches that are up to `max` milliseconds late, as sentences. */
export function violationsOfPlan(seed: number, max: number, plan: Plan): readonly string[] {
  const cluster = runCluster(seed, max, actionsOf(plan))
  const isRaised = plan.disturbances.some(({ what }) => what === 'more')
  const mostWanted = Math.min(plan.completions, isRaised ? 6 : plan.parallelism)
  const job = cluster.world.get('Job.batch/default/work') as Job
  const left = [...cluster.world.state.values()].filter(({ kind }) => kind === 'Pod') as Pod[]
  const uncounted = Object.values(job.status?.uncountedTerminatedPods ?? {}).flat().length
  const held = left.filter(({ metadata }) => metadata.finalizers !== undefined).length
  return [
    ...violationsOfJob(cluster, mostWanted),
    ...violationsOf(cluster.journal),
    ...(isJobFinished(job) ? [] : ['the Job has no end']),
    ...(uncounted === 0 ? [] : [`at the end ${uncounted} Pods are not counted`]),
    ...(held === 0 ? [] : [`at the end ${held} Pods have a finalizer`]),
    ...(left.some(isActive) ? ['at the end a Pod still runs'] : []),
  ]
}
