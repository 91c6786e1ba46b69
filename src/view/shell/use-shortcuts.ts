// Listens for the keys of the command table on the whole page.
import { useEffect } from 'react'
import { COMMANDS, type Command } from './commands.ts'
import { usePlaygroundStore } from './playground-context.tsx'
import { keyRests, matchesKeys, restsInField } from './shortcuts.ts'

/**
 * Calls `run` when the keys of a command are pressed and do not rest. Keys with Ctrl or ⌘ are taken
 * before anything on the page sees them, because the editor has meanings of its own for some; single
 * keys are taken last, so that what has the focus can use them.
 */
export function useShortcuts(run: (command: Command) => void): void {
  const store = usePlaygroundStore()
  useEffect(() => {
    const onModKey = (event: KeyboardEvent): void => {
      const command = commandFor(event, true)
      const focused = event.target instanceof Element ? event.target : null
      if (command === undefined || restsInField(command.keys ?? '', focused)) return
      event.preventDefault()
      event.stopPropagation()
      run(command)
    }
    const onSingleKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return
      // What is typed into a dialog that is still being loaded is no key of the page.
      if (store.getState().overlay !== null && event.key !== 'Escape') return
      const command = commandFor(event, false)
      const focused = event.target instanceof Element ? event.target : null
      if (command === undefined || keyRests(event, focused)) return
      event.preventDefault()
      run(command)
    }
    addEventListener('keydown', onModKey, { capture: true })
    addEventListener('keydown', onSingleKey)
    return () => {
      removeEventListener('keydown', onModKey, { capture: true })
      removeEventListener('keydown', onSingleKey)
    }
  }, [run, store])
}

function commandFor(event: KeyboardEvent, withMod: boolean): Command | undefined {
  return COMMANDS.find(
    ({ keys }) => keys !== null && keys.startsWith('Mod+') === withMod && matchesKeys(event, keys),
  )
}
