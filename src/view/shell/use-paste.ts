// Takes what was copied instead of what is open, by a button.
import { usePage } from './page.tsx'
import { usePlaygroundActions } from './playground-context.tsx'

/** Makes what pastes; where the browser hands nothing out, it leads to the editor and says so. */
export function usePaste(): () => Promise<void> {
  const page = usePage()
  const { notify, openScenario } = usePlaygroundActions()
  return async () => {
    const text = await page.readClipboard()
    if (text === null || text.trim() === '') {
      const editor = document.querySelector('#editor')
      if (editor instanceof HTMLElement) editor.focus()
      notify('Paste it over the text in the editor, or drop a file onto the page.')
    } else openScenario([{ path: 'manifests/pasted.yaml', text }])
  }
}
