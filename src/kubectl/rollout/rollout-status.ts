// How far a rollout is, in kubectl's words.
// Follows k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go (v1.36).
import type { DaemonSet, Deployment, StatefulSet } from '#api/generated/types.ts'

/** What can be rolled out. */
export type Rollable = Deployment | DaemonSet | StatefulSet

/** A line, and whether the rollout is over; or an error, which ends the waiting. */
export type RolloutStatus =
  | { readonly line: string; readonly done: boolean }
  | { readonly error: string }

/** The state of the rollout now. `revision` is the one that is asked for; 0 for the newest. */
export function rolloutStatusOf(object: Rollable, revision: number): RolloutStatus {
  switch (object.kind) {
    case 'Deployment':
      return statusOfDeployment(object, revision)
    case 'DaemonSet':
      return statusOfDaemonSet(object)
    case 'StatefulSet':
      return statusOfStatefulSet(object)
  }
}

const waiting = (line: string): RolloutStatus => ({ line, done: false })
const isBehind = ({ metadata, status }: Rollable): boolean =>
  (metadata.generation ?? 0) > (status?.observedGeneration ?? 0)

function statusOfDeployment(deployment: Deployment, revision: number): RolloutStatus {
  const { metadata, spec, status = {} } = deployment
  const running = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)
  if (revision > 0 && revision !== running) {
    return {
      error: `desired revision (${revision}) is different from the running revision (${running})`,
    }
  }
  if (isBehind(deployment)) return waiting('Waiting for deployment spec update to be observed...')
  const name = JSON.stringify(metadata.name)
  const isLate = status.conditions?.some(
    ({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded',
  )
  if (isLate === true) return { error: `deployment ${name} exceeded its progress deadline` }
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status
  const desired = spec?.replicas ?? 1
  const about = `Waiting for deployment ${name} rollout to finish:`
  if (updatedReplicas < desired) {
    return waiting(
      `${about} ${updatedReplicas} out of ${desired} new replicas have been updated...`,
    )
  }
  if (replicas > updatedReplicas) {
    return waiting(`${about} ${replicas - updatedReplicas} old replicas are pending termination...`)
  }
  if (availableReplicas < updatedReplicas) {
    return waiting(
      `${about} ${availableReplicas} of ${updatedReplicas} updated replicas are available...`,
    )
  }
  return { line: `deployment ${name} successfully rolled out`, done: true }
}

const ONLY_ROLLING = { error: 'rollout status is only available for RollingUpdate strategy type' }

function statusOfDaemonSet(set: DaemonSet): RolloutStatus {
  if (set.spec?.updateStrategy?.type !== 'RollingUpdate') return ONLY_ROLLING
  if (isBehind(set)) return waiting('Waiting for daemon set spec update to be observed...')
  const name = JSON.stringify(set.metadata.name)
  const {
    desiredNumberScheduled = 0,
    updatedNumberScheduled = 0,
    numberAvailable = 0,
  } = set.status ?? {}
  const about = `Waiting for daemon set ${name} rollout to finish:`
  if (updatedNumberScheduled < desiredNumberScheduled) {
    return waiting(
      `${about} ${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated...`,
    )
  }
  if (numberAvailable < desiredNumberScheduled) {
    return waiting(
      `${about} ${numberAvailable} of ${desiredNumberScheduled} updated pods are available...`,
    )
  }
  return { line: `daemon set ${name} successfully rolled out`, done: true }
}

function statusOfStatefulSet(set: StatefulSet): RolloutStatus {
  const { spec, status = { replicas: 0 } } = set
  if (spec?.updateStrategy?.type !== 'RollingUpdate') return ONLY_ROLLING
  if ((status.observedGeneration ?? 0) === 0 || isBehind(set)) {
    return waiting('Waiting for statefulset spec update to be observed...')
  }
  const { readyReplicas = 0, updatedReplicas = 0, currentReplicas = 0 } = status
  const desired = spec.replicas ?? 1
  if (readyReplicas < desired)
    return waiting(`Waiting for ${desired - readyReplicas} pods to be ready...`)
  const { rollingUpdate } = spec.updateStrategy
  if (rollingUpdate !== undefined) {
    const wanted = desired - (rollingUpdate.partition ?? 0)
    return updatedReplicas < wanted
      ? waiting(
          `Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${wanted} new pods have been updated...`,
        )
      : {
          line: `partitioned roll out complete: ${updatedReplicas} new pods have been updated...`,
          done: true,
        }
  }
  const { updateRevision = '', currentRevision = '' } = status
  return updateRevision === currentRevision
    ? {
        line: `statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...`,
        done: true,
      }
    : waiting(
        `waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...`,
      )
}
