// Reads files and folders that were dropped onto the page. Loaded with the first drop.
import type { ScenarioFile } from '#scenario/types.ts'
import { scenarioPaths } from './dropped-paths.ts'

const MOST_FILES = 100
/** As much as a scenario may have. */
const MOST_BYTES = 32 * 1024 * 1024

interface Found {
  readonly path: string
  readonly file: File
}

export type DropResult =
  | { readonly ok: true; readonly files: readonly ScenarioFile[] }
  | { readonly ok: false; readonly message: string }

/** The texts of a drop as files of a scenario, or why there are none. */
export async function readDrop(dropped: readonly (FileSystemEntry | File)[]): Promise<DropResult> {
  const found: Found[] = []
  for (const item of dropped) {
    if (item instanceof File) found.push({ path: item.name, file: item })
    else await collect(item, found)
  }
  const paths = scenarioPaths(found.map(({ path }) => path))
  const wanted = found.flatMap(({ file }, index) => {
    const path = paths[index]
    return path === null || path === undefined ? [] : [{ path, file }]
  })
  if (wanted.length === 0)
    return { ok: false, message: 'There is no YAML file in what was dropped.' }
  const bytes = wanted.reduce((sum, { file }) => sum + file.size, 0)
  if (wanted.length > MOST_FILES || bytes > MOST_BYTES) {
    return { ok: false, message: `At most ${MOST_FILES} files and 32 MiB can be dropped at once.` }
  }
  const files = await Promise.all(
    wanted.map(async ({ path, file }) => ({ path, text: await file.text() })),
  )
  return { ok: true, files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)) }
}

async function collect(entry: FileSystemEntry, found: Found[]): Promise<void> {
  // One more than is taken is enough to know that there are too many.
  if (found.length > MOST_FILES) return
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    found.push({ path: entry.fullPath, file })
  } else if (isFolder(entry)) {
    const reader = entry.createReader()
    for (let part = await readPart(reader); part.length > 0; part = await readPart(reader)) {
      for (const inner of part) await collect(inner, found)
    }
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

function readPart(reader: FileSystemDirectoryReader): Promise<readonly FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject))
}
