// The counts in the status of a controller of Pods.
// Follows pkg/apis/apps/validation/validation.go (v1.36), ValidateReplicaSetStatus and its neighbours.
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { invalid } from './errors.ts'
import { validateNonNegative } from './validate-int-or-percent.ts'

const STATUS = rootPath('status')

interface CountRules<F extends string> {
  /** The counts that may not be negative, in the order in which they are looked at. */
  readonly counts: readonly F[]
  /** Each count that may not be greater than another one, and what a message calls that. */
  readonly limits: readonly (readonly [count: F, limit: F, word: string])[]
}

type Counts<F extends string> = { readonly [K in F]?: number | undefined }

/** The errors of the counts of a status. A count that is missing is 0. */
export function validateReplicaCounts<F extends string>(
  status: Counts<F>,
  { counts, limits }: CountRules<F>,
): readonly FieldError[] {
  return [
    ...counts.flatMap((count) => validateNonNegative(status[count], STATUS.child(count))),
    ...limits.flatMap(([count, limit, word]) => {
      const value = status[count] ?? 0
      if (value <= (status[limit] ?? 0)) return []
      return [invalid(STATUS.child(count), value, `cannot be greater than ${word}`)]
    }),
  ]
}

interface Collided {
  readonly collisionCount?: number | undefined
}

/** The error of a count of collisions that goes down. */
export function validateCollisionCount(
  { collisionCount = 0 }: Collided = {},
  { collisionCount: before }: Collided = {},
): readonly FieldError[] {
  if (before === undefined || collisionCount >= before) return []
  return [invalid(STATUS.child('collisionCount'), collisionCount, 'cannot be decremented')]
}

const ALL = 'status.replicas'

/** What ReplicaSets and ReplicationControllers count. */
export const REPLICA_SET_COUNTS = {
  counts: [
    'replicas',
    'fullyLabeledReplicas',
    'readyReplicas',
    'availableReplicas',
    'observedGeneration',
    'terminatingReplicas',
  ],
  limits: [
    ['fullyLabeledReplicas', 'replicas', ALL],
    ['readyReplicas', 'replicas', ALL],
    ['availableReplicas', 'replicas', ALL],
    ['availableReplicas', 'readyReplicas', 'readyReplicas'],
  ],
} as const
export const DEPLOYMENT_COUNTS = {
  counts: [
    'observedGeneration',
    'replicas',
    'updatedReplicas',
    'readyReplicas',
    'availableReplicas',
    'unavailableReplicas',
    'terminatingReplicas',
    'collisionCount',
  ],
  limits: [
    ['updatedReplicas', 'replicas', ALL],
    ['readyReplicas', 'replicas', ALL],
    ['availableReplicas', 'replicas', ALL],
    ['availableReplicas', 'readyReplicas', 'readyReplicas'],
  ],
} as const
export const STATEFUL_SET_COUNTS = {
  counts: [
    'replicas',
    'readyReplicas',
    'currentReplicas',
    'updatedReplicas',
    'availableReplicas',
    'observedGeneration',
    'collisionCount',
  ],
  limits: [
    ['readyReplicas', 'replicas', ALL],
    ['currentReplicas', 'replicas', ALL],
    ['updatedReplicas', 'replicas', ALL],
    ['availableReplicas', 'replicas', ALL],
    ['availableReplicas', 'readyReplicas', 'status.readyReplicas'],
  ],
} as const
export const DAEMON_SET_COUNTS = {
  counts: [
    'currentNumberScheduled',
    'numberMisscheduled',
    'desiredNumberScheduled',
    'numberReady',
    'observedGeneration',
    'updatedNumberScheduled',
    'numberAvailable',
    'numberUnavailable',
    'collisionCount',
  ],
  limits: [],
} as const
