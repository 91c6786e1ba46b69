// The disk of a node: what a scenario put there, and what hostPath volumes write. The journal's record
// shows those files, and not the ones that every node starts with.
import type { Narration } from '#sim/world.ts'
import type { DiskRecord } from '#api/runtime/records.ts'
import { createListeners } from '#lib/listeners.ts'
import type { NodeDisk } from '../cri.ts'
import type { Shared } from '../shared.ts'
import { ERROR_TEXTS } from './result.ts'
import { absolutePath, below, joinPath, parentOf } from './path.ts'
import { createTree, layerOf, type FileTree } from './tree.ts'

const MAX_SHOWN_FILES = 100
const MAX_SHOWN_CHARACTERS = 16 * 1024

const FOLDERS =
  '/bin /boot /dev /etc/kubernetes/manifests /etc/cni/net.d /home /lib /mnt /opt /proc /root /run/containerd /srv /sys/fs/cgroup ' +
  '/tmp /usr/bin /usr/lib /usr/share /var/lib/kubelet /var/lib/containerd /var/lib/docker/containers /var/log/pods /var/log/containers /var/run'

/** As kubeadm writes it (cmd/kubeadm/app/componentconfigs/kubelet.go, v1.36). */
export const KUBELET_CONFIG = `apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 0s
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
  webhook:
    cacheAuthorizedTTL: 0s
    cacheUnauthorizedTTL: 0s
cgroupDriver: systemd
clusterDNS:
- 10.96.0.10
clusterDomain: cluster.local
containerRuntimeEndpoint: unix:///var/run/containerd/containerd.sock
cpuManagerReconcilePeriod: 0s
crashLoopBackOff: {}
evictionPressureTransitionPeriod: 0s
fileCheckFrequency: 0s
healthzBindAddress: 127.0.0.1
healthzPort: 10248
httpCheckFrequency: 0s
imageMaximumGCAge: 0s
imageMinimumGCAge: 0s
kind: KubeletConfiguration
logging:
  flushFrequency: 0
  options:
    json:
      infoBufferSize: "0"
    text:
      infoBufferSize: "0"
  verbosity: 0
memorySwap: {}
nodeStatusReportFrequency: 0s
nodeStatusUpdateFrequency: 0s
rotateCertificates: true
runtimeRequestTimeout: 0s
shutdownGracePeriod: 0s
shutdownGracePeriodCriticalPods: 0s
staticPodPath: /etc/kubernetes/manifests
streamingConnectionIdleTimeout: 0s
syncFrequency: 0s
volumeStatsAggPeriod: 0s
`

/** As a kubelet writes it that has joined. */
export const KUBELET_CONF = `apiVersion: v1
clusters:
- cluster:
    certificate-authority: /etc/kubernetes/pki/ca.crt
    server: https://control-plane:6443
  name: default-cluster
contexts:
- context:
    cluster: default-cluster
    namespace: default
    user: default-auth
  name: default-context
current-context: default-context
kind: Config
users:
- name: default-auth
  user:
    client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem
    client-key: /var/lib/kubelet/pki/kubelet-client-current.pem
`

/** Nobody checks it here. */
export const CA_CERTIFICATE = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'

/** What a machine gets when it joins its cluster. */
export const FILES_OF_MEMBERS: readonly { readonly path: string; readonly content: string }[] = [
  { path: '/etc/kubernetes/kubelet.conf', content: KUBELET_CONF },
  { path: '/etc/kubernetes/pki/ca.crt', content: CA_CERTIFICATE },
  { path: '/var/lib/kubelet/config.yaml', content: KUBELET_CONFIG },
]

/** What every node starts with. */
export const DISK_BASE = layerOf([
  ...FOLDERS.split(' ').map((path) => ({ path, type: 'folder' }) as const),
  { path: '/run/containerd/containerd.sock', type: 'socket' },
  { path: '/var/run/docker.sock', type: 'socket' },
  { path: '/dev/null', type: 'character device' },
  { path: '/dev/kmsg', type: 'character device' },
  { path: '/dev/fuse', type: 'character device' },
  { path: '/dev/sda', type: 'block device' },
  { path: '/etc/machine-id', content: '0123456789abcdef0123456789abcdef\n' },
  { path: '/etc/localtime', content: 'UTC\n' },
  ...FILES_OF_MEMBERS,
])

export interface Disk extends NodeDisk {
  readonly tree: FileTree
}

/** Makes the disk of a node. Writes by processes are noted once per moment. */
export function createDisk(shared: Shared, nodeName: string): Disk {
  const { world, sleeper } = shared
  const tree = createTree(() => world.clock.nowMs, DISK_BASE)
  const watchers = createListeners<string>()
  const key = `Disk/${nodeName}`
  let due = false
  let direct = false
  const commit = (path: string, verb: string): void => {
    const message = `${verb} \`${path}\` on its disk`
    const record = recordOf(nodeName, tree)
    world.commit({ actor: nodeName, message, level: 'detail', kind: 'DiskChanged' }, [
      [key, record],
    ])
    watchers.tell(path)
  }
  tree.subscribe((path) => {
    if (direct || due) return
    due = true
    sleeper.sleep(0, `disk of ${nodeName}`).whenSettled(() => {
      due = false
      commit(path, 'has')
    })
  })
  const directly = <T>(act: () => T): T => {
    direct = true
    const done = act()
    direct = false
    return done
  }
  return {
    tree,
    read: (path) => readFile(tree, path),
    list: (folder) => listFiles(tree, folder),
    write(path, content) {
      const whole = absolutePath('/', path)
      const written = directly(() => {
        if (tree.get(parentOf(whole)) === undefined) tree.put(parentOf(whole), { type: 'folder' })
        return tree.write(whole, content)
      })
      if (written.ok) {
        commit(whole, 'has')
        return null
      }
      const because = ERROR_TEXTS[written.error]
      world.commit(refusal(nodeName, whole, because), [])
      return because
    },
    remove(path) {
      const whole = absolutePath('/', path)
      directly(() => tree.remove(whole))
      commit(whole, 'no longer has')
    },
    makeFolder(path) {
      const whole = absolutePath('/', path)
      if (tree.get(whole) !== undefined) return
      directly(() => tree.put(whole, { type: 'folder' }))
      commit(whole, 'has')
    },
    watch(folder, listener) {
      const watched = absolutePath('/', folder)
      return watchers.add((path) => {
        if (below(watched, path) !== undefined) listener(path)
      })
    },
  }
}

function readFile(tree: FileTree, path: string): string | undefined {
  const entry = tree.get(absolutePath('/', path))
  return entry?.type === 'file' ? entry.content : undefined
}

function listFiles(tree: FileTree, folder: string): ReturnType<NodeDisk['list']> {
  const parent = absolutePath('/', folder)
  return tree.list(parent).flatMap((name) => {
    const path = joinPath(parent, name)
    const entry = tree.get(path)
    return entry?.type === 'file' ? [{ path, content: entry.content }] : []
  })
}

function refusal(nodeName: string, path: string, because: string): Narration {
  return {
    actor: nodeName,
    message: `cannot keep \`${path}\` on its disk`,
    because,
    level: 'step',
    kind: 'DiskRefused',
    objects: [`Node//${nodeName}`],
  }
}

function recordOf(nodeName: string, tree: FileTree): DiskRecord {
  const files = tree
    .files()
    .filter(({ path, entry }) => entry.type === 'file' && DISK_BASE.get(path) !== entry)
    .slice(0, MAX_SHOWN_FILES)
    .map(({ path, entry }) => ({ path, content: entry.content.slice(0, MAX_SHOWN_CHARACTERS) }))
  const folders = tree
    .folders()
    .filter((path) => !DISK_BASE.has(path) && tree.list(path).length === 0)
    .slice(0, MAX_SHOWN_FILES)
  const removed = [...DISK_BASE.keys()].filter((path) => tree.get(path) === undefined)
  return {
    kind: 'Disk',
    nodeName,
    files,
    ...(folders.length === 0 ? {} : { folders }),
    ...(removed.length === 0 ? {} : { removed }),
  }
}
