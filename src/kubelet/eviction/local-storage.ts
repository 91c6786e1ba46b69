// Ends Pods that wrote more to the node's disk than their limits allow.
// Follows pkg/kubelet/eviction/eviction_manager.go (v1.36), localStorageEviction and evictPod.
import { simplified } from '#lib/simplified.ts'
import type { Pod } from '#api/generated/types.ts'
import { podResourceList } from '#api/core/pod-requests.ts'
import { canonicalQuantity, value } from '#api/meta/quantity.ts'
import type { KubeletContext } from '../context.ts'
import { isCriticalPod } from '../preemption/preemption.ts'
import { narrate, podInSentence, reportEvent } from '../narrator.ts'
import type { Verdict } from '../status/status-manager.ts'

simplified(
  'eviction-of-local-storage',
  'what a Pod has written is looked at every 10 s, without its logs, and what a node as a whole has left never is.',
)

const MONITORING_MS = 10_000
const EPHEMERAL = 'ephemeral-storage'
/** What of a kubelet's context it needs. */
type EvictionContext = Pick<
  KubeletContext,
  'clock' | 'narrate' | 'nodeName' | 'recorder' | 'runtime' | 'scope'
>

/** Ends a Pod with a verdict, within a second. */
export type Evict = (uid: string, verdict: Verdict) => void

/** Looks at Pods with limits when they have written something, at the next round; it ends with the context's scope. */
export function startLocalStorageEviction(
  context: EvictionContext,
  podOf: (uid: string) => Pod | undefined,
  evict: Evict,
): void {
  const eviction = new LocalStorageEviction(context, podOf, evict)
  eviction.start()
}

class LocalStorageEviction {
  readonly #context: EvictionContext
  readonly #evict: Evict
  readonly #podOf: (uid: string) => Pod | undefined
  readonly #owner: string
  readonly #due = new Set<string>()

  constructor(context: EvictionContext, podOf: (uid: string) => Pod | undefined, evict: Evict) {
    const { nodeName } = context
    this.#context = context
    this.#podOf = podOf
    this.#evict = evict
    this.#owner = `kubelet/${nodeName}/eviction`
  }

  start(): void {
    const { clock, runtime, scope } = this.#context
    scope.own(clock.handle(this.#owner, ({ key }) => this.#synchronize(key)))
    const stop = runtime.usage?.subscribe((uid) => this.#wrote(uid))
    if (stop !== undefined) scope.own(stop)
  }

  #wrote(uid: string): void {
    if (this.#due.has(uid)) return
    const pod = this.#podOf(uid)
    if (pod === undefined || !isLimited(pod)) return
    this.#due.add(uid)
    const { clock } = this.#context
    const delayMs = MONITORING_MS - (clock.nowMs % MONITORING_MS)
    clock.setTimer(delayMs, this.#owner, 'look', uid)
  }

  #synchronize(uid: string): void {
    this.#due.delete(uid)
    const pod = this.#podOf(uid)
    const usage = this.#context.runtime.usage
    if (pod === undefined || usage === undefined || isCriticalPod(pod)) return
    const message =
      emptyDirMessage(pod, (name) => usage.volumeBytes(uid, name)) ??
      ephemeralStorageMessage(
        pod,
        (name) => usage.volumeBytes(uid, name),
        (name) => usage.containerBytes(uid, name),
      )
    if (message === null) return
    reportEvent(this.#context, pod, { type: 'Warning', reason: 'Evicted', message })
    narrate(this.#context, pod, {
      message: `evicts ${podInSentence(pod)}`,
      because: message.trim(),
      level: 'step',
      kind: 'Evicted',
    })
    this.#evict(uid, { reason: 'Evicted', message })
  }
}

function isLimited(pod: Pod): boolean {
  const hasSize = (pod.spec?.volumes ?? []).some(
    ({ emptyDir }) => emptyDir?.sizeLimit !== undefined,
  )
  return hasSize || podResourceList(pod, 'limits')[EPHEMERAL] !== undefined
}

function emptyDirMessage(pod: Pod, used: (volume: string) => number): string | null {
  for (const { name, emptyDir } of pod.spec?.volumes ?? []) {
    const limit = emptyDir?.sizeLimit
    if (limit === undefined || value(limit) <= 0 || used(name) <= value(limit)) continue
    return `Usage of EmptyDir volume ${JSON.stringify(name)} exceeds the limit "${canonicalQuantity(limit)}". `
  }
  return null
}

function ephemeralStorageMessage(
  pod: Pod,
  volumeBytes: (volume: string) => number,
  containerBytes: (container: string) => number,
): string | null {
  const { containers = [], initContainers = [], volumes = [] } = pod.spec ?? {}
  const limit = podResourceList(pod, 'limits')[EPHEMERAL]
  if (limit === undefined) return null
  const onDisk = volumes.filter(
    ({ emptyDir }) => emptyDir !== undefined && emptyDir.medium !== 'Memory',
  )
  const names = [...initContainers, ...containers].map(({ name }) => name)
  const total = sum(onDisk.map(({ name }) => volumeBytes(name))) + sum(names.map(containerBytes))
  if (total > value(limit))
    return `Pod ephemeral local storage usage exceeds the total limit of containers ${canonicalQuantity(limit)}. `
  for (const { name, resources } of containers) {
    const own = resources?.limits?.[EPHEMERAL]
    if (own !== undefined && value(own) > 0 && containerBytes(name) > value(own))
      return `Container ${name} exceeded its local ephemeral storage limit "${canonicalQuantity(own)}". `
  }
  return null
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
