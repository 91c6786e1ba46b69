// What every part of one kubelet works with: its node, the API server, time, chance and the runtime.
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { Node, Pod } from '#api/generated/types.ts'
import type { Client } from '#client/client.ts'
import type { Connection } from '#client/connection.ts'
import type { EventRecorder } from '#client/event-recorder.ts'
import type { NodeRuntime } from '#runtime/cri.ts'
import type { Prng } from '#lib/prng.ts'
import type { Clock } from '#sim/clock.ts'
import type { Scope } from '#sim/scope.ts'
import type { Narration } from '#sim/world.ts'
import type { LogFolders } from './log-folders.ts'
import type { KubeletConfig } from './config/kubelet-config.ts'
import type { ProbePlans } from './prober/probe-plans.ts'
import type { RuntimeState } from './runtime-state.ts'

export interface KubeletContext {
  readonly nodeName: string
  readonly client: Client
  readonly connection: Connection
  /** The Node as the kubelet would register it: what it goes by while the API server has not told it of its Node. */
  readonly initialNode: Node | undefined
  readonly clock: Clock
  readonly prng: Prng
  readonly runtime: NodeRuntime
  readonly recorder: EventRecorder
  /** Writes a journal entry that changes no object, and returns its id. */
  readonly narrate: (narration: Narration) => number
  readonly config: KubeletConfig
  /** Whether the machine is being shut down: then no new Pod is taken. */
  readonly shutdown: { isUnderWay: boolean }
  /** Whether the container runtime answers. */
  readonly runtimeState: RuntimeState
  readonly logFolders?: LogFolders
  /** Where it is kept when probes run next. */
  readonly probePlans?: ProbePlans
  /** What this run of the kubelet started: its watches, its timers, its tasks. They end with it. */
  readonly scope: Scope
}

/** The Node of the kubelet. Follows getNodeAnyWay of pkg/kubelet/kubelet_getters.go. */
export function nodeAnyWay({ client, nodeName, initialNode }: KubeletContext): Node | undefined {
  return client.get('Node', '', nodeName) ?? initialNode
}

/** The Pod's namespace, name and UID: how the runtime knows it. */
export function podRefOf(pod: Pod): ContainerRecord['pod'] {
  const { namespace = 'default', name = '', uid = '' } = pod.metadata
  return { namespace, name, uid }
}

/** 'web_default(uid)': how kubelet messages name a Pod. Follows pkg/kubelet/util/format, Pod. */
export function formatPod(pod: Pod): string {
  const { namespace, name, uid } = podRefOf(pod)
  return `${name}_${namespace}(${uid})`
}
