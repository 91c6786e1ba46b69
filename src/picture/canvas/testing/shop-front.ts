// The journal that the pictures of the tests are made of; see `fixture.ts` for its parts.
import type { Pod, PodSpec } from '#api/generated/types.ts'
import type { JournalEntry } from '#client/world.ts'
import {
  bind,
  createJournal,
  makeContainer,
  makeInstance,
  makeMirror,
  makeNode,
  makePod,
  makeReplicaSet,
  makeSandbox,
  makeVolume,
  withStates,
  type JournalWriter,
} from './fixture.ts'

const STATIC_PODS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']
const FOLDER = '/etc/kubernetes/manifests'

export const SHOP_SPEC: PodSpec = {
  volumes: [
    { name: 'site', emptyDir: {} },
    { name: 'logs', emptyDir: {} },
  ],
  initContainers: [
    makeContainer('log-shipper', {
      image: 'fluent-bit:3',
      restartPolicy: 'Always',
      volumeMounts: [{ name: 'logs', mountPath: '/logs', readOnly: true }],
    }),
    makeContainer('wait-for-db', { image: 'busybox:1.36' }),
    makeContainer('fetch-site', {
      image: 'busybox:1.36',
      volumeMounts: [{ name: 'site', mountPath: '/site' }],
    }),
  ],
  containers: [
    makeContainer('nginx', {
      image: 'nginx:1.27',
      ports: [{ containerPort: 80 }],
      volumeMounts: [
        { name: 'site', mountPath: '/usr/share/nginx/html', readOnly: true },
        { name: 'logs', mountPath: '/var/log/nginx' },
      ],
    }),
    makeContainer('metrics', { ports: [{ containerPort: 80 }] }),
  ],
}

/** Moments of the journal by name: the id of the last entry that belongs to each. */
export interface ShopFront {
  readonly entries: readonly JournalEntry[]
  readonly moments: Readonly<
    Record<'start' | 'pending' | 'bound' | 'init' | 'write' | 'call' | 'clash', number>
  >
}

/** The whole journal. */
export function shopFront(): ShopFront {
  const journal = createJournal()
  const here = (): number => journal.entries.length - 1
  standUp(journal)
  const start = here()
  const web = applyAll(journal)
  const pending = here()
  const placed = bind(web, 'worker-1')
  journal.commit({ kind: 'Scheduled' }, [placed])
  const bound = here()
  runInit(journal, placed)
  const init = here()
  journal.commit(
    {
      kind: 'VolumeWrite',
      data: {
        containerId: 'web-fetch-site',
        containerName: 'fetch-site',
        volumeKey: 'Volume/worker-1/0000-web/site',
        path: '/site/index.html',
      },
    },
    [makeVolume(placed, 'site', 'emptyDir', ['index.html'])],
  )
  const write = here()
  runApp(journal, placed)
  journal.commit(
    {
      kind: 'Call',
      data: {
        fromContainerId: 'web-metrics',
        toContainerId: 'web-nginx',
        address: 'localhost:80',
        outcome: '200 OK',
      },
    },
    [],
  )
  const call = here()
  const crashed = withStates(
    placed,
    'Running',
    ['running', 'done', 'done', 'running', 'crash'],
    '10.244.1.7',
  )
  journal.commit({}, [
    crashed,
    makeInstance(placed, 'metrics', { state: 'exited', exitCode: 1, reason: 'Error', attempt: 2 }),
  ])
  return {
    entries: journal.entries,
    moments: { start, pending, bound, init, write, call, clash: here() },
  }
}

function standUp(journal: JournalWriter): void {
  const nodes = [makeNode('control-plane', true), makeNode('worker-1'), makeNode('worker-2')]
  journal.commit({}, nodes)
  journal.commit({}, [
    {
      kind: 'Disk',
      nodeName: 'control-plane',
      files: STATIC_PODS.map((name) => ({
        path: `${FOLDER}/${name}.yaml`,
        content: `metadata:\n  name: ${name}\n`,
      })),
    },
    {
      kind: 'Disk',
      nodeName: 'worker-2',
      files: [{ path: `${FOLDER}/proxy.yaml`, content: 'metadata: {name: proxy}\n' }],
    },
  ])
  for (const name of STATIC_PODS) {
    const mirror = makeMirror(name, 'control-plane', 'kube-system')
    journal.commit({}, [mirror, makeSandbox(mirror, '172.18.0.2')])
  }
  const proxy = makeMirror('proxy', 'worker-2')
  journal.commit({}, [
    proxy,
    makeSandbox(proxy, '10.244.2.3'),
    makeInstance(proxy, 'proxy', { activity: 'serving on :8080' }),
  ])
}

function applyAll(journal: JournalWriter): Pod {
  journal.commit({}, [
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'db', namespace: 'default' } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'site-config', namespace: 'default' },
    },
  ])
  journal.commit({}, [makeReplicaSet('cache', 2, 2)])
  for (const [index, suffix] of ['x7k2p', '9d4mq'].entries()) {
    const nodeName = `worker-${index + 1}`
    const pod = makePod(
      `cache-${suffix}`,
      { containers: [makeContainer('redis', { ports: [{ containerPort: 6379 }] })] },
      {
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'ReplicaSet',
            name: 'cache',
            uid: '0000-rs-cache',
            controller: true,
          },
        ],
      },
    )
    const placed = withStates(bind(pod, nodeName), 'Running', ['running'], `10.244.${index + 1}.4`)
    const port = {
      port: 6379,
      protocol: 'TCP',
      containerName: 'redis',
      containerId: `${pod.metadata.name}-redis`,
    } as const
    journal.commit({}, [pod])
    journal.commit({ kind: 'Scheduled' }, [
      placed,
      makeSandbox(placed, `10.244.${index + 1}.4`, [port]),
      makeInstance(placed, 'redis', { activity: 'serving on :6379' }),
    ])
  }
  const report = makePod('report', { containers: [makeContainer('report')] })
  const message =
    '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient memory. no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.'
  journal.commit({}, [
    {
      ...report,
      status: {
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
      },
    },
  ])
  const web = makePod('web', SHOP_SPEC)
  journal.commit({}, [web])
  return web
}

function runInit(journal: JournalWriter, web: Pod): void {
  const running = withStates(
    web,
    'Pending',
    ['running', 'done', 'running', 'waiting', 'waiting'],
    '10.244.1.7',
  )
  journal.commit({}, [
    running,
    makeSandbox(web, '10.244.1.7'),
    makeVolume(web, 'site', 'emptyDir', []),
    makeVolume(web, 'logs', 'emptyDir', []),
    makeInstance(web, 'log-shipper', { activity: 'reading `/logs`' }),
    makeInstance(web, 'wait-for-db', { state: 'exited', exitCode: 0, reason: 'Completed' }),
    makeInstance(web, 'fetch-site', { activity: 'writing files' }),
  ])
}

function runApp(journal: JournalWriter, web: Pod): void {
  const port = {
    port: 80,
    protocol: 'TCP',
    containerName: 'nginx',
    containerId: 'web-nginx',
  } as const
  journal.commit({}, [
    withStates(web, 'Running', ['running', 'done', 'done', 'running', 'running'], '10.244.1.7'),
    makeSandbox(web, '10.244.1.7', [port]),
    makeInstance(web, 'fetch-site', { state: 'exited', exitCode: 0, reason: 'Completed' }),
    makeInstance(web, 'nginx', { activity: 'serving on :80' }),
    makeInstance(web, 'metrics', { activity: 'waiting for `localhost:80`' }),
  ])
}
