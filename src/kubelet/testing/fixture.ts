// One kubelet with a fake API server and a fake runtime, and a recording of what `kubectl get pods -w` shows.
import { statusOf } from '#api/core/pod-status-word.ts'
import type { Node, Pod, PodSpec } from '#api/generated/types.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createPrng } from '#lib/prng.ts'
import { type Clock, createClock } from '#sim/clock.ts'
import type { Narration } from '#sim/world.ts'
import type { KubeletConfig } from '../config/kubelet-config.ts'
import { createKubelet } from '../kubelet.ts'
import { FakeClient } from './fake-client.ts'
import { FakeRuntime } from './fake-runtime.ts'
import type { FakeRuntimeOptions } from './fake-runtime-options.ts'

export const NODE = 'worker-1'

export interface Fixture {
  readonly clock: Clock
  readonly client: FakeClient
  readonly runtime: FakeRuntime
  /** '2.1 ContainerCreating 0/1 0': second, STATUS, READY and RESTARTS at each change of these. */
  readonly rows: readonly string[]
  /** The rows so far, one per line, and forgets them. */
  table(): string
  readonly journal: (Narration & { readonly timeMs: number })[]
  /** Runs until virtual second `seconds`. */
  runTo(seconds: number): void
  /** The sentences of level 'step' of the kubelet. */
  steps(): readonly string[]
  /** 'Reason: message' of all Events, in the order in which they were first seen. */
  events(): readonly string[]
  pod(name?: string): Pod | undefined
}

type FixtureOptions = Partial<Omit<FakeRuntimeOptions, 'clock' | 'nodeName'>> & {
  readonly node?: Partial<Node>
  readonly config?: Partial<KubeletConfig>
}

/** Makes the fixture; the kubelet has started. */
export function createFixture(options: FixtureOptions = {}): Fixture {
  const clock = createClock()
  const journal: (Narration & { readonly timeMs: number })[] = []
  const narrate = (narration: Narration): number =>
    journal.push({ ...narration, timeMs: clock.nowMs }) - 1
  const client = new FakeClient(clock, narrate)
  const runtime = new FakeRuntime({ clock, nodeName: NODE, ...options })
  client.create<Node>(makeNode(options.node), quiet)
  const rows: string[] = []
  let last = ''
  client.watch('Pod', ({ type, object }) => {
    const row = type === 'DELETED' ? 'deleted' : rowOf(object)
    const name = object.metadata.name ?? ''
    if (`${name} ${row}` === last) return
    last = `${name} ${row}`
    rows.push(`${secondsOf(clock.nowMs)} ${name === 'web' ? row : last}`)
  })
  createKubelet({
    nodeName: NODE,
    client,
    clock,
    prng: createPrng(2),
    runtime,
    recorder: createEventRecorder(client, clock),
    narrate,
    ...(options.config === undefined ? {} : { config: options.config }),
    decodeStaticPod(text) {
      if (text === 'bad') return { error: 'it is not a Pod' }
      const args = text === text.trim() ? [] : ['changed']
      const containers = [{ name: 'app', image: 'nginx', imagePullPolicy: 'IfNotPresent', args }]
      return { pod: makePod(text.trim(), { containers }) }
    },
  }).start()
  return {
    clock,
    client,
    runtime,
    rows,
    table: () => rows.splice(0).join('\n'),
    journal,
    runTo(seconds) {
      const endMs = Math.round(seconds * 1000)
      for (let next = clock.nextMs(); next !== null && next <= endMs; next = clock.nextMs()) {
        clock.step()
      }
      clock.skipTo(endMs)
    },
    steps: () =>
      journal
        .filter(({ level, actor }) => level === 'step' && actor.startsWith('kubelet'))
        .map(({ message, because = '' }) => `${message} | ${because}`),
    events: () => client.list('Event').map(({ reason, message }) => `${reason}: ${message}`),
    pod: (name = 'web') => client.get('Pod', 'default', name),
  }
}

/** '3.2': virtual time in seconds. */
function secondsOf(ms: number): string {
  return (ms / 1000).toFixed(1)
}

function rowOf(pod: Pod): string {
  const { status, ready, total, restarts } = statusOf(pod)
  return `${status} ${ready}/${total} ${restarts}`
}

const quiet: Narration = { actor: 'you', message: 'applied', level: 'detail', kind: 'Apply' }

function makeNode(overrides: Partial<Node> = {}): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: NODE, labels: { 'kubernetes.io/hostname': NODE } },
    status: {
      allocatable: { cpu: '2', memory: '4Gi', pods: 110 },
      addresses: [{ type: 'InternalIP', address: '172.18.0.3' }],
    },
    ...overrides,
  }
}

/** A Pod with a name and a spec, not yet bound. */
export function makePod(name: string, spec: PodSpec): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec }
}

/** Applies a Pod that is bound to the fixture's node; policy Always, grace 30 s unless the spec says otherwise. */
export function applyPod(fixture: Fixture, spec: PodSpec, name = 'web'): void {
  const defaults = { nodeName: NODE, restartPolicy: 'Always', terminationGracePeriodSeconds: 30 }
  fixture.client.create(makePod(name, { ...defaults, ...spec }), quiet)
}
