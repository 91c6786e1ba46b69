// The API server as a container of the control plane's machine, before etcd as another: whether clients get an answer.
// Follows k8s.io/apiserver/pkg/server (v1.36), and k8s.io/kubectl/pkg/cmd/util/helpers.go in what they are told.
import type { Status } from '#api/meta/status.ts'
import type { ComponentRecord, Unanswered } from '#api/runtime/records.ts'
import type { Connection } from '#client/connection.ts'
import type { World } from '#client/world.ts'
import { createListeners } from '#lib/listeners.ts'
import { simplified } from '#lib/simplified.ts'
import type { Host } from './host.ts'

simplified(
  'kubeadm-begin',
  'with `controlPlane: kubeadm` the API server answers from the first moment, until its container ends for the first time, or does not run within a minute.',
)
simplified(
  'etcd-words',
  'while etcd does not run, the API server answers every request at once with `etcdserver: request timed out`, also those that a real one answers from its caches; what is stored is never lost.',
)

const PORT = 6443
/** A control plane that ran before the run began is there by then. */
const BEGIN_MS = 60_000

interface Parts {
  readonly world: World
  readonly host: Host
  /** Of its machine. */
  readonly ip: string
}

/** Makes the connection of all clients to it. */
export function createHostedApiServer(parts: Parts): Connection {
  return new HostedApiServer(parts)
}

class HostedApiServer implements Connection {
  readonly #parts: Parts
  readonly #listeners = createListeners<void>()
  #isAwaited = true
  #said: string | null = null
  #known: { readonly how: Unanswered['how']; readonly status: Status } | null = null

  constructor(parts: Parts) {
    const { host } = parts
    this.#parts = parts
    host.onChange((name) => {
      if (name === 'kube-apiserver' || name === 'etcd') this.#look()
    })
    host.after(BEGIN_MS, 'kube-apiserver', () => {
      this.#isAwaited = false
      this.#look()
    })
  }

  get refusal(): Status | null {
    const how = this.#how()
    if (how === null) return null
    if (this.#known?.how !== how) this.#known = { how, status: this.#statusOf(how) }
    return this.#known.status
  }

  watch(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  #how(): Unanswered['how'] | null {
    const { host } = this.#parts
    const isThere = (name: 'etcd' | 'kube-apiserver'): boolean =>
      host.serves(name) || (this.#isAwaited && !host.wasSeen(name))
    if (!host.isOn()) return 'no route'
    if (!isThere('kube-apiserver')) return 'refused'
    return isThere('etcd') ? null : 'no store'
  }

  #statusOf(how: Unanswered['how']): Status {
    if (how === 'no store') {
      return { code: 500, reason: '', message: 'etcdserver: request timed out', causes: [] }
    }
    const why = how === 'refused' ? 'connection refused' : 'no route to host'
    const message = `dial tcp ${this.#address}: connect: ${why}`
    return { code: 0, reason: '', message, causes: [] }
  }

  get #address(): string {
    return `${this.#parts.ip}:${PORT}`
  }

  /** Says what is new, and tells all clients. */
  #look(): void {
    const how = this.#how()
    if (this.#said === how) return
    const wasAnswering = this.#said === null
    this.#said = how
    this.#commit(how)
    if (wasAnswering || how === null) this.#listeners.tell()
  }

  #commit(how: Unanswered['how'] | null): void {
    const { world, host } = this.#parts
    const { nodeName } = host
    const pod = host.last('kube-apiserver')?.pod
    const record: ComponentRecord = {
      kind: 'Component',
      name: 'kube-apiserver',
      nodeName,
      state: how === null ? 'works' : how === 'no store' ? 'waits' : 'stopped',
      refusal: how === null ? null : { address: this.#address, how },
    }
    const { kind, message, because } = WORDS[how ?? 'works']
    world.commit(
      {
        actor: `kube-apiserver on ${nodeName}`,
        message,
        because,
        level: 'step',
        kind,
        objects: [
          ...(pod === undefined ? [] : [`Pod/${pod.namespace}/${pod.name}`]),
          `Node//${nodeName}`,
        ],
      },
      [['Component/kube-apiserver', record]],
    )
  }
}

const WORDS: Readonly<
  Record<
    Unanswered['how'] | 'works',
    { readonly kind: string; readonly message: string; readonly because: string }
  >
> = {
  works: {
    kind: 'ApiServerReturned',
    message: 'answers again: every client lists what there is and goes on',
    because: 'its container listens on port 6443, and etcd answers it',
  },
  refused: {
    kind: 'ApiServerGone',
    message: 'no longer answers: every client gets `connection refused`, and containers run on',
    because: 'no container of it listens on port 6443',
  },
  'no route': {
    kind: 'ApiServerGone',
    message: 'no longer answers: no client finds a way to it, and containers run on',
    because: 'its machine does not run',
  },
  'no store': {
    kind: 'ApiServerWithoutStore',
    message: 'answers every request with `etcdserver: request timed out`',
    because: 'etcd does not answer it',
  },
}
