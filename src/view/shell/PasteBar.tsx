// On a phone nothing is selected and pasted with keys: a button takes what was copied instead of what is open.
import { Icon } from './Icon.tsx'
import { usePage } from './page.tsx'
import { usePlaygroundActions } from './playground-context.tsx'

/** The bar above the editor of a narrow window. */
export function PasteBar() {
  const page = usePage()
  const { notify, openScenario } = usePlaygroundActions()
  const paste = async (): Promise<void> => {
    const text = await page.readClipboard()
    if (text === null || text.trim() === '')
      notify('The browser does not hand out what was copied.')
    else openScenario([{ path: 'manifests/pasted.yaml', text }])
  }
  return (
    <p className="paste-bar">
      <button type="button" className="btn" onClick={() => void paste()}>
        <Icon name="copy" /> Paste instead of this
      </button>
    </p>
  )
}
