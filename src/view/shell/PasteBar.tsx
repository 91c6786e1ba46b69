// On a phone nothing is selected and pasted with keys: a button takes what was copied instead of what is open.
import { Icon } from './Icon.tsx'
import { usePaste } from './use-paste.ts'

/** The bar above the editor of a narrow window. */
export function PasteBar() {
  const paste = usePaste()
  return (
    <p className="paste-bar">
      <button type="button" className="btn" onClick={() => void paste()}>
        <Icon name="copy" /> Paste instead of this
      </button>
    </p>
  )
}
