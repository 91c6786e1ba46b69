// Reads files and folders that were dropped onto the page. Loaded with the first drop.
import type { ScenarioFile } from '#scenario/types.ts'
import { isOfKustomize, kustomizeFiles } from '#playground/kustomize-files.ts'
import { scenarioPaths } from './dropped-paths.ts'
import { isTarName, untar } from './untar.ts'

const MOST_FILES = 100
/** As much as a scenario may have. */
const MOST_BYTES = 32 * 1024 * 1024

interface Found {
  readonly path: string
  readonly file: File
}

export type DropResult =
  | {
      readonly ok: true
      readonly files: readonly ScenarioFile[]
      /** What there is to say of how they were read. */
      readonly note?: string
    }
  | { readonly ok: false; readonly message: string }

/** The texts of a drop as files of a scenario, or why there are none. */
export async function readDrop(dropped: readonly (FileSystemEntry | File)[]): Promise<DropResult> {
  const found: Found[] = []
  for (const item of dropped) {
    if (item instanceof File) found.push({ path: item.name, file: item })
    else await collect(item, found)
  }
  const archives = found.filter(({ path }) => isTarName(path))
  const unpacked: ScenarioFile[] = []
  for (const { file } of archives) {
    const bytes = file.size > MOST_BYTES ? null : new Uint8Array(await file.arrayBuffer())
    const inner = bytes === null ? null : await untar(bytes, MOST_BYTES, isText)
    if (inner === null)
      return { ok: false, message: `${file.name} is no tar archive, or more than 32 MiB.` }
    unpacked.push(...inner)
  }
  const plain = found.filter(({ path }) => !isTarName(path) && isText(path))
  const bytes = plain.reduce((sum, { file }) => sum + file.size, 0)
  if (plain.length + unpacked.length > MOST_FILES || bytes > MOST_BYTES)
    return { ok: false, message: `At most ${MOST_FILES} files and 32 MiB can be opened at once.` }
  const read = await Promise.all(
    plain.map(async ({ path, file }) => ({
      path: path.replace(/^\/+/, ''),
      text: await file.text(),
    })),
  )
  return asScenario([...read, ...unpacked])
}

/** Under which it is known as a file of YAML. */
const OTHER_NAME = 'kustomization.yaml'

const isText = (path: string): boolean =>
  /\.(?:ya?ml|json|txt|conf)$|(?:^|\/)(?:Kustomization$|nodes\/)/.test(path)

function asScenario(read: readonly ScenarioFile[]): DropResult {
  const kustomized = kustomizeFiles(read)
  const found = kustomized?.files ?? []
  const taken = found.every(({ path }) => isOfKustomize(path)) ? read : found
  const paths = scenarioPaths(taken.map(({ path }) => path.replace(/Kustomization$/, OTHER_NAME)))
  const files = taken.flatMap(({ text }, index) => {
    const path = paths[index]
    return path === null || path === undefined ? [] : [{ path, text }]
  })
  if (files.length === 0) return { ok: false, message: 'There is no YAML file in what was opened.' }
  // The first is shown in the editor: one of the manifests.
  const rank = ({ path }: ScenarioFile): string => `${Number(isOfKustomize(path))}${path}`
  const sorted = files.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
  if (kustomized === null) return { ok: true, files: sorted }
  const { folder, left } = kustomized
  const change = left.length === 0 ? '' : ` Not done: ${left.join(', ')};`
  const note = `The manifests that ${folder === '' ? '' : `${folder}/`}kustomization.yaml lists.${change} kubectl kustomize prints all.`
  return { ok: true, files: sorted, note }
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
