// Which files a line of kubectl names: one, those of a folder, or those that fit a pattern.
// Follows FilenameParam of k8s.io/cli-runtime/pkg/resource/builder.go and ExpandPathsToFileVisitors of visitor.go (v1.36).
import { compareText } from '#lib/compare.ts'
import { absolutePath, joinPath } from '#runtime/filesystem/path.ts'
import type { Invocation } from '#runtime/process/command.ts'
import { compilePattern, matches } from '#runtime/text/pattern.ts'

export interface NamedFile {
  /** Absolute. */
  readonly place: string
  readonly text: string
}

/** What kubectl reads in a folder. */
const EXTENSION = /\.(?:ya?ml|json)$/

/** The files that a command reads behind `-f`, in the order of their names; undefined where there is nothing of that name. */
export function filesAt(
  invocation: Invocation,
  path: string,
  recursive = false,
): readonly NamedFile[] | undefined {
  const whole = filesIn(invocation, absolutePath(invocation.cwd, path), recursive)
  if (whole !== undefined) return whole
  const places = placesLike(invocation, path)
  return places.length === 0
    ? undefined
    : places.flatMap((place) => filesIn(invocation, place, recursive) ?? [])
}

function filesIn(
  invocation: Invocation,
  place: string,
  recursive: boolean,
): readonly NamedFile[] | undefined {
  const { files } = invocation.system
  const read = files.read(place)
  if (read.ok) return [{ place, text: read.value }]
  const names = files.list(place)
  if (!names.ok) return undefined
  return names.value.toSorted(compareText).flatMap((name) => {
    const inside = joinPath(place, name)
    // A link to a folder is not followed.
    const entry = files.linkStat(inside)
    const isFolder = entry.ok && entry.value.type === 'folder'
    if (isFolder ? !recursive : !EXTENSION.test(name)) return []
    return filesIn(invocation, inside, recursive) ?? []
  })
}

/** The places that fit a pattern of filepath.Glob, which also finds names that begin with a dot. */
function placesLike({ cwd, system, budget }: Invocation, path: string): readonly string[] {
  if (!/[*?[]/.test(path)) return []
  const parts = path.split('/').filter((part) => part !== '')
  let found: readonly string[] = [path.startsWith('/') ? '/' : cwd]
  for (const part of parts) {
    const pattern = compilePattern(part)
    found = found.flatMap((folder) => {
      if (part === '.' || part === '..') return [absolutePath(folder, part)]
      const names = system.files.list(folder)
      if (!names.ok) return []
      return names.value
        .filter((name) => matches(pattern, name, budget.meter))
        .toSorted(compareText)
        .map((name) => joinPath(folder, name))
    })
  }
  return found
}

/** The names of the regular files in a folder, in their order; undefined for what is no folder. */
export function folderAt({ cwd, system }: Invocation, path: string): readonly string[] | undefined {
  const place = absolutePath(cwd, path)
  const names = system.files.list(place)
  if (!names.ok) return undefined
  return names.value.toSorted(compareText).filter((name) => {
    const entry = system.files.linkStat(joinPath(place, name))
    return entry.ok && entry.value.type === 'file'
  })
}
