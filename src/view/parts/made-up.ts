// Pods, owners and a node in every state, made up: the page of parts shows them without a run.
import type {
  ApiItemPicture,
  CanvasTone,
  NodePicture,
  OwnerPicture,
  PodPicture,
} from '#picture/canvas/canvas-graph.ts'

/** A word for each tone, as Kubernetes has it. */
export const STATES: readonly (readonly [tone: CanvasTone, word: string])[] = [
  ['run', 'Running'],
  ['part', 'Running'],
  ['wait', 'ContainerCreating'],
  ['fail', 'CrashLoopBackOff'],
  ['done', 'Completed'],
  ['term', 'Terminating'],
  ['idle', 'Pending'],
]

/** A Pod with one container, in one of the states. */
export function podIn(tone: CanvasTone, word: string): PodPicture {
  const state = { tone, word }
  const isReady = tone === 'run'
  const container = { name: 'web', image: 'nginx:1.27' }
  return {
    id: `pod ${tone}`,
    key: `Pod/default/web-${tone}`,
    name: `web-7b688f95d-${tone}`,
    namespace: 'default',
    nodeName: tone === 'idle' ? null : 'worker-1',
    state,
    ready: isReady ? 1 : 0,
    total: 1,
    restarts: tone === 'fail' ? 4 : 0,
    ip: tone === 'idle' || tone === 'wait' ? '' : '10.244.1.6',
    hostNetwork: false,
    ports: isReady ? [{ port: 80, protocol: 'TCP', containerName: 'web', state: 'listening' }] : [],
    containers: [
      {
        ...container,
        role: 'app',
        number: null,
        state,
        detail: isReady ? 'serving on :80' : 'nginx:1.27',
        restarts: 0,
        mounts: [],
      },
    ],
    volumes: [],
    owner: null,
    staticPod: null,
    reason:
      tone === 'idle'
        ? '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient memory.'
        : '',
    system: false,
    spec: { containers: [container] },
    sources: [],
  }
}

/** An owner of three Pods, of which `ready` are. */
export function ownerWith(ready: number, word: string): OwnerPicture {
  return {
    key: `Deployment.apps/default/web-${ready}`,
    kind: 'Deployment',
    name: 'web',
    parent: null,
    ready,
    desired: 3,
    state: { word, tone: ready === 3 ? 'run' : 'wait' },
    counts: [
      ['desired', 3],
      ['ready', ready],
      ['available', ready],
    ],
    detail: 'nginx:1.27',
    order: 1,
    active: true,
    band: null,
    places: [],
    guards: [],
    sources: [],
  }
}

/** A node that is ready, or not. */
export function nodeThat(isReady: boolean): NodePicture {
  return {
    key: `Node//worker-${isReady ? 1 : 2}`,
    name: `worker-${isReady ? 1 : 2}`,
    state: isReady ? { word: 'Ready', tone: 'run' } : { word: 'NotReady', tone: 'fail' },
    machine: isReady ? null : { word: 'off', tone: 'fail' },
    controlPlane: false,
    taints: isReady ? [] : ['node.kubernetes.io/unreachable:NoSchedule'],
    capacity: [
      { label: 'cpu', used: 1500, allocatable: 2000, text: '1.5 / 2' },
      { label: 'memory', used: 1, allocatable: 4, text: '1Gi / 4Gi' },
    ],
    shares: [{ key: 'Pod/default/web', name: 'web', cpuMilli: 1500, memoryBytes: 1 }],
    staticFolder: '/etc/kubernetes/manifests',
    sources: [],
  }
}

const line = (kind: string, name: string, rest: Partial<ApiItemPicture> = {}): ApiItemPicture => ({
  key: `${kind}/default/${name}`,
  kind,
  name,
  mirror: false,
  missingFor: null,
  ...rest,
})

/** A line of the API server in each of its looks. */
export const LINES: readonly ApiItemPicture[] = [
  line('Service', 'shop'),
  line('ConfigMap', 'a-name-that-does-not-fit-into-its-line-at-all'),
  line('Secret', 'words', { missingFor: 'Pod web, env of app' }),
  line('Pod', 'agent-worker-1', { mirror: true }),
]
