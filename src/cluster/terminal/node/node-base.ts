// What a shell on a node finds beside the files that a scenario put there: the tools of the machine, the folders of the
// kubelet's Pods, and what their containers printed.
import { DISK_BASE } from '#runtime/filesystem/disk.ts'
import { layerOf, type Entry } from '#runtime/filesystem/tree.ts'
import type { ImageSpec } from '#runtime/images/image-spec.ts'
import { layerOfImage } from '#runtime/images/layers.ts'
import type { WorldState } from '#client/world.ts'
import { instanceLog } from '#kubectl/container-logs.ts'
import type { LineHost } from '../line-host.ts'
import { stampOf } from './crictl-inspect.ts'
import { hostnamesOf } from './hosts.ts'
import { containersOn, sandboxesOn, volumesOn } from './runtime-records.ts'

/** The programs of a node that no image has. */
const PROGRAMS =
  'kubectl k ssh watch clear systemctl journalctl crictl kubeadm reboot poweroff shutdown halt sudo vi vim nano logout'

const MACHINE: ImageSpec = {
  names: [],
  megabytes: 0,
  system: 'full',
  entrypoint: [],
  command: [],
  programs: PROGRAMS.split(' '),
  env: {},
  workingDir: '/root',
  files: [],
  known: true,
}

/** What the files of a node depend on. */
export type NodeReader = Pick<LineHost, 'past' | 'text' | 'shell'>

/** The lowest layer of the node's disk as one line sees it. */
export function baseOfNode(host: NodeReader, node: string): ReadonlyMap<string, Entry> {
  const state = host.past.state()
  const own = layerOf([
    { path: '/etc/hostname', content: `${node}\n` },
    { path: '/etc/hosts', content: hostnamesOf(state) },
    {
      path: '/etc/os-release',
      content: 'PRETTY_NAME="Podscape Linux"\nNAME="Podscape Linux"\nID=linux\n',
    },
    ...podFolders(state, node),
    // To read all logs costs something, and few lines look at them.
    ...(/\/var|\blogs?\b/.test(`${host.text} ${host.shell.cwd}`) ? logFiles(host, node) : []),
  ])
  return new Map([...layerOfImage(MACHINE), ...DISK_BASE, ...own])
}

interface LayerFile {
  readonly path: string
  readonly content?: string
  readonly type?: 'file' | 'folder' | 'link'
}

/** `/var/lib/kubelet/pods`; the content of volumes is that of the run and is not shown. */
function podFolders(state: WorldState, node: string): readonly LayerFile[] {
  const pods = new Set(sandboxesOn(state, node).map(({ pod }) => pod.uid))
  const folder = (path: string): LayerFile => ({ path, type: 'folder' })
  return [
    folder('/var/lib/kubelet/pods'),
    folder('/var/lib/kubelet/pki'),
    folder('/var/lib/kubelet/plugins'),
    ...[...pods].flatMap((uid) =>
      ['containers', 'plugins', 'volumes'].map((name) =>
        folder(`/var/lib/kubelet/pods/${uid}/${name}`),
      ),
    ),
    ...containersOn(state, node).map(({ pod, name }) =>
      folder(`/var/lib/kubelet/pods/${pod.uid}/containers/${name}`),
    ),
    ...volumesOn(state, node).map(({ pod, type, name }) =>
      folder(`/var/lib/kubelet/pods/${pod.uid}/volumes/kubernetes.io~${dashed(type)}/${name}`),
    ),
  ]
}

/** The name of a volume plugin: emptyDir is `empty-dir`. */
function dashed(type: string): string {
  return type.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** `/var/log/pods`, in the form of the CRI: time, stream, F for a full line, text. */
function logFiles(host: NodeReader, node: string): readonly LayerFile[] {
  const { past } = host
  const world = past.worldFor(() => {})
  return containersOn(past.state(), node).flatMap(({ id, pod, name, attempt }) => {
    const path = `/var/log/pods/${pod.namespace}_${pod.name}_${pod.uid}/${name}/${attempt}.log`
    const lines = instanceLog(world, node, id)
    const content = lines.map(
      ({ timeMs, text, stream }) => `${stampOf(timeMs)} ${stream} F ${text}\n`,
    )
    const link = `/var/log/containers/${pod.name}_${pod.namespace}_${name}-${id}.log`
    return [
      { path, content: content.join('') },
      { path: link, type: 'link', content: path },
    ]
  })
}
