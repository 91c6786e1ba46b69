// A control plane that is made of Pods: each component works as long as a container of its name serves on the
// control plane's machine, and nothing of it is left when that container is gone.
// Follows k8s.io/client-go/tools/leaderelection/leaderelection.go (v0.36) in when one that starts may begin, and
// when one that no longer reaches the API server must end.
import type { ComponentRecord } from '#api/runtime/records.ts'
import type { Connection } from '#client/connection.ts'
import type { World } from '#client/world.ts'
import { simplified } from '#lib/simplified.ts'
import type { Prng } from '#lib/prng.ts'
import type { Runtime } from '#runtime/runtime.ts'
import type { Component, ComponentName } from './components.ts'
import type { Host } from './host.ts'

simplified(
  'control-plane-leases',
  'with `controlPlane: kubeadm` scheduler and controller manager wait for one another’s leases as upstream, but no Lease objects are written.',
)
simplified(
  'kubeadm-files',
  'the certificates and kubeconfig files of kubeadm are not on the disk of the control plane, and none of its programs looks for them.',
)

/** How long a lease that nobody renews keeps the next one out, counted from when the next one sees it. */
const LEASE_MS = 15_000
/** It looks again after 2 s, and up to 2.2 times that. */
const RETRY_SPREAD_MS = 4400
/** Who could not renew its lease for so long gives up; it tries every 2 s. */
const RENEW_DEADLINE_MS = 10_000
const RENEW_PERIOD_MS = 2000

interface Words {
  readonly works: string
  readonly stopped: string
  /** Its last line when it lost its lease. */
  readonly lost: string
  /** Whether it gives its lease back when it ends in good order. */
  readonly releases: boolean
}

const WORDS: Readonly<Record<ComponentName, Words>> = {
  'kube-scheduler': {
    works: 'Pods that have no node are assigned to one',
    stopped: 'no Pod is assigned to a node until it runs again',
    lost: 'server.go:331] "Leaderelection lost"',
    releases: true,
  },
  'kube-controller-manager': {
    works: 'every controller looks at what there is',
    stopped: 'no controller acts until it runs again, and what is lost stays lost',
    lost: 'controllermanager.go:412] "leaderelection lost/stopped"',
    releases: false,
  },
}

interface Parts {
  readonly world: World
  readonly prng: Prng
  readonly runtime: Runtime
  /** The machine of the control plane. */
  readonly host: Host
  readonly connection: Connection
}

/** Starts and ends the components as their containers on the machine start and end. */
export function runInContainers(parts: Parts, components: readonly Component[]): void {
  const hosted = components.map((component) => new HostedComponent(parts, component))
  parts.host.onChange((name) => {
    for (const component of hosted) if (component.name === name) component.look()
  })
  parts.connection.watch(() => {
    for (const component of hosted) component.connectionChanged()
  })
}

class HostedComponent {
  readonly #parts: Parts
  readonly #component: Component
  #stop: (() => void) | null = null
  /** Takes back what it waits for: a lease, or the API server. */
  #waiting: (() => void) | null = null
  /** Takes back that it gives up. */
  #giving: (() => void) | null = null
  #leaseIsHeld = false
  #starts = 0

  constructor(parts: Parts, component: Component) {
    this.#parts = parts
    this.#component = component
  }

  get name(): ComponentName {
    return this.#component.name
  }

  look(): void {
    if (!this.#parts.host.serves(this.name)) this.#end()
    else if (this.#stop === null && this.#waiting === null) this.#begin()
  }

  /** The API server no longer answers, or does again. */
  connectionChanged(): void {
    const isLost = this.#parts.connection.refusal !== null
    if (isLost && this.#stop !== null) this.#renewalFails()
    else if (!isLost) {
      this.#giving?.()
      this.#giving = null
    }
    // Who waited for the lease has to see it first.
    if (this.#waiting === null) return
    this.#waiting()
    this.#waiting = null
    this.look()
  }

  #renewalFails(): void {
    const { host, prng, runtime, connection } = this.#parts
    const spread = prng.fork(`renewal of ${this.name}/${this.#starts}`).next(RENEW_PERIOD_MS)
    this.#giving?.()
    this.#giving = host.after(RENEW_DEADLINE_MS + spread, this.name, () => {
      this.#giving = null
      const container = host.last(this.name)
      if (connection.refusal === null || container?.state !== 'running') return
      runtime.exit(container.id, {
        code: 1,
        because: 'it could not renew its lease for 10 s',
        line: `E${WORDS[this.name].lost}`,
      })
    })
  }

  #begin(): void {
    const { prng, connection, host } = this.#parts
    if (connection.refusal !== null) {
      this.#waiting = () => {}
      const because = 'the API server does not answer it'
      this.#say('waits', 'runs and does nothing yet', because, 'ComponentUnanswered')
      return
    }
    if (!this.#leaseIsHeld) {
      this.#starts += 1
      this.#leaseIsHeld = true
      this.#say('works', `works from now on: ${WORDS[this.name].works}`, 'its container runs')
      this.#stop = this.#component.start(this.#starts)
      return
    }
    const spread = prng.fork(`lease of ${this.name}/${this.#starts}`).next(RETRY_SPREAD_MS)
    this.#waiting = host.after(LEASE_MS + spread, this.name, () => {
      this.#waiting = null
      this.#leaseIsHeld = false
      this.look()
    })
    const because = 'the one before did not give it back'
    this.#say('waits', 'runs and does nothing yet: it waits for its lease', because)
  }

  #end(): void {
    this.#giving?.()
    this.#giving = null
    if (this.#waiting === null && this.#stop === null) return
    this.#waiting?.()
    this.#waiting = null
    if (this.#stop !== null) {
      this.#stop()
      this.#stop = null
      const endedWell = this.#parts.host.last(this.name)?.exitCode === 0
      const isLeft = WORDS[this.name].releases && endedWell
      if (isLeft && this.#parts.connection.refusal === null) this.#leaseIsHeld = false
    }
    this.#say('stopped', `stopped: ${WORDS[this.name].stopped}`, 'its container ended')
  }

  #say(
    state: ComponentRecord['state'],
    message: string,
    because: string,
    kind = KINDS[state],
  ): void {
    const { world, host } = this.#parts
    const { nodeName } = host
    const pod = host.last(this.name)?.pod
    const record: ComponentRecord = {
      kind: 'Component',
      name: this.name,
      nodeName,
      state,
      refusal: null,
    }
    world.commit(
      {
        actor: `${this.name} on ${nodeName}`,
        message,
        because,
        level: 'step',
        kind,
        objects: [
          ...(pod === undefined ? [] : [`Pod/${pod.namespace}/${pod.name}`]),
          `Node//${nodeName}`,
        ],
      },
      [[`Component/${this.name}`, record]],
    )
  }
}

const KINDS: Readonly<Record<ComponentRecord['state'], string>> = {
  works: 'ComponentStarted',
  waits: 'ComponentWaits',
  stopped: 'ComponentStopped',
}
