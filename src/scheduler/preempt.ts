// Carries out a preemption: takes back nominations of lesser Pods, marks and deletes the victims.
// Follows pkg/scheduler/framework/preemption/executor.go (v1.36), prepareCandidate.
import { simplified } from '#lib/simplified.ts'
import type { Pod } from '#api/generated/types.ts'
import { setPodCondition } from '#api/core/pod-condition.ts'
import { keyOf, nameInSentence } from '#api/meta/object.ts'
import type { Client } from '#client/client.ts'
import type { EventRecorder } from '#client/event-recorder.ts'
import type { Clock } from '#sim/clock.ts'
import type { Narration } from '#sim/world.ts'
import { SCHEDULER_NAME } from './failure.ts'
import { PREEMPTION_REASON } from './plugins/default-preemption/default-preemption.ts'
import { priorityOf } from './plugins/default-preemption/select-victims.ts'
import type { Nominator } from './queue/nominator.ts'

simplified(
  'preemption-in-one-instant',
  'victims are deleted in the same instant as the decision, not by a task of their own.',
)

export interface Preemption {
  readonly preemptor: Pod
  readonly nodeName: string
  readonly victims: readonly Pod[]
}

interface Parts {
  readonly client: Client
  readonly clock: Clock
  readonly recorder: EventRecorder
  readonly nominator: Nominator
}

/** Makes room on the node; the preemptor is placed later, when its victims are gone. */
export function executePreemption(parts: Parts, preemption: Preemption): void {
  const { preemptor, nodeName, victims } = preemption
  for (const pod of parts.nominator.podsFor(nodeName)) {
    if (priorityOf(pod) < priorityOf(preemptor)) clearNomination(parts.client, pod, preemption)
  }
  for (const victim of victims) preempt(parts, victim, preemption)
}

function clearNomination(client: Client, pod: Pod, { preemptor, nodeName }: Preemption): void {
  const current = currentOf(client, pod)
  if (current?.status === undefined) return
  const { nominatedNodeName: _cleared, ...status } = current.status
  client.updateStatus(
    { ...current, status },
    {
      actor: 'kube-scheduler',
      message: `took back the nomination of ${nameInSentence(pod)} for \`${nodeName}\``,
      because: `${nameInSentence(preemptor)} has a higher priority`,
      level: 'detail',
      kind: 'NominationCleared',
    },
  )
}

function preempt({ client, clock, recorder }: Parts, victim: Pod, preemption: Preemption): void {
  const { preemptor, nodeName } = preemption
  const current = currentOf(client, victim)
  if (current === undefined || current.metadata.deletionTimestamp !== undefined) return
  const { namespace = 'default', name = '', uid } = current.metadata
  const narration: Omit<Narration, 'message' | 'level'> = {
    actor: 'kube-scheduler',
    because: `${nameInSentence(preemptor)} has a higher priority (${priorityOf(preemptor)} over ${priorityOf(victim)}) and fits nowhere else`,
    kind: 'Preempted',
    objects: [keyOf(current), keyOf(preemptor), `Node//${nodeName}`],
  }
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: PREEMPTION_REASON,
    message: `${SCHEDULER_NAME}: preempting to accommodate a higher priority pod`,
  }
  const status = setPodCondition(current.status ?? {}, condition, clock.nowMs)
  client.updateStatus(
    { ...current, status },
    { ...narration, message: `marked ${nameInSentence(current)} for disruption`, level: 'detail' },
  )
  const options = uid === undefined ? {} : { uid }
  const result = client.delete('Pod', namespace, name, options, {
    ...narration,
    message: `preempted ${nameInSentence(current)} on \`${nodeName}\``,
    level: 'step',
  })
  if (!result.ok) return
  recorder.event(current, {
    type: 'Normal',
    reason: 'Preempted',
    action: 'Preempting',
    message: `Preempted by pod ${preemptor.metadata.uid ?? ''} on node ${nodeName}`,
    source: SCHEDULER_NAME,
  })
}

/** The Pod as it is now, if it is still the same one. */
function currentOf(client: Client, { metadata }: Pod): Pod | undefined {
  const pod = client.get('Pod', metadata.namespace ?? 'default', metadata.name ?? '')
  return pod?.metadata.uid === metadata.uid ? pod : undefined
}
