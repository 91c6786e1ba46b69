// A picture that was dropped onto the page opens the scenario that is inside of it.
import { MOST_PICTURE_BYTES, scenarioInside } from '#export/scenario-inside.ts'
import { openFragment } from '#playground/link.ts'
import type { PlaygroundActions } from '#playground/types.ts'

/** Opens the scenario of a picture, or says why there is none. */
export async function openPicture(
  dropped: FileSystemEntry | File,
  actions: PlaygroundActions,
): Promise<void> {
  const file = await fileOf(dropped)
  if (file === null) return
  const isTooLarge = file.size > MOST_PICTURE_BYTES
  const fragment = isTooLarge ? null : scenarioInside(new Uint8Array(await file.arrayBuffer()))
  if (fragment === null) {
    const why = isTooLarge ? 'is larger than 8 MiB' : 'has no scenario inside'
    actions.notify(`${file.name} ${why}: Share makes pictures that open again.`)
    return
  }
  const opened = openFragment(fragment, actions, { fromAddress: false })
  if (opened.kind === 'problem') actions.notify(`${file.name}: ${opened.message}`)
  else actions.notify(`The scenario of ${file.name} opened`)
}

async function fileOf(dropped: FileSystemEntry | File): Promise<File | null> {
  if (dropped instanceof File) return dropped
  if (!isFile(dropped)) return null
  return await new Promise<File>((resolve, reject) => dropped.file(resolve, reject))
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
