// Whether a container that is not running is started again.
// Follows pkg/kubelet/container/helpers.go (v1.36), ShouldContainerBeRestarted, and
// pkg/api/v1/pod/util.go, ContainerShouldRestart.
import type { Container, ContainerRestartRule, Pod } from '#api/generated/types.ts'
import { isSidecar } from '#api/core/containers.ts'
import { latestOf, type PodRuntimeStatus } from './pod-runtime-status.ts'

interface RestartDecision {
  readonly restart: boolean
  /** The rest of a sentence after 'because it exited with 1 and ...'. */
  readonly rule: string
}

/** Whether `container` is restarted after an exit with `exitCode`: rules, then its policy, then the Pod's. */
export function restartAfterExit(
  pod: Pod,
  container: Container,
  exitCode: number,
): RestartDecision {
  const rule = matchingRule(container, exitCode)
  if (rule !== undefined) return { restart: true, rule: 'a restart rule of the container matches' }
  const own = container.restartPolicy
  const policy = own ?? pod.spec?.restartPolicy ?? 'Always'
  const whose = own === undefined ? 'restartPolicy is' : "the container's restartPolicy is"
  return { restart: allows(policy, exitCode), rule: `${whose} ${policy}` }
}

/** The first restart rule that covers an exit code. */
export function matchingRule(
  { restartPolicyRules = [] }: Container,
  exitCode: number,
): ContainerRestartRule | undefined {
  return restartPolicyRules.find((one) => matches(one, exitCode))
}

function allows(policy: string, exitCode: number): boolean {
  if (policy === 'Never') return false
  return policy === 'OnFailure' ? exitCode !== 0 : true
}

function matches(rule: ContainerRestartRule, exitCode: number): boolean {
  const { operator, values = [] } = rule.exitCodes ?? {}
  if (operator === 'In') return values.includes(exitCode)
  return operator === 'NotIn' && !values.includes(exitCode)
}

/** Whether a container that is not running has to be started: it never ran, or its policy says so. */
export function shouldContainerBeRestarted(
  pod: Pod,
  container: Container,
  status: PodRuntimeStatus,
): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false
  const record = latestOf(status, container.name)
  if (record === undefined || record.state === 'created') return true
  if (record.state === 'running') return false
  return restartAfterExit(pod, container, record.exitCode ?? 0).restart
}

/** Whether a regular init container is started again after it failed. */
export function shouldInitContainerBeRestarted(
  pod: Pod,
  init: Container,
  exitCode: number,
): boolean {
  if (isSidecar(init)) return true
  // An init container that must succeed is restarted under OnFailure and Always alike.
  return exitCode !== 0 && restartAfterExit(pod, init, exitCode).restart
}
