// The static Pods of a node: one per file in its manifest folder.
// Follows pkg/kubelet/config/file.go and file_linux.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { Pod } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import { compareText } from '#lib/compare.ts'
import type { KubeletContext } from '../context.ts'
import { applyStaticPodDefaults, forbiddenReference } from './static-pod.ts'

simplified(
  'static-file-listing',
  'the listing of the manifest folder every 20 s is made only when it would find something: a file that became invalid, or two files that claim one name.',
)

export type DecodeStaticPod = (
  text: string,
  path: string,
) => { readonly pod: Pod } | { readonly error: string }

export interface StaticPodFile {
  readonly path: string
  readonly pod: Pod
}

export interface FileSource {
  /**
   * The static Pods of the folder as it is now, in the order of the file names. Only the listing of the folder notices
   * that a file became invalid, and gives a name that several files claim to the last of them; a change that was told
   * gives it to the file that was written last.
   */
  read(isListing: boolean): readonly StaticPodFile[]
  /** The next listing of the folder may come to something else. */
  readonly isUnsettled: boolean
}

/** The files that were read, the one that was written last at the end. */
interface Known {
  readonly content: string
  readonly file: StaticPodFile | null
  /** The file is invalid by now, and its Pod is as it was before. */
  readonly isStale: boolean
  /** Another file of the same name was removed, and with it the name, until the folder is listed. */
  readonly isHidden: boolean
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

  /** Of the files whose Pods have the same name the one that was written last counts. */
  const takeName = ({ path, pod }: StaticPodFile): void => {
    for (const { file } of known.values()) {
      if (file === null || keyOf(file.pod) !== keyOf(pod)) continue
      refuse(file.path, `the Pod of \`${path}\`, which was written later, has the same name`)
    }
  }

  const list = (): void => {
    const all = [...known].toSorted(([a], [b]) => compareText(a, b))
    known.clear()
    for (const [path, one] of all) {
      const shown = { ...one, isHidden: false }
      known.set(path, one.isStale ? { ...shown, file: null, isStale: false } : shown)
    }
  }

  let isUnsettled = false
  return {
    get isUnsettled() {
      return isUnsettled
    },
    read(isListing) {
      // No folder at all is named where there are no static Pods.
      const { staticPodPath } = config
      const files = (staticPodPath === '' ? [] : runtime.disk.list(staticPodPath)).filter(
        ({ path }) => !path.slice(path.lastIndexOf('/') + 1).startsWith('.'),
      )
      const present = new Set(files.map(({ path }) => path))
      for (const path of known.keys()) if (!present.has(path)) forget(known, path)
      for (const { path, content } of files) {
        if (known.get(path)?.content === content) continue
        const file = readFile(path, content)
        const before = known.get(path)?.file ?? null
        known.delete(path)
        if (file !== null) takeName(file)
        const isStale = file === null && before !== null
        known.set(path, { content, file: file ?? before, isStale, isHidden: false })
      }
      if (isListing) list()
      const byName = new Map<string, StaticPodFile>()
      for (const { file, isHidden } of known.values())
        if (file !== null && !isHidden) byName.set(keyOf(file.pod), file)
      const claimed = [...known.values()].filter(({ file }) => file !== null).length
      const isStale = [...known.values()].some((one) => one.isStale)
      isUnsettled = isStale || (!isListing && claimed > byName.size)
      return [...byName.values()].toSorted((a, b) => compareText(a.path, b.path))
    },
  }
}

/** What was removed takes its name with it, whoever else claims it. Follows consumeWatchEvent, podDelete. */
function forget(known: Map<string, Known>, path: string): void {
  const gone = known.get(path)?.file
  known.delete(path)
  if (gone == null) return
  for (const [other, one] of known) {
    if (one.file !== null && keyOf(one.file.pod) === keyOf(gone.pod))
      known.set(other, { ...one, isHidden: true })
  }
}
