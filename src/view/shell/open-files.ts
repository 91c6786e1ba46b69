// Files, folders and archives as the open scenario: by dropping them, or by choosing them.
import { countText } from '#picture/words/format.ts'
import type { PlaygroundActions } from '#playground/types.ts'

const reading = () => import('./read-drop.ts')
const pictures = () => import('../share/open-picture.ts')

/** What may have a scenario inside. */
const PICTURE = /\.(?:svg|png|gif)$/i

/** Opens what was dropped or chosen, and says how that went. */
export async function openDropped(
  dropped: readonly (FileSystemEntry | File)[],
  actions: PlaygroundActions,
): Promise<void> {
  try {
    const [only] = dropped
    if (only !== undefined && dropped.length === 1 && PICTURE.test(only.name)) {
      await (await pictures()).openPicture(only, actions)
      return
    }
    const { readDrop } = await reading()
    const result = await readDrop(dropped)
    if (!result.ok) {
      actions.notify(result.message)
      return
    }
    actions.openScenario(result.files)
    const opened = `${countText(result.files.length, 'file')} opened`
    actions.notify(result.note === undefined ? opened : `${opened}. ${result.note}`)
  } catch {
    actions.notify('What was opened could not be read.')
  }
}

/** Lets the person choose files, and opens them. */
export function chooseFiles(actions: PlaygroundActions): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.accept = '.yaml,.yml,.json,.tar,.tgz,.gz,.svg,.png,.gif'
  input.addEventListener('change', () => void openDropped([...(input.files ?? [])], actions))
  input.click()
}
