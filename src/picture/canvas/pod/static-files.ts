// The files that static Pods hang on: manifests on the disk of their node.
import { simplified } from '#lib/simplified.ts'
import type { DiskRecord } from '#api/runtime/records.ts'

/** Where a kubelet looks for static Pods when its configuration says nothing else. */
const DEFAULT_STATIC_FOLDER = '/etc/kubernetes/manifests'

const CONFIG_PATH = '/var/lib/kubelet/config.yaml'

/** The folder that the kubelet of a node reads static Pods from. */
export function staticFolderOf(disk: DiskRecord | undefined): string {
  const config = disk?.files.find((file) => file.path === CONFIG_PATH)?.content ?? ''
  const path = /^staticPodPath:\s*["']?([^\s"'#]+)/m.exec(config)?.[1]
  return path?.replace(/\/+$/, '') || DEFAULT_STATIC_FOLDER
}

simplified(
  'canvas-static-files',
  'The canvas finds the file of a static Pod by the `name:` in it and not by reading it.',
)

/**
 * The file of a static Pod; the folder when there is none, as after the file was removed and while the
 * Pod still ends.
 */
export function staticFileOf(
  disk: DiskRecord | undefined,
  podName: string,
  nodeName: string,
): string {
  const folder = staticFolderOf(disk)
  const suffix = `-${nodeName.toLowerCase()}`
  const name = podName.endsWith(suffix) ? podName.slice(0, -suffix.length) : podName
  const says = new RegExp(
    `(^|[\\s{,])["']?name["']?:\\s*["']?${escaped(name)}["']?\\s*([,}#]|$)`,
    'm',
  )
  const files = (disk?.files ?? []).filter(({ content }) => says.test(content))
  // A kubelet that has not been restarted still reads the folder that it was told before.
  const file =
    files.find(({ path }) => path.startsWith(`${folder}/`)) ??
    files.find(({ path }) => path.startsWith('/etc/') && path !== CONFIG_PATH)
  return file?.path ?? folder
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
