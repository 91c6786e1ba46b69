// The static Pods of a node: one per file in its manifest folder.
// Follows pkg/kubelet/config/file.go and file_linux.go (v1.36).
// SIMPLIFIED: a change is seen at once by inotify; the listing every 20 s is left out.
import type { Pod } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import { formatPod, type KubeletContext } from '../context.ts'
import { reportEvent } from '../narrator.ts'
import { applyStaticPodDefaults, forbiddenReference } from './static-pod.ts'

export type DecodeStaticPod = (
  text: string,
  path: string,
) => { readonly pod: Pod } | { readonly error: string }

interface StaticPodFile {
  readonly path: string
  readonly pod: Pod
}

export interface FileSource {
  /** The static Pods of the folder as it is now, in the order of the file names. */
  read(): readonly StaticPodFile[]
}

interface Known {
  readonly content: string
  readonly file: StaticPodFile | null
}

/** Makes the source; bad files are named in the journal once and left out. */
export function createFileSource(context: KubeletContext, decode: DecodeStaticPod): FileSource {
  const known = new Map<string, Known>()
  const { nodeName, clock, config, runtime } = context

  const refuse = (path: string, because: string): null => {
    context.narrate({
      actor: `kubelet on ${nodeName}`,
      message: `ignores the file \`${path}\``,
      because,
      level: 'step',
      kind: 'StaticPodRefused',
      objects: [`Node//${nodeName}`, `Disk/${nodeName}`],
    })
    return null
  }

  const readFile = (path: string, content: string): StaticPodFile | null => {
    const decoded = decode(content, path)
    if ('error' in decoded) return refuse(path, decoded.error)
    const forbidden = forbiddenReference(decoded.pod)
    if (forbidden !== null) return refuse(path, `static pods may not reference ${forbidden}`)
    const origin = { nodeName, path, nowMs: clock.nowMs }
    return { path, pod: applyStaticPodDefaults(decoded.pod, origin) }
  }

  return {
    read() {
      const files = runtime.disk
        .list(config.staticPodPath)
        .filter(({ path }) => !path.slice(path.lastIndexOf('/') + 1).startsWith('.'))
      const present = new Set(files.map(({ path }) => path))
      for (const path of known.keys()) if (!present.has(path)) known.delete(path)
      const pods: StaticPodFile[] = []
      const names = new Map<string, string>()
      for (const { path, content } of files) {
        const before = known.get(path)
        const file = before?.content === content ? before.file : readFile(path, content)
        known.set(path, { content, file })
        if (file === null) continue
        const key = keyOf(file.pod)
        const first = names.get(key)
        if (first !== undefined) {
          if (before?.content !== content) {
            const name = file.pod.metadata.name ?? ''
            reportEvent(context, file.pod, {
              type: 'Warning',
              reason: 'FailedValidation',
              message: `Error validating pod ${formatPod(file.pod)} from file due to duplicate pod name "${name}", ignoring`,
            })
            refuse(path, `its Pod has the name \`${name}\` of the one in \`${first}\``)
          }
          continue
        }
        names.set(key, path)
        pods.push(file)
      }
      return pods
    },
  }
}
