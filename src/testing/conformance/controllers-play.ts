// Does to Pods what the scheduler and a kubelet would have done in the end, as the recorder does.
// Follows reference/internal/controllers/play.go.
import { bindingOf } from '#api/core/binding.ts'
import type { ContainerState, Pod, PodCondition, PodStatus } from '#api/generated/types.ts'
import { isPodReady } from '#api/core/pod-condition.ts'
import { matchesLabels } from '#api/meta/labels.ts'
import { timeOf } from '#api/meta/time.ts'
import type { ApiServer } from '#apiserver/api-server.ts'
import { compareText } from '#lib/compare.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import type { Play } from './controllers-recording.ts'

const FIRST_NODE = 'plain'
const MS_PER_SECOND = 1000

/** Makes the chosen Pods what the question says. */
export function play(server: ApiServer, order: Play, nowMs: number): void {
  for (const pod of chosen(server.list('Pod', { namespace: 'default' }), order)) {
    const { namespace = 'default', name = '' } = pod.metadata
    if (order.become === 'gone') {
      server.delete('Pod', namespace, name, { gracePeriodSeconds: 0 }, BY_TEST)
      continue
    }
    if (pod.spec?.nodeName === undefined)
      server.bind(bindingOf(namespace, name, nodeFor(pod)), BY_TEST)
    const bound = server.get('Pod', namespace, name)
    if (bound === undefined) continue
    server.updateStatus({ ...bound, status: statusAfter(bound, order, nowMs) }, BY_TEST)
  }
}

/** The node that a DaemonSet asks for, or the first one. */
function nodeFor({ spec }: Pod): string {
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const fields = required?.nodeSelectorTerms.flatMap(({ matchFields = [] }) => matchFields) ?? []
  return fields.find(({ values }) => values?.length === 1)?.values?.[0] ?? FIRST_NODE
}

/** The Pods that have not yet become so, by what they are rather than by their random names. */
function chosen(pods: readonly Pod[], { become, select, count }: Play): readonly Pod[] {
  const able = pods
    .filter((pod) => matchesLabels(select ?? {}, pod.metadata.labels) && canBecome(pod, become))
    .toSorted((a, b) => compareText(likeness(a), likeness(b)))
  return count === undefined ? able : able.slice(0, count)
}

function likeness({ metadata, spec }: Pod): string {
  const { generateName, name = '' } = metadata
  return `${generateName ?? name} ${spec?.nodeName ?? ''} ${JSON.stringify(spec?.affinity ?? null)}`
}

function canBecome({ metadata, status }: Pod, become: Play['become']): boolean {
  const isLeaving = metadata.deletionTimestamp !== undefined
  if (become === 'gone') return isLeaving
  const hasEnded = status?.phase === 'Succeeded' || status?.phase === 'Failed'
  const isReady = isPodReady(status)
  if (become === 'ready') return !hasEnded && !isLeaving && !isReady
  if (become === 'running')
    return !hasEnded && !isLeaving && (status?.phase !== 'Running' || isReady)
  return !hasEnded
}

const PHASES = { ready: 'Running', running: 'Running', succeeded: 'Succeeded', failed: 'Failed' }

function statusAfter({ spec, status = {} }: Pod, order: Play, nowMs: number): PodStatus {
  const { become } = order
  const ready = become === 'ready'
  const state = stateAfter(order, nowMs)
  const podIP = status.podIP ?? '10.1.0.1'
  return {
    ...status,
    ...(become === 'gone' ? {} : { phase: PHASES[become] }),
    startTime: status.startTime ?? timeOf(nowMs),
    podIP,
    podIPs: status.podIPs ?? [{ ip: podIP }],
    containerStatuses: (spec?.containers ?? []).map(({ name = '', image = '' }) => ({
      name,
      image,
      imageID: '',
      lastState: {},
      ready,
      restartCount: 0,
      started: ready,
      state,
    })),
    conditions: ['Ready', 'ContainersReady'].reduce(
      (conditions, type) => withCondition(conditions, type, { value: ready, nowMs }),
      status.conditions ?? [],
    ),
  }
}

function stateAfter({ become, exitCode = 1 }: Play, nowMs: number): ContainerState {
  if (become !== 'succeeded' && become !== 'failed')
    return { running: { startedAt: timeOf(nowMs) } }
  const startedAt = timeOf(nowMs - MS_PER_SECOND)
  const finishedAt = timeOf(nowMs)
  return become === 'succeeded'
    ? { terminated: { exitCode: 0, reason: 'Completed', startedAt, finishedAt } }
    : { terminated: { exitCode, reason: 'Error', startedAt, finishedAt } }
}

/** The conditions with one set; its time changes only with its value. */
function withCondition(
  conditions: readonly PodCondition[],
  type: string,
  { value, nowMs }: { readonly value: boolean; readonly nowMs: number },
): readonly PodCondition[] {
  const status = value ? 'True' : 'False'
  const condition = { type, status, lastTransitionTime: timeOf(nowMs) }
  const known = conditions.find((one) => one.type === type)
  if (known === undefined) return [...conditions, condition]
  return conditions.map((one) =>
    one === known && one.status !== status
      ? { ...one, status, lastTransitionTime: condition.lastTransitionTime }
      : one,
  )
}
