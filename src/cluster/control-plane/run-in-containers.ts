// A control plane that is made of Pods: each component works as long as a container of its name runs on the
// control plane's machine, and nothing of it is left when that container is gone.
// Follows k8s.io/client-go/tools/leaderelection/leaderelection.go (v0.36) in when one that starts may begin.
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { World } from '#client/world.ts'
import { simplified } from '#lib/simplified.ts'
import type { Prng } from '#lib/prng.ts'
import type { Component, ComponentName } from './components.ts'

simplified(
  'control-plane-leases',
  'with `controlPlane: kubeadm` scheduler and controller manager wait for one another’s leases as upstream, but no Lease objects are written.',
)
simplified(
  'kubeadm-api-server',
  'with `controlPlane: kubeadm` kube-apiserver and etcd run as Pods, and stopping them has no effect on the cluster; the flags of all four programs have no effect, and none is refused; the certificates and kubeconfig files of kubeadm are not there.',
)

const OWNER = 'control-plane'
const NAMESPACE = 'kube-system'
/** How long a lease that nobody renews keeps the next one out, counted from when the next one sees it. */
const LEASE_MS = 15_000
/** It looks again after 2 s, and up to 2.2 times that. */
const RETRY_SPREAD_MS = 4400

interface Words {
  readonly works: string
  readonly stopped: string
  /** Whether it gives its lease back when it ends in good order. */
  readonly releases: boolean
}

const WORDS: Readonly<Record<ComponentName, Words>> = {
  'kube-scheduler': {
    works: 'Pods that have no node are assigned to one',
    stopped: 'no Pod is assigned to a node until it runs again',
    releases: true,
  },
  'kube-controller-manager': {
    works: 'every controller looks at what there is',
    stopped: 'no controller acts until it runs again, and what is lost stays lost',
    releases: false,
  },
}

interface Parts {
  readonly world: World
  readonly prng: Prng
  /** The machine of the control plane. */
  readonly nodeName: string
}

/** Starts and ends the components as their containers on the machine start and end. */
export function runInContainers(parts: Parts, components: readonly Component[]): void {
  const { clock } = parts.world
  const hosted = new Map<string, HostedComponent>(
    components.map((component) => [component.name, new HostedComponent(parts, component)]),
  )
  clock.handle(OWNER, ({ kind, key }) => {
    const component = hosted.get(key)
    if (kind === 'lease') component?.leaseIsOver()
    else component?.look()
  })
  parts.world.subscribe(({ changes }) => {
    for (const { before, after } of changes) {
      const record = after ?? before
      if (record?.kind !== 'ContainerInstance' || record.nodeName !== parts.nodeName) continue
      if (record.pod.namespace !== NAMESPACE) continue
      const component = hosted.get(record.name)
      if (component === undefined) continue
      component.note(record)
      // Who listens to the journal does not write into it.
      clock.setTimer(0, OWNER, 'look', record.name)
    }
  })
}

class HostedComponent {
  readonly #parts: Parts
  readonly #component: Component
  readonly #running = new Set<string>()
  /** The container that was heard of last. */
  #last: ContainerRecord | null = null
  #stop: (() => void) | null = null
  #waiting: number | null = null
  #leaseIsHeld = false
  #starts = 0

  constructor(parts: Parts, component: Component) {
    this.#parts = parts
    this.#component = component
  }

  note(record: ContainerRecord): void {
    this.#last = record
    if (record.state === 'running') this.#running.add(record.id)
    else this.#running.delete(record.id)
  }

  look(): void {
    if (this.#running.size === 0) this.#end()
    else if (this.#stop === null && this.#waiting === null) this.#begin()
  }

  leaseIsOver(): void {
    this.#waiting = null
    this.#leaseIsHeld = false
    this.look()
  }

  #begin(): void {
    const { name } = this.#component
    const { world, prng } = this.#parts
    if (!this.#leaseIsHeld) {
      this.#starts += 1
      this.#leaseIsHeld = true
      this.#say('ComponentStarted', `works from now on: ${WORDS[name].works}`, 'its container runs')
      this.#stop = this.#component.start(this.#starts)
      return
    }
    const spread = prng.fork(`lease of ${name}/${this.#starts}`).next(RETRY_SPREAD_MS)
    this.#waiting = world.clock.setTimer(LEASE_MS + spread, OWNER, 'lease', name)
    const because = 'the one before did not give it back'
    this.#say('ComponentWaits', 'runs and does nothing yet: it waits for its lease', because)
  }

  #end(): void {
    const { name } = this.#component
    if (this.#waiting !== null) {
      this.#parts.world.clock.cancelTimer(this.#waiting)
      this.#waiting = null
      this.#say('ComponentStopped', `stopped: ${WORDS[name].stopped}`, 'its container ended')
    }
    if (this.#stop === null) return
    this.#stop()
    this.#stop = null
    if (WORDS[name].releases && this.#last?.exitCode === 0) this.#leaseIsHeld = false
    this.#say('ComponentStopped', `stopped: ${WORDS[name].stopped}`, 'its container ended')
  }

  #say(kind: string, message: string, because: string): void {
    const { world, nodeName } = this.#parts
    const pod = this.#last?.pod
    world.commit(
      {
        actor: `${this.#component.name} on ${nodeName}`,
        message,
        because,
        level: 'step',
        kind,
        objects: [
          ...(pod === undefined ? [] : [`Pod/${pod.namespace}/${pod.name}`]),
          `Node//${nodeName}`,
        ],
      },
      [],
    )
  }
}
