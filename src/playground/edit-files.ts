// Edits of the files that need the engine's knowledge, and what the files say of a living cluster. Dumps are rare, so
// what reads them is loaded when there is one.
import { applyLater } from '#scenario/apply-later.ts'
import { mayBeDump } from '#scenario/dump/dump.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { addAction, moveAction, removeAction } from '#scenario/write-action.ts'
import { setImage } from '#scenario/write-image.ts'
import type { RareEdit } from '#scenario/rare-edits.ts'
import type { CheckResult, ScenarioEdit } from './types.ts'

/** The files after an edit of scenario.yaml. */
function editFilesNow(
  files: readonly ScenarioFile[],
  edit: Exclude<ScenarioEdit, RareEdit>,
): readonly ScenarioFile[] {
  switch (edit.kind) {
    case 'add':
      return addAction(files, edit.action)
    case 'remove':
      return removeAction(files, edit.index)
    case 'move':
      return moveAction(files, edit.index, edit.atMs)
    case 'image':
      return setImage(files, edit.image, edit.choice)
    case 'later':
      return applyLater(edit.before, files, edit.atMs)
  }
}

/** What checking gave, with what the files say of a living cluster when they were taken from one. */
export async function withDump(
  result: CheckResult,
  files: readonly ScenarioFile[],
): Promise<CheckResult> {
  if (!files.some(({ text }) => mayBeDump(text))) return result
  const { tellDump } = await import('#scenario/dump/story.ts')
  return { ...result, dump: tellDump(files) }
}

/** The files after an edit. */
export async function editFiles(
  files: readonly ScenarioFile[],
  edit: ScenarioEdit,
): Promise<readonly ScenarioFile[]> {
  if (edit.kind !== 'again' && edit.kind !== 'fit') return editFilesNow(files, edit)
  const { editRarely } = await import('#scenario/rare-edits.ts')
  return editRarely(files, edit)
}
