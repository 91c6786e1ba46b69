// Takes what was copied instead of what is open: by a button, or by pasting where nothing can be typed.
import { useEffect } from 'react'
import { openDropped } from './open-files.ts'
import { usePage } from './page.tsx'
import { usePlaygroundActions } from './playground-context.tsx'

/** Where a paste has a meaning of its own. */
const TYPED_INTO = 'input, textarea, select, [contenteditable=true], .monaco-editor, dialog'

const pastedFiles = (text: string) => [{ path: 'manifests/pasted.yaml', text }]

/** Makes what pastes; where the browser hands nothing out, it leads to the editor and says what to press. */
export function usePaste(): () => Promise<void> {
  const page = usePage()
  const { notify, openScenario, showPane } = usePlaygroundActions()
  return async () => {
    const text = await page.readClipboard()
    if (text !== null && text.trim() !== '') {
      openScenario(pastedFiles(text))
      return
    }
    showPane('editor')
    document.querySelector<HTMLElement>('#editor')?.focus()
    notify('Press Ctrl+V (⌘V), or paste it over the text in the editor, or drop a file.')
  }
}

/** Opens what is pasted anywhere but into a field: manifests, or files that were copied. */
export function usePastedAnywhere(): void {
  const actions = usePlaygroundActions()
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const { target, clipboardData: data } = event
      if (data === null || (target instanceof Element && target.closest(TYPED_INTO) !== null))
        return
      const text = data.getData('text/plain')
      if (data.files.length > 0) void openDropped([...data.files], actions)
      else if (text.trim() !== '') actions.openScenario(pastedFiles(text))
      else return
      event.preventDefault()
    }
    addEventListener('paste', onPaste)
    return () => removeEventListener('paste', onPaste)
  }, [actions])
}
