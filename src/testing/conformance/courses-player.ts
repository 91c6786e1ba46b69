// Scheduler and kubelets of a script: what becomes of Pods, and when. Follows reference/internal/courses/player.go.
import { bindingOf } from '#api/core/binding.ts'
import type { Node, Pod, PodStatus } from '#api/generated/types.ts'
import { matchesRequiredNodeAffinity } from '#api/core/node-selector.ts'
import { isPodReady } from '#api/core/pod-condition.ts'
import { findUntoleratedTaint, tolerationsTolerateTaint } from '#api/core/toleration.ts'
import { matchesLabels } from '#api/meta/labels.ts'
import type { ApiServer } from '#apiserver/api-server.ts'
import type { WatchEvent } from '#client/client.ts'
import { compareText } from '#lib/compare.ts'
import type { Clock } from '#sim/clock.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import type { Kubelets } from './courses-nodes.ts'
import { endedStatus, readyStatus, startedStatus, withCondition } from './courses-pods.ts'
import type { Behaviour, CourseQuestion } from './courses-recording.ts'
import { msOf } from './kubelet-script.ts'

const USUAL = {
  scheduled: '0.1s',
  starts: '0.9s',
  ready: '0.5s',
  exits: 'never',
  restarts: '10s',
  ends: '0.5s',
} as const
const USUAL_END_CODE = 143
/** When a node is looked for again, and how long after it is heard again a kubelet does what was due. */
const AGAIN_MS = 1000
const INDEX = 'batch.kubernetes.io/job-completion-index'

interface Played {
  readonly behaviour: Behaviour
  /** As it was last heard of; null when it is gone. */
  pod: Pod | null
  isEnding: boolean
  restarts: number
  /** How often its containers were started or ended; what was planned for an earlier life does not happen. */
  lives: number
}

interface Plan {
  readonly atMs: number
  readonly played: Played
  readonly life: number
  readonly act: (played: Played, pod: Pod) => void
}

/** A name as a script has it, with stars. */
export function fitsName(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.$^+?()[\]{}|\\]/gu, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'u').test(name)
}

export class Player {
  readonly #server: ApiServer
  readonly #clock: Clock
  readonly #kubelets: Kubelets
  readonly #question: CourseQuestion
  readonly #played = new Map<string, Played>()
  readonly #fitted: number[]
  readonly #nodes: string[] = []
  readonly #heard: WatchEvent<Pod>[] = []
  #plans: Plan[] = []
  #held: Plan[] = []
  #ips = 0

  constructor(
    parts: { readonly server: ApiServer; readonly clock: Clock; readonly kubelets: Kubelets },
    question: CourseQuestion,
  ) {
    this.#server = parts.server
    this.#clock = parts.clock
    this.#kubelets = parts.kubelets
    this.#question = question
    this.#fitted = (question.pods ?? []).map(() => 0)
    parts.server.watch('Pod', (event) => void this.#heard.push(event))
    parts.server.watch('Node', ({ type, object }) => {
      const { name = '' } = object.metadata
      if (type === 'ADDED') this.#nodes.push(name)
      if (type === 'DELETED') this.#nodes.splice(this.#nodes.indexOf(name), 1)
    })
  }

  /** When something is planned, or null. */
  nextMs(): number | null {
    return this.#plans[0]?.atMs ?? null
  }

  /** Does the first thing that is planned. The kubelet of a silent node does it when it is heard again. */
  fire(): void {
    const plan = this.#plans.shift()
    if (plan === undefined) return
    const { played, life, act } = plan
    if (played.pod === null || life !== played.lives) return
    const { nodeName } = played.pod.spec ?? {}
    if (nodeName !== undefined && this.#kubelets.isSilent(nodeName)) this.#held.push(plan)
    else act(played, played.pod)
  }

  /** Takes in what has happened to Pods. */
  hear(): void {
    for (let event = this.#heard.shift(); event !== undefined; event = this.#heard.shift()) {
      this.#hearOf(event)
    }
  }

  #hearOf({ type, object: pod }: WatchEvent<Pod>): void {
    const { uid = '' } = pod.metadata
    const known = this.#played.get(uid)
    if (type === 'DELETED') {
      if (known !== undefined) known.pod = null
      this.#played.delete(uid)
      return
    }
    const played = known ?? this.#meet(uid, pod)
    played.pod = pod
    const isBound = (pod.spec?.nodeName ?? '') !== ''
    if (pod.metadata.deletionTimestamp === undefined || played.isEnding || !isBound) return
    played.isEnding = true
    const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000
    const delayMs = this.#delayOf(played, 'ends')
    if (delayMs !== null) this.#after(Math.min(delayMs, graceMs), played, this.#end)
  }

  #meet(uid: string, pod: Pod): Played {
    const behaviour = this.#behaviourOf(pod)
    const played: Played = { behaviour, pod, isEnding: false, restarts: 0, lives: 0 }
    this.#played.set(uid, played)
    const delayMs = this.#delayOf(played, 'scheduled')
    if ((pod.spec?.nodeName ?? '') !== '') this.#starting(played)
    else if (delayMs !== null) this.#after(delayMs, played, this.#schedule)
    else this.#after(msOf(USUAL.scheduled), played, this.#cannotSchedule)
    return played
  }

  #behaviourOf(pod: Pod): Behaviour {
    for (const [index, entry] of (this.#question.pods ?? []).entries()) {
      const count = this.#fitted[index] ?? 0
      if (!fits(entry, pod) || (entry.first !== undefined && count >= entry.first)) continue
      this.#fitted[index] = count + 1
      return entry
    }
    return {}
  }

  #delayOf({ behaviour }: Played, what: keyof typeof USUAL): number | null {
    const delay = behaviour[what] ?? USUAL[what]
    return delay === 'never' ? null : msOf(delay)
  }

  #after(delayMs: number, played: Played, act: (played: Played, pod: Pod) => void): void {
    const atMs = this.#clock.nowMs + Math.round(delayMs)
    const place = this.#plans.findLastIndex((plan) => plan.atMs <= atMs) + 1
    this.#plans.splice(place, 0, { atMs, played, life: played.lives, act })
  }

  readonly #schedule = (played: Played, pod: Pod): void => {
    const { namespace = 'default', name = '' } = pod.metadata
    const isGated = (pod.spec?.schedulingGates ?? []).length > 0
    const node = isGated ? undefined : (played.behaviour.node ?? this.#nodeFor(pod))
    if (node === undefined) {
      this.#after(AGAIN_MS, played, this.#schedule)
      if (!isGated) this.#cannotSchedule(played, pod)
      return
    }
    this.#starting(played)
    this.#server.bind(bindingOf(namespace, name, node), BY_TEST)
  }

  readonly #cannotSchedule = (_played: Played, pod: Pod): void => {
    if ((pod.status?.conditions ?? []).some(({ type }) => type === 'PodScheduled')) return
    this.#setStatus(pod, (fresh) =>
      withCondition(fresh.status ?? {}, 'PodScheduled', {
        value: false,
        reason: 'Unschedulable',
        nowMs: this.#clock.nowMs,
      }),
    )
  }

  #nodeFor(pod: Pod): string | undefined {
    const fitting = this.#nodes.filter((name) => {
      const node = this.#server.get('Node', '', name)
      return node !== undefined && fitsOn(pod, node)
    })
    if (this.#question.spread !== true) return fitting[0]
    const counts = new Map<string, number>()
    for (const { pod: other } of this.#played.values()) {
      const { nodeName = '' } = other?.spec ?? {}
      counts.set(nodeName, (counts.get(nodeName) ?? 0) + 1)
    }
    return fitting.toSorted((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0))[0]
  }

  #starting(played: Played): void {
    const delayMs = this.#delayOf(played, 'starts')
    if (delayMs !== null) this.#after(delayMs, played, this.#start)
  }

  readonly #start = (played: Played, pod: Pod): void => {
    if (played.isEnding) return
    const { waiting = '', code = 0 } = played.behaviour
    played.lives += 1
    if (waiting === '') {
      const readyMs = this.#delayOf(played, 'ready')
      if (readyMs !== null) this.#after(readyMs, played, (_, now) => this.#setReady(now, true))
      const exitMs = this.#delayOf(played, 'exits')
      if (exitMs !== null) this.#after(exitMs, played, (one, now) => this.#exit(one, now, code))
    }
    const { restarts } = played
    this.#setStatus(pod, (fresh) => {
      if (fresh.status?.startTime === undefined) this.#ips += 1
      const ip = `10.1.${Math.floor(this.#ips / 200)}.${(this.#ips % 200) + 1}`
      return startedStatus(fresh, { waiting, ip, restarts, nowMs: this.#clock.nowMs })
    })
  }

  #setReady(pod: Pod, value: boolean): void {
    if (pod.status?.phase !== 'Running') return
    this.#setStatus(pod, (fresh) => readyStatus(fresh, value, this.#clock.nowMs))
  }

  #exit(played: Played, pod: Pod, code: number): void {
    if (pod.status?.phase !== 'Running') return
    played.lives += 1
    const policy = pod.spec?.restartPolicy
    const isRestarted = policy === 'Always' || (policy === 'OnFailure' && code !== 0)
    const again = !played.isEnding && isRestarted
    const delayMs = this.#delayOf(played, 'restarts')
    if (again && delayMs !== null) {
      this.#after(delayMs, played, (one, now) => {
        one.restarts += 1
        this.#start(one, now)
      })
    }
    this.#setEnded(played, pod, { code, again })
  }

  #setEnded(
    { restarts }: Played,
    pod: Pod,
    how: { readonly code: number; readonly again: boolean },
  ): void {
    this.#setStatus(pod, (fresh) =>
      endedStatus(fresh, { ...how, restarts, nowMs: this.#clock.nowMs }),
    )
  }

  readonly #end = (played: Played, pod: Pod): void => {
    const { namespace = 'default', name = '', uid = '' } = pod.metadata
    const { phase } = pod.status ?? {}
    if (phase !== 'Succeeded' && phase !== 'Failed') {
      this.#setEnded(played, pod, {
        code: played.behaviour.endCode ?? USUAL_END_CODE,
        again: false,
      })
    }
    this.#server.delete('Pod', namespace, name, { gracePeriodSeconds: 0, uid }, BY_TEST)
  }

  #setStatus({ metadata }: Pod, change: (fresh: Pod) => PodStatus): void {
    const fresh = this.#server.get('Pod', metadata.namespace ?? 'default', metadata.name ?? '')
    if (fresh === undefined || fresh.metadata.uid !== metadata.uid) return
    this.#server.updateStatus({ ...fresh, status: change(fresh) }, BY_TEST)
  }

  /** What was due on a node happens, and its Pods become ready again. */
  revived(node: string): void {
    const held = this.#held
    this.#held = []
    for (const plan of held) {
      if (plan.played.pod?.spec?.nodeName === node) this.#after(AGAIN_MS, plan.played, plan.act)
      else this.#held.push(plan)
    }
    const pods = [...this.#played.values()].toSorted((a, b) =>
      compareText(a.pod?.metadata.name ?? '', b.pod?.metadata.name ?? ''),
    )
    for (const played of pods) {
      const { pod } = played
      if (pod?.spec?.nodeName !== node || played.isEnding || !isOnlyNodeUnready(pod)) continue
      this.#after(AGAIN_MS, played, (_, now) => this.#setReady(now, true))
    }
  }

  /** Makes a running Pod ready or not, or ends its containers. */
  command(target: Pod, what: { readonly ready?: boolean; readonly exit?: number }): void {
    const played = this.#played.get(target.metadata.uid ?? '')
    if (played === undefined || played.pod === null) return
    if (what.exit === undefined) this.#setReady(played.pod, what.ready === true)
    else this.#exit(played, played.pod, what.exit)
  }
}

function isOnlyNodeUnready({ status }: Pod): boolean {
  const areReady = (status?.containerStatuses ?? []).every(({ ready }) => ready)
  return status?.phase === 'Running' && !isPodReady(status) && areReady
}

function fits({ image, match = {}, name = '*', index }: Behaviour, pod: Pod): boolean {
  const { metadata, spec } = pod
  return (
    fitsName(name, metadata.name ?? '') &&
    matchesLabels(match, metadata.labels) &&
    (image === undefined || image === spec?.containers[0]?.image) &&
    (index === undefined || index === metadata.annotations?.[INDEX])
  )
}

const UNSCHEDULABLE = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const

function fitsOn(pod: Pod, node: Node): boolean {
  const tolerations = pod.spec?.tolerations ?? []
  const { taints } = node.spec ?? {}
  return (
    matchesRequiredNodeAffinity(pod, node) &&
    findUntoleratedTaint(taints, tolerations, ['NoSchedule', 'NoExecute']) === undefined &&
    (node.spec?.unschedulable !== true || tolerationsTolerateTaint(tolerations, UNSCHEDULABLE))
  )
}
